// SPDX-License-Identifier: GPL-3.0-or-later

/** The whole life of leases: registered, won at auction, held over eight periods, and over. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { EventRecord } from '@polkadot/types/interfaces';

import { account, best, height, UNITS } from '../lib/api.ts';
import { type Act, Chain } from '../lib/chain.ts';
import { forward, moment, Referenda } from '../lib/governance.ts';
import { register } from '../lib/paras.ts';
import { amount, holds, named, single, total } from '../lib/records.ts';

/** Blocks of the starting period: enough to bid in. */
const STARTING = 40;
/** Sessions in which a para moves to or from a slot, with one to spare. */
const MOVE = 3;
/** Blocks in which a closed auction is settled and cleared, beyond those it waits for its seed. */
const CLEARING = 20;

/** A bid that leads in its range. */
interface Lead {
	bidder: string;
	para: number;
	first: number;
	last: number;
	amount: bigint;
}

/** The ranges of an auction in the order in which the chain and wallets number them. */
function ranges(periods: number): [number, number][] {
	return Array.from({ length: periods }, (_, first) =>
		Array.from({ length: periods - first }, (_, more): [number, number] => [first, first + more])
	).flat();
}

/** The set of bids without overlaps that brings most, found by trying all of them. */
function bestSet(leads: Lead[], from: number, to: number): Lead[] {
	if (from > to) {
		return [];
	}
	const worth = (set: Lead[]) =>
		set.reduce((sum, { first, last, amount }) => sum + amount * BigInt(last - first + 1), 0n);
	const options = leads
		.filter(({ first }) => first === from)
		.map((lead) => [lead, ...bestSet(leads, lead.last + 1, to)]);
	return [...options, bestSet(leads, from + 1, to)].reduce((best, option) =>
		worth(option) > worth(best) ? option : best
	);
}

