// SPDX-License-Identifier: GPL-3.0-or-later

/** Bulk runs of empty blocks: how many a second, and what each thread has to do with it. */

import { Engine } from '../../lib/engine.ts';
import { median, printTable, ratios, spread } from '../../lib/figures.ts';
import { Node } from '../../lib/node.ts';
import { type Threads, Watch } from '../../lib/processes.ts';
import type { Build } from '../machine.ts';
import type { Sizes } from './sizes.ts';

/** Blocks before the first round: caches fill, and the Wasm is compiled. */
const WARM_UP = 200;
/** Threads with less than this share of the work are shown together. */
const SMALL = 0.01;

/** One turn. Times are in milliseconds per block. */
interface Turn {
	/** Blocks per second. */
	rate: number;
	/** All threads together had a core. */
	running: number;
	threads: Map<string, Threads>;
}

/** Lets the builds make blocks of a chain in turns, and prints what it has taken them. */
export async function measureRuns(builds: Build[], chain: string, sizes: Sizes): Promise<void> {
	const engines: Engine[] = [];
	for (const { name, binary } of builds) {
		const args = ['--dev', '--chain', chain, '--sealing', 'manual'];
		const engine = new Engine(await Node.start(args, { name, binary }));
		await engine.newBlock({ count: WARM_UP });
		engines.push(engine);
	}
	const turns: Turn[][] = builds.map(() => []);
	for (let round = 0; round < sizes.rounds; round++) {
		for (const [i, engine] of engines.entries()) {
			turns[i]!.push(await turn(engine, sizes.blocks));
		}
	}
	for (const { node } of engines) {
		await node.stop();
	}
	printRates(builds, chain, sizes, turns);
	for (const [i, { name }] of builds.entries()) {
		printThreads(name, chain, turns[i]!);
	}
}

async function turn(engine: Engine, blocks: number): Promise<Turn> {
	const watch = new Watch(engine.node.pid);
	const began = performance.now();
	await engine.newBlock({ count: blocks });
	const elapsed = performance.now() - began;
	const { running, threads } = watch.stop();
	for (const times of threads.values()) {
		times.running /= blocks;
		times.ready /= blocks;
		times.blocked /= blocks;
	}
	return { rate: (blocks * 1000) / elapsed, running: running / blocks, threads };
}

function printRates(builds: Build[], chain: string, sizes: Sizes, turns: Turn[][]): void {
	const rates = turns.map((list) => list.map(({ rate }) => rate));
	const work = turns.map((list) => list.map(({ running }) => running));
	const rows = [
		['blocks/s', ...rates.map((list) => spread(list))],
		['core time per block, all threads, ms', ...work.map((list) => spread(list, 2))]
	];
	if (builds.length > 1) {
		const beside = (list: number[][]) => list.slice(1).map((others) => ratios(list[0]!, others));
		rows.push(
			[`blocks/s of ${builds[0]!.name}, times this`, '1', ...beside(rates)],
			[`core time of ${builds[0]!.name}, times this`, '1', ...beside(work)]
		);
	}
	const title = `Empty blocks of \`${chain}\`, ${sizes.rounds} rounds of ${sizes.blocks}`;
	printTable(title, ['', ...builds.map(({ name }) => name)], rows);
}

/** The medians over all turns, busiest threads first. */
function printThreads(build: string, chain: string, turns: Turn[]): void {
	const names = [...new Set(turns.flatMap(({ threads }) => [...threads.keys()]))];
	const time = (name: string, kind: keyof Threads) =>
		median(turns.map(({ threads }) => threads.get(name)?.[kind] ?? 0));
	const total = median(turns.map(({ running }) => running));
	const busy = names
		.filter((name) => time(name, 'running') > SMALL * total)
		.sort((a, b) => time(b, 'running') - time(a, 'running'));
	const rest = turns.map(({ running, threads }) => {
		const seen = busy.reduce((sum, name) => sum + (threads.get(name)?.running ?? 0), 0);
		return Math.max(0, running - seen);
	});
	const rows = busy.map((name) => [
		name,
		...(['running', 'ready', 'blocked'] as const).map((kind) => time(name, kind).toFixed(3))
	]);
	rows.push(['others, and threads since they were last looked at', median(rest).toFixed(3), '', '']);
	printTable(
		`Threads of ${build} on \`${chain}\`, ms per block`,
		['name', 'has a core', 'waits for a core', 'waits for others'],
		rows
	);
}
