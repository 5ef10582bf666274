// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A development chain with something to see in every panel: paras with crowdloans, an auction with bids,
 * referenda with votes.
 */

import { account, UNITS } from '../../scripts/e2e/lib/api.ts';
import type { Act, Chain } from '../../scripts/e2e/lib/chain.ts';
import { Referenda } from '../../scripts/e2e/lib/governance.ts';
import { register } from '../../scripts/e2e/lib/paras.ts';

/** The paras of the scene. */
export interface Scene {
	/** The para without a crowdloan: Dave, its manager, bids for it. */
	alone: number;
	/** The paras with a crowdloan each. */
	funded: number[];
	/** The first lease period that the auction offers. */
	offered: number;
}

/** All of it, up to the middle of the auction's ending period. */
export async function ongoing(chain: Chain): Promise<Scene> {
	const stage = await paras(chain);
	await lease(chain, stage);
	await crowdloans(chain, stage);
	await auction(chain, stage);
	const [, ending] = (await chain.api.query.auctions.auctionInfo()).unwrap();
	await chain.to(ending.toNumber() + 3);
	await referenda(chain);
	const index = await chain.api.query.auctions.auctionCounter();
	const { bid } = chain.api.tx.auctions;
	const more = bid(stage.alone, index, stage.offered + 4, stage.offered + 7, 6_900n * UNITS);
	await chain.include([more, account('Dave')]);
	await chain.engine.newBlock({ count: 4 });
	return stage;
}

/** Registers paras. */
export async function paras(chain: Chain): Promise<Scene> {
	const managers = ['Dave', 'Alice', 'Bob', 'Charlie'].map(account);
	const [alone, ...funded] = (await register(chain, managers)) as [number, ...number[]];
	const period = chain.api.consts.slots['leasePeriod']!.toString();
	const offered = Math.floor((await chain.height()) / Number(period)) + 2;
	return { alone, funded, offered };
}

/** Leases a slot to the first para with a crowdloan, until the periods that the auction will offer. */
export async function lease(chain: Chain, { funded, offered }: Scene): Promise<void> {
	const { address } = account('Alice');
	const call = chain.api.tx.slots.forceLease(funded[0]!, address, 350n * UNITS, 0, offered);
	await new Referenda(chain).enact({ power: 'LeaseAdmin', call });
}

/** Opens a crowdloan for each para that has one, and has people contribute, a few in each block. */
export async function crowdloans(chain: Chain, { funded, offered }: Scene): Promise<void> {
	const { crowdloan, slots } = { ...chain.api.tx, slots: chain.api.consts.slots };
	const period = Number(slots['leasePeriod']!.toString());
	const managers = ['Alice', 'Bob', 'Charlie'].map(account);
	const caps = [20_000n, 12_000n, 6_000n];
	const end = period * offered + period - 1;
	await chain.include(
		...funded.map(
			(para, i): Act => [
				crowdloan.create(para, caps[i]! * UNITS, offered, offered + 3 + 2 * i, end, null),
				managers[i]!
			]
		)
	);
	const people = ['Eve', 'Ferdie', 'Dave', 'Eve//stash', 'Ferdie//stash'].map(account);
	for (let round = 0; round < 8; round++) {
		const acts = people.map((who, i): Act => {
			const para = funded[(round + i) % funded.length]!;
			const amount = BigInt(120 + ((round * 7 + i * 13) % 11) * 60) * UNITS;
			return [crowdloan.contribute(para, amount, null), who];
		});
		await chain.include(...acts);
		await chain.engine.newBlock({ count: 3 });
	}
}

/** Opens an auction by a referendum. Crowdloans bid by themselves when the candle is lit. */
export async function auction(chain: Chain, { alone, offered }: Scene): Promise<void> {
	const call = chain.api.tx.auctions.newAuction(20, offered);
	await new Referenda(chain).enact({ power: 'AuctionAdmin', call });
	const index = await chain.api.query.auctions.auctionCounter();
	const bid = chain.api.tx.auctions.bid(alone, index, offered + 4, offered + 7, 900n * UNITS);
	await chain.include([bid, account('Dave')]);
}

/** Opens referenda on several tracks, and has people vote for and against them. */
export async function referenda(chain: Chain): Promise<number[]> {
	const { api } = chain;
	const bills = [
		{ power: 'Root', call: api.tx.system.remark('0x00') },
		{ power: 'StakingAdmin', call: api.tx.staking.setMinCommission(10_000_000) },
		{ power: 'Treasurer', call: api.tx.system.remark('0x01') }
	];
	const open = new Referenda(chain);
	const numbers: number[] = [];
	for (const bill of bills) {
		numbers.push(await open.open(bill));
	}
	const votes = [
		{ aye: true, balance: 60_000n, conviction: 'Locked1x' },
		{ aye: true, balance: 45_000n, conviction: 'None' },
		{ aye: false, balance: 25_000n, conviction: 'Locked1x' }
	] as const;
	for (const [i, number] of numbers.entries()) {
		for (const [j, vote] of votes.entries()) {
			const voter = account(['Alice', 'Bob', 'Charlie'][(i + j) % 3]!);
			await open.vote(number, [{ voter, ...vote, balance: vote.balance * UNITS }]);
		}
	}
	return numbers;
}
