// SPDX-License-Identifier: GPL-3.0-or-later

/** Processes that stand still with their connections open, as a laptop that is closed does. */

import { setTimeout as sleep } from 'node:timers/promises';

import { drawn, goesOn, ON_THE_WAY } from './deaths.ts';
import { Network } from './network.ts';
import type { Scenario } from './scenario.ts';

/** How long a node may take to catch up, in seconds. */
const PATIENCE = 180;
/** For how long two stand still, in milliseconds. */
const LEAST = 20_000;
const MOST = 40_000;

export const paused: Scenario = {
	claim: 'one stands still (SIGSTOP): finality goes on; then two: it stops; when they go on, it catches up',
	play: (chance) =>
		Network.with(async (network) => {
			const [first, others] = drawn(chance, network.members);
			await first.pause();
			const without = await goesOn(network, others);
			const [second, rest] = drawn(chance, others);
			await second.pause();
			const bound = Math.max(...rest.map(({ best }) => best));
			await sleep(chance.between(LEAST, MOST));
			const target = Math.max(...rest.map(({ best }) => best));
			const final = Math.max(...rest.map(({ final }) => final));
			if (final > bound + ON_THE_WAY) {
				throw new Error(`two of four have called #${final} final, and there was #${bound} before`);
			}
			first.resume();
			second.resume();
			const all = () => network.members.every(({ final }) => final >= target);
			const back = await network.until(`final #${target} at all`, all, PATIENCE);
			await goesOn(network, network.members, 2);
			return new Map([
				['seconds for six final blocks without one', without],
				['blocks made while two stand still', target - bound],
				['seconds from there until all of it is final', back]
			]);
		})
};
