// SPDX-License-Identifier: GPL-3.0-or-later

/** The chain's days, and the steps in which the year goes by. */

import type { Chain } from '../../lib/chain.ts';
import type { Stage } from '../stage.ts';

/** Steps of a day: each of three sessions, in which a para comes to its slot or leaves it. */
export const STEPS_PER_DAY = 8;
/** Sessions of a day, and of a step. */
const SESSIONS_PER_DAY = 24;

/** How many blocks the chain's days have. */
export interface Calendar {
	step: number;
	day: number;
}

/** The calendar of a chain, of which a session is an hour. */
export function calendarOf({ api }: Chain): Calendar {
	const session = api.consts.babe.epochDuration.toNumber();
	return { step: (session * SESSIONS_PER_DAY) / STEPS_PER_DAY, day: session * SESSIONS_PER_DAY };
}

/** The chain, and where the year stands. */
export interface Today {
	chain: Chain;
	stage: Stage;
	calendar: Calendar;
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
