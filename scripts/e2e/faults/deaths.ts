// SPDX-License-Identifier: GPL-3.0-or-later

/** Validators that die between two instructions, and come back. */

import { setTimeout as sleep } from 'node:timers/promises';

import { SLOT } from '../lib/api.ts';
import type { Chance } from '../soak/chance.ts';
import type { Member } from './member.ts';
import { Network } from './network.ts';
import type { Figures, Scenario } from './scenario.ts';

/** How long finality may take for some blocks, and a node until it has caught up, in seconds. */
const PATIENCE = 240;
/** How many final blocks show that finality goes on. */
const ENOUGH = 6;
/** How many blocks may be on their way, with votes for them, when finality stops. */
export const ON_THE_WAY = 1;

const highest = (members: Member[], which: 'best' | 'final'): number =>
	Math.max(...members.map((member) => member[which]));
const lowest = (members: Member[], which: 'best' | 'final'): number =>
	Math.min(...members.map((member) => member[which]));

/** Waits for a moment somewhere in a slot. */
function moment(chance: Chance): Promise<void> {
	return sleep(chance.between(0, SLOT));
}

/** One of the members, and the others. */
export function drawn(chance: Chance, members: Member[]): [Member, Member[]] {
	const one = chance.pick(members);
	return [one, members.filter((member) => member !== one)];
}

/** Waits until all of these call so many more blocks final than the first of them does now. */
export async function goesOn(network: Network, members: Member[], count = ENOUGH): Promise<number> {
	const target = highest(members, 'final') + count;
	return network.until(`final #${target}`, () => lowest(members, 'final') >= target, PATIENCE);
}

/** The longest time between two final blocks at a member since a moment, in seconds. */
export function longestGap({ moves }: Member, since: number): number {
	const times = [since, ...moves.map(({ at }) => at).filter((at) => at > since)];
	return Math.max(...times.slice(1).map((at, i) => at - times[i]!)) / 1000;
}

/** Starts a member and waits until it calls final what another one did. Returns the seconds that it took. */
export async function comesBack(network: Network, member: Member): Promise<number> {
	const target = highest(network.alive, 'final');
	const began = performance.now();
	await network.start(member);
	await network.until(`final #${target} at ${member.name}`, () => member.final >= target, PATIENCE);
	return (performance.now() - began) / 1000;
}

/** Kills two of four, and waits until there are so many blocks that cannot become final. */
async function stopped(network: Network, count: number, chance: Chance): Promise<Figures> {
	const [first, rest] = drawn(chance, network.members);
	const [second, survivors] = drawn(chance, rest);
	await moment(chance);
	await Promise.all([first.kill(), second.kill()]);
	const at = performance.now();
	// What both had voted on before may still become final.
	const head = highest(survivors, 'best');
	const blocks = () => lowest(survivors, 'best') - head;
	await network.until(`${count} blocks without finality`, () => blocks() >= count, 3 * PATIENCE);
	const final = highest(survivors, 'final');
	if (final > head + ON_THE_WAY) {
		throw new Error(`two of four have called #${final} final, and at the deaths there was #${head}`);
	}
	return new Map([
		['blocks made without finality', blocks()],
		['seconds for each of them', (performance.now() - at) / 1000 / blocks()]
	]);
}

/** Kills one of four, and waits without it for so many final blocks. */
export const oneKilled = (blocksWithout = ENOUGH): Scenario => ({
	claim: 'one of four validators is killed: finality goes on, and it catches up when it is back',
	play: (chance) =>
		Network.with(async (network) => {
			const [victim, survivors] = drawn(chance, network.members);
			await moment(chance);
			await victim.kill();
			const at = performance.now();
			const best = highest(survivors, 'best');
			await goesOn(network, survivors, 1);
			const first = (performance.now() - at) / 1000;
			await goesOn(network, survivors, blocksWithout);
			const blocks = highest(survivors, 'best') - best;
			const seconds = (performance.now() - at) / 1000;
			const gap = Math.max(...survivors.map((member) => longestGap(member, at)));
			const back = await comesBack(network, victim);
			await goesOn(network, network.members, 2);
			return new Map([
				['seconds to the next final block', first],
				['longest time between two final blocks, seconds', gap],
				['seconds for each block without it', seconds / blocks],
				['seconds from its start until it has caught up', back]
			]);
		})
});

export const twoKilled: Scenario = {
	claim: 'two of four are killed: finality stops, blocks go on, and when both are back it catches up',
	play: (chance) =>
		Network.with(async (network) => {
			const survivors = network.members;
			const figures = await stopped(network, 5, chance);
			const dead = survivors.filter(({ alive }) => !alive);
			const target = highest(network.alive, 'best');
			const missing = target - highest(network.alive, 'final');
			const began = performance.now();
			await Promise.all(dead.map((member) => network.start(member)));
			const up = (performance.now() - began) / 1000;
			const all = () => lowest(network.members, 'final') >= target;
			const caught = await network.until(`final #${target} at all`, all, PATIENCE);
			await goesOn(network, network.members, 2);
			return new Map([
				...figures,
				['blocks that wait for finality', missing],
				['seconds until both answer', up],
				['seconds after that until all of it is final', caught]
			]);
		})
};

export const killedOften: Scenario = {
	claim: 'one validator is killed six times at any moment: it never votes or makes a block twice',
	play: (chance) =>
		Network.with(async (network) => {
			const [victim, others] = drawn(chance, network.members);
			const began = performance.now();
			const backs: number[] = [];
			for (let time = 0; time < 6; time++) {
				await moment(chance);
				await victim.kill();
				backs.push(await comesBack(network, victim));
			}
			const gap = Math.max(...others.map((member) => longestGap(member, began)));
			await goesOn(network, network.members);
			return new Map([
				['seconds from a start until it has caught up, at most', Math.max(...backs)],
				['longest time between two final blocks at the others, seconds', gap]
			]);
		})
};

export const wiped: Scenario = {
	claim: 'one is killed and loses all but its keys: it votes again, without a vote or a block twice',
	play: (chance) =>
		Network.with(async (network) => {
			const [victim, others] = drawn(chance, network.members);
			await moment(chance);
			await victim.kill();
			victim.wipe();
			const back = await comesBack(network, victim);
			// Now it is needed.
			const [another, rest] = drawn(chance, others);
			await another.kill();
			const votes = await goesOn(network, [victim, ...rest]);
			return new Map([
				['seconds from its start until it has caught up', back],
				['seconds for six final blocks with its vote', votes]
			]);
		})
};
