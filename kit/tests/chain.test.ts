// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Chain, rewindEach, RpcError } from '@canary-network/kit';

/** Waits until something holds of which no event tells. */
async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	const end = Date.now() + 30_000;
	while (!(await holds())) {
		assert.ok(Date.now() < end, what);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

describe('a chain', async () => {
	const chain = await Chain.start();
	after(() => chain.stop());
	rewindEach(chain, { beforeEach, afterEach });

	test('makes blocks when it is asked to, and no others', async () => {
		const before = await chain.status();
		const hash = await chain.block();
		const status = await chain.status();
		assert.deepEqual([status.best, status.bestHash], [before.best + 1, hash]);
		assert.equal(status.finalized, status.best);
	});

	test('goes forward by blocks and by time, and up to a block', async () => {
		const height = await chain.height();
		await chain.forward(10);
		await chain.forward('2m');
		assert.equal(await chain.height(), height + 30);
		await chain.forwardTo(height + 100);
		assert.equal(await chain.height(), height + 100);
		await chain.forwardTo(height);
		assert.equal(await chain.height(), height + 100, 'it does not go back');
	});

	for (const stride of [1, 7, '10m']) {
		test(`stops at the first block at which something holds, in strides of ${stride}`, async () => {
			await chain.forwardUntil('height', async () => (await chain.height()) >= 42, { stride });
			assert.equal(await chain.height(), 42);
		});
	}

	test('says what it has waited for, and makes no more blocks than it may', async () => {
		const height = await chain.height();
		for (const stride of [1, 16]) {
			await assert.rejects(
				chain.forwardUntil('pig that flies', () => false, { limit: 40, stride }),
				/no pig that flies within 40 blocks/
			);
		}
		assert.equal(await chain.height(), height + 80);
	});

	test('makes no block for what holds already', async () => {
		const height = await chain.height();
		await chain.forwardUntil('nothing', () => true);
		assert.equal(await chain.height(), height);
	});

	test('travels through time', async () => {
		await chain.block();
		const { best, time } = await chain.status();
		await chain.timeTravel(new Date(time + 86_400_000));
		const later = await chain.status();
		assert.deepEqual([later.best, later.time], [best + 1, time + 86_400_000]);
	});

	test('goes back to a snapshot as often as it is asked to', async () => {
		const snapshot = await chain.snapshot();
		const { bestHash } = await chain.status();
		for (let i = 0; i < 3; i++) {
			await chain.forward(50);
			await snapshot.revert();
			assert.equal((await chain.status()).bestHash, bestHash);
		}
		await snapshot.drop();
		await assert.rejects(snapshot.revert(), RpcError);
	});

	test('goes back after something that fails, too', async () => {
		const height = await chain.height();
		assert.equal(await chain.withSnapshot(async () => (await chain.forward(5), 'done')), 'done');
		assert.equal(await chain.height(), height);
		const failing = chain.withSnapshot(async () => {
			await chain.forward(5);
			throw new Error('on purpose');
		});
		await assert.rejects(failing, /on purpose/);
		assert.equal(await chain.height(), height);
	});

	test('goes on elsewhere from a file', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'canary-kit-test-'));
		try {
			await chain.forward(30);
			const { best, bestHash, time } = await chain.status();
			await chain.dump(join(folder, 'a.chain'));
			await using other = await Chain.start({ load: join(folder, 'a.chain') });
			const loaded = await other.status();
			assert.deepEqual([loaded.best, loaded.bestHash, loaded.time], [best, bestHash, time]);
			await other.forward(1);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	test('takes another runtime, and refuses what is none', async () => {
		const code = await chain.rpc<string>('state_getStorage', '0x3a636f6465');
		await chain.setRuntime(Buffer.from(code.slice(2), 'hex'));
		await chain.forward(20);
		await assert.rejects(chain.setRuntime(new Uint8Array([0, 1, 2])), RpcError);
	});

	test('tells an error with its method, code and reason', async () => {
		await assert.rejects(chain.rpc('no_such_method', 1), (error) => {
			assert.ok(error instanceof RpcError);
			assert.deepEqual([error.method, error.code], ['no_such_method', -32_601]);
			assert.match(error.message, /no_such_method: Method not found/);
			return true;
		});
	});
});

describe('another chain', () => {
	test('runs beside the first on a port of its own, at the pace that it is asked for', async () => {
		await using one = await Chain.start({ chain: 'kusama' });
		await using two = await Chain.start({ sealing: 'instant' });
		assert.notEqual(one.url, two.url);
		assert.equal((await two.status()).sealing, 'instant');
		const name = await one.rpc<string>('system_chain');
		assert.match(name, /Kusama/i);
	});

	test('has its data in a folder that was named, and goes on from there', async () => {
		const basePath = mkdtempSync(join(tmpdir(), 'canary-kit-test-'));
		try {
			const chain = await Chain.start({ basePath });
			await chain.forward(12);
			await chain.stop();
			await using again = await Chain.start({ basePath });
			assert.equal(await again.height(), 12);
		} finally {
			rmSync(basePath, { recursive: true });
		}
	});
});

describe('a node', () => {
	const starter = fileURLToPath(new URL('./starter.ts', import.meta.url));

	/** A process that has started a chain, and the folder in which the chain's data are. */
	async function started(): Promise<{ url: string; kill(signal: NodeJS.Signals): void; gone: Promise<unknown> }> {
		const child = spawn(process.execPath, ['--import', 'tsx', starter], {
			stdio: ['ignore', 'pipe', 'inherit'],
			env: { ...process.env, TMPDIR: folder }
		});
		const gone = once(child, 'exit');
		const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
		return { url, kill: (signal) => void child.kill(signal), gone };
	}

	const folder = mkdtempSync(join(tmpdir(), 'canary-kit-test-'));
	after(() => rmSync(folder, { recursive: true, force: true }));

	for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
		test(`ends with the process that has started it, also by ${signal}, and leaves nothing`, async () => {
			const { url, kill, gone } = await started();
			const answers = () =>
				fetch(url.replace('ws', 'http')).then(
					() => true,
					() => false
				);
			assert.ok(await answers());
			kill(signal);
			await gone;
			await eventually('the node has ended', async () => !(await answers()));
			const left = () => readdirSync(folder).filter((name) => name.startsWith('canary-kit-'));
			await eventually('its folder is gone', () => !existsSync(folder) || left().length === 0);
		});
	}
});
