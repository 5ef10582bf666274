// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Candle auctions as docs/auctions.md tells of them, without a thought for speed: every set of bids is tried, and
 * candles burn block by block. A second opinion on `pallets/auctions`.
 */

import { blake2AsU8a } from '@polkadot/util-crypto';

/** A bid for lease periods, counted from the first on offer; `last` is one of them. */
export interface Bid {
	bidder: number;
	para: number;
	first: number;
	last: number;
	amount: number;
}

/** An ending period. */
export interface Candle {
	/** Its first block. */
	litAt: number;
	/** How many blocks it has. */
	burnsFor: number;
	/** How many blocks a sample has; the last one may have fewer. */
	sampleLength: number;
}

/** Where an auction is at a block. */
export type Phase =
	| { phase: 'starting' }
	/** The sample, and the block's number in it. */
	| { phase: 'ending'; sample: number; block: number }
	/** How many blocks have passed since the first without bids. */
	| { phase: 'after'; elapsed: number };

/** What is given to an auction. */
export interface Auction {
	candle: Candle;
	/** What a bid must be above the one it displaces. */
	increment: number;
	/** Bids in order, each with the number of its block. */
	bids: (Bid & { at: number })[];
	/** 32 bytes of each of the blocks that draw. */
	draws: Uint8Array[];
}

/** What comes of it. */
export interface Outcome {
	/** For each bid whether it leads, and what is on hold for its bidder and for the one displaced after it. */
	bids: { leads: boolean; held: number; displaced?: { bidder: number; held: number } }[];
	/** The sample in which the candle went out. */
	sample: number;
	/** The winning bids, by their periods. */
	winners: Bid[];
}

/** Every set of bids in which no two are for the same period. */
export function everySet([bid, ...others]: Bid[]): Bid[][] {
	if (bid === undefined) {
		return [[]];
	}
	const without = everySet(others);
	const fits = (set: Bid[]) => set.every((other) => other.last < bid.first || bid.last < other.first);
	return [...without, ...without.filter(fits).map((set) => [bid, ...set])];
}

/**
 * The set that wins: the one of the greatest worth. Of several the one with the fewest bids; of several of these, where
 * they first differ, the one whose bid begins earlier, or ends earlier if both begin together.
 */
export function winners(bids: Bid[]): Bid[] {
	const sorted = bids.toSorted((one, other) => one.first - other.first || one.last - other.last);
	const worth = (set: Bid[]) => set.reduce((sum, { first, last, amount }) => sum + amount * (last - first + 1), 0);
	const wins = (one: Bid[], other: Bid[]): boolean => {
		if (worth(one) !== worth(other)) {
			return worth(one) > worth(other);
		}
		if (one.length !== other.length) {
			return one.length < other.length;
		}
		const differs = one.findIndex((bid, i) => bid !== other[i]);
		return differs >= 0 && sorted.indexOf(one[differs]!) < sorted.indexOf(other[differs]!);
	};
	return everySet(sorted).reduce((best, set) => (wins(set, best) ? set : best));
}

/** The phase at a block, by burning the candle up to it. */
export function phaseAt({ litAt, burnsFor, sampleLength }: Candle, block: number): Phase {
	if (block < litAt) {
		return { phase: 'starting' };
	}
	let [sample, inSample] = [0, 0];
	for (let burning = litAt; burning < litAt + burnsFor; burning++) {
		if (burning === block) {
			return { phase: 'ending', sample, block: inSample };
		}
		inSample += 1;
		if (inSample === sampleLength) {
			[sample, inSample] = [sample + 1, 0];
		}
	}
	return { phase: 'after', elapsed: block - (litAt + burnsFor) };
}

/** The sample of a block; nothing outside of the ending period. */
export function sampleAt(candle: Candle, block: number): number | undefined {
	const phase = phaseAt(candle, block);
	return phase.phase === 'ending' ? phase.sample : undefined;
}

/** The lot: all draws in one, each hashed together with those before it. */
export function lotOf(draws: Uint8Array[]): Uint8Array {
	return draws.reduce((lot, draw) => blake2AsU8a(new Uint8Array([...lot, ...draw])), new Uint8Array(32));
}

/**
 * The sample in which the candle went out: that of a block which the lot picks, each with the same chance.
 *
 * A lot is four numbers of eight bytes, the lowest byte first. A number counts if it is below the greatest multiple of
 * the number of blocks that eight bytes have room for: those above would give some blocks one chance more. The first
 * that counts picks the block by its remainder; if none does, it is the first block.
 */
export function pickedBy(candle: Candle, lot: Uint8Array): number {
	const blocks = BigInt(candle.burnsFor);
	const bytes = [...lot];
	const numbers = [0, 8, 16, 24].map((from) =>
		bytes.slice(from, from + 8).reduceRight((number, byte) => number * 256n + BigInt(byte), 0n)
	);
	const counts = numbers.find((number) => number < (2n ** 64n / blocks) * blocks) ?? 0n;
	return sampleAt(candle, candle.litAt + Number(counts % blocks))!;
}

/** What is on hold for a bidder: for each para the largest of their bids that leads in one of these standings. */
export function held(standings: Bid[][], bidder: number): number {
	const largest = new Map<number, number>();
	for (const bid of standings.flat().filter((bid) => bid.bidder === bidder)) {
		largest.set(bid.para, Math.max(bid.amount, largest.get(bid.para) ?? 0));
	}
	return [...largest.values()].reduce((sum, amount) => sum + amount, 0);
}

/** Plays an auction, block by block. */
export function play({ candle, increment, bids, draws }: Auction): Outcome {
	/** The leading bids now, and as they were when each sample ended. */
	let standing: Bid[] = [];
	const samples: Bid[][] = [];
	const told: Outcome['bids'] = [];
	for (let block = 0; block < candle.litAt + candle.burnsFor; block++) {
		for (const bid of bids.filter(({ at }) => at === block)) {
			const displaced = standing.find(({ first, last }) => first === bid.first && last === bid.last);
			const leads = bid.amount >= (displaced?.amount ?? 0) + increment;
			if (leads) {
				standing = [...standing.filter((other) => other !== displaced), bid];
			}
			const holds = (bidder: number) => held([...samples, standing], bidder);
			told.push({
				leads,
				held: holds(bid.bidder),
				...(displaced && { displaced: { bidder: displaced.bidder, held: holds(displaced.bidder) } })
			});
		}
		const sample = sampleAt(candle, block);
		if (sample !== undefined && sampleAt(candle, block + 1) !== sample) {
			samples.push(standing);
		}
	}
	const sample = pickedBy(candle, lotOf(draws));
	return { bids: told, sample, winners: winners(samples[sample]!) };
}
