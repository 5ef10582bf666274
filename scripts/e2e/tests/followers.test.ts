// SPDX-License-Identifier: GPL-3.0-or-later

/** A node that follows a development chain serves wallets, however many blocks come at a time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import { account, connect, stranger, UNITS } from '../lib/api.ts';
import { eventually } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development, joining } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/**
 * More blocks than a node keeps states of (256), then fewer and more than it takes for a long way to catch up (5), and
 * than its pool does (20).
 */
const RUNS = [600, 1, 3, 8, 21, 22, 150];
/** How long a node may take to catch up on a busy machine. */
const PATIENCE = 180;

describe('a node that follows a chain of runs', { timeout: 600_000 }, () => {
	let node: Node;
	let engine: Engine;
	let guest: Node;
	let api: ApiPromise;
	let told = 0;

	before(async () => {
		node = await development('--sealing', 'manual');
		engine = new Engine(node);
		await engine.newBlock({ count: RUNS[0]! });
		guest = await joining('development', 'guest', node);
		await arrived();
		api = await connect(guest);
		await api.rpc.chain.subscribeNewHeads((head) => {
			told = head.number.toNumber();
		});
	});

	after(async () => {
		await api?.disconnect();
		await guest?.stop();
		await node?.stop();
	});

	/** Waits until the guest has the head. */
	async function arrived(): Promise<number> {
		const { best, bestHash } = await engine.status();
		const there = async () => (await guest.rpc('chain_getBlockHash', best)) === bestHash;
		await eventually(`block #${best} at the guest`, there, PATIENCE);
		return best;
	}

	for (const [index, count] of RUNS.entries()) {
		it(`takes a transaction after ${count} blocks, and hands it on`, async () => {
			if (index > 0) {
				await engine.newBlock({ count });
			}
			const best = await arrived();
			await eventually(`word of block #${best}`, () => told >= best, 10);
			const dest = stranger().address;
			const transfer = api.tx.balances.transferKeepAlive(dest, UNITS);
			const signed = await transfer.signAsync(account('Alice'), { nonce: -1 });
			assert.ok(signed.era.isMortalEra);

			await guest.rpc('author_submitExtrinsic', signed.toHex());

			const waiting = async () => {
				const pending = await node.rpc<string[]>('author_pendingExtrinsics');
				return pending.includes(signed.toHex());
			};
			await eventually('the transaction at the node', waiting, 30);
			await engine.newBlock();
			await arrived();
			const { data } = await api.query.system.account(dest);
			assert.equal(data.free.toBigInt(), UNITS);
		});
	}
});
