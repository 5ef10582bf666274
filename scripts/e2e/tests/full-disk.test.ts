// SPDX-License-Identifier: GPL-3.0-or-later

/** Disks on which nothing more can be written: the node says so, and goes on once there is room. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { Engine } from '../lib/engine.ts';
import { Node, temporaryFolder } from '../lib/node.ts';

/** How large a file may become. The journal gets there within some hundred blocks. */
const MEGABYTES = 8;
/** More blocks than there is room for. */
const MANY = 20_000;

describe('a node whose database cannot grow', () => {
	const basePath = temporaryFolder();
	const flags = ['--dev', '--sealing', 'manual'];
	let node: Node | undefined;

	after(() => node?.stop());

	it('names the reason to whoever asks for blocks, and in its status', async () => {
		// What is made once for each folder is larger, and what the first node has left in the database's
		// log the second one puts in its place.
		for (let starts = 0; starts < 2; starts++) {
			node = await Node.start(flags, { basePath });
			await node.stop();
		}

		node = await Node.start(flags, { basePath, largestFile: MEGABYTES });
		const engine = new Engine(node);
		const reason = /cannot be written to any more.*File too large.*start the node again/s;
		await assert.rejects(engine.newBlock({ count: MANY }), reason);
		const { fault, run } = await engine.status();
		assert.match(fault ?? '', reason);
		assert.equal(run, null);
		await assert.rejects(engine.newBlock(), reason);
		await assert.rejects(engine.snapshot(), reason);
	});

	it('has all that it had shown when it is started where there is room', async () => {
		const { best, bestHash, finalized } = await new Engine(node!).status();
		assert.ok(best > 0 && best < MANY);
		await node!.stop();

		node = await Node.start(flags, { basePath });
		const engine = new Engine(node);
		const status = await engine.status();
		assert.deepEqual([status.best, status.bestHash, status.fault], [best, bestHash, null]);
		assert.ok(status.finalized >= finalized);
		await engine.newBlock({ count: 100, finalize: true });
		assert.equal((await engine.status()).finalized, best + 100);
	});
});
