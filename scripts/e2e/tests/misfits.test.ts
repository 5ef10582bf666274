// SPDX-License-Identifier: GPL-3.0-or-later

/** A ready transaction that no block can hold: the pool takes it, because it knows of no inherents. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ApiPromise, WsProvider } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';

import { account, best, connect, dial, free, stranger, UNITS } from '../lib/api.ts';
import { eventually, SOON, within } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** What the pool counts for a block beside the extrinsic: a header that says nothing yet, or a little more. */
const HEADER = 110;
/** What sealing without a clock may make beside the blocks that hold something. */
const EXTRA = 2;
/** How long blocks are counted. */
const WHILE = 5_000;

describe('a transaction that is too long for any block', () => {
	const sender = account('Alice');
	let node: Node;
	let api: ApiPromise;
	let client: WsProvider;
	let engine: Engine;
	/** The longest extrinsic that the pool takes. */
	let longest: number;

	before(async () => {
		// The list of what is in the pool may be long: misfits are of 4 MB.
		node = await development('--sealing', 'manual', '--rpc-max-response-size', '100');
		api = await connect(node);
		client = await dial(node);
		engine = new Engine(node);
		longest = api.consts.system.blockLength.max.normal.toNumber() - HEADER;
	});

	after(async () => {
		await client?.disconnect();
		await api?.disconnect();
		await node?.stop();
	});

	/** Blocks have room for transactions here, and nothing waits. */
	let fresh: number | undefined;
	beforeEach(async () => {
		await engine.setSealing('manual');
		if (fresh === undefined) {
			await engine.newBlock({ to: 13 });
			fresh = await engine.snapshot();
		} else {
			await engine.revert(fresh);
		}
	});

	const nonceOf = async ({ address }: KeyringPair) =>
		(await api.rpc.system.accountNextIndex(address)).toNumber();

	/** How many bytes the last remark had beside its text: most have as many, and to sign 4 MB takes long. */
	let frame = 0;

	/** A signed remark of exactly so many bytes, and in front of all others if it has a tip. */
	async function remark(length: number, who: KeyringPair, tip = 0n): Promise<string> {
		const options = { nonce: await nonceOf(who), era: 0, tip };
		// The frame of the remark is a little longer or shorter with its length.
		for (let tries = 0; tries < 5; tries++) {
			const bytes = length - frame;
			const call = api.tx.system.remark(`0x${'2a'.repeat(bytes)}`);
			const signed = (await call.signAsync(who, options)).toHex();
			frame = (signed.length - 2) / 2 - bytes;
			if (bytes + frame === length) {
				return signed;
			}
		}
		throw new Error(`no remark is ${length} bytes long`);
	}

	/** What a block can never hold, before all that follow. */
	const misfit = (who = sender) => remark(longest, who, UNITS);

	/** Transfers of other senders to someone new, who is returned. */
	async function transfers(count: number): Promise<KeyringPair> {
		const to = stranger();
		const nonce = await nonceOf(account('Bob'));
		for (let i = 0; i < count; i++) {
			const transfer = api.tx.balances.transferKeepAlive(to.address, UNITS);
			const signed = await transfer.signAsync(account('Bob'), { nonce: nonce + i, era: 0 });
			await node.rpc('author_submitExtrinsic', signed.toHex());
		}
		return to;
	}

	it('is taken by the pool, or else these tests would show nothing', async () => {
		await node.rpc('author_submitExtrinsic', await misfit());
		const pending = await node.rpc<string[]>('author_pendingExtrinsics');
		assert.equal(pending.length, 1);
	});

	for (const sealing of ['instant', 'auto', 'interval=500']) {
		it(`lets others behind it in with sealing \`${sealing}\``, async () => {
			await node.rpc('author_submitExtrinsic', await misfit());
			const to = await transfers(5);
			await engine.setSealing(sealing);
			const paid = async () => (await free(api, to.address)) === 5n * UNITS;
			await eventually('transfers on the chain', paid, SOON);
		});
	}

	it('lets others behind it into a block that is asked for', async () => {
		await node.rpc('author_submitExtrinsic', await misfit());
		const to = await transfers(5);
		const block = await engine.newBlock();
		assert.equal(await free(api, to.address, block), 5n * UNITS);
	});

	it('lets others behind it into a run, which comes to its end', async () => {
		await node.rpc('author_submitExtrinsic', await misfit());
		const to = await transfers(5);
		const { best: before } = await engine.status();
		await within(30, 'end of the run', () => engine.newBlock({ count: 200 }));
		assert.equal((await engine.status()).best, before + 200);
		assert.equal(await free(api, to.address), 5n * UNITS);
	});

	it('makes no stream of empty blocks', async () => {
		const blocks: number[] = [];
		const stop = await best(api)(({ number }) => void blocks.push(number.toNumber()));
		await node.rpc('author_submitExtrinsic', await misfit());
		await transfers(5);
		const { best: before } = await engine.status();
		await engine.setSealing('instant');
		await sleep(WHILE);
		stop();
		const made = blocks.filter((number) => number > before);
		assert.ok(made.length <= 1 + EXTRA, `blocks ${made.join(', ')} for one that holds something`);
	});

	it('makes none even when it is alone', async () => {
		const { best: before } = await engine.status();
		await node.rpc('author_submitExtrinsic', await misfit());
		await engine.setSealing('instant');
		await sleep(WHILE);
		const { best: now } = await engine.status();
		assert.ok(now - before <= EXTRA, `${now - before} blocks`);
	});

	it('keeps nobody waiting for long in company either', async () => {
		for (const who of ['Alice', 'Charlie', 'Dave'].map(account)) {
			await node.rpc('author_submitExtrinsic', await misfit(who));
		}
		const to = await transfers(5);
		await engine.setSealing('instant');
		const paid = async () => (await free(api, to.address)) === 5n * UNITS;
		await eventually('transfers on the chain', paid, SOON);
		// The misfits are given up one after the other.
		const empty = async () => (await node.rpc<string[]>('author_pendingExtrinsics')).length === 0;
		await eventually('end of the misfits', empty);
		const { best: before } = await engine.status();
		await sleep(WHILE);
		assert.equal((await engine.status()).best, before, 'nothing calls for a block any more');
	});

	it('is reported as invalid or dropped by author_submitAndWatchExtrinsic', async () => {
		const [type, method] = ['author_extrinsicUpdate', 'author_submitAndWatchExtrinsic'];
		const seen = await watch<string | object>(type, method, await misfit());
		await engine.newBlock({ count: 3 });
		await eventually('last word', () => seen.some((status) => status === 'invalid' || status === 'dropped'));
	});

	it('is reported as invalid by transactionWatch_v1, with a reason', async () => {
		interface Event {
			event: string;
			error?: string;
		}
		const [type, method] = ['transactionWatch_v1_watchEvent', 'transactionWatch_v1_submitAndWatch'];
		const seen = await watch<Event>(type, method, await misfit());
		// The subscription may begin before the transaction is in the pool.
		await eventually('last word', async () => {
			await engine.newBlock();
			return seen.some(({ event, error }) => event === 'invalid' && (error ?? '').length > 0);
		});
	});

	/** Everything that is told of a transaction. */
	async function watch<T>(type: string, method: string, signed: string): Promise<T[]> {
		const seen: T[] = [];
		await client.subscribe(type, method, [signed], (error: Error | null, status: T) => {
			if (error === null) {
				seen.push(status);
			}
		});
		return seen;
	}

	it('is not one that has to wait for the next block because this one is full', async () => {
		const each = Math.floor(longest * 0.6);
		const senders = [account('Charlie'), account('Dave')] as const;
		const nonces = await Promise.all(senders.map(nonceOf));
		for (const who of senders) {
			await node.rpc('author_submitExtrinsic', await remark(each, who));
		}
		await engine.newBlock();
		await engine.newBlock();
		const after = await Promise.all(senders.map(nonceOf));
		assert.deepEqual(after, nonces.map((nonce) => nonce + 1));
		assert.deepEqual(await node.rpc('author_pendingExtrinsics'), []);
	});

	it('is not one that waits because a session begins with this block', async () => {
		const { best: head } = await engine.status();
		await engine.newBlock({ to: Math.ceil(head / 10) * 10 });
		const signed = await remark(1_000, account('Eve'));
		const seen = await watch<string | object>(
			'author_extrinsicUpdate',
			'author_submitAndWatchExtrinsic',
			signed
		);
		const nonce = await nonceOf(account('Eve'));
		await engine.newBlock({ count: 2 });
		const included = (await api.query.system.account(account('Eve').address)).nonce.toNumber();
		assert.equal(included, nonce);
		assert.ok(!seen.some((status) => status === 'invalid' || status === 'dropped'));
	});
});
