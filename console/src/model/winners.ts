// SPDX-License-Identifier: GPL-3.0-or-later

/** Who would win an auction with a standing: the bids that do not overlap and are worth most together. */

import type { Bid } from './types.ts';

/** What a bid is worth: its amount for each of its periods. */
export function worthOf({ amount, first, last }: Bid): number {
	return amount * (last - first + 1);
}

/** The bids of a standing that do not overlap and have the greatest total worth, by their periods. */
export function winners(standing: Bid[]): Bid[] {
	const bids = standing.toSorted((a, b) => a.last - b.last || a.first - b.first);
	// The best choice among the first bids, for each number of them.
	const best: { worth: number; bids: Bid[] }[] = [{ worth: 0, bids: [] }];
	for (const [i, bid] of bids.entries()) {
		const compatible = bids.slice(0, i).filter(({ last }) => last < bid.first).length;
		const before = best[compatible]!;
		const without = best[i]!;
		const worth = before.worth + worthOf(bid);
		best.push(worth > without.worth ? { worth, bids: [...before.bids, bid] } : without);
	}
	return best.at(-1)!.bids;
}
