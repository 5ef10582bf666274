// SPDX-License-Identifier: GPL-3.0-or-later

/** The figures of a block that charts over time are made of. */

import type { Bid, Fund, Point, Referendum, State } from './types.ts';
import { winners, worthOf } from './winners.ts';

/** The point of a state. */
export function pointOf(state: State): Point {
	const { block, time, auction, crowdloans, referenda, staking } = state;
	return {
		block,
		time,
		held: crowdloans?.held ?? 0,
		raised: raised(crowdloans?.funds ?? []),
		worth: worth(auction?.running?.standing ?? null),
		tallies: tallies(referenda),
		stake: staking === null ? null : sum(staking.elected.map(({ total }) => total))
	};
}

/** What has been raised for each para. */
export function raised(funds: Fund[]): Point['raised'] {
	const sums: Point['raised'] = {};
	for (const { para, raised } of funds) {
		sums[para] = (sums[para] ?? 0) + raised;
	}
	return sums;
}

/** What the winners of an auction would pay in all; nothing when none runs. */
export function worth(standing: Bid[] | null): number | null {
	return standing === null ? null : sum(winners(standing).map(worthOf));
}

/** How the referenda stand. */
export function tallies(referenda: Referendum[] | null): Point['tallies'] {
	return Object.fromEntries(
		(referenda ?? []).map(({ index, approval, support }) => [
			index,
			{ approval: approval.present, support: support.present }
		])
	);
}

export function sum(amounts: number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}
