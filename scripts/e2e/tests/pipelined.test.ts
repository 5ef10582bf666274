// SPDX-License-Identifier: GPL-3.0-or-later

/** Many requests at a time, while the pool is not empty: every one is answered. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise, WsProvider } from '@polkadot/api';

import { account, connect, dial, stranger, UNITS } from '../lib/api.ts';
import { within } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** How long all the answers of a test may take on a busy machine. */
const PATIENCE = 40;
/** How long a single answer may take when nothing else is asked for, on a busy machine. */
const AT_ONCE = 20;
/** How far ahead of the chain the nonce of the waiting transaction is. */
const GAP = 5;

for (const sealing of ['auto', 'instant', 'interval=1000', 'manual']) {
	describe(`with sealing \`${sealing}\` and a transaction that waits for another`, () => {
		let node: Node;
		let api: ApiPromise;
		let client: WsProvider;
		let engine: Engine;
		/** What was not answered: the engine will answer nothing after it. */
		let stuck: Error | undefined;

		before(async () => {
			node = await development('--sealing', sealing);
			api = await connect(node);
			client = await dial(node);
			engine = new Engine(node);
			const waiting = await api.tx.system.remark('0x').signAsync(account('Dave'), { nonce: GAP, era: 0 });
			await node.rpc('author_submitExtrinsic', waiting.toHex());
		});

		after(async () => {
			await client?.disconnect();
			await api?.disconnect();
			await node?.stop();
		});

		/** Waits for the engine, but only once if it does not answer. */
		async function answered<T>(what: string, ask: (over: AbortSignal) => Promise<T>): Promise<T> {
			if (stuck !== undefined) {
				throw stuck;
			}
			return within(PATIENCE, what, ask).catch((error) => {
				if (!(error instanceof Error && 'code' in error)) {
					stuck = error;
				}
				throw error;
			});
		}

		/** Sends all requests before the first of them is answered, and waits for the answers. */
		function pipeline<T>(requests: [method: string, ...params: unknown[]][]): Promise<T[]> {
			return answered(`answers to ${requests.length} requests`, () =>
				Promise.all(requests.map(([method, ...params]) => client.send<T>(method, params)))
			);
		}

		const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

		it('makes 300 single blocks', async () => {
			const hashes = await pipeline<string>(times(300, ['dev_newBlock', { count: 1 }]));
			assert.equal(new Set(hashes).size, 300);
		});

		it('makes ten runs of 16 blocks', async () => {
			const { best } = await engine.status();
			const hashes = await pipeline<string>(times(10, ['dev_newBlock', { count: 16 }]));
			assert.equal(new Set(hashes).size, 10);
			assert.ok((await engine.status()).best >= best + 160);
		});

		it('makes 100 blocks for the manual seal’s method', async () => {
			const blocks = await pipeline<{ hash: string }>(
				times(100, ['engine_createBlock', true, false, null])
			);
			assert.equal(new Set(blocks.map(({ hash }) => hash)).size, 100);
		});

		it('jumps 100 times', async () => {
			const { time } = await engine.status();
			// They may overtake each other. One that comes too late is refused, and that is an answer.
			const jumps = times(100, 0).map((_, i) => {
				const to = time + (i + 1) * 3_600_000;
				return client.send<number>('dev_timeTravel', [to]).catch((error: unknown) => {
					assert.match(String(error), /cannot run backwards/);
				});
			});
			await answered('answers to 100 jumps', () => Promise.all(jumps));
			assert.ok((await engine.status()).time >= time + 100 * 3_600_000 - 6_000);
		});

		it('takes 50 snapshots and gives them up', async () => {
			const snapshots = await pipeline<number>(times(50, ['dev_snapshot']));
			assert.equal(new Set(snapshots).size, 50);
			await pipeline(snapshots.map((snapshot) => ['dev_dropSnapshot', snapshot]));
		});

		it('goes back 50 times', async () => {
			const snapshot = await answered('snapshot', () => engine.snapshot());
			const turns = times<[string, unknown][]>(50, [
				['dev_newBlock', { count: 2 }],
				['dev_revert', snapshot]
			]);
			const hashes = await pipeline<string>(turns.flat());
			assert.equal(new Set(hashes.filter((_, i) => i % 2 === 1)).size, 1);
		});

		it('makes a block with 200 transactions', async () => {
			await answered('answer before that', () => engine.newBlock());
			const to = stranger();
			const first = (await api.rpc.system.accountNextIndex(account('Bob').address)).toNumber();
			const transactions: string[] = [];
			for (let i = 0; i < 200; i++) {
				const transfer = api.tx.balances.transferKeepAlive(to.address, UNITS);
				const signed = await transfer.signAsync(account('Bob'), { nonce: first + i, era: 0 });
				transactions.push(signed.toHex());
			}
			const [block] = await pipeline<string>([['dev_newBlock', { transactions }]]);
			const { data } = await (await api.at(block!)).query.system.account(to.address);
			assert.equal(data.free.toBigInt(), 200n * UNITS);
		});

		it('answers others after all that', async () => {
			await within(AT_ONCE, 'answer', () => node.rpc('system_health'));
			await within(AT_ONCE, 'answer', () => engine.status());
		});

		it('has nothing left to cancel', async () => {
			assert.equal(await within(AT_ONCE, 'answer', () => engine.cancel()), false);
		});

		it('still has the transaction that waits', async () => {
			const dave = account('Dave');
			const gap = Array.from({ length: GAP }, async (_, nonce) => {
				const remark = await api.tx.system.remark('0x').signAsync(dave, { nonce, era: 0 });
				return remark.toHex();
			});
			for (const remark of await Promise.all(gap)) {
				await node.rpc('author_submitExtrinsic', remark);
			}
			await answered('blocks with them', async (over) => {
				const nonce = async () => (await api.query.system.account(dave.address)).nonce.toNumber();
				while (!over.aborted && (await nonce()) <= GAP) {
					await engine.newBlock();
				}
			});
		});

		it('ends when it is told to', async () => {
			await client.disconnect();
			await api.disconnect();
			// If it hangs, `stop` fails; one that closes its database ends well.
			const { code, signal } = await node.stop();
			assert.deepEqual({ code, signal }, { code: 0, signal: null });
		});
	});
}
