// SPDX-License-Identifier: GPL-3.0-or-later

/** A pool that many use: what it takes gets in, and who finds no room is told. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import type { ApiPromise, WsProvider } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';

import { account, dial, NAMES, stranger, UNITS } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import { within } from '../lib/deadline.ts';

/** The code of `author` for a pool that has no room. */
const NO_ROOM = 1016;
/** How long many submissions, or the blocks that hold them, may take on a busy machine. */
const PATIENCE = 240;

/** What became of transactions that were sent. */
interface Sent {
	accepted: number;
	/** The places of the others in the list. */
	refused: number[];
	/** The codes of the errors. */
	codes: number[];
}

/** Immortal remarks of one account, by ascending nonce. */
function remarks(api: ApiPromise, by: KeyringPair, from: number, count: number): string[] {
	const { genesisHash, runtimeVersion } = api;
	return Array.from({ length: count }, (_, i) => {
		const options = { blockHash: genesisHash, genesisHash, runtimeVersion, nonce: from + i };
		return api.tx.system.remark('0x').sign(by, options).toHex();
	});
}

/** Sends all of them before the first is answered. */
async function send(client: WsProvider, transactions: string[]): Promise<Sent> {
	const answers = transactions.map((transaction) =>
		client.send('author_submitExtrinsic', [transaction]).then(
			() => undefined,
			(error: { code: number }) => error.code
		)
	);
	const outcomes = await within(PATIENCE, 'answers to submissions', () => Promise.all(answers));
	const codes = outcomes.filter((code) => code !== undefined);
	const refused = [...outcomes.keys()].filter((place) => outcomes[place] !== undefined);
	return { accepted: outcomes.length - refused.length, refused, codes };
}

/** How many transactions are ready. Those that wait for another one are not counted. */
async function ready({ node }: Chain): Promise<number> {
	return (await node.rpc<string[]>('author_pendingExtrinsics')).length;
}

/** Makes blocks until nothing is ready any more. */
async function settle(chain: Chain): Promise<void> {
	await within(PATIENCE, 'empty pool', async (over) => {
		while (!over.aborted && (await ready(chain)) > 0) {
			await chain.engine.newBlock({ count: 2 });
		}
	});
}

/** Makes blocks until an account has sent so many transactions. */
async function untilNonce(chain: Chain, who: KeyringPair, count: number): Promise<void> {
	await within(PATIENCE, `nonce ${count}`, async (over) => {
		while (!over.aborted && (await nonce(chain, who)) < count) {
			await chain.engine.newBlock();
		}
	});
}

/** Fails unless this is what the sender of a transaction is told who finds no room for it. */
async function assertNoRoom(sent: Promise<unknown>): Promise<void> {
	await assert.rejects(sent, (error: { code?: number }) => error.code === NO_ROOM);
}

/** Submits a transaction and asks to be told what becomes of it. */
function watch(client: WsProvider, transaction: string): Promise<unknown> {
	const method = 'author_submitAndWatchExtrinsic';
	return client.subscribe('author_extrinsicUpdate', method, [transaction], () => {});
}

async function nonce({ api }: Chain, who: KeyringPair): Promise<number> {
	return (await api.query.system.account(who.address)).nonce.toNumber();
}

describe('a pool as it comes', { timeout: 600_000 }, () => {
	const [ACCOUNTS, EACH] = [500, 18];
	const users = Array.from({ length: ACCOUNTS }, stranger);
	let chain: Chain;
	let client: WsProvider;

	before(async () => {
		chain = await Chain.start();
		client = await dial(chain.node);
		const { transferKeepAlive } = chain.api.tx.balances;
		for (let i = 0; i < ACCOUNTS; i += 100) {
			const batch = users.slice(i, i + 100).map(({ address }) => transferKeepAlive(address, 10n * UNITS));
			await chain.include([chain.api.tx.utility.batchAll(batch), account('Alice')]);
		}
	});

	after(async () => {
		await client?.disconnect();
		await chain?.stop();
	});

	it(`puts ${ACCOUNTS * EACH} transactions of ${ACCOUNTS} accounts on the chain`, async () => {
		const transactions = users.flatMap((user) => remarks(chain.api, user, 0, EACH));
		const sent = await send(client, transactions);
		assert.deepEqual(sent, { accepted: ACCOUNTS * EACH, refused: [], codes: [] });

		await settle(chain);
		const accounts = await chain.api.query.system.account.multi(users.map(({ address }) => address));
		assert.deepEqual(
			accounts.map(({ nonce }) => nonce.toNumber()),
			users.map(() => EACH)
		);
	});
});

