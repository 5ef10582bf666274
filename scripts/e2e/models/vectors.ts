// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Small random cases with the models' answers, for the tests of the pallets. The same seed makes the same cases.
 */

import { u8aToHex } from '@polkadot/util';

import { Chance } from '../soak/chance.ts';
import {
	lotOf,
	phaseAt,
	pickedBy,
	play,
	winners,
	type Auction,
	type Bid,
	type Candle
} from './auctions.ts';
import { canBeGiven, clock, deposit, entries, type Lease } from './leases.ts';

const SEED = 82;
/** How many lease periods an auction offers. */
const OFFERED = 8;
/** How many periods leases may reach ahead, the current one included. */
const HORIZON = 12;
/** The greatest number of eight bytes. */
const MOST = 2n ** 64n - 1n;

/** So many cases, each with numbers of its own. */
function cases<T>(count: number, make: (chance: Chance) => T, of: number): T[] {
	return Array.from({ length: count }, (_, i) => make(new Chance(SEED + of, i)));
}

function range(chance: Chance): { first: number; last: number } {
	const first = chance.between(0, OFFERED - 1);
	return { first, last: Math.min(OFFERED - 1, first + chance.between(0, chance.pick([0, 2, 7]))) };
}

function bytes(chance: Chance, count: number): Uint8Array {
	return Uint8Array.from({ length: count }, () => chance.between(0, 255));
}

/** A standing, and the ranges that win. Amounts are small, so that many sets are worth the same. */
function standing(chance: Chance) {
	const [density, most] = [chance.pick([10, 15, 30, 60, 100]), chance.pick([1, 1, 2, 5, 40])];
	const bids: Bid[] = [];
	for (let first = 0; first < OFFERED; first++) {
		for (let last = first; last < OFFERED; last++) {
			if (chance.percent(density)) {
				bids.push({ bidder: 0, para: 0, first, last, amount: chance.between(1, most) });
			}
		}
	}
	return {
		bids: bids.map(({ first, last, amount }) => [first, last, amount]),
		winners: winners(bids).map(({ first, last }) => [first, last])
	};
}

function candle(chance: Chance): Candle {
	return { litAt: chance.between(0, 9), burnsFor: chance.between(1, 15), sampleLength: chance.between(1, 6) };
}

/** The phase at every block of an auction, and the sample of some lots, a few of which have numbers that do not count. */
function candles(chance: Chance) {
	const burning = candle(chance);
	const phases = Array.from({ length: burning.litAt + burning.burnsFor + 3 }, (_, block) => phaseAt(burning, block));
	const unfair = MOST - (MOST % BigInt(burning.burnsFor));
	const lots = Array.from({ length: 4 }, (_, skipped) => {
		const lot = bytes(chance, 32);
		const numbers = new DataView(lot.buffer);
		for (let i = 0; i < skipped; i++) {
			numbers.setBigUint64(8 * i, chance.percent(50) ? MOST : unfair, true);
		}
		return { lot: u8aToHex(lot), sample: pickedBy(burning, lot) };
	});
	return { ...burning, phases, lots };
}

/** A whole auction: few ranges, so that bids meet, and steps near the least increment. */
function auction(chance: Chance) {
	const burning = { ...candle(chance), litAt: chance.between(1, 6) };
	const ranges = Array.from({ length: chance.between(1, 5) }, () => range(chance));
	const leading = new Map<unknown, number>();
	const given: Auction = { candle: burning, increment: 2, bids: [], draws: [] };
	for (let at = 0; at < burning.litAt + burning.burnsFor; at++) {
		for (let n = chance.pick([0, 0, 1, 1, 2, 3]); n > 0; n--) {
			const bid = chance.pick(ranges);
			const amount = Math.max(1, (leading.get(bid) ?? 0) + chance.between(0, 6));
			leading.set(bid, amount);
			given.bids.push({ at, bidder: chance.between(1, 3), para: chance.between(2000, 2002), ...bid, amount });
		}
	}
	given.draws = [bytes(chance, 32), bytes(chance, 32), bytes(chance, 32)];
	const { bids, sample, winners } = play(given);
	return {
		...burning,
		increment: given.increment,
		bids: given.bids.map((bid, i) => ({ ...bid, ...bids[i]! })),
		draws: given.draws.map((draw) => u8aToHex(draw)),
		lot: u8aToHex(lotOf(given.draws)),
		sample,
		winners
	};
}

/** Lease periods and the blocks of each. */
function clocks(chance: Chance) {
	const [length, offset] = [chance.between(1, 7), chance.between(0, 9)];
	return { length, offset, blocks: Array.from({ length: 40 }, (_, block) => clock(length, offset, block)) };
}

/** Leases that are given while time passes, and what is leased and owed after each step. */
function leaseholds(chance: Chance) {
	const [paras, people] = [[2000, 2001], [1, 2, 3]];
	const given: Lease[] = [];
	let now = 0;
	const steps = Array.from({ length: chance.between(6, 14) }, () => {
		const first = now + chance.between(0, 9);
		const last = first + chance.between(0, chance.pick([0, 3, 7]));
		const offer = { para: chance.pick(paras), who: chance.pick(people), amount: chance.between(1, 30), first, last };
		let lease: (Lease & { given: boolean }) | undefined;
		if (chance.percent(60)) {
			lease = { ...offer, given: canBeGiven(given, offer, now, HORIZON) };
			if (lease.given) {
				given.push(offer);
			}
		} else {
			now += chance.pick([1, 1, 1, 2, 4]);
		}
		return {
			now,
			...(lease && { lease }),
			leases: paras.map((para) => entries(given, para, now)),
			deposits: paras.map((para) => people.map((who) => deposit(given, para, who, now)))
		};
	});
	return { horizon: HORIZON, steps };
}

/** What the tests of `pallets/auctions` read. */
export const AUCTIONS = {
	standings: cases(150, standing, 0),
	candles: cases(15, candles, 1),
	auctions: cases(30, auction, 2)
};

/** What the tests of `pallets/slots` read. */
export const LEASES = {
	clocks: cases(12, clocks, 3),
	leaseholds: cases(25, leaseholds, 4)
};

/** The cases as JSON, one a line. */
export function asText(vectors: Record<string, unknown[]>): string {
	const kinds = Object.entries(vectors).map(
		([kind, all]) => `"${kind}": [\n${all.map((one) => JSON.stringify(one)).join(',\n')}\n]`
	);
	return `{\n${kinds.join(',\n')}\n}\n`;
}

/** Where the cases are, and what is in these files. */
export const FILES: [path: URL, text: string][] = [
	[new URL('../../../pallets/auctions/src/tests/vectors.json', import.meta.url), asText(AUCTIONS)],
	[new URL('../../../pallets/slots/src/tests/vectors.json', import.meta.url), asText(LEASES)]
];
