// SPDX-License-Identifier: GPL-3.0-or-later

/** What a measurement must name, so that its figures can be compared with others. */

import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

import { run } from '../lib/node.ts';

/** A node's binary in a measurement. */
export interface Build {
	/** What tables call it. */
	name: string;
	binary: string;
}

/** Says what is measured, where and when. */
export async function introduce(builds: Build[]): Promise<void> {
	for (const { name, binary } of builds) {
		const { code, stdout, output } = await run(['--version'], 30, binary);
		if (code !== 0) {
			throw new Error(`${binary} --version: ${output}`);
		}
		console.log(`${name}: ${stdout.trim()} (${binary})`);
	}
	const memory = Math.round(totalmem() / 2 ** 30);
	console.log(`${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, ${memory} GB of memory`);
	describeLoad();
}

/** Says how busy the machine is: with others at work, only ratios of the same run mean anything. */
export function describeLoad(): void {
	const load = loadavg()[0]!.toFixed(2);
	console.log(`${new Date().toISOString().slice(0, 16)}Z, load of the last minute ${load}`);
}
