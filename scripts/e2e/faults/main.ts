// SPDX-License-Identifier: GPL-3.0-or-later

/** Faults of nodes and of the network between them, played again and again, and what they cost. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { printTable, spread } from '../lib/figures.ts';
import { whole } from '../lib/flags.ts';
import { SCENARIOS } from './scenarios.ts';

const { values } = parseArgs({
	options: {
		only: { type: 'string', multiple: true, default: [] },
		repeat: { type: 'string', default: '1' },
		seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e6)) },
		jobs: { type: 'string', default: '1' }
	}
});
const seed = whole(values.seed, 'seed');
const repeat = whole(values.repeat, 'repeat');
const jobs = whole(values.jobs, 'jobs');
const wanted = values.only.length > 0 ? values.only : Object.keys(SCENARIOS);
for (const name of wanted) {
	if (!(name in SCENARIOS)) {
		throw new Error(`--only ${name}: there are ${Object.keys(SCENARIOS).join(', ')}`);
	}
}

/** A scenario that is played once. */
interface Round {
	name: string;
	round: number;
}

/** What came of it. */
type Outcome = { figures: [string, number][] } | { error: string };

function play({ name, round }: Round): Promise<Outcome> {
	const script = fileURLToPath(new URL('play.ts', import.meta.url));
	const child = fork(script, [name, String(seed), String(round)], {
		execArgv: ['--import', 'tsx'],
		stdio: ['ignore', 'pipe', 'pipe', 'ipc']
	});
	let error = '';
	let figures: [string, number][] | undefined;
	for (const stream of [child.stdout!, child.stderr!]) {
		stream.setEncoding('utf8').on('data', (text: string) => (error += text));
	}
	child.on('message', (message) => (figures = message as [string, number][]));
	return new Promise((resolve) => {
		child.once('close', (code) =>
			resolve(code === 0 && figures !== undefined ? { figures } : { error: error || `ended with ${code}` })
		);
	});
}

const hindrances = new Map<string, string>();
for (const name of wanted) {
	const hindrance = SCENARIOS[name]!.hindrance?.();
	if (hindrance !== undefined) {
		hindrances.set(name, hindrance);
		console.log(`${name} is left out: ${hindrance}`);
	}
}
const playable = wanted.filter((name) => !hindrances.has(name));
const rounds = Array.from({ length: repeat }, (_, round) => playable.map((name) => ({ name, round }))).flat();
const measured = new Map<string, Map<string, number[]>>(playable.map((name) => [name, new Map()]));
const failures = new Map<string, number>();
const began = performance.now();
const minutes = () => ((performance.now() - began) / 60_000).toFixed(1);

console.log(`Seed ${seed}: ${playable.length} scenarios, ${repeat} times, ${jobs} at a time.`);
let left = rounds.length;
async function work(): Promise<void> {
	for (let next = rounds.shift(); next !== undefined; next = rounds.shift()) {
		const { name, round } = next;
		const outcome = await play(next);
		left -= 1;
		const what = `${name}, ${round + 1} of ${repeat}`;
		if ('error' in outcome) {
			failures.set(name, (failures.get(name) ?? 0) + 1);
			console.log(`${minutes()} min: ${what}: FAILED\n${outcome.error}`);
			continue;
		}
		for (const [figure, value] of outcome.figures) {
			const all = measured.get(name)!;
			all.set(figure, [...(all.get(figure) ?? []), value]);
		}
		console.log(`${minutes()} min: ${what}: held; ${left} left`);
	}
}
await Promise.all(Array.from({ length: jobs }, work));

const digits = (values: number[]) => (values.every(Number.isInteger) ? 0 : 1);
for (const name of playable) {
	const failed = failures.get(name) ?? 0;
	const title = `${name}: ${SCENARIOS[name]!.claim}. Held ${repeat - failed} times of ${repeat}.`;
	const rows = [...measured.get(name)!].map(([figure, values]) => [figure, spread(values, digits(values))]);
	printTable(title, ['figure', 'median (least to greatest)'], rows);
}
const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
console.log(`\n${minutes()} minutes. ${failed === 0 ? 'All held.' : `${failed} failed, with --seed ${seed}.`}`);
process.exit(failed > 0 ? 1 : 0);
