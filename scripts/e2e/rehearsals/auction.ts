// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * One slot auction with nothing shortened, from its opening to the lease. `scripts/rehearse auction`
 * runs this. It fails if anything is otherwise than it should be.
 */

import assert from 'node:assert/strict';

import { account, UNITS } from '../lib/api.ts';
import { closeAuction } from '../lib/auctions.ts';
import { Referenda } from '../lib/governance.ts';
import { register } from '../lib/paras.ts';
import type { Stage } from './stage.ts';

/** Blocks of a starting period as Kusama had them: two days. */
const STARTING_PERIOD = 28_800;
/** The first lease period on offer. The chain is in period 0. */
const OFFERED = 1;

export async function rehearse(stage: Stage): Promise<void> {
	const chain = await stage.start('--chain', 'kusama');
	const { api } = chain;
	const ending = api.consts.auctions.endingPeriod.toNumber();
	assert.deepEqual(
		[api.consts.slots.leasePeriod.toNumber(), ending, api.consts.auctions.sampleLength.toNumber()],
		[604_800, 72_000, 20]
	);
	const [moon, rock] = [account('Dave'), account('Eve')];

	const [first, second] = (await register(chain, [moon, rock])) as [number, number];
	await stage.note(`paras ${first} and ${second} are on demand`);

	const call = api.tx.auctions.newAuction(STARTING_PERIOD, OFFERED);
	await new Referenda(chain).enact({ power: 'AuctionAdmin', call });
	const [, candle] = (await api.query.auctions.auctionInfo()).unwrap();
	await stage.note(
		`an auction is open, by a referendum; the candle is lit in #${candle.toString()}`,
		'look'
	);
	const opened = performance.now();

	const bid = (para: number, last: number, ksm: bigint) =>
		api.tx.auctions.bid(para, 1, OFFERED, OFFERED + last, ksm * UNITS);
	await chain.include([bid(first, 7, 500n), moon], [bid(second, 3, 900n), rock]);
	await chain.to(candle.toNumber());
	await stage.note(`the candle is lit, for ${ending} blocks`, 'look');
	await chain.to(candle.toNumber() + ending / 2);
	await chain.include([bid(first, 7, 700n), moon]);
	await stage.note(`${first} bids more`);

	const wins = await closeAuction(chain);
	const wall = ((performance.now() - opened) / 1_000).toFixed(1);
	for (const { para, amount } of wins) {
		await stage.note(`${para} has won with ${amount / UNITS} KSM a period`, 'look');
		const leases = await api.query.slots.leases(para);
		assert.ok(leases.some((lease) => lease.isSome && lease.unwrap()[1].toBigInt() === amount));
	}
	assert.ok(wins.length >= 1);
	stage.holds('the winners have leases, for what they have bid');
	await stage.stop();
	stage.say(`\nFrom opening to lease in ${wall} s: ${STARTING_PERIOD + ending} blocks and more.`);
}
