// SPDX-License-Identifier: GPL-3.0-or-later

/** Disks on which nothing more can be written: the node says so, and goes on once there is room. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { connect } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { Node, temporaryFolder } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';

/** How large a file may become. The journal gets there within some hundred blocks. */
const MEGABYTES = 8;
/** More blocks than there is room for. */
const MANY = 20_000;

const PARA = ['--para', 'demo', '--para-lease', '--para-rpc-port', '0'];

for (const [what, more] of [
	['a node', []],
	['a node with a para', PARA]
] as const) {
	describe(`${what} whose database cannot grow`, { timeout: 300_000 }, () => {
		const basePath = temporaryFolder();
		const flags = ['--dev', '--sealing', 'manual', ...more];
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
			for (const { id } of (await engine.status()).paras) {
				// It makes no block for one that cannot be made.
				const para = await connect(await ParaChain.of(node, id));
				let heads = 0;
				await para.rpc.chain.subscribeAllHeads(() => {
					heads++;
				});
				await assert.rejects(engine.newBlock(), reason);
				await para.rpc.chain.getHeader();
				assert.equal(heads, 1);
				await para.disconnect();
			}
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
			const after = await engine.status();
			assert.equal(after.finalized, best + 100);
			for (const [index, para] of after.paras.entries()) {
				assert.ok(para.best >= status.paras[index]!.best + 80, `#${para.best}`);
			}
		});
	});
}
