// SPDX-License-Identifier: GPL-3.0-or-later

/** Opening auctions, which nobody may do alone, and letting them come to their end. */

import type { KeyringPair } from '@polkadot/keyring/types';

import { account, all, NAMES, only, UNITS } from './api.ts';
import type { Act, Chain } from './chain.ts';

/** What a voter does not vote with, to go on paying fees. */
const POCKET_MONEY = 1_000n * UNITS;
/** Blocks in which a referendum and an auction must do what takes them no definite time. */
const PATIENCE = 20;

/**
 * Opens an auction through a referendum on the track of the auction admin, by the votes of all
 * development accounts, and runs to the block that opens it.
 *
 * `duration` is the length of the starting period in blocks, `offered` the first lease period.
 */
export async function openAuction(
	chain: Chain,
	duration: number,
	offered: number,
	voters: KeyringPair[] = NAMES.map(account)
): Promise<void> {
	const { api } = chain;
	const { referenda, convictionVoting, auctions } = api.tx;
	const call = auctions.newAuction(duration, offered);
	const proposer = voters[0]!;

	const origin = { Origins: 'AuctionAdmin' } as never;
	const proposal = { Inline: call.method.toHex() };
	const submitted = await chain.include([
		referenda.submit(origin, proposal, { After: 1 }),
		proposer
	]);
	const index = only(submitted.events, api.events.referenda.Submitted).index.toNumber();
	await chain.include([referenda.placeDecisionDeposit(index), proposer]);

	const accounts = await api.query.system.account.multi(voters.map(({ address }) => address));
	// What is held on an account counts.
	const votes = accounts.map(({ data }) => {
		const balance = data.free.toBigInt() + data.reserved.toBigInt() - POCKET_MONEY;
		return { Standard: { vote: { aye: true, conviction: 'None' as const }, balance } };
	});
	await chain.include(
		...voters.map((voter, i): Act => [convictionVoting.vote(index, votes[i]!), voter])
	);

	for (let blocks = await longest(chain); blocks > 0; blocks--) {
		await chain.engine.newBlock();
		if ((await api.query.auctions.auctionInfo()).isSome) {
			return;
		}
		const info = (await api.query.referenda.referendumInfoFor(index)).unwrap();
		if (!info.isOngoing && !info.isApproved) {
			throw new Error(`referendum ${index} is over: ${info.type}`);
		}
	}
	throw new Error(`referendum ${index} has opened no auction`);
}

/** Blocks after which a referendum of the auction admin is decided and enacted. */
async function longest({ api }: Chain): Promise<number> {
	const track = api.consts.referenda.tracks
		.map(([, details]) => details)
		.find(({ name }) => name.toString().startsWith('auction_admin'));
	if (track === undefined) {
		throw new Error('there is no track of the auction admin');
	}
	const { preparePeriod, decisionPeriod, confirmPeriod, minEnactmentPeriod } = track;
	return [preparePeriod, decisionPeriod, confirmPeriod, minEnactmentPeriod].reduce(
		(sum, period) => sum + period.toNumber(),
		PATIENCE
	);
}

/** A bid that won. */
export interface Win {
	bidder: string;
	para: number;
	amount: bigint;
}

/** Runs the auction to the block in which its last record is gone, and says who has won. */
export async function closeAuction(chain: Chain): Promise<Win[]> {
	const { api, engine } = chain;
	const [, candle] = (await api.query.auctions.auctionInfo()).unwrap();
	await chain.to(candle.toNumber() + api.consts.auctions.endingPeriod.toNumber() - 1);

	// An own event of Canary's, which no type describes.
	type Bid = typeof api.events.auctions.BidAccepted;
	const { BidWon } = api.events.auctions as unknown as { BidWon: Bid };
	const timeout = Number(api.consts.auctions['randomnessTimeout']!.toString());
	const wins: Win[] = [];
	for (let blocks = timeout + PATIENCE; blocks > 0; blocks--) {
		const block = await engine.newBlock();
		const events = await (await api.at(block)).query.system.events();
		for (const { bidder, paraId, amount } of all([...events], BidWon)) {
			wins.push({
				bidder: bidder.toString(),
				para: paraId.toNumber(),
				amount: amount.toBigInt()
			});
		}
		if ((await api.query.auctions.auctionInfo()).isNone) {
			return wins;
		}
	}
	throw new Error('the auction does not close');
}
