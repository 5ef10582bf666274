// SPDX-License-Identifier: GPL-3.0-or-later

/** Long runs that do not come to their end, and who is told. */

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ApiPromise, WsProvider } from '@polkadot/api';
import { u8aConcat, u8aToHex } from '@polkadot/util';

import { account, best, connect, dial, stranger, UNITS } from '../lib/api.ts';
import { eventually, within } from '../lib/deadline.ts';
import { Engine, type Progress } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import { type Node, RpcError } from '../lib/node.ts';

/** Longer than any test waits. */
const ENDLESS = 10_000_000;
/** How long the engine may take to notice that it is told to stop. */
const PROMPTLY = 15;
/** The validators of a development chain. */
const STASHES = ['Alice', 'Bob', 'Charlie', 'Dave'].map((name) => account(`${name}//stash`));

describe('a run', () => {
	let node: Node;
	let api: ApiPromise;
	let client: WsProvider;
	let engine: Engine;

	before(async () => {
		node = await development('--sealing', 'manual');
		api = await connect(node);
		client = await dial(node);
		engine = new Engine(node);
	});

	after(async () => {
		await client?.disconnect();
		await api?.disconnect();
		await node?.stop();
	});

	/** Whatever a failed test has left behind is not the next one's business. */
	afterEach(async () => {
		for (let quiet = 0; quiet < 3; await sleep(50)) {
			quiet = (await engine.cancel()) ? 0 : quiet + 1;
		}
	});

	const running = () => eventually('run', async () => (await engine.status()).run !== null);

	/** Asks for several runs before the first is over. */
	function start(count: number): Promise<string>[] {
		const request = () => client.send<string>('dev_newBlock', [{ count: ENDLESS }]);
		const runs = Array.from({ length: count }, request);
		// One that a failed test does not wait for any more is that test's failure, and no other's.
		runs.forEach((run) => run.catch(() => undefined));
		return runs;
	}

	it('that is cancelled is announced: subscribers have the head', async () => {
		let [head, time] = ['', 0];
		const stop = await best(api)(({ hash }) => void (head = hash.toHex()));
		const unsubscribe = await api.query.timestamp.now((now) => void (time = now.toNumber()));
		const [run] = start(1);
		await running();
		await sleep(500);
		await engine.cancel();
		await within(PROMPTLY, 'end of the run', () => run!);
		const { bestHash, time: now } = await engine.status();
		await eventually('head for subscribers', () => head === bestHash);
		await eventually('time for subscribers', () => time === now);
		stop();
		unsubscribe();
	});

	it('that is cancelled leaves the pool at the head', async () => {
		const [run] = start(1);
		await running();
		const to = stranger();
		const nonce = (await api.rpc.system.accountNextIndex(account('Bob').address)).toNumber();
		const pay = async (ahead: number, options: object) => {
			const call = api.tx.balances.transferKeepAlive(to.address, UNITS);
			return (await call.signAsync(account('Bob'), { nonce: nonce + ahead, ...options })).toHex();
		};
		await node.rpc('author_submitExtrinsic', await pay(0, { era: 0 }));
		await engine.cancel();
		await within(PROMPTLY, 'end of the run', () => run!);
		await engine.newBlock();
		await engine.newBlock();
		assert.deepEqual(await node.rpc('author_pendingExtrinsics'), []);
		// As a wallet signs it: it is valid for some blocks after the newest.
		await node.rpc('author_submitExtrinsic', await pay(1, {}));
		await engine.newBlock({ count: 2 });
		const { data } = await api.query.system.account(to.address);
		assert.equal(data.free.toBigInt(), 2n * UNITS);
	});

	it('that is cancelled takes with it those that were asked for before', async () => {
		const runs = start(4);
		await running();
		// By its answer, the node has read the requests before it. Nothing tells when they wait at the engine.
		await client.send('system_health', []);
		await sleep(1_000);
		assert.equal(await engine.cancel(), true);
		const hashes = await within(PROMPTLY, 'end of all runs', () => Promise.all(runs));
		const { bestHash, run } = await engine.status();
		assert.deepEqual(hashes, runs.map(() => bestHash));
		assert.equal(run, null);
	});

	it('that is cancelled does not take with it what is asked for afterwards', async () => {
		const [run] = start(1);
		await running();
		await engine.cancel();
		const { best: head } = await engine.status();
		const hash = await within(PROMPTLY, 'block', () => engine.newBlock({ count: 20 }));
		await run;
		const { best: now, bestHash } = await engine.status();
		assert.ok(now >= head + 20);
		assert.equal(hash, bestHash);
	});

	it('that is cancelled does not take with it what is no run', async () => {
		const [run] = start(1);
		await running();
		const snapshot = client.send<number>('dev_snapshot', []);
		await sleep(500);
		await engine.cancel();
		const [id, hash] = await within(PROMPTLY, 'answers', () => Promise.all([snapshot, run!]));
		const { snapshots, best: head, bestHash } = await engine.status();
		assert.deepEqual([snapshots[id], hash], [head, bestHash]);
		await engine.dropSnapshot(id);
	});

	it('that is over is not told of to who subscribes to progress later', async () => {
		await engine.newBlock({ count: 40 });
		const seen: Progress[] = [];
		const late = await dial(node);
		await late.subscribe(
			'dev_progress',
			'dev_subscribeProgress',
			[],
			(error: Error | null, progress: Progress) => void (error ?? seen.push(progress))
		);
		await sleep(1_000);
		assert.deepEqual(seen, []);

		await engine.newBlock({ count: 50 });
		await eventually('end of the next run', () => seen.some(({ finished }) => finished));
		assert.ok(seen.every(({ total }) => total === 50));
		await late.disconnect();
	});
});

describe('a run that fails', () => {
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;
	let head = '';

	before(async () => {
		node = await development('--sealing', 'manual');
		api = await connect(node);
		engine = new Engine(node);
		await engine.newBlock({ count: 3 });
		await best(api)(({ hash }) => void (head = hash.toHex()));
		// All validators lose their keys: as soon as that counts, no block can be made.
		const transactions: string[] = [];
		for (const stash of STASHES) {
			const present = (await api.query.session.nextKeys(stash.address)).unwrap().toU8a();
			const count = present.length / 32;
			const lost = Array.from({ length: count }, () => stranger().publicKey);
			const call = api.tx.session.setKeys(u8aToHex(u8aConcat(...lost)) as never, '0x');
			transactions.push((await call.signAsync(stash, { era: 0 })).toHex());
		}
		await engine.newBlock({ transactions });
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	it('says why, and its blocks are announced: subscribers have the head', async () => {
		const { best: before } = await engine.status();
		await assert.rejects(
			engine.newBlock({ count: 100 }),
			(error) => error instanceof RpcError && /keys/.test(error.message)
		);
		const { best: now, bestHash, run } = await engine.status();
		assert.ok(now > before + 5, `#${before} to #${now}`);
		assert.equal(run, null);
		await eventually('head for subscribers', () => head === bestHash, 10);
	});
});
