// SPDX-License-Identifier: GPL-3.0-or-later

/** Blocks whose state is gone: whoever asks for it is told so, by every method, and not that there is nothing. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { eventually } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** How many states are to be kept. */
const KEPT = 8;
/** Finality is further behind the head than that. */
const LATE = ['--finality-lag', '100'];
/** So many that what dies in them is enough to be dropped: the engine waits for 16,384 nodes of the trie. */
const BLOCKS = 2_000;
/** Milliseconds between two blocks. With each, the engine looks whether old states can be dropped. */
const PAUSE = 250;
/** How long it takes at most until states are dropped that are not to be kept. */
const PATIENCE = 120;
/** Where a block's number is in its state, and what all keys of the pallet begin with. */
const NUMBER = '0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac';
const SYSTEM = NUMBER.slice(0, 34);
/** A child trie, which need not be there. */
const CHILD = `0x${Buffer.from(':child_storage:default:none').toString('hex')}`;

describe('a block whose state is gone', () => {
	let node: Node;
	let engine: Engine;
	let gone: string;

	before(async () => {
		node = await development('--sealing', 'manual', '--state-pruning', String(KEPT), ...LATE);
		engine = new Engine(node);
		gone = await engine.newBlock();
		await engine.newBlock({ count: BLOCKS });
		const isGone = async () => {
			await sleep(PAUSE);
			await engine.newBlock();
			// Nobody has read this before, so no cache has it.
			const answer = node.rpc('state_getStorageHash', `${NUMBER}00`, gone);
			return answer.then(() => false, () => true);
		};
		await eventually('end of a state', isGone, PATIENCE);
	});

	after(() => node?.stop());

	const requests = (at: string): [method: string, ...params: unknown[]][] => [
		['state_getStorage', NUMBER, at],
		['state_getStorageHash', NUMBER, at],
		['state_getStorageSize', NUMBER, at],
		['state_getKeys', SYSTEM, at],
		['state_getKeysPaged', SYSTEM, 10, null, at],
		['state_getPairs', SYSTEM, at],
		['state_queryStorageAt', [NUMBER], at],
		['state_queryStorage', [NUMBER], at, at],
		['state_getReadProof', [NUMBER], at],
		['state_call', 'Core_version', '0x', at],
		['state_getMetadata', at],
		['state_getRuntimeVersion', at],
		['childstate_getStorage', CHILD, NUMBER, at],
		['childstate_getKeys', CHILD, '0x', at],
		['payment_queryInfo', '0x00', at]
	];

	it('is said to have none, by its hash', async () => {
		for (const [method, ...params] of requests(gone)) {
			await assert.rejects(node.rpc(method, ...params), (error) => {
				assert.match(String(error), new RegExp(`State already discarded for ${gone}`), method);
				return true;
			});
		}
	});

	it('is not the last final one', async () => {
		const final = await node.rpc('chain_getFinalizedHead');
		assert.equal(typeof (await node.rpc('state_getStorage', NUMBER, final)), 'string');
	});

	it('is one beyond those that are to be kept', async () => {
		const genesis = await node.rpc<string>('chain_getBlockHash', 0);
		await assert.rejects(node.rpc('state_getStorage', NUMBER, genesis), /State already discarded/);
		const oldest = (await engine.status()).finalized - KEPT;
		const kept = await node.rpc<string>('chain_getBlockHash', oldest);
		assert.equal(await node.rpc('state_getStorage', NUMBER, kept), number(oldest));
	});

	it('still has its header and its body', async () => {
		const { block } = await node.rpc<{ block: { header: { number: string } } }>('chain_getBlock', gone);
		assert.equal(Number(block.header.number), 1);
	});

	it('is told apart from one that was never there', async () => {
		const never = `0x${'11'.repeat(32)}`;
		await assert.rejects(node.rpc('state_getStorage', NUMBER, never), /Header was not found/);
	});
});

/** A number as the state has it. */
function number(value: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return `0x${bytes.toString('hex')}`;
}
