// SPDX-License-Identifier: GPL-3.0-or-later

/** Nodes that come late, and take over the chain from the others. */

import { goesOn } from './deaths.ts';
import { Network } from './network.ts';
import type { Figures, Scenario } from './scenario.ts';

/** How high the chain is when they come: beyond the end of an epoch. */
const HEIGHT = 14;
/** How long a node may take to catch up, in seconds. */
const PATIENCE = 180;

export const late: Scenario = {
	claim: 'full nodes come late, one by default sync and one by warp sync: both have the chain, and follow it',
	play: () =>
		Network.with(async (network) => {
			const { members } = network;
			const high = () => members.every(({ final }) => final >= HEIGHT);
			await network.until(`final #${HEIGHT}`, high, PATIENCE);
			const figures: Figures = new Map();
			for (const [name, ...flags] of [['by default'], ['by warp', '--sync', 'warp']] as const) {
				const target = Math.max(...members.map(({ final }) => final));
				const began = performance.now();
				const guest = await network.join(name, [...flags]);
				const there = () => guest.final >= target;
				await network.until(`final #${target} ${name}`, there, PATIENCE);
				figures.set(`seconds from a start ${name} until it has the chain`, (performance.now() - began) / 1000);
				if (name === 'by warp') {
					await guest.node.says(/Warp sync is complete/, PATIENCE);
				}
			}
			await goesOn(network, network.members, 3);
			return figures;
		})
};
