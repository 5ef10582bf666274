// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A runtime that fails, on a chain whose owner is developing it. The engine says why, makes the blocks
 * that can be made, answers all the time, and goes back to where all was well.
 *
 * The runtime is `runtime/src/failures.rs`: the pallet `failures` arms a fault in storage, or is one.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';

import { account, free, SLOT, stranger, UNITS } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import { eventually } from '../lib/deadline.ts';
import { RpcError } from '../lib/node.ts';
import { failingRuntime } from '../lib/runtimes.ts';

type Tx = SubmittableExtrinsic<'promise'>;

/** For how long the engine is left alone with a fault, in milliseconds. It looks at the pool twice a second. */
const A_WHILE = 3_200;
/** More blocks than are made one by one. */
const BULK = 50;
/** What the watcher of a transaction is told that is in no block, and will not be. */
const GONE = /^(Invalid|Dropped)$/;

const alice = account('Alice');
/** Those who have nothing to do with the fault. */
const others = [account('Bob'), account('Dave')];

const runtime = failingRuntime();

let chain: Chain;

/** A call of the pallet `failures`. */
function fault(call: string, ...args: unknown[]): Tx {
	return chain.api.tx['failures']![call]!(...args);
}

/** Refused, for this reason. */
function because(reason: RegExp): (error: unknown) => boolean {
	return (error) => {
		assert.ok(error instanceof RpcError, String(error));
		assert.match(error.message, reason);
		return true;
	};
}

/** A transfer to a fresh account, signed, and whether it is in the chain's state. */
async function transfer(from: KeyringPair): Promise<{ bytes: string; arrived(): Promise<boolean> }> {
	const { api } = chain;
	const { address } = stranger();
	const nonce = await api.rpc.system.accountNextIndex(from.address);
	const { genesisHash, runtimeVersion } = api;
	const options = { blockHash: genesisHash, genesisHash, runtimeVersion, nonce };
	const bytes = api.tx.balances.transferKeepAlive(address, UNITS).sign(from, options).toHex();
	return { bytes, arrived: async () => (await free(api, address)) === UNITS };
}

/** Submits a transfer of each of the others. Says how many of them are in the chain's state. */
async function ordinary(): Promise<() => Promise<number>> {
	const transfers = await Promise.all(others.map(transfer));
	for (const { bytes } of transfers) {
		await chain.node.rpc('author_submitExtrinsic', bytes);
	}
	return async () => {
		const arrived = await Promise.all(transfers.map(({ arrived }) => arrived()));
		return arrived.filter(Boolean).length;
	};
}

/** Submits a transaction and returns everything its watcher is told. */
async function watched(tx: Tx): Promise<string[]> {
	const told: string[] = [];
	await chain.api.rpc.author.submitAndWatchExtrinsic(tx, ({ type }) => void told.push(type));
	return told;
}

/** The node does what a wallet asks of it. */
async function answers(): Promise<void> {
	const { node, engine } = chain;
	await node.rpc('system_health');
	await node.rpc('state_getMetadata');
	await node.rpc('chain_getBlock');
	await engine.status();
}

/** How many blocks may be due since a moment with sealing `auto`: one every six seconds of the wall clock. */
function dueSince(began: number): number {
	return Math.ceil((performance.now() - began) / SLOT);
}

/** How often the log says this. */
function mentions(cause: RegExp): number {
	return chain.node.log.split('\n').filter((line) => cause.test(line)).length;
}

/** Goes on until the next block has room for transactions, which the first of a session may not have. */
async function toRoom(): Promise<void> {
	const epoch = chain.api.consts.babe.epochDuration.toNumber();
	if ((await chain.height()) % epoch === 0) {
		await chain.engine.newBlock();
	}
}

/** The blocks from one height to another: who made each, by index, and in which slot. */
async function claims(from: number, to: number): Promise<{ author: number; slot: number }[]> {
	const blocks = [];
	for (let number = from; number <= to; number++) {
		const { digest } = await chain.api.rpc.chain.getHeader(
			await chain.api.rpc.chain.getBlockHash(number)
		);
		const [, claim] = digest.logs.find((log) => log.isPreRuntime)!.asPreRuntime;
		// The kind of the claim, the authority's index, the slot.
		const view = new DataView(claim.toU8a(true).slice(0, 13).buffer);
		blocks.push({ author: view.getUint32(1, true), slot: Number(view.getBigUint64(5, true)) });
	}
	return blocks;
}