describe('a pool of a thousand places', { timeout: 600_000 }, () => {
	const [PLACES, SURPLUS] = [1_000, 100];
	const alice = account('Alice');
	let chain: Chain;
	let client: WsProvider;
	let transactions: string[];
	/** The nonces of those that found no room. They need not be the last: all came at once. */
	let turnedAway: number[];

	before(async () => {
		chain = await Chain.start('--pool-limit', String(PLACES));
		client = await dial(chain.node);
	});

	after(async () => {
		await client?.disconnect();
		await chain?.stop();
	});

	it('takes a thousand of one account, and tells the sender of each that finds no room', async () => {
		transactions = remarks(chain.api, alice, 0, PLACES + SURPLUS);
		const { accepted, refused, codes } = await send(client, transactions);

		assert.deepEqual(codes, Array(SURPLUS).fill(NO_ROOM));
		assert.equal(accepted, PLACES);
		turnedAway = refused;
		await chain.node.says(/pool is full/, 5);
	});

	it('tells who wants to watch a transaction', async () => {
		const [transaction] = remarks(chain.api, account('Bob'), 0, 1);
		await assertNoRoom(watch(client, transaction!));
	});

	it('takes what is broadcast once there is room', async () => {
		const [transaction] = remarks(chain.api, account('Charlie'), 0, 1);
		const operation = await client.send<string | null>('transaction_v1_broadcast', [transaction]);
		assert.ok(operation !== null);
		assert.equal(await nonce(chain, account('Charlie')), 0);

		await untilNonce(chain, account('Charlie'), 1);
	});

	it('puts all that it took on the chain, and then the rest', async () => {
		await settle(chain);
		assert.equal(await nonce(chain, alice), turnedAway[0]);

		const rest = await send(client, turnedAway.map((nonce) => transactions[nonce]!));
		assert.deepEqual(rest, { accepted: SURPLUS, refused: [], codes: [] });
		await settle(chain);
		assert.equal(await nonce(chain, alice), PLACES + SURPLUS);
	});
});

describe('a pool of six places, of which three are for transactions that wait for another', () => {
	const [PLACES, WAITING] = [6, 3];
	const [alice, bob, charlie] = ['Alice', 'Bob', 'Charlie'].map(account) as [
		KeyringPair,
		KeyringPair,
		KeyringPair
	];
	let chain: Chain;
	let client: WsProvider;
	/** Before anybody has sent anything. */
	let empty: number;

	before(async () => {
		chain = await Chain.start('--pool-limit', String(PLACES));
		client = await dial(chain.node);
		await chain.engine.newBlock();
		empty = await chain.engine.snapshot();
	});

	beforeEach(() => chain.engine.revert(empty));

	after(async () => {
		await client?.disconnect();
		await chain?.stop();
	});

	async function submit(by: KeyringPair, nonce: number): Promise<void> {
		const [transaction] = remarks(chain.api, by, nonce, 1);
		await client.send('author_submitExtrinsic', [transaction]);
	}

	/** Takes the places of those that wait, with nonces of Alice's from 1 on. */
	async function fill(): Promise<void> {
		for (let nonce = 1; nonce <= WAITING; nonce++) {
			await submit(alice, nonce);
		}
		assert.equal(await ready(chain), 0);
	}

	it('refuses the fourth, and takes what the three wait for', async () => {
		await fill();
		await assertNoRoom(submit(alice, 4));
		await assertNoRoom(submit(bob, 1));
		await chain.node.says(/no room for more transactions with a nonce that is not the next/, 5);

		await submit(alice, 0);
		assert.equal(await ready(chain), 1 + WAITING);
		await submit(alice, 4);
		await submit(bob, 0);
		await assertNoRoom(submit(charlie, 0));
		await chain.engine.newBlock();
		assert.equal(await nonce(chain, alice), 5);
		assert.equal(await nonce(chain, bob), 1);
	});

	it('takes three of twelve that come at once', async () => {
		const transactions = NAMES.flatMap((name) => remarks(chain.api, account(name), 1, 1));
		const { accepted, codes } = await send(client, transactions);
		assert.equal(accepted, WAITING);
		assert.deepEqual(codes, Array(NAMES.length - WAITING).fill(NO_ROOM));
		await submit(alice, 0);
	});

	it('tells who wants to watch one that may not wait, and takes it later', async () => {
		await fill();
		const [transaction] = remarks(chain.api, bob, 1, 1);
		await assertNoRoom(watch(client, transaction!));
		await submit(alice, 0);
		await chain.engine.newBlock();
		await client.send('author_submitExtrinsic', [transaction]);
		await submit(bob, 0);
		await chain.engine.newBlock();
		assert.equal(await nonce(chain, bob), 2);
	});

	it('takes one that is broadcast once it may wait', async () => {
		await fill();
		const [transaction] = remarks(chain.api, bob, 1, 1);
		assert.ok(await client.send('transaction_v1_broadcast', [transaction]));
		await submit(bob, 0);
		await submit(alice, 0);
		await untilNonce(chain, bob, 2);
	});

	it('has the same ones wait after the chain was taken back', async () => {
		await fill();
		const filled = await chain.engine.snapshot();
		await submit(alice, 0);
		await settle(chain);
		await chain.engine.revert(filled);

		assert.equal(await ready(chain), 0);
		await assertNoRoom(submit(bob, 1));
		await submit(alice, 0);
		assert.equal(await ready(chain), 1 + WAITING);
		await chain.engine.newBlock();
		assert.equal(await nonce(chain, alice), 1 + WAITING);
	});
});
