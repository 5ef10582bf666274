// SPDX-License-Identifier: GPL-3.0-or-later

/** A chain that is ahead of the wall clock is a chain for others too: files, full nodes, light clients. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { eventually } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { followLightly } from '../lib/light-client.ts';
import { addresses, joining } from '../lib/network.ts';
import { Node, run, temporaryFolder } from '../lib/node.ts';

/** More than the blocks between two proofs that are kept (512), and than the states that a node keeps (256). */
const BLOCKS = 800;
/** How long a node may take to catch up on a busy machine. */
const PATIENCE = 180;
const DAY = 86_400_000;

describe('a chain ahead of the wall clock', { timeout: 600_000 }, () => {
	const basePath = temporaryFolder();
	let node: Node;
	let engine: Engine;
	const guests: Node[] = [];

	before(async () => {
		node = await Node.start(['--dev', '--sealing', 'manual'], { basePath });
		engine = new Engine(node);
		await engine.newBlock({ count: BLOCKS });
		await engine.timeTravel((await engine.status()).time + DAY);
		await engine.newBlock({ count: 10 });
		assert.ok((await engine.status()).time > Date.now() + DAY);
	});

	after(async () => {
		for (const guest of guests) {
			await guest.stop();
		}
		await node.stop();
	});

	async function finalOf(one: Node): Promise<number> {
		const hash = await one.rpc<string>('chain_getFinalizedHead');
		return Number((await one.rpc<{ number: string }>('chain_getHeader', hash)).number);
	}

	/** Has another node follow until it has come as far as this one, and for ten blocks more. */
	async function follows(name: string, ...flags: string[]): Promise<Node> {
		const guest = await joining('development', name, node, ...flags);
		guests.push(guest);
		for (const more of [0, 10]) {
			if (more > 0) {
				await engine.newBlock({ count: more });
			}
			const { finalized: target } = await engine.status();
			// Blocks of a synchronization are not announced to subscribers.
			const there = async () => (await finalOf(guest)) >= target;
			await eventually(`final block #${target} at ${name}`, there, PATIENCE);
			const [copy, original] = await Promise.all(
				[guest, node].map((one) => one.rpc<string>('chain_getBlockHash', target))
			);
			assert.equal(copy, original);
		}
		return guest;
	}

	it('is followed by an ordinary node, finality included', async () => {
		await follows('full');
	});

	it('is followed by a node that begins with a proof of finality', async () => {
		const guest = await follows('warp', '--sync', 'warp');
		await guest.says(/Warp sync is complete/, 10);
	});

	it('is followed by a light client, finality included', async () => {
		const spec = await node.rpc<{ bootNodes: string[] }>('sync_state_genSyncSpec', true);
		spec.bootNodes = await addresses(node);
		let seen = 0;
		const end = followLightly(spec, (final) => (seen = final));
		try {
			await engine.newBlock({ count: 5 });
			const { finalized: target } = await engine.status();
			await eventually(`final block #${target} at the light client`, () => seen >= target, PATIENCE);
		} finally {
			end();
		}
	});

	it('is carried to another database by a file', async () => {
		const { bestHash } = await engine.status();
		const [copy, file] = [temporaryFolder(), join(temporaryFolder(), 'blocks')];
		await node.stop();
		for (const args of [
			['export-blocks', '--dev', '--base-path', basePath, '--binary', file],
			['import-blocks', '--dev', '--base-path', copy, '--binary', file]
		]) {
			const { code, output } = await run(args, PATIENCE);
			assert.equal(code, 0, output);
		}
		const { stdout } = await run(['chain-info', '--dev', '--base-path', copy]);
		assert.equal((JSON.parse(stdout) as { best_hash: string }).best_hash, bestHash);

		// And the engine goes on with it.
		const again = await Node.start(['--dev', '--sealing', 'manual'], { basePath: copy });
		guests.push(again);
		const other = new Engine(again);
		const { best } = await other.status();
		await other.newBlock({ count: 5, finalize: true });
		assert.equal((await other.status()).finalized, best + 5);
	});
});

describe('a chain that jumps by decades', () => {
	it('keeps the node that follows it', async () => {
		const node = await Node.start(['--dev', '--sealing', 'manual']);
		const engine = new Engine(node);
		await engine.newBlock({ count: 3 });
		const guest = await joining('development', 'guest', node);
		const follows = async (seconds: number) => {
			const { best } = await engine.status();
			const hash = await node.rpc<string>('chain_getBlockHash', best);
			const there = async () => (await guest.rpc('chain_getBlockHash', best)) === hash;
			await eventually(`block #${best} at the guest`, there, seconds);
		};

		await follows(PATIENCE);
		// Blocks of a synchronization are not looked at as closely as one that is announced.
		await engine.newBlock();
		await follows(PATIENCE);
		await engine.timeTravel((await engine.status()).time + 90 * 365 * DAY);
		await engine.newBlock({ count: 3 });
		await follows(60);

		await Promise.all([guest, node].map((one) => one.stop()));
	});
});

describe('a chain that has just begun', () => {
	it('is known to light clients before its first block is final', async () => {
		const node = await Node.start(['--dev', '--sealing', 'manual']);
		const spec = await node.rpc<{ id: string }>('sync_state_genSyncSpec', false);
		assert.equal(spec.id, 'canary_dev');
		await node.stop();
	});
});
