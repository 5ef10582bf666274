// SPDX-License-Identifier: GPL-3.0-or-later

/** What a long run leaves in memory and on the disk. */

import { Engine } from '../../lib/engine.ts';
import { printTable } from '../../lib/figures.ts';
import { Node, temporaryFolder } from '../../lib/node.ts';
import { diskMegabytes, residentMegabytes } from '../../lib/processes.ts';
import type { Build } from '../machine.ts';
import type { Sizes } from './sizes.ts';

/** How many blocks are made with one request, so that none takes longer than clients wait. */
const STRIDE = 10_000;

/** Makes as many empty blocks of `development` as wanted, and prints what they have taken. */
export async function measureLongRun(builds: Build[], { heights }: Sizes): Promise<void> {
	const columns: string[][] = [];
	for (const { name, binary } of builds) {
		columns.push(await column(name, binary, heights));
	}
	const last = heights.at(-1)!.toLocaleString('en');
	const first = heights[0]!.toLocaleString('en');
	const labels = [
		'memory at the start, MB',
		...heights.map((height) => `memory after ${height.toLocaleString('en')} blocks, MB`),
		`blocks/s from ${first} to ${last}`,
		`disk after ${last} blocks, MB`,
		'disk after a clean stop, MB',
		`disk per block from ${first} to ${last}, kB`,
		`disk per block after a clean stop, kB`
	];
	const rows = labels.map((label, i) => [label, ...columns.map((cells) => cells[i]!)]);
	printTable('A long run on `development`', ['', ...builds.map(({ name }) => name)], rows);
}

async function column(name: string, binary: string, heights: number[]): Promise<string[]> {
	const basePath = temporaryFolder();
	const node = await Node.start(['--dev', '--sealing', 'manual'], { name, binary, basePath });
	const engine = new Engine(node);
	const memory = [residentMegabytes(node.pid)];
	const fresh = diskMegabytes(basePath);
	let [before, elapsed, reached] = [0, 0, 0];
	for (const height of heights) {
		const began = performance.now();
		while (reached < height) {
			reached = Math.min(reached + STRIDE, height);
			await engine.newBlock({ to: reached });
		}
		if (height === heights[0]) {
			before = diskMegabytes(basePath);
		} else {
			elapsed += performance.now() - began;
		}
		memory.push(residentMegabytes(node.pid));
	}
	const running = diskMegabytes(basePath);
	const { code, signal } = await node.stop();
	if (code !== 0) {
		throw new Error(`${name} ends with ${signal ?? code}`);
	}
	const stopped = diskMegabytes(basePath);
	const blocks = reached - heights[0]!;
	return [
		...memory.map((megabytes) => megabytes.toFixed(0)),
		((blocks * 1000) / elapsed).toFixed(0),
		running.toFixed(0),
		stopped.toFixed(0),
		(((running - before) * 1000) / blocks).toFixed(1),
		(((stopped - fresh) * 1000) / reached).toFixed(1)
	];
}
