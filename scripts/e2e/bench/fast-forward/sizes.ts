// SPDX-License-Identifier: GPL-3.0-or-later

/** How much is measured. */

export interface Sizes {
	/** How often the builds take turns. */
	rounds: number;
	/** Empty blocks in a turn. */
	blocks: number;
	/** Blocks with a transfer each in a turn. */
	transferBlocks: number;
	/** Transfers that all connections together send in a turn. */
	flood: number;
	/** Sessions whose first blocks are measured singly, by chain. */
	sessions: Record<string, number>;
	/** How often an auction is closed. */
	closings: number;
	/** Blocks that engine and manual seal make in a turn, in one process. */
	besideBlocks: number;
	/** Heights of a long run at which memory and disk are looked at. */
	heights: number[];
}

export const WHOLE: Sizes = {
	rounds: 5,
	blocks: 5_000,
	transferBlocks: 500,
	flood: 4_000,
	sessions: { development: 60, kusama: 12 },
	closings: 5,
	besideBlocks: 2_000,
	heights: [1_000, 10_000, 100_000]
};

/** Enough to see that it works. */
export const QUICK: Sizes = {
	rounds: 2,
	blocks: 500,
	transferBlocks: 100,
	flood: 400,
	sessions: { development: 6, kusama: 2 },
	closings: 1,
	besideBlocks: 100,
	heights: [200, 1_000, 3_000]
};
