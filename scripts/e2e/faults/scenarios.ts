// SPDX-License-Identifier: GPL-3.0-or-later

/** The faults by their names. */

import { killedOften, oneKilled, twoKilled, wiped } from './deaths.ts';
import { follower } from './followers.ts';
import { late } from './late.ts';
import { partedHalves, partedOne } from './partitions.ts';
import { paused } from './pauses.ts';
import type { Scenario } from './scenario.ts';
import { twins } from './twins.ts';

export const SCENARIOS: Record<string, Scenario> = {
	'one-killed': oneKilled(),
	'two-killed': twoKilled,
	'killed-often': killedOften,
	wiped,
	paused,
	follower: follower(),
	late,
	twins,
	'parted-halves': partedHalves,
	'parted-one': partedOne
};
