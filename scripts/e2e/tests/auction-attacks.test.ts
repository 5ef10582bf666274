// SPDX-License-Identifier: GPL-3.0-or-later

/** What somebody who means harm tries in an auction, with ordinary accounts: it comes to nothing. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aConcat } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

import { account, SLOT, UNITS } from '../lib/api.ts';
import { openAuction, winningSample } from '../lib/auctions.ts';
import { type Act, Chain } from '../lib/chain.ts';
import { chainAtPace } from '../lib/network.ts';
import { register } from '../lib/paras.ts';
import { holds, named } from '../lib/records.ts';

/** Lease periods of an auction, and the ranges of them that one can bid for. */
const PERIODS = 8;
const RANGES = Array.from({ length: PERIODS }, (_, first) =>
	Array.from({ length: PERIODS - first }, (_, more) => [first, first + more] as const)
).flat();

describe('an auction at Kusama’s pace that is filled with bidders', { timeout: 300_000 }, () => {
	/** So many samples held a thousand accounts when there was a bound on their number. */
	const SAMPLES = 28;
	const OFFERED = 1;
	/** Blocks of the starting period: nobody bids in it. */
	const STARTING = 10;
	/** Transfers in one batch: a block has room for some of them. */
	const BATCH = 252;
	/** What an account needs besides its bid, to live and to pay for it. */
	const POCKET_MONEY = UNITS / 20n;
	const [manager, purse, newcomer] = [account('Bob'), account('Charlie'), account('Dave')];
	let chain: Chain;
	let api: ApiPromise;
	let para: number;
	let increment: bigint;
	/** The accounts that bid in each sample. */
	let crowd: KeyringPair[][];

	before(async () => {
		chain = await Chain.start('--chain', 'kusama');
		api = chain.api;
		[para] = (await register(chain, [manager])) as [number];
		increment = BigInt(api.consts.auctions['minimumIncrement']!.toString());
		const attacker = account('attacker');
		crowd = Array.from({ length: SAMPLES }, (_, sample) =>
			RANGES.map((_, range) => attacker.derive(`//${sample}//${range}`))
		);
		// Before the referendum, whose voters have no free money then.
		const gifts = crowd.flatMap((bidders, sample) =>
			bidders.map(({ address }) =>
				api.tx.balances.transferKeepAlive(address, priceIn(sample) + POCKET_MONEY)
			)
		);
		for (let from = 0; from < gifts.length; from += BATCH) {
			await chain.include([api.tx.utility.batchAll(gifts.slice(from, from + BATCH)), purse]);
		}
		await openAuction(chain, STARTING, OFFERED);
	});

	after(() => chain?.stop());

	/** The least that beats the account before in every range. */
	const priceIn = (sample: number) => BigInt(sample + 1) * increment;
	const bid = (first: number, last: number, amount: bigint) =>
		api.tx.auctions.bid(para, 1, OFFERED + first, OFFERED + last, amount);

	it('holds a thousand accounts that overbid each other by the least increment', async () => {
		const [, candle] = (await api.query.auctions.auctionInfo()).unwrap();
		const sampleLength = api.consts.auctions.sampleLength.toNumber();

		for (const [sample, bidders] of crowd.entries()) {
			await chain.to(candle.toNumber() + sample * sampleLength);
			await chain.include(
				...RANGES.map(([first, last], i): Act => [bid(first, last, priceIn(sample)), bidders[i]!])
			);
		}
		// The samples that have closed are those in which these accounts may still win.
		await chain.to(candle.toNumber() + SAMPLES * sampleLength);

		const held = await api.query.auctions.reservedAmounts.keys();
		assert.equal(held.length, SAMPLES * RANGES.length);
		assert.deepEqual(await holds(api, crowd[0]![0]!.address), { 'auctions.Bid': priceIn(0) });
	});

	it('takes the bid of a newcomer who beats the standing, in every range', async () => {
		const amount = priceIn(SAMPLES);
		const bids = RANGES.map(([first, last]): Act => [bid(first, last, amount), newcomer]);

		const { events } = await chain.include(...bids);

		assert.equal(named(events, 'auctions.BidAccepted').length, RANGES.length);
		const standing = (await api.query.auctions.winning(SAMPLES)).unwrap();
		for (const leader of standing) {
			assert.equal(leader.unwrap()[0].toString(), newcomer.address);
		}
		assert.deepEqual(await holds(api, newcomer.address), { 'auctions.Bid': amount });
	});
});

/** A moment at which a chain begins: that, its keys and its transactions decide all that follows. */
type Start = `${number}-${string}Z`;

/** A referendum and an auction that do not take weeks. */
const SHORT_AUCTION = { endingPeriod: 1_200, governanceSpeed: 5_040 };

/**
 * Chains on which somebody tells the winning sample beforehand. All that differs is when they begin,
 * and how long authors were silent after the last bid. So each run has the same outcomes.
 */
