// SPDX-License-Identifier: GPL-3.0-or-later

/** What a node is at when it is killed. */

import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { nodeKey, Node, temporaryFolder } from '../lib/node.ts';
import type { Chance } from '../soak/chance.ts';
import type { Life } from './life.ts';

/** Brings a node into a situation and kills it there. Returns what it was. */
export type Death = (life: Life, chance: Chance) => Promise<string>;

const bulk: Death = async (life, chance) => {
	const count = chance.between(100, 3_000);
	const after = chance.between(0, 2_000);
	const { number } = await life.head();
	await life.listen();
	life.watch();
	life.request<string>('dev_newBlock', [{ count, finalize: chance.percent(50) }], (hash) =>
		life.book.made({ number: number + count, hash })
	);
	await sleep(after);
	await life.end();
	return `${after} ms into a run of ${count} blocks`;
};

const revert: Death = async (life, chance) => {
	await life.listen();
	await life.make(chance.between(1, 12));
	const point = await life.head();
	const snapshot = await life.ask<number>('dev_snapshot');
	life.book.final(point.number);
	const count = chance.percent(50) ? chance.between(1, 16) : chance.between(17, 600);
	await life.make(count, chance.percent(30));

	const answered = chance.percent(50);
	const after = chance.between(0, answered ? 300 : 500);
	const more = answered && chance.percent(30) ? chance.between(1, 3) : 0;
	life.book.goesBack(point);
	if (answered) {
		await life.ask('dev_revert', [snapshot]);
		life.book.wentBack();
		if (more > 0) {
			await life.make(more);
		}
	} else {
		life.request('dev_revert', [snapshot], () => life.book.wentBack());
	}
	await sleep(after);
	await life.end();
	const when = `${after} ms after the ${answered ? 'answer to a' : 'request for a'} way back`;
	return `${when} over ${count} blocks${more > 0 ? ` and ${more} new ones` : ''}`;
};

const snapshot: Death = async (life, chance) => {
	await life.listen();
	const { number } = await life.make(chance.between(1, 20));
	const told = () => life.book.final(number);
	const answered = chance.percent(50);
	const after = answered ? 0 : chance.between(0, 15);
	if (answered) {
		await life.ask('dev_snapshot');
		told();
	} else {
		life.request('dev_snapshot', [], told);
		await sleep(after);
	}
	await life.end();
	return answered ? 'at the answer to a snapshot' : `${after} ms after the request for a snapshot`;
};

const sealing: Death = async (life, chance) => {
	const sealing = `interval=${chance.between(20, 300)}`;
	const after = chance.between(0, 1_500);
	await life.listen();
	life.watch();
	await life.ask('dev_setSealing', [sealing]);
	await sleep(after);
	await life.end();
	return `after ${after} ms of ${sealing}`;
};

const answer: Death = async (life, chance) => {
	const requests: Record<string, () => Promise<unknown>> = {
		newBlock: () => life.make(1),
		'newBlock, final': () => life.make(chance.between(1, 40), true),
		timeTravel: async () => {
			const { best, time } = await life.status();
			await life.ask('dev_timeTravel', [time + chance.between(2, 600) * 6_000]);
			// The answer says that a block was made, and not which one.
			life.book.atLeast(best + 1);
		},
		createBlock: async () => {
			const { best } = await life.status();
			const { hash } = await life.ask<{ hash: string }>('engine_createBlock', [true, false, null]);
			life.book.made({ number: best + 1, hash });
		},
		finalizeBlock: async () => {
			const { number, hash } = await life.head();
			await life.ask('engine_finalizeBlock', [hash, null]);
			life.book.final(number);
		}
	};
	const rounds = chance.between(1, 12);
	let last = '';
	for (let round = 0; round < rounds; round++) {
		last = chance.pick(Object.keys(requests));
		await requests[last]!();
	}
	await life.end();
	return `at the answer to ${last}, the ${rounds}. request`;
};

/** All but the first start, of which there is no chain before, and the full disk, which needs one of its own. */
export const DEATHS = { bulk, revert, snapshot, sealing, answer };

/** The largest disk that is filled. */
const LARGEST_DISK = 8e9;

/**
 * Fills the disk that this folder is on while a node makes blocks there, kills the node if it lives, and
 * makes room again. The disk must be a small one, and nobody else's.
 */
export function fullDisk(folder: string): Death {
	return async (life, chance) => {
		const sealing = chance.percent(30) ? `interval=${chance.between(20, 300)}` : undefined;
		const count = chance.between(500, 3_000);
		const [before, after] = [chance.between(0, 1_500), chance.between(0, 1_500)];
		await life.listen();
		life.watch();
		if (sealing === undefined) {
			const { number } = await life.head();
			life.request<string>('dev_newBlock', [{ count }], (hash) =>
				life.book.made({ number: number + count, hash })
			);
		} else {
			await life.ask('dev_setSealing', [sealing]);
		}
		await sleep(before);
		life.doom();
		const ballast = join(folder, 'ballast');
		try {
			fill(ballast);
			await sleep(after);
			await life.end();
		} finally {
			rmSync(ballast, { force: true });
		}
		return `${after} ms after the disk was full, ${before} ms into ${sealing ?? `a run of ${count} blocks`}`;
	};
}

/** Writes a file that takes all the room there is. */
function fill(file: string): void {
	const { blocks, bsize } = statfsSync(join(file, '..'));
	if (blocks * bsize > LARGEST_DISK) {
		throw new Error(`${file} would fill a disk of ${(blocks * bsize) / 1e9} GB: mount a small one`);
	}
	const descriptor = openSync(file, 'w');
	try {
		for (const size of [1 << 20, 1 << 12]) {
			const bytes = Buffer.alloc(size);
			while (wasWritten(descriptor, bytes)) {}
		}
	} finally {
		closeSync(descriptor);
	}
}

function wasWritten(descriptor: number, bytes: Buffer): boolean {
	try {
		return writeSync(descriptor, bytes) > 0;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
			return false;
		}
		throw error;
	}
}

/** Kills a node in its first moments. Fails if it does not start again in the same folder. */
export async function firstStart(chance: Chance): Promise<string> {
	const network = chance.percent(50);
	const flags = network
		? ['--chain', 'local', '--alice', '--no-mdns', '--node-key', nodeKey()]
		: ['--dev', '--sealing', 'manual'];
	const args = [...flags, '--listen-addr', '/ip4/127.0.0.1/tcp/0'];
	const basePath = temporaryFolder();
	const after = chance.between(0, 1_200);
	const what = `${after} ms into the first start of ${network ? 'a network' : 'a development chain'}`;
	const stillborn = Node.begin(args, { name: `killed ${what}`, basePath });
	await sleep(after);
	await stillborn.kill();
	const node = await Node.start(args, { name: `killed before, ${what}`, basePath });
	if (!network) {
		await node.rpc('dev_newBlock');
	}
	await node.stop();
	return what;
}
