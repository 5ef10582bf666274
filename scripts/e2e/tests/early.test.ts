// SPDX-License-Identifier: GPL-3.0-or-later

/** A transaction that the pool takes for ready, though what it waits for is gone. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';

import { account, connect, stranger, UNITS } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

describe('an account that is removed and begins anew', () => {
	const [alice, other] = [account('Alice'), stranger()];
	let node: Node;
	let engine: Engine;
	let api: ApiPromise;

	before(async () => {
		node = await development('--sealing', 'manual');
		engine = new Engine(node);
		api = await connect(node);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	async function send(
		call: SubmittableExtrinsic<'promise'>,
		sender: KeyringPair,
		nonce: number,
		tip: bigint
	): Promise<void> {
		const signed = await call.signAsync(sender, { nonce, tip, era: 0 });
		await node.rpc('author_submitExtrinsic', signed.toHex());
	}

	it('leaves nothing in the pool that would have blocks made for it', async () => {
		const gift = api.tx.balances.transferKeepAlive(other.address, 10n * UNITS);
		await send(gift, alice, 0, 0n);
		await engine.newBlock();

		// In this order, by their tips: the account goes, it is there again with its first nonce, and its second
		// transaction is too early.
		await send(api.tx.balances.transferAll(alice.address, false), other, 0, UNITS);
		await send(gift, alice, 1, UNITS / 2n);
		await send(api.tx.system.remark('0x00'), other, 1, 0n);
		await engine.newBlock();
		const { nonce } = await api.query.system.account(other.address);
		assert.equal(nonce.toNumber(), 0);
		const waiting = () => node.rpc<string[]>('author_pendingExtrinsics');
		assert.equal((await waiting()).length, 1, 'one may be early for once');

		await engine.newBlock();
		assert.deepEqual(await waiting(), []);
	});
});
