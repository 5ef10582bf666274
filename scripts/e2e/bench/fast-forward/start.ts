// SPDX-License-Identifier: GPL-3.0-or-later

/** How long a node takes from the start of its process to its first answer. */

import { printTable } from '../../lib/figures.ts';
import { Node, temporaryFolder } from '../../lib/node.ts';
import type { Build } from '../machine.ts';

/** Starts each build twice: once without a compiled runtime, once with what the first has left. */
export async function measureStart(builds: Build[]): Promise<void> {
	const columns: number[][] = [];
	for (const { name, binary } of builds) {
		const args = ['--dev', '--sealing', 'manual', '--wasm-cache', temporaryFolder()];
		columns.push([await start(name, binary, args), await start(name, binary, args)]);
	}
	const rows = ['cold: the Wasm is compiled', 'warm'].map((label, i) => [
		`${label}, s`,
		...columns.map((seconds) => seconds[i]!.toFixed(2))
	]);
	printTable('From start to first answer', ['', ...builds.map(({ name }) => name)], rows);
}

async function start(name: string, binary: string, args: string[]): Promise<number> {
	const began = performance.now();
	const node = await Node.start(args, { name, binary });
	await node.rpc('system_health');
	const seconds = (performance.now() - began) / 1000;
	await node.stop();
	return seconds;
}
