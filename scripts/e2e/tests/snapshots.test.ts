// SPDX-License-Identifier: GPL-3.0-or-later

/** Going back in time, and clients that live through it. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { ApiPromise, WsProvider } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import { WebSocket } from '@polkadot/x-ws';
import { createClient, type PolkadotClient } from 'polkadot-api';
import { getWsProvider } from 'polkadot-api/ws';

import { account, connect, free, stranger, submit, UNITS } from '../lib/api.ts';
import { eventually } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import { type Node, RpcError } from '../lib/node.ts';

describe('snapshots', () => {
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;

	before(async () => {
		// Few states are kept, so that the revert goes over blocks without one.
		node = await development('--sealing', 'manual', '--state-pruning', '256');
		api = await connect(node);
		engine = new Engine(node);
		await engine.newBlock({ count: 40 });
	});

	after(async () => {
		await api?.disconnect();
		await node?.kill();
	});

	/** Everything that a revert must bring back. */
	async function world(): Promise<unknown> {
		const { best, bestHash, finalized, slot, time } = await engine.status();
		const header = await api.rpc.chain.getHeader();
		return {
			status: { best, bestHash, finalized, slot, time },
			root: header.stateRoot.toHex(),
			pool: await node.rpc('author_pendingExtrinsics'),
			epoch: await node.rpc('state_call', 'BabeApi_current_epoch', '0x'),
			voters: await node.rpc('state_call', 'GrandpaApi_grandpa_authorities', '0x'),
			beyond: await node.rpc('chain_getBlockHash', best + 1)
		};
	}

	/** Five hundred blocks with a transfer in every tenth, across epochs and eras. */
	async function history(to: KeyringPair): Promise<void> {
		let nonce = (await api.rpc.system.accountNextIndex(account('Eve').address)).toNumber();
		for (let i = 0; i < 50; i++) {
			const transfer = api.tx.balances.transferKeepAlive(to.address, UNITS);
			const signed = await transfer.signAsync(account('Eve'), { nonce: nonce++, era: 0 });
			await node.rpc('author_submitExtrinsic', signed.toHex());
			await engine.newBlock({ count: 10 });
		}
		assert.equal(await free(api, to.address), 50n * UNITS);
	}

	it('bring back the state, the head, the clock and the pool, again and again', async () => {
		// A transaction that waits for one that never came is in the pool too.
		const later = await api.tx.system
			.remark('0x2a')
			.signAsync(account('Dave'), { nonce: 5, era: 0 });
		await node.rpc('author_submitExtrinsic', later.toHex());
		const snapshot = await engine.snapshot();
		const before = await world();
		const to = stranger();

		const era = (await api.query.staking.activeEra()).unwrap().index.toNumber();
		await history(to);
		assert.ok((await api.query.staking.activeEra()).unwrap().index.toNumber() > era + 10);
		await engine.revert(snapshot);
		assert.deepEqual(await world(), before);
		assert.equal(await free(api, to.address), 0n);

		await history(to);
		await engine.revert(snapshot);
		assert.deepEqual(await world(), before);
		await engine.revert(snapshot);
		assert.deepEqual(await world(), before);
		await engine.dropSnapshot(snapshot);
	});

	it('leave no trace of what was in blocks that are gone: forerunners are waited for', async () => {
		const snapshot = await engine.snapshot();
		const bob = account('Bob');
		const first = (await api.rpc.system.accountNextIndex(bob.address)).toNumber();
		const send = async (from: number, to: number) => {
			for (let nonce = first + from; nonce < first + to; nonce++) {
				const remark = await api.tx.system.remark('0x2a').signAsync(bob, { nonce, era: 0 });
				await node.rpc('author_submitExtrinsic', remark.toHex());
			}
		};
		const nonce = async () => (await api.query.system.account(bob.address)).nonce.toNumber() - first;
		await send(0, 5);
		await engine.newBlock();
		assert.equal(await nonce(), 5);

		for (let turn = 0; turn < 3; turn++) {
			await engine.revert(snapshot);
			assert.equal(await nonce(), 0);
			// In front of them something is missing that was in the block which is gone.
			await send(5, 8);
			assert.deepEqual(await node.rpc('author_pendingExtrinsics'), []);
			await engine.newBlock();
			// The same ones as before, and nobody bars them.
			await send(0, 5);
			await engine.newBlock();
			assert.equal(await nonce(), 8, 'all of them are in');
		}
		await engine.revert(snapshot);
		await engine.dropSnapshot(snapshot);
	});

	it('can be gone back to in any order that makes sense', async () => {
		const older = await engine.snapshot();
		const before = await world();
		await engine.newBlock({ count: 700 });
		const newer = await engine.snapshot();
		const between = await world();
		await engine.newBlock({ count: 700 });
		await engine.revert(newer);
		assert.deepEqual(await world(), between);
		await engine.newBlock({ count: 25 });
		await engine.revert(older);
		assert.deepEqual(await world(), before);
		await assert.rejects(
			engine.revert(newer),
			(error) => error instanceof RpcError && /there is no snapshot/.test(error.message),
			'its block is gone'
		);
		await engine.newBlock({ count: 100 });
		assert.equal((await engine.status()).best, (await engine.status()).finalized);
		await engine.revert(older);
		await engine.dropSnapshot(older);
	});
});

