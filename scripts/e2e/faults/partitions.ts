// SPDX-License-Identifier: GPL-3.0-or-later

/** Networks that fall into two parts, and find together again. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Chance } from '../soak/chance.ts';
import { goesOn, ON_THE_WAY } from './deaths.ts';
import type { Member } from './member.ts';
import { Cable, hindrance } from './namespaces.ts';
import { Network, VALIDATORS } from './network.ts';
import type { Figures, Scenario } from './scenario.ts';

/** How long the parts may take to be one again, in seconds. */
const PATIENCE = 300;
/** For how long they are apart, in milliseconds. Within the shorter of these times no connection is given up. */
const LEAST = 15_000;
const MOST = 75_000;

const highest = (members: Member[], which: 'best' | 'final'): number =>
	Math.max(...members.map((member) => member[which]));

/** Runs something on a network whose validators are in two parts. */
async function apart(
	chance: Chance,
	fewer: number,
	use: (network: Network, cable: Cable, parts: [few: Member[], many: Member[]]) => Promise<Figures>
): Promise<Figures> {
	const few: string[] = [];
	for (let names = VALIDATORS; few.length < fewer; names = names.filter((name) => !few.includes(name))) {
		few.push(chance.pick(names));
	}
	const cable = await Cable.lay();
	try {
		return await Network.with(
			(network) => {
				const part = (inside: boolean) =>
					network.members.filter(({ name }) => few.includes(name) === inside);
				return use(network, cable, [part(true), part(false)]);
			},
			{ place: (name) => cable.place(few.includes(name) ? 0 : 1) }
		);
	} finally {
		cable.remove();
	}
}

/** Waits until all have finality up to the highest block of before, and beyond. */
async function together(network: Network, cable: Cable, parts: Member[][]): Promise<Figures> {
	const height = (part: Member[]) => highest(part, 'best');
	const [few, many] = parts.map(height) as [number, number];
	const target = Math.max(few, many);
	cable.mend();
	const all = () => network.members.every(({ final }) => final >= target);
	const seconds = await network.until(`final #${target} at all`, all, PATIENCE);
	await goesOn(network, network.members, 2);
	return new Map([['seconds from mending until all of it is final at all', seconds]]);
}

export const partedHalves: Scenario = {
	claim: 'two and two cannot hear each other: both make blocks, neither makes any final; then one chain is left',
	hindrance,
	play: (chance) =>
		apart(chance, 2, async (network, cable, parts) => {
			cable.cut();
			const bound = Math.max(...parts.map((part) => highest(part, 'best')));
			const time = chance.between(LEAST, MOST);
			await sleep(time);
			const [few, many] = parts.map((part) => highest(part, 'best'));
			if (highest(network.members, 'final') > bound + ON_THE_WAY) {
				throw new Error(`a half has called a block final that it has made alone: ${network.heights()}`);
			}
			return new Map([
				['seconds apart', time / 1000],
				['blocks made in the halves, together', few! + many! - 2 * bound],
				...(await together(network, cable, parts))
			]);
		})
};

export const partedOne: Scenario = {
	claim: 'one cannot hear three: the three make blocks final, the one does not; then it takes their chain',
	hindrance,
	play: (chance) =>
		apart(chance, 1, async (network, cable, parts) => {
			const [[alone], three] = parts as [[Member], Member[]];
			cable.cut();
			const bound = highest(network.members, 'best');
			const went = await goesOn(network, three);
			await sleep(chance.between(0, MOST - LEAST));
			if (alone.final > bound + ON_THE_WAY) {
				throw new Error(`one of four calls blocks final that it has made alone: ${network.heights()}`);
			}
			return new Map([
				['seconds for six final blocks of the three', went],
				['blocks made by the one alone', Math.max(0, alone.best - bound)],
				...(await together(network, cable, parts))
			]);
		})
};
