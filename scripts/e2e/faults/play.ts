// SPDX-License-Identifier: GPL-3.0-or-later

/** Plays one scenario, in a process of its own: what it leaves behind ends with it, and its log is its own. */

import { Chance } from '../soak/chance.ts';
import { SCENARIOS } from './scenarios.ts';

const [name, seed, round] = process.argv.slice(2);
try {
	const figures = await SCENARIOS[name!]!.play(new Chance(Number(seed), Number(round)));
	process.send!([...figures], () => process.exit(0));
} catch (error) {
	console.error(error);
	// The ends of the logs of all nodes follow.
	process.exit(1);
}