describe('a runtime that fails', () => {
	/** Before any fault. */
	let sound: number;

	before(async () => {
		chain = await Chain.start('--runtime', runtime);
		await chain.engine.newBlock({ count: 3 });
		sound = await chain.engine.snapshot();
	});

	beforeEach(async () => {
		await chain.engine.setSealing('manual');
		await chain.engine.revert(sound);
	});

	after(() => chain?.stop());

	/** Steps without which there is no block, and what is said of each. */
	const STEPS = [
		['Initialize', /a failure on purpose: on_initialize/],
		['Inherent', /inherent.*BadMandatory/],
		['Finalize', /a failure on purpose: on_finalize/]
	] as const;

	for (const [step, cause] of STEPS) {
		it(`makes no block, says why and can be taken back: ${step}`, async () => {
			const { engine } = chain;
			await chain.include([fault('arm', step, { From: (await chain.height()) + 2 }), alice]);
			const included = await ordinary();
			const head = await engine.status();

			await assert.rejects(engine.newBlock(), because(cause));
			await assert.rejects(engine.newBlock({ count: 3 }), because(cause));
			await assert.rejects(engine.newBlock({ count: BULK }), because(cause));
			await assert.rejects(engine.timeTravel(head.time + 100 * SLOT), because(cause));
			const { bytes } = await transfer(alice);
			await assert.rejects(engine.newBlock({ transactions: [bytes] }), because(cause));
			await answers();
			const { best, bestHash, time, run } = await engine.status();
			assert.deepEqual([best, bestHash, time, run], [head.best, head.bestHash, head.time, null]);

			const before = mentions(cause);
			await engine.setSealing('auto');
			await eventually('word of it', () => mentions(cause) > before);
			await sleep(A_WHILE);
			assert.equal(mentions(cause) - before, 1, chain.node.lastLines());
			await answers();
			assert.equal(await chain.height(), head.best);
			assert.equal(await included(), 0);

			await engine.setSealing('manual');
			await engine.revert(sound);
			const again = await ordinary();
			await engine.newBlock({ count: BULK });
			assert.equal(await again(), others.length);
		});
	}

	it('keeps the blocks of a long run that were made before it failed', async () => {
		const { engine } = chain;
		const [, cause] = STEPS[0];
		const last = (await chain.height()) + 30;
		await chain.include([fault('arm', 'Initialize', { From: last + 1 }), alice]);

		await assert.rejects(engine.newBlock({ count: 100 }), because(cause));
		const { best, run } = await engine.status();
		assert.deepEqual([best, run], [last, null]);
		const head = await chain.node.rpc<{ number: string }>('chain_getHeader');
		assert.equal(Number(head.number), last, 'clients are told of them');
		await answers();

		await engine.revert(sound);
		await engine.newBlock({ to: last + 5 });
	});

	for (const step of ['Initialize', 'Inherent', 'Finalize']) {
		it(`leaves the slots of one author empty: ${step}`, async () => {
			const { engine } = chain;
			const author = 1;
			await chain.include([fault('arm', step, { Author: author }), alice]);
			const included = await ordinary();
			const head = await engine.status();

			await engine.newBlock({ count: 12 });
			await engine.newBlock({ count: BULK });
			assert.equal(await included(), others.length);
			const given = [];
			for (let i = 0; i < 6; i++) {
				const { bytes, arrived } = await transfer(alice);
				await engine.newBlock({ transactions: [bytes] });
				given.push(await arrived());
			}
			assert.ok(given.every(Boolean), given.join());
			const { best, slot, time } = await engine.status();
			assert.ok(best >= head.best + 12 + BULK + given.length);

			const made = await claims(head.best + 1, best);
			const authors = new Set(made.map(({ author }) => author));
			assert.deepEqual([...authors].sort(), [0, 2, 3]);
			assert.ok(slot - head.slot > best - head.best, 'some slots are empty');
			assert.equal(time, slot * SLOT);
		});
	}

	it('leaves a transaction with which one author ends no block to another', async () => {
		const { api, engine } = chain;
		const IN_A_ROW = 3;
		// In half as many, one time in forty thousand nobody makes three in a row.
		const MANY = 400;
		const first = (await chain.height()) + 1;
		await engine.newBlock({ count: MANY });
		const authors = (await claims(first, first + MANY - 1)).map(({ author }) => author);
		const at = authors.findIndex((author, i) => {
			const row = authors.slice(i, i + IN_A_ROW);
			return row.length === IN_A_ROW && row.every((next) => next === author);
		});
		assert.notEqual(at, -1, 'somebody makes three blocks in a row');
		// The lots are the same after the chain was taken back.
		await engine.revert(sound);
		await engine.newBlock({ to: first + at - 1 });
		const nonce = await api.rpc.system.accountNextIndex(alice.address);
		const call = fault('arm', 'Finalize', { Author: authors[at] });
		const words = await watched(await call.signAsync(alice, { nonce, era: 0 }));
		const included = await ordinary();

		await engine.newBlock({ count: IN_A_ROW });
		const row = await claims(first + at, first + at + IN_A_ROW - 1);
		assert.deepEqual(row.map(({ author }) => author), Array(IN_A_ROW).fill(authors[at]));
		assert.equal(await included(), others.length);
		await eventually('block with it', async () => {
			await engine.newBlock();
			return words.some((word) => word === 'InBlock' || GONE.test(word));
		});
		assert.ok(words.includes('InBlock'), words.join());
	});

	it('leaves a slot empty in which no block can be made', async () => {
		const { engine } = chain;
		const { slot } = await engine.status();
		const bad = slot + 3;
		await chain.include([fault('arm', 'Finalize', { Slot: bad }), alice]);
		const { best } = await engine.status();
		await engine.newBlock({ count: 4 });
		const slots = (await claims(best + 1, best + 4)).map(({ slot }) => slot);
		assert.equal(slots[0], bad - 1);
		assert.ok(!slots.includes(bad), slots.join());
		// The author of that slot may be passed over until the epoch ends, and comes back. Thirty slots in a row may
		// all fall to others.
		await engine.newBlock({ count: 2 * BULK });
		const authors = (await claims(best + 5 + 20, best + 4 + 2 * BULK)).map(({ author }) => author);
		assert.deepEqual([...new Set(authors)].sort(), [0, 1, 2, 3]);
	});

	/** Transactions that the pool takes and no block can hold, and whether one block is enough to see it. */
	const TRANSACTIONS = [
		{ name: 'panics', atOnce: true, cause: /a failure on purpose: a call/ },
		{
			name: 'panics before its dispatch',
			atOnce: true,
			cause: /a failure on purpose: before dispatch/
		},
		{ name: 'never fits', atOnce: false, cause: /no room/ }
	] as const;
	let number = 0;

	async function faulty(name: (typeof TRANSACTIONS)[number]['name']): Promise<Tx> {
		number += 1;
		switch (name) {
			case 'panics': {
				const nonce = await chain.api.rpc.system.accountNextIndex(alice.address);
				return fault('panic').signAsync(alice, { nonce, era: 0 });
			}
			case 'panics before its dispatch':
				return fault('panicBeforeDispatch', number);
			case 'never fits':
				return fault('neverFit', number);
		}
	}

	for (const { name, atOnce, cause } of TRANSACTIONS) {
		describe(`a transaction that ${name}`, () => {
			it('does not keep others out of a block', async () => {
				const { engine } = chain;
				await toRoom();
				const words = await watched(await faulty(name));
				const included = await ordinary();
				const height = await chain.height();

				const block = await engine.newBlock();
				assert.equal(await chain.height(), height + 1);
				assert.equal(await included(), others.length);
				const body = (await chain.api.rpc.chain.getBlock(block)).block.extrinsics;
				assert.ok(!body.some(({ method }) => method.section === 'failures'));
				if (atOnce) {
					await eventually('word to who watches it', () => GONE.test(words.at(-1)!));
					assert.equal((await chain.api.rpc.author.pendingExtrinsics()).length, 0);
				}
				assert.ok(!words.includes('InBlock'), words.join());
				await answers();
			});

			it('does not end a run', async () => {
				const { engine } = chain;
				const height = await chain.height();
				const words = await watched(await faulty(name));
				const included = await ordinary();
				await engine.newBlock({ count: BULK });
				assert.equal(await chain.height(), height + BULK);
				assert.equal(await included(), others.length);
				await eventually('word to who watches it', () => GONE.test(words.at(-1)!));
				assert.equal((await chain.api.rpc.author.pendingExtrinsics()).length, 0);
			});

			it('is refused where it is given', async () => {
				const { engine } = chain;
				await toRoom();
				const height = await chain.height();
				const [good] = await Promise.all(others.map(transfer));
				const transactions = [good!.bytes, (await faulty(name)).toHex()];
				await assert.rejects(engine.newBlock({ transactions }), because(/transaction 1/));
				await assert.rejects(engine.newBlock({ transactions }), because(cause));
				assert.equal(await chain.height(), height);
				assert.equal(await good!.arrived(), false);

				await engine.newBlock({ transactions: [good!.bytes] });
				assert.equal(await good!.arrived(), true);
			});

			it('neither stops the clock nor hurries it', async () => {
				const { engine } = chain;
				await toRoom();
				await engine.setSealing('auto');
				await watched(await faulty(name));
				const included = await ordinary();
				await eventually('transfers', async () => (await included()) === others.length, 30);
				const began = performance.now();
				const height = await chain.height();
				const before = mentions(cause);
				await sleep(A_WHILE);
				// Nothing is ready that fits into a block.
				const made = (await chain.height()) - height;
				assert.ok(made <= dueSince(began), `${made} blocks after #${height}`);
				assert.ok(mentions(cause) - before <= 1, chain.node.lastLines());
				const later = await ordinary();
				await eventually('later transfers', async () => (await later()) === others.length, 30);
			});
		});
	}

	it('makes blocks though the off-chain worker panics', async () => {
		const { engine } = chain;
		const cause = /a failure on purpose: the off-chain worker/;
		const height = await chain.height();
		await chain.include([fault('arm', 'OffchainWorker', { From: height }), alice]);
		const included = await ordinary();
		await engine.newBlock();
		await eventually('word of it', () => mentions(cause) > 0);
		await engine.newBlock({ count: BULK });
		assert.equal(await included(), others.length);
		await answers();
	});

	describe('during a migration of several blocks', () => {
		const BLOCKS = 3;

		it('lets transactions wait, and takes them after it', async () => {
			const { engine } = chain;
			await chain.include([fault('migrate', BLOCKS), alice]);
			const included = await ordinary();
			for (let i = 0; i < BLOCKS; i++) {
				await engine.newBlock();
				assert.equal(await included(), 0);
			}
			assert.equal((await chain.api.rpc.author.pendingExtrinsics()).length, others.length);
			await engine.newBlock();
			await engine.newBlock();
			assert.equal(await included(), others.length);
		});

		it('says so where transactions are given, and makes no block', async () => {
			const { engine } = chain;
			await chain.include([fault('migrate', BLOCKS), alice]);
			const height = await chain.height();
			const { bytes, arrived } = await transfer(others[0]!);
			await assert.rejects(engine.newBlock({ transactions: [bytes] }), because(/migration/));
			assert.equal(await chain.height(), height);

			await engine.newBlock({ count: BLOCKS });
			await toRoom();
			await engine.newBlock({ transactions: [bytes] });
			assert.equal(await arrived(), true);
		});

		it('goes through a long run', async () => {
			const { engine } = chain;
			await chain.include([fault('migrate', 20), alice]);
			const included = await ordinary();
			const height = await chain.height();
			await engine.newBlock({ count: BULK });
			assert.equal(await chain.height(), height + BULK);
			assert.equal(await included(), others.length);
		});

		it('neither stops the clock nor hurries it', async () => {
			const { engine } = chain;
			await chain.include([fault('migrate', 40), alice]);
			const included = await ordinary();
			const height = await chain.height();
			const began = performance.now();
			await engine.setSealing('auto');
			await sleep(A_WHILE);
			// And one that the transactions call for.
			const made = (await chain.height()) - height;
			assert.ok(made <= 1 + dueSince(began), `${made} blocks after #${height}`);
			assert.equal(await included(), 0);
		});
	});
});

describe('a runtime that cannot take over', () => {
	before(async () => {
		chain = await Chain.start();
		await chain.engine.newBlock({ count: 3 });
	});

	after(() => chain?.stop());

	it('is refused with its own words, and nothing has changed', async () => {
		const { engine, node } = chain;
		const included = await ordinary();
		const head = await engine.status();
		const version = await node.rpc<object>('state_getRuntimeVersion');

		const code = u8aToHex(readFileSync(runtime));
		await assert.rejects(engine.setRuntime(code), because(/a failure on purpose: a migration/));

		assert.deepEqual(await engine.status(), head);
		assert.deepEqual(await node.rpc('state_getRuntimeVersion'), version);
		await answers();
		await engine.newBlock({ count: BULK });
		assert.equal(await included(), others.length);
		assert.deepEqual(await node.rpc('state_getRuntimeVersion'), version);
	});
});