describe('the life of leases', { timeout: 400_000 }, () => {
	type Three<T> = [T, T, T];
	const managers = ['Bob', 'Charlie', 'Dave'].map(account) as Three<KeyringPair>;
	const [bob, charlie, dave] = managers;
	let chain: Chain;
	let api: ApiPromise;
	let owned: bigint[];
	let paras: number[];
	let offered: number;
	let candle: number;
	let wins: Lead[];

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		owned = await Promise.all(managers.map(({ address }) => total(api, address)));
	});

	after(() => chain?.stop());

	const lifecycle = async (para: number) =>
		(await api.query.paras.paraLifecycles(para)).unwrap().type;
	const periodLength = () => api.consts.slots.leasePeriod.toNumber();
	const session = () => api.consts.babe.epochDuration.toNumber();
	const heldForBids = async ({ address }: KeyringPair) =>
		(await holds(api, address))['auctions.Bid'] ?? 0n;
	const heldForLeases = async (address: string) => (await holds(api, address))['slots.Lease'] ?? 0n;

	/** As the Auctions tab sends it: para, auction, absolute periods, amount. */
	const bid = (para: number, first: number, last: number, ksm: bigint) =>
		api.tx.auctions.bid(para, 1, offered + first, offered + last, ksm * UNITS);

	/** Who leads in each range, in the record that stands for a sample. */
	async function standing(sample: number): Promise<Lead[]> {
		const records = await api.query.auctions.winning.entries();
		const recorded = records
			.map(([key, record]) => ({ sample: key.args[0].toNumber(), record }))
			.filter((one) => one.sample <= sample)
			.sort((a, b) => a.sample - b.sample)
			.at(-1);
		assert.ok(recorded !== undefined, `no record stands for sample ${sample}`);
		const offers = ranges(api.consts.auctions.leasePeriodsPerSlot.toNumber());
		return [...recorded.record.unwrap()].flatMap((leader, index) => {
			if (leader.isNone) {
				return [];
			}
			const [bidder, para, most] = leader.unwrap();
			const [first, last] = offers[index]!;
			return {
				bidder: bidder.toString(),
				para: para.toNumber(),
				first: offered + first,
				last: offered + last,
				amount: most.toBigInt()
			};
		});
	}

	it('begin with paras that are registered and on demand', async () => {
		paras = await register(chain, managers);

		assert.deepEqual(paras, [2000, 2001, 2002]);
		for (const [i, para] of paras.entries()) {
			// Without these two the tabs offer neither a bid nor a deregistration.
			assert.ok((await api.query.paras.currentCodeHash(para)).isSome);
			const record = (await api.query.registrar.paras(para)).unwrap();
			assert.equal(record.manager.toString(), managers[i]!.address);
			assert.equal(await lifecycle(para), 'Parathread');
			const { address } = managers[i]!;
			const { data } = await api.query.system.account(address);
			assert.equal(data.reserved.toBigInt(), record.deposit.toBigInt());
		}
	});

	it('are offered in an auction that the auction admin’s track opens', async () => {
		offered = Math.floor((await chain.height()) / periodLength()) + 2;

		const call = api.tx.auctions.newAuction(STARTING, offered);
		const { events } = await new Referenda(chain).enact({ power: 'AuctionAdmin', call });

		const started = single(events, 'auctions.AuctionStarted');
		assert.deepEqual([started['auctionIndex'], started['leasePeriod']], [1, offered]);
		const info = (await api.query.auctions.auctionInfo()).unwrapOr([null, null]);
		assert.ok(info[0] !== null && info[1] !== null);
		candle = info[1].toNumber();
		assert.deepEqual([info[0].toNumber(), candle], [offered, started['ending']]);
		assert.equal((await api.query.auctions.auctionCounter()).toNumber(), 1);
		assert.ok((await api.query.auctions.winning(0)).isNone);
	});

	it('are bid for by three over overlapping ranges', async () => {
		await chain.include(
			[bid(paras[0]!, 0, 7, 50n), bob],
			[bid(paras[1]!, 0, 3, 60n), charlie],
			[bid(paras[2]!, 4, 7, 70n), dave]
		);

		assert.deepEqual(
			await Promise.all(managers.map(heldForBids)),
			[50n, 60n, 70n].map((ksm) => ksm * UNITS)
		);
		const leads = await standing(0);
		assert.deepEqual(
			leads.map(({ para, first, last }) => [para, first - offered, last - offered]),
			[
				[paras[1], 0, 3],
				[paras[0], 0, 7],
				[paras[2], 4, 7]
			]
		);
		assert.equal((await api.query.auctions.winning(0)).unwrap().length, 36);
	});

	it('are not to be had for a bid that is too low, for nothing, or not on offer', async () => {
		const [para] = paras as [number];
		const refusals: [Parameters<Chain['refusal']>[0], string][] = [
			[bid(para, 0, 3, 60n), 'auctions.BidTooLow'],
			[bid(para, 0, 3, 0n), 'auctions.BidIsZero'],
			[bid(para, 0, 8, 99n), 'auctions.RangeNotOnOffer'],
			[bid(2999, 0, 3, 99n), 'auctions.ParaNotRegistered'],
			[api.tx.auctions.bid(para, 2, offered, offered, UNITS), 'auctions.NotCurrentAuction']
		];
		for (const [call, error] of refusals) {
			assert.equal(await chain.refusal(call, bob), error);
		}
	});

	it('give an outbid bidder his money back at once while the candle is not lit', async () => {
		await chain.include([bid(paras[0]!, 0, 3, 65n), bob]);
		assert.equal(await heldForBids(charlie), 0n);
		assert.equal(await heldForBids(bob), 65n * UNITS);

		await chain.include([bid(paras[1]!, 0, 3, 66n), charlie]);
		assert.equal(await heldForBids(bob), 50n * UNITS, 'he leads with another bid');
	});

	it('keep the money of a bidder who may still win when the candle is lit', async () => {
		await chain.to(candle + 10);
		await chain.include([bid(paras[0]!, 0, 3, 68n), bob]);
		assert.equal(await heldForBids(charlie), 66n * UNITS);

		await chain.to(candle + 30);
		await chain.include([bid(paras[0]!, 0, 7, 90n), bob]);
		assert.equal(await heldForBids(dave), 70n * UNITS);
	});

	it('are given to the best set of bids in the sample that chance picks', async () => {
		const end = candle + api.consts.auctions.endingPeriod.toNumber();
		await chain.to(end - 1);
		const samples = (end - candle) / api.consts.auctions.sampleLength.toNumber();
		const expected: Lead[][] = [];
		for (let sample = 0; sample < samples; sample++) {
			expected.push(bestSet(await standing(sample), offered, offered + 7));
		}
		assert.ok(new Set(expected.map((set) => JSON.stringify(set.map(({ para }) => para)))).size > 1);
		await chain.to(end);
		// The block after may be the one in which the auction is settled and cleared already.
		const late = await chain.refusal(bid(paras[1]!, 0, 0, 999n), charlie);
		assert.match(late, /^auctions\.(AuctionEnded|NotAuction)$/);

		const events: EventRecord[] = [];
		const timeout = Number(api.consts.auctions['randomnessTimeout']!.toString());
		const patience = timeout + CLEARING;
		for (let at = end; at <= end + patience; at++) {
			await chain.to(at);
			events.push(...(await moment(chain, at)).events);
			if (named(events, 'auctions.AuctionCleared').length > 0) {
				break;
			}
		}

		const picked = single(events, 'auctions.WinningOffset')['blockNumber'] as number;
		assert.deepEqual(named(events, 'auctions.RandomnessTimedOut'), []);
		assert.equal(single(events, 'auctions.AuctionClosed')['auctionIndex'], 1);
		assert.equal(single(events, 'auctions.AuctionCleared')['auctionIndex'], 1);
		wins = named(events, 'auctions.BidWon').map((won) => ({
			bidder: won['bidder'] as string,
			para: won['paraId'] as number,
			first: won['firstSlot'] as number,
			last: won['lastSlot'] as number,
			amount: amount(won['amount'])
		}));
		assert.deepEqual(wins, expected[picked]);
		// Wallets that find records without an auction break.
		assert.deepEqual(await api.query.auctions.winning.entries(), []);
		assert.deepEqual(await api.query.auctions.reservedAmounts.entries(), []);
	});

	it('hold the winners’ money, and no one else’s', async () => {
		for (const who of managers) {
			const won = wins.filter(({ bidder }) => bidder === who.address);
			const most = won.reduce((most, { amount }) => (amount > most ? amount : most), 0n);
			assert.equal(await heldForBids(who), 0n);
			assert.equal(await heldForLeases(who.address), most);
		}
		const now = Math.floor((await chain.height()) / periodLength());
		for (const { para, first, last, bidder, amount } of wins) {
			const leases = await api.query.slots.leases(para);
			assert.equal(leases.length, last - now + 1, 'the first entry is the current period');
			for (const [i, lease] of leases.entries()) {
				assert.equal(lease.isSome, now + i >= first);
				if (lease.isSome) {
					const [who, held] = lease.unwrap();
					assert.deepEqual([who.toString(), held.toBigInt()], [bidder, amount]);
				}
			}
		}
	});

	it('take paras up to their slots when their time comes, and down when it is over', async () => {
		for (let period = offered; period <= offered + 8; period++) {
			const begin = period * periodLength();
			await forward(chain, begin);
			const { events } = await moment(chain, begin);
			assert.equal(single(events, 'slots.NewLeasePeriod')['leasePeriod'], period);
			await forward(chain, begin + MOVE * session());

			const onSlots = wins
				.filter(({ first, last }) => first <= period && period <= last)
				.map(({ para }) => para);
			const chains = (await api.query.paras.parachains()).map((para) => para.toNumber());
			assert.deepEqual(chains, onSlots.sort(), `period ${period}`);
			for (const para of paras) {
				assert.equal(await lifecycle(para), onSlots.includes(para) ? 'Parachain' : 'Parathread');
			}
			const owed = (address: string) =>
				wins
					.filter(({ bidder, last }) => bidder === address && period <= last)
					.reduce((most, { amount }) => (amount > most ? amount : most), 0n);
			for (const { address } of managers) {
				assert.equal(await heldForLeases(address), owed(address), `period ${period}`);
			}
		}
		assert.equal((await api.query.slots.leases.entries()).length, 0);
	});

	it('end with every deposit back', async () => {
		await chain.include(
			...managers.map((manager, i): Act => [api.tx.registrar.deregister(paras[i]!), manager])
		);
		await chain.engine.newBlock({ count: MOVE * session() });

		for (const [i, { address }] of managers.entries()) {
			const { data } = await api.query.system.account(address);
			assert.deepEqual(await holds(api, address), {});
			assert.equal(data.reserved.toBigInt(), 0n);
			assert.equal(data.free.toBigInt(), owned[i]! - chain.feesOf(managers[i]!));
			assert.ok((await api.query.paras.paraLifecycles(paras[i]!)).isNone);
			assert.ok((await api.query.registrar.paras(paras[i]!)).isNone);
		}
	});

	it('are what the derives of wallets see throughout', async () => {
		await height(best(api), 'head', await chain.height());
		const progress = await api.derive.session.progress();
		const [head, final] = await Promise.all([
			api.derive.chain.bestNumber(),
			api.derive.chain.bestNumberFinalized()
		]);

		assert.ok(progress.sessionProgress.toNumber() >= 0);
		assert.equal(progress.sessionLength.toNumber(), session());
		assert.equal(head.toNumber(), await chain.height());
		assert.ok(final.toNumber() <= head.toNumber());
	});
});