const CHAINS: { name: string; flags: () => Promise<string[]>; starts: Start[]; futures: number }[] = [
	{
		name: 'at the development pace',
		flags: async () => [],
		starts: [
			'2027-01-01T00:00:00Z',
			'2027-02-02T06:00:00Z',
			'2027-03-03T12:00:00Z',
			'2027-04-04T18:00:00Z'
		],
		futures: 3
	},
	{
		name: 'as the local network has it',
		flags: async () => ['--chain', 'local'],
		starts: ['2027-05-05T00:00:00Z'],
		futures: 10
	},
	{
		name: 'with Kusama’s epochs and samples, of a candle that burns for two of its epochs',
		flags: async () => ['--chain', await chainAtPace('kusama', SHORT_AUCTION)],
		starts: ['2027-06-06T00:00:00Z'],
		futures: 10
	}
];

/** The subject for which auctions draw their lot. */
const SUBJECT = 'para_auction';

/** What somebody makes of public values. */
type Guesses = Record<string, number>;

/**
 * The sample that the candle would pick by each of the random values in the state, as upstream reads
 * them: it hashes the subject and the value, and takes the remainder. The first one is that of the
 * epoch after the auction's last block, by which upstream decides.
 */
async function guesses({ query, consts }: ApiPromise): Promise<Guesses> {
	const ending = consts.auctions.endingPeriod.toNumber();
	const sampleLength = consts.auctions.sampleLength.toNumber();
	const values = {
		nextRandomness: await query.babe.nextRandomness(),
		randomness: await query.babe.randomness(),
		authorVrfRandomness: (await query.babe.authorVrfRandomness()).unwrap()
	};
	const found: Guesses = {};
	for (const [name, value] of Object.entries(values)) {
		const lot = new DataView(blake2AsU8a(u8aConcat(SUBJECT, value.toU8a(true))).slice().buffer);
		const readings = { upstream: lot.getUint32(0, true), longer: lot.getBigUint64(0, true) };
		for (const [width, number] of Object.entries(readings)) {
			const block = Number(BigInt(number) % BigInt(ending));
			found[`${name}, ${width}`] = Math.floor(block / sampleLength);
		}
	}
	return found;
}

describe('the winning sample of an auction', { timeout: 400_000 }, () => {
	for (const { name, flags, starts, futures } of CHAINS) {
		it(`cannot be told before the last bid is in: ${name}`, async () => {
			const picked: number[] = [];
			const hits: Guesses = {};
			let samples = 0;
			for (const [n, start] of starts.entries()) {
				const chain = await Chain.start('--start-time', start, ...(await flags()));
				try {
					await bidToTheLast(chain, n);
					const { auctions } = chain.api.consts;
					samples = auctions.endingPeriod.toNumber() / auctions.sampleLength.toNumber();
					const guessed = await guesses(chain.api);
					for (const sample of await inFutures(chain, futures)) {
						picked.push(sample);
						for (const [how, guess] of Object.entries(guessed)) {
							hits[how] = (hits[how] ?? 0) + (guess === sample ? 1 : 0);
						}
					}
				} finally {
					await chain.stop();
				}
			}

			const byChance = Math.floor((3 * picked.length) / samples) + 2;
			for (const [how, count] of Object.entries(hits)) {
				assert.ok(count <= byChance, `${how}: ${count} of ${picked.length} came true`);
			}
			// Another start, or a silent author, and the sample is another one.
			assert.ok(new Set(picked).size > picked.length / 2, `picked: ${picked.join(', ')}`);
		});
	}

	/** Opens an auction, and runs to the last block that takes a bid. What is in it differs by chain. */
	async function bidToTheLast(chain: Chain, number: number): Promise<void> {
		const { api } = chain;
		const offered = 2;
		const bidder = account('Bob');
		const [para] = (await register(chain, [bidder])) as [number];
		await openAuction(chain, 7, offered);
		const [, candle] = (await api.query.auctions.auctionInfo()).unwrap();
		const last = candle.toNumber() + api.consts.auctions.endingPeriod.toNumber() - 1;
		await chain.to(last - 1);
		const bid = api.tx.auctions.bid(para, 1, offered, offered, BigInt(number + 1) * UNITS);
		await chain.include([bid, bidder]);
		assert.equal(await chain.height(), last);
	}

	/** The samples that are picked if authors are silent for no slot after the last bid, one, and so on. */
	async function inFutures(chain: Chain, count: number): Promise<number[]> {
		const { engine } = chain;
		const [snapshot, { time }] = [await engine.snapshot(), await engine.status()];
		const picked: number[] = [];
		for (let silence = 0; silence < count; silence++) {
			await engine.timeTravel(time + (silence + 1) * SLOT);
			picked.push(await winningSample(chain));
			await engine.revert(snapshot);
		}
		return picked;
	}
});
