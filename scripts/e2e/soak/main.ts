// SPDX-License-Identifier: GPL-3.0-or-later

/** Hours of use in minutes: a development chain under everything that its engine offers, at random. */

import { parseArgs } from 'node:util';

import { whole } from '../lib/flags.ts';
import { Node, temporaryFolder } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { Chance } from './chance.ts';
import { choose } from './steps.ts';
import { World } from './world.ts';

const MINUTE = 60_000;

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e6)) },
		minutes: { type: 'string', default: '30' },
		para: { type: 'boolean', default: false },
		verbose: { type: 'boolean', default: false }
	}
});
const seed = whole(values.seed, 'seed');
const minutes = whole(values.minutes, 'minutes');

const para = ['--para', 'demo', '--para-lease', '--para-rpc-port', '0'];
const node = await Node.start(['--dev', ...(values.para ? para : [])], {
	name: 'the node under the soak',
	basePath: temporaryFolder()
});
const world = await World.of(node);
const chain = values.para ? await ParaChain.of(node, 2_000) : undefined;
const { figures } = world;
const memory = { start: await world.memory(), end: 0 };
const began = performance.now();
const elapsed = () => performance.now() - began;

/** What has been done so far. */
function table(): string {
	const rows: [string, string | number][] = [
		['seed', seed],
		['minutes', (elapsed() / MINUTE).toFixed(1)],
		['steps', figures.steps],
		['blocks made', figures.blocks],
		['reverts', figures.reverts],
		['transactions sent', figures.sent],
		['transactions included', figures.included],
		['transactions refused', figures.refused],
		['longest answer', `${figures.longest.seconds.toFixed(2)} s, ${figures.longest.what}`],
		['memory at start, MB', memory.start],
		['memory at end, MB', memory.end]
	];
	const refusals = [...world.reasons].map(([reason, count]): [string, number] => [`  ${reason}`, count]);
	rows.splice(8, 0, ...refusals);
	return rows.map(([name, value]) => `  ${name.padEnd(24)} ${value}`).join('\n');
}

console.log(`Seed ${seed}, ${minutes} minutes.`);
let told = 0;
let doing = 'the first step';
try {
	while (elapsed() < minutes * MINUTE) {
		figures.steps += 1;
		const chance = new Chance(seed, figures.steps);
		const step = choose(chance);
		doing = `step ${figures.steps}, ${step.name}`;
		const what = await step(world, chance);
		doing = `the checks after step ${figures.steps}, ${what}`;
		await world.check();
		await chain?.check(node);
		if (values.verbose) {
			console.log(`${String(figures.steps).padStart(6)}  ${what}`);
		}
		if (elapsed() - told >= MINUTE) {
			told = elapsed();
			const { steps, blocks, reverts } = figures;
			console.log(`${Math.round(told / MINUTE)} min: ${steps} steps, ${blocks} blocks, ${reverts} reverts`);
		}
	}
	doing = 'the end';
	memory.end = await world.memory();
	await world.close();
	const { code, signal } = await node.stop();
	if (code !== 0) {
		throw new Error(`the node ends with ${signal ?? code}`);
	}
	console.log(`${table()}\nAll held.`);
} catch (error) {
	memory.end ||= await world.memory().catch(() => 0);
	console.error(`${table()}\nFailed with --seed ${seed} in ${doing}:`);
	console.error(error);
	process.exit(1);
}
