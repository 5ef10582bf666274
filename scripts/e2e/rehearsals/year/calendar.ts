// SPDX-License-Identifier: GPL-3.0-or-later

/** The chain's days, and the steps in which the year goes by. */

import type { Chain } from '../../lib/chain.ts';
import type { Stage } from '../stage.ts';

/** Blocks of a step: three sessions, in which a para comes to its slot or leaves it. */
export const STEP = 1_800;
/** Blocks of a day. */
export const DAY = 14_400;
/** Steps of a day. */
export const STEPS_PER_DAY = DAY / STEP;

/** The chain, and where the year stands. */
export interface Today {
	chain: Chain;
	stage: Stage;
	/** Steps since the beginning. */
	step: number;
	/** The newest block when the step began. */
	height: number;
}

/** Whoever does something in the course of the year. */
export interface Actor {
	/** Does what is due, and checks what must have happened. Called once in each step. */
	act(today: Today): Promise<void>;
	/** Checks what must hold at the end, and says what there was. */
	close(today: Today): Promise<string[]>;
}