describe('a client through a long run and a revert', () => {
	let node: Node;
	let engine: Engine;

	before(async () => {
		node = await development();
		engine = new Engine(node);
	});

	after(() => node?.kill());

	it('keeps its subscriptions: @polkadot/api', { timeout: 120_000 }, async () => {
		const api = await ApiPromise.create({ provider: new WsProvider(node.url), noInitWarn: true });
		const [heads, finals]: [number[], number[]] = [[], []];
		let seen = -1n;
		const to = stranger();
		await api.rpc.chain.subscribeNewHeads(({ number }) => void heads.push(number.toNumber()));
		await api.rpc.chain.subscribeFinalizedHeads(({ number }) => void finals.push(number.toNumber()));
		await api.query.system.account(to.address, ({ data }) => void (seen = data.free.toBigInt()));

		await engine.setSealing('manual');
		const snapshot = await engine.snapshot();
		const { best: mark } = await engine.status();

		// The transfer is in the middle of the run: the subscriber hears of it all the same.
		const running = engine.newBlock({ count: 3_000 });
		const transfer = api.tx.balances.transferKeepAlive(to.address, UNITS);
		await submit(api, transfer, account('Ferdie'), { immortal: true });
		await running;
		const { best: end, finalized: final } = await engine.status();
		await eventually('head after the run', () => heads.at(-1) === end);
		await eventually('finality after the run', () => finals.at(-1) === final);
		await eventually('balance after the run', () => seen === UNITS);

		await engine.revert(snapshot);
		await eventually('head after the revert', () => heads.at(-1) === mark);
		await eventually('finality after the revert', () => finals.at(-1) === mark);
		await eventually('balance after the revert', () => seen === 0n);

		await engine.setSealing('auto');
		await submit(api, api.tx.balances.transferKeepAlive(to.address, UNITS), account('Ferdie'));
		await eventually('balance after another block', () => seen === UNITS);
		await api.disconnect();
	});

	it('keeps its subscriptions: polkadot-api', { timeout: 120_000 }, async () => {
		const client: PolkadotClient = createClient(
			getWsProvider(node.url, { websocketClass: WebSocket as never })
		);
		const [heads, finals]: [number[], number[]] = [[], []];
		let failure: unknown;
		const fail = (error: unknown) => void (failure = error);
		client.bestBlocks$.subscribe({ next: (blocks) => heads.push(blocks[0]!.number), error: fail });
		client.finalizedBlock$.subscribe({ next: ({ number }) => finals.push(number), error: fail });
		await eventually('first head', () => heads.length > 0 && finals.length > 0);

		await engine.setSealing('manual');
		const snapshot = await engine.snapshot();
		const { best: mark } = await engine.status();
		await engine.newBlock({ count: 3_000 });
		const { best: end, finalized: final } = await engine.status();
		await eventually('head after the run', () => heads.at(-1) === end);
		await eventually('finality after the run', () => finals.at(-1) === final);

		await engine.revert(snapshot);
		await eventually('head after the revert', () => heads.at(-1) === mark);
		await eventually('finality after the revert', () => finals.at(-1) === mark);
		await engine.newBlock({ count: 10 });
		await eventually('head after more blocks', () => heads.at(-1) === mark + 10);
		await eventually('finality after more blocks', () => finals.at(-1) === mark + 10);
		assert.equal(failure, undefined);
		client.destroy();
	});

	it('loses no transaction that arrives while blocks are made', { timeout: 180_000 }, async () => {
		await engine.setSealing('manual');
		const api = await connect(node);
		const to = stranger();
		const COUNT = 1_000;
		const senders = ['Alice', 'Bob', 'Charlie', 'Dave'].map(account);
		const nonces = await Promise.all(
			senders.map(async ({ address }) =>
				(await api.rpc.system.accountNextIndex(address)).toNumber()
			)
		);
		// Immortal: others would be too old when they arrive, a thousand blocks a second later.
		const signed: string[] = [];
		for (let i = 0; i < COUNT; i++) {
			const who = i % senders.length;
			const nonce = nonces[who]! + Math.floor(i / senders.length);
			const transfer = api.tx.balances.transferKeepAlive(to.address, UNITS / 100n);
			signed.push((await transfer.signAsync(senders[who]!, { nonce, era: 0 })).toHex());
		}

		const running = engine.newBlock({ count: 200_000 });
		await eventually('run', async () => (await engine.status()).run !== null);
		// The node takes a hundred connections at a time.
		for (let i = 0; i < COUNT; i += 50) {
			const batch = signed.slice(i, i + 50);
			await Promise.all(batch.map((tx) => node.rpc('author_submitExtrinsic', tx)));
		}
		// The pool's list tells nothing: what waits there for an earlier transaction is not on it.
		const included = async () => {
			const now = await Promise.all(senders.map(({ address }) => api.query.system.account(address)));
			return now.map(({ nonce }, who) => nonce.toNumber() - nonces[who]!);
		};
		const all = senders.map(() => COUNT / senders.length);
		const complete = async () => isDeepStrictEqual(await included(), all);
		try {
			await eventually('end of the transactions', complete, 60);
		} catch (error) {
			// Offered again, the first that is missing tells whether it waits, is banned, or is gone.
			const missing = (await included()).map((count, who) => signed[count * senders.length + who]);
			const answers = missing.map((tx) => tx && node.rpc('author_submitExtrinsic', tx).catch(String));
			const counts = `${await included()} of ${all}: ${(await Promise.all(answers)).join('; ')}`;
			throw new Error(counts, { cause: error });
		} finally {
			await engine.cancel();
			await running;
		}
		assert.equal(await free(api, to.address), (BigInt(COUNT) * UNITS) / 100n);
		await api.disconnect();
	});
});

describe('a revert on a node that bans transactions for long', () => {
	let node: Node;
	let api: ApiPromise;

	before(async () => {
		node = await development('--sealing', 'manual', '--tx-ban-seconds', '600');
		api = await connect(node);
	});

	after(async () => {
		await api?.disconnect();
		await node?.kill();
	});

	it('bans none of those that it takes out of the pool', async () => {
		const engine = new Engine(node);
		const snapshot = await engine.snapshot();
		const remark = await api.tx.system.remark('0x2a').signAsync(account('Bob'), { nonce: 0, era: 0 });
		const later = await api.tx.system.remark('0x2a').signAsync(account('Dave'), { nonce: 5, era: 0 });
		const [one, other] = [remark.toHex(), later.toHex()];
		for (let turn = 0; turn < 2; turn++) {
			await node.rpc('author_submitExtrinsic', one);
			await node.rpc('author_submitExtrinsic', other);
			assert.deepEqual(await node.rpc('author_pendingExtrinsics'), [one]);
			await engine.revert(snapshot);
			assert.deepEqual(await node.rpc('author_pendingExtrinsics'), []);
		}
	});
});
