// SPDX-License-Identifier: GPL-3.0-or-later

/** Ways into the future that take more than a number of blocks: the next phase of an auction, a decision. */

import { readAuction } from './read/auction.ts';
import type { Reader } from './read/reader.ts';
import type { AuctionPhase, Pace, RunningAuction } from './types.ts';

/** Blocks in which something must happen that takes no definite time. */
const PATIENCE = 5_000;
/** How often a referendum may be woken before something must be wrong. */
const WAKINGS = 200;

/** What the way into the future needs: to make blocks, and to look. */
export interface Traveller {
	/** Makes blocks up to and with this one. */
	to(block: number): Promise<void>;
	/** Reads at the newest block. */
	reader(): Promise<Reader>;
	/** Whether to go no further. */
	cancelled(): boolean;
}

/** What comes after each phase. */
export const AFTER: Record<AuctionPhase, string> = {
	starting: 'the candle is lit',
	ending: 'the ending period is over',
	drawing: 'the lot is drawn',
	closing: 'the auction is cleared'
};

/** The first block of the next phase, where that is known beforehand. */
export function nextPhaseAt({ phase, ending }: RunningAuction, pace: Pace): number | null {
	switch (phase) {
		case 'starting':
			return ending;
		case 'ending':
			return ending + pace.endingPeriod;
		default:
			return null;
	}
}

/** Makes blocks until the auction is in another phase. */
export async function toNextPhase(traveller: Traveller, pace: Pace): Promise<void> {
	const begin = await phase(traveller, pace);
	if (begin.running === null) {
		throw new Error('no auction runs');
	}
	const known = nextPhaseAt(begin.running, pace);
	if (known !== null && known > begin.block) {
		await traveller.to(known);
	}
	for (let blocks = 0; blocks < PATIENCE && !traveller.cancelled(); blocks++) {
		const now = await phase(traveller, pace);
		if (now.running?.phase !== begin.running.phase) {
			return;
		}
		await traveller.to(now.block + 1);
	}
}

async function phase(traveller: Traveller, pace: Pace) {
	const reader = await traveller.reader();
	const [block, auction] = await Promise.all([
		reader.value('System', 'Number') as Promise<number>,
		readAuction(reader, pace.periodsOnOffer)
	]);
	return { block, running: auction?.running ?? null };
}

/** Makes blocks until a referendum is decided. */
export async function toDecision(traveller: Traveller, index: number): Promise<void> {
	for (let wakings = 0; wakings < WAKINGS && !traveller.cancelled(); wakings++) {
		const reader = await traveller.reader();
		const [block, info] = await Promise.all([
			reader.value('System', 'Number') as Promise<number>,
			reader.value('Referenda', 'ReferendumInfoFor', index)
		]);
		if (info?.type !== 'Ongoing') {
			return;
		}
		const alarm = info.value.alarm?.[0] as number | undefined;
		if (alarm === undefined) {
			throw new Error(
				`referendum ${index} waits for a place on its track: another one must be decided first`
			);
		}
		await traveller.to(Math.max(alarm, block + 1));
	}
}
