// SPDX-License-Identifier: GPL-3.0-or-later

/** Going back to every height of two eras: to the ends of epochs and eras, and to genesis. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { SLOT } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** At the development pace. The block after an epoch's last one announces the epoch after the next. */
const EPOCH = 10;
/** Two eras. */
const HEIGHTS = 6 * EPOCH;
/** The longest run that is taken back. More than 16 blocks are made in bulk. */
const LONGEST = 40;

interface Head {
	hash: string;
	number: number;
	stateRoot: string;
}

/** A snapshot, and the head that it is of. */
interface Point {
	snapshot: number;
	head: Head;
	time: number;
}

describe('a chain that is taken back', { concurrency: true }, () => {
	for (const lag of [0, 2, 8]) {
		describe(`a chain whose finality is ${lag} blocks behind`, { concurrency: false }, () => {
			let node: Node;
			let engine: Engine;

			beforeEach(async () => {
				node = await development('--sealing', 'manual', '--finality-lag', String(lag));
				engine = new Engine(node);
			});

			afterEach(() => node?.stop());

			async function head(): Promise<Head> {
				const hash = await node.rpc<string>('chain_getBlockHash');
				const { number, stateRoot } = await node.rpc<{ number: string; stateRoot: string }>(
					'chain_getHeader',
					hash
				);
				return { hash, number: Number(number), stateRoot };
			}

			async function point(): Promise<Point> {
				const now = await head();
				return { head: now, snapshot: await engine.snapshot(), time: (await engine.status()).time };
			}

			/** Goes back, and makes a block to see that the chain goes on from there. */
			async function revert({ snapshot, head: then, time }: Point, after: string): Promise<void> {
				const where = `back at #${then.number} ${after}`;
				assert.equal(await engine.revert(snapshot), then.hash, where);
				assert.deepEqual(await head(), then, where);
				const status = await engine.status();
				assert.deepEqual([status.bestHash, status.finalized, status.time], [then.hash, then.number, time]);

				const next = await engine.newBlock().catch((error) => {
					throw new Error(`no block can be made ${where}: ${String(error)}`);
				});
				const made = await head();
				assert.deepEqual([made.hash, made.number], [next, then.number + 1], where);
				const { finalized, time: later } = await engine.status();
				assert.equal(finalized, Math.max(then.number, then.number + 1 - lag), where);
				if (then.number > 0) {
					assert.equal(later, time + SLOT, where);
				}
			}

			it(`goes back to each of ${HEIGHTS} heights and genesis, and on from there`, async () => {
				for (let height = 0; height <= HEIGHTS; height++) {
					const here = await point();
					assert.equal(here.head.number, height);
					// Seven has no divisor in common with the longest run: each length comes once in a while.
					const count = 1 + ((7 * height) % LONGEST);
					await engine.newBlock({ count });
					await revert(here, `after a run of ${count}`);
				}
			});

			it('goes back to them from the last to the first, over all that came after', async () => {
				const points = [await point()];
				for (let height = 1; height <= HEIGHTS; height++) {
					await engine.newBlock();
					points.push(await point());
				}
				for (const there of points.toReversed()) {
					await revert(there, 'from above');
				}
			});

			it(`goes back to the end of an epoch after runs of 1 to ${LONGEST}`, async () => {
				await engine.newBlock({ count: EPOCH });
				const here = await point();
				for (let count = 1; count <= LONGEST; count++) {
					await engine.newBlock({ count });
					await revert(here, `after a run of ${count}`);
				}
			});
		});
	}
});
