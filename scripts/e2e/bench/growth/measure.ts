// SPDX-License-Identifier: GPL-3.0-or-later

/** One state: how fast the chain goes on from it, and goes back. */

import { Chain } from '../../lib/chain.ts';
import { Engine } from '../../lib/engine.ts';
import { Node, temporaryFolder } from '../../lib/node.ts';
import { diskMegabytes, residentMegabytes } from '../../lib/processes.ts';
import { writeSpecification } from '../../lib/specification.ts';
import type { Case } from './cases.ts';

/** Blocks before the first that are measured. */
const WARM_UP = 200;
/** How many blocks a revert takes back. */
const TAKEN_BACK = 15;

/** How much is measured of each state. */
export interface Extent {
	rounds: number;
	blocks: number;
}

/** What was measured. Times in milliseconds, but for those that say otherwise. */
export interface Figures {
	/** Blocks per second, in each round. */
	rates: number[];
	snapshots: number[];
	reverts: number[];
	/** Seconds from the start of a process to its first answer: to a new chain, and to this one. */
	firstStart: number;
	secondStart: number;
	/** Megabytes in memory before anything is made, and at the end; and after the second start. */
	memory: { genesis: number; end: number; again: number };
	/** Megabytes on the disk after a clean stop. */
	disk: number;
}

/** Begins a chain with such a state and measures it. */
export async function measure(state: Case, extent: Extent, wasmCache: string): Promise<Figures> {
	const { name, edit, endowment, prepare } = state;
	const specification = await writeSpecification('development', edit, endowment);
	const basePath = temporaryFolder();
	const args = ['--dev', '--chain', specification, '--sealing', 'manual', '--wasm-cache', wasmCache];
	const begin = async (): Promise<[Node, number]> => {
		const began = performance.now();
		const node = await Node.start(args, { name: `the chain with ${name}`, basePath });
		await node.rpc('system_health');
		return [node, (performance.now() - began) / 1000];
	};

	const [node, firstStart] = await begin();
	const genesis = residentMegabytes(node.pid);
	const chain = await Chain.of(node);
	await prepare(chain);
	await chain.api.disconnect();
	const engine = new Engine(node);
	await engine.newBlock({ count: WARM_UP });
	const rates: number[] = [];
	const [snapshots, reverts]: [number[], number[]] = [[], []];
	for (let round = 0; round < extent.rounds; round++) {
		const run = await timed(() => engine.newBlock({ count: extent.blocks }));
		rates.push((extent.blocks * 1000) / run.took);
		const mark = await timed(() => engine.snapshot());
		snapshots.push(mark.took);
		await engine.newBlock({ count: TAKEN_BACK });
		reverts.push((await timed(() => engine.revert(mark.value))).took);
		await engine.dropSnapshot(mark.value);
	}
	const end = residentMegabytes(node.pid);
	await stop(node);
	const disk = diskMegabytes(basePath);

	const [second, secondStart] = await begin();
	const again = residentMegabytes(second.pid);
	await stop(second);
	const memory = { genesis, end, again };
	return { rates, snapshots, reverts, firstStart, secondStart, memory, disk };
}

async function timed<T>(act: () => Promise<T>): Promise<{ value: T; took: number }> {
	const began = performance.now();
	const value = await act();
	return { value, took: performance.now() - began };
}

async function stop(node: Node): Promise<void> {
	const { code, signal } = await node.stop();
	if (code !== 0) {
		throw new Error(`${node.name} ends with ${signal ?? code}`);
	}
}
