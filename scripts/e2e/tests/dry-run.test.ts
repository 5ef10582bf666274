// SPDX-License-Identifier: GPL-3.0-or-later

/** A dry run of a transaction says what the next block would make of it, and leaves no trace. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import { account, connect, free, stranger, UNITS } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { DEMO } from '../lib/para-specification.ts';

describe('a dry run', { timeout: 120_000 }, () => {
	const alice = account('Alice');
	let node: Node;
	let engine: Engine;
	let relay: ApiPromise;
	let para: ApiPromise;

	before(async () => {
		// Finality is at the head, and wallets begin the era of a transaction there.
		const flags = ['--sealing', 'manual', '--para', 'demo', '--para-lease', '--para-rpc-port', '0'];
		node = await development(...flags);
		engine = new Engine(node);
		await engine.newBlock({ count: 25 });
		relay = await connect(node);
		para = await connect(await ParaChain.of(node, DEMO));
	});

	after(async () => {
		await para?.disconnect();
		await relay?.disconnect();
		await node?.stop();
	});

	const chains: [string, () => ApiPromise][] = [
		['the relay chain', () => relay],
		['a para', () => para]
	];
	for (const [name, chain] of chains) {
		it(`on ${name} tells what a wallet's transaction would do, and does not do it`, async () => {
			const api = chain();
			const { address } = stranger();
			const state = () =>
				Promise.all([
					free(api, alice.address),
					free(api, address),
					api.rpc.chain.getBlockHash().then(String),
					api.rpc.author.pendingExtrinsics().then(({ length }) => length)
				]);
			const before = await state();
			const transfer = api.tx.balances.transferKeepAlive(address, UNITS);
			const good = await transfer.dryRun(alice);
			assert.ok(good.isOk && good.asOk.isOk, good.toString());

			const all = api.tx.balances.transferKeepAlive(address, before[0] + 1n);
			const poor = await all.dryRun(alice);
			assert.ok(poor.isOk && poor.asOk.isErr, poor.toString());
			const early = await transfer.dryRun(alice, { nonce: 1_000 });
			assert.ok(early.isErr && early.asErr.asInvalid.isFuture, early.toString());
			assert.deepEqual(await state(), before);
		});
	}

	it('refuses what is no transaction, and blocks that are not there', async () => {
		const refusal = /Unable to dry run extrinsic/;
		await assert.rejects(node.rpc('system_dryRun', '0x1234'), refusal);
		const transfer = relay.tx.balances.transferKeepAlive(stranger().address, UNITS);
		const signed = (await transfer.signAsync(alice, { nonce: -1 })).toHex();
		const at = (await engine.status()).bestHash;
		assert.equal(await node.rpc('system_dryRunAt', signed, at), '0x0000');
		const never = `0x${'11'.repeat(32)}`;
		await assert.rejects(node.rpc('system_dryRunAt', signed, never), refusal);
	});
});
