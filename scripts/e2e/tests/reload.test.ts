// SPDX-License-Identifier: GPL-3.0-or-later

/** Another build of the runtime: on a running chain, and from the genesis on. */

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { hexToU8a, u8aToHex } from '@polkadot/util';

import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import { Node, run, temporaryFolder } from '../lib/node.ts';
import { CODE, failingRuntime, pretender } from '../lib/runtimes.ts';

describe('another build of the runtime', () => {
	let node: Node;
	let engine: Engine;

	before(async () => {
		node = await development('--sealing', 'manual');
		engine = new Engine(node);
		await engine.newBlock({ count: 12 });
	});

	after(() => node?.stop());

	const code = () => node.rpc<string>('state_getStorage', CODE);

	it('is in force from the next block on, and the chain goes on from where it is', async () => {
		const shipped = await code();
		const { best } = await engine.status();
		const snapshot = await engine.snapshot();

		const hash = await engine.setRuntime(shipped);
		const status = await engine.status();
		assert.equal(status.best, best + 1);
		assert.equal(status.bestHash, hash);
		await node.says(/Runtime canary-\d+ is in force from block #13 on/, 10);

		await engine.newBlock({ count: 30 });
		assert.equal((await engine.status()).best, best + 31);
		await engine.revert(snapshot);
		await engine.newBlock({ count: 30 });
		assert.equal((await engine.status()).best, best + 30, 'and there is a way back');
	});

	it('is refused where it is none, and nothing has changed', async () => {
		const before = await engine.status();
		for (const [wrong, reason] of [
			[u8aToHex(pretender('other', 2_000)), /./],
			['0x0061736d01000000', /./],
			['0x', /./]
		] as const) {
			await assert.rejects(engine.setRuntime(wrong), reason);
			assert.deepEqual(await engine.status(), before);
		}
		await engine.newBlock();
		assert.equal((await engine.status()).slot, before.slot + 1, 'no slot was lost');
	});

	it('begins a chain of its own with --runtime', async () => {
		const file = join(temporaryFolder(), 'runtime.wasm');
		await writeFile(file, hexToU8a(await code()));
		const other = await development('--sealing', 'manual', '--runtime', file);
		try {
			const genesis = await node.rpc('chain_getBlockHash', 0);
			assert.equal(await other.rpc('chain_getBlockHash', 0), genesis, 'it is the same code');
			await new Engine(other).newBlock({ count: 12 });
		} finally {
			await other.stop();
		}
	});

	it('is refused with --runtime where a chain goes on with another', async () => {
		const [folder, basePath] = [temporaryFolder(), temporaryFolder()];
		const [same, other] = [join(folder, 'same.wasm'), join(folder, 'other.wasm')];
		await writeFile(same, hexToU8a(await code()));
		await writeFile(other, pretender('other', 2_000));
		const flags = ['--dev', '--sealing', 'manual'];
		await (await Node.start(flags, { basePath })).stop();

		const { code: exit, output } = await run([
			...flags, '--base-path', basePath, '--runtime', other, '--rpc-port', '0'
		]);
		assert.notEqual(exit, 0);
		assert.match(output, /--runtime begins a new chain; .* has other code in its state/);

		await (await Node.start([...flags, '--runtime', same], { basePath })).stop();
	});

	it('goes on with a chain that is kept, which says that the binary has another build', async () => {
		const basePath = temporaryFolder();
		const flags = ['--dev', '--sealing', 'manual'];
		const said = /runtime of this chain is another build than the one in this binary/;
		const first = await Node.start([...flags, '--runtime', failingRuntime()], { basePath });
		await first.stop();
		assert.doesNotMatch(first.log, said);

		const second = await Node.start(flags, { basePath });
		await second.stop();
		assert.match(second.log, said);
	});

	it('must be a file that is there', async () => {
		const { code, output } = await run(['--dev', '--runtime', 'nowhere.wasm']);
		assert.notEqual(code, 0);
		assert.match(output, /--runtime nowhere\.wasm: No such file/);
	});
});
