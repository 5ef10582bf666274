// SPDX-License-Identifier: GPL-3.0-or-later

/** Transactions that are given with the request for a block: they work at every point of a session. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import { account, connect, stranger, UNITS } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** Blocks of a session at the development pace. */
const SESSION = 10;

describe('dev_newBlock with transactions', () => {
	const sender = account('Bob');
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;
	let snapshot: number;

	before(async () => {
		node = await development('--sealing', 'manual');
		api = await connect(node);
		engine = new Engine(node);
		await engine.newBlock({ to: 3 * SESSION - 5 });
		snapshot = await engine.snapshot();
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	async function transfer(): Promise<string> {
		const nonce = await api.rpc.system.accountNextIndex(sender.address);
		const call = api.tx.balances.transferKeepAlive(stranger().address, UNITS);
		return (await call.signAsync(sender, { nonce, era: 0 })).toHex();
	}

	/** The signed extrinsics of a block. */
	async function signed(block: string): Promise<string[]> {
		const { extrinsics } = (await api.rpc.chain.getBlock(block)).block;
		return extrinsics.filter(({ isSigned }) => isSigned).map((extrinsic) => extrinsic.toHex());
	}

	for (let offset = 0; offset < SESSION; offset++) {
		it(`holds them ${offset} blocks into a session`, async () => {
			await engine.revert(snapshot);
			await engine.newBlock({ to: 3 * SESSION + offset });
			const { best: before } = await engine.status();
			const transactions = [await transfer()];
			const block = await engine.newBlock({ transactions });
			assert.deepEqual(await signed(block), transactions);

			const { best, bestHash } = await engine.status();
			assert.equal(bestHash, block);
			// The first block of a session may have room for nothing: then it is made, and is empty.
			assert.ok(best - before === 1 || (offset === 0 && best - before === 2), `#${before} to #${best}`);
		});
	}

	it('makes as many blocks as are asked for, also where a session begins with them', async () => {
		await engine.revert(snapshot);
		await engine.newBlock({ to: 3 * SESSION });
		const { best: before } = await engine.status();
		const transactions = [await transfer()];
		await engine.newBlock({ count: 4, transactions });
		const { best } = await engine.status();
		assert.equal(best, before + 4);
		const held = await Promise.all(
			[1, 2].map(async (i) => signed((await api.rpc.chain.getBlockHash(before + i)).toHex()))
		);
		assert.deepEqual(held.flat(), transactions);
	});

	it('holds them in a run of 100 too', async () => {
		await engine.revert(snapshot);
		await engine.newBlock({ to: 3 * SESSION });
		const { best: before } = await engine.status();
		const transactions = [await transfer()];
		await engine.newBlock({ count: 100, transactions });
		assert.equal((await engine.status()).best, before + 100);
		const held = await Promise.all(
			[1, 2].map(async (i) => signed((await api.rpc.chain.getBlockHash(before + i)).toHex()))
		);
		assert.deepEqual(held.flat(), transactions);
	});

	it('makes no block at all where one of them is refused', async () => {
		await engine.revert(snapshot);
		const before = await engine.status();
		const good = await transfer();
		await assert.rejects(engine.newBlock({ transactions: [good, good] }), /transaction 1 is refused/);
		const after = await engine.status();
		assert.deepEqual([after.bestHash, after.time], [before.bestHash, before.time]);
	});
});
