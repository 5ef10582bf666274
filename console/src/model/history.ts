// SPDX-License-Identifier: GPL-3.0-or-later

/** What has been seen of a chain. It grows with the chain, within bounds, and goes back with it. */

import { isNoise } from './noise.ts';
import type { ChainEvent, History, Point } from './types.ts';

/** How much is kept. */
export interface Bounds {
	points: number;
	events: number;
	/** Events that say little. */
	noise: number;
}

export const BOUNDS: Bounds = { points: 1_500, events: 4_000, noise: 400 };

export const EMPTY: History = { points: [], events: [] };

/** Adds what was seen later, or between what is there. */
export function grown(
	history: History,
	points: Point[],
	events: ChainEvent[],
	bounds = BOUNDS
): History {
	const all = new Map(history.points.map((point) => [point.block, point]));
	for (const point of points) {
		const known = all.get(point.block);
		// What a state tells beyond a point stays.
		all.set(point.block, { ...point, stake: point.stake ?? known?.stake ?? null });
	}
	const sorted = [...all.values()].sort((a, b) => a.block - b.block);
	return {
		points: thinned(sorted, bounds.points),
		events: trimmed([...history.events, ...events], bounds)
	};
}

/** Forgets what came after a block. */
export function rewound({ points, events }: History, block: number): History {
	return {
		points: points.filter((point) => point.block <= block),
		events: events.filter((event) => event.block <= block)
	};
}

/** Fewer points: every second one of the older half goes until there are few enough. */
export function thinned(points: Point[], most: number): Point[] {
	let kept = points;
	while (kept.length > most) {
		const half = Math.floor(kept.length / 2);
		kept = kept.filter((_, i) => i >= half || i % 2 === 0);
	}
	return kept;
}

function trimmed(events: ChainEvent[], { events: most, noise }: Bounds): ChainEvent[] {
	let telling = most;
	let rest = noise;
	const kept = events.toReversed().filter((event) => (isNoise(event) ? rest-- : telling--) > 0);
	return kept.reverse();
}
