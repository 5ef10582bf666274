// SPDX-License-Identifier: GPL-3.0-or-later

/** Faults of nodes, in short: `scripts/faults` has more of them, and plays each again and again. */

import { describe, it } from 'node:test';

import { oneKilled } from '../faults/deaths.ts';
import { follower } from '../faults/followers.ts';
import { Chance } from '../soak/chance.ts';

const SEED = 7;

// What must hold is checked by the scenarios themselves: they fail where it does not.
describe('a network with a fault', { timeout: 400_000 }, () => {
	for (const scenario of [oneKilled(2), follower(3)]) {
		it(scenario.claim, async () => {
			await scenario.play(new Chance(SEED, 0));
		});
	}
});
