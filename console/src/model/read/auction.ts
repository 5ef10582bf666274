// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads where the auctions stand. */

import { type Decoded, ksm } from '../runtime.ts';
import type { Auction, AuctionPhase, Bid, RunningAuction } from '../types.ts';
import type { Reader } from './reader.ts';

/** What the runtime calls a phase, and what it is called here. */
const PHASES: Record<string, AuctionPhase> = {
	Starting: 'starting',
	Ending: 'ending',
	VrfDelay: 'drawing'
};

export async function readAuction(reader: Reader, periodsOnOffer: number): Promise<Auction | null> {
	const { runtime } = reader;
	if (!runtime.has('Auctions')) {
		return null;
	}
	const names = ['AuctionCounter', 'AuctionInfo', 'Clearing', 'Granting'];
	const [[count, info, clearing, granting], phase, standing] = await Promise.all([
		reader.values(names.map((name) => runtime.entry('Auctions', name))),
		reader.view('Auctions', 'phase'),
		reader.view('Auctions', 'standing')
	]);
	if (info === undefined) {
		return { count, running: null };
	}
	const [firstPeriod, ending] = info as [number, number];
	const settled = clearing === true || granting !== undefined;
	const running: RunningAuction = {
		phase: settled ? 'closing' : (PHASES[phase.type] ?? 'closing'),
		firstPeriod,
		ending,
		sample: phase.type === 'Ending' ? phase.value.sample : null,
		standing: standing === undefined ? [] : bids(standing, firstPeriod, periodsOnOffer)
	};
	return { count, running };
}

/**
 * The bids that lead, off the storage alone: for less than the view functions, where many blocks are read.
 * Nothing when no auction runs.
 */
export async function readStanding(reader: Reader, periodsOnOffer: number): Promise<Bid[] | null> {
	const { runtime } = reader;
	if (!runtime.has('Auctions')) {
		return null;
	}
	const [info, sample] = await reader.values([
		runtime.entry('Auctions', 'AuctionInfo'),
		runtime.entry('Auctions', 'LatestSample')
	]);
	if (info === undefined) {
		return null;
	}
	const standing = await reader.value('Auctions', 'Winning', sample ?? 0);
	return standing === undefined ? [] : bids(standing, info[0], periodsOnOffer);
}

/** The bids of a standing, which has a place for each range: first by first period, then by last. */
function bids(standing: Decoded[], firstPeriod: number, periodsOnOffer: number): Bid[] {
	const found: Bid[] = [];
	let place = 0;
	for (let from = 0; from < periodsOnOffer; from++) {
		for (let to = from; to < periodsOnOffer; to++) {
			const leader = standing[place++];
			if (leader !== undefined) {
				const [bidder, para, amount] = leader as [string, number, bigint];
				const [first, last] = [firstPeriod + from, firstPeriod + to];
				found.push({ para, bidder, amount: ksm(amount), first, last });
			}
		}
	}
	return found;
}
