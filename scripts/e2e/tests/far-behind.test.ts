// SPDX-License-Identifier: GPL-3.0-or-later

/** A chain whose finality is far behind has clients all the same, and goes on for as long as BABE can bear it. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';

import { dial } from '../lib/api.ts';
import { eventually, SOON } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';
import { writeSpecification } from '../lib/specification.ts';

const LAG = 300;
/** The shortest epochs, in blocks, and for how many of them the engine goes on without finality. */
const EPOCH = 4;
const EPOCHS = 1_000;

interface Followed {
	event: string;
	blockHash?: string;
}

describe('a chain whose finality is far behind', () => {
	let node: Node;
	let engine: Engine;

	before(async () => {
		node = await development('--sealing', 'manual', '--finality-lag', String(LAG));
		engine = new Engine(node);
	});

	after(() => node?.stop());

	/** Follows the chain with `chainHead`, and returns what it is told. */
	async function follow(): Promise<{ told: Followed[]; close: () => Promise<void> }> {
		const client = await dial(node);
		const told: Followed[] = [];
		const [type, method] = ['chainHead_v1_followEvent', 'chainHead_v1_follow'];
		await client.subscribe(type, method, [false], (_, event: Followed) => told.push(event));
		return { told, close: () => client.disconnect() };
	}

	it('is followed by clients of the new JSON-RPC, one after the other', async () => {
		// A longer run makes blocks final as it goes.
		for (let made = 0; made < LAG + 32; made += 16) {
			await engine.newBlock({ count: 16 });
		}
		const { best, finalized } = await engine.status();
		assert.equal(best - finalized, LAG);

		const clients = [await follow(), await follow()];
		const hash = await engine.newBlock();
		for (const { told } of clients) {
			const hears = () => told.some(({ event, blockHash }) => event === 'newBlock' && blockHash === hash);
			await eventually('word of the last block', hears, SOON);
			assert.deepEqual(told.filter(({ event }) => event === 'stop'), []);
		}
		await Promise.all(clients.map(({ close }) => close()));
	});
});

describe('a chain without the keys for its finality', { timeout: 300_000 }, () => {
	const seeds = ['//Nobody', '//Somebody'];
	const pairs = seeds.map((seed) => new Keyring({ type: 'ed25519' }).addFromUri(seed));
	let node: Node;
	let engine: Engine;
	let snapshot: number;

	before(async () => {
		const chain = await writeSpecification('development', ({ pace, session }) => {
			pace.parameters.epochLength = EPOCH;
			for (const [i, { address }] of pairs.entries()) {
				session.keys[i]![2].grandpa = address;
			}
		});
		node = await development('--chain', chain, '--sealing', 'manual');
		engine = new Engine(node);
	});

	after(() => node?.stop());

	it('is taken back to a block that is not final, as long as finality has not moved', async () => {
		await engine.newBlock({ count: 10 });
		snapshot = await engine.snapshot();
		await engine.newBlock({ count: 30 });
		await engine.revert(snapshot);
		assert.equal((await engine.status()).best, 10);
		await engine.newBlock();
	});

	it('makes no block once finality is too far behind, and says what would help', async () => {
		await assert.rejects(
			engine.newBlock({ count: 2 * EPOCHS * EPOCH }),
			/finality is \d+ blocks behind.*author_insertKey/
		);
		const { best, finalized } = await engine.status();
		assert.equal(finalized, 0);
		assert.ok(best > EPOCHS * EPOCH && best < 2 * EPOCHS * EPOCH, `#${best}`);
		await assert.rejects(engine.newBlock(), /author_insertKey/);
	});

	it('goes on when it has them', async () => {
		for (const [i, seed] of seeds.entries()) {
			await node.rpc('author_insertKey', 'gran', seed, u8aToHex(pairs[i]!.publicKey));
		}
		await engine.newBlock({ count: 10 });

		const { best, finalized } = await engine.status();
		assert.equal(finalized, best);
	});

	it('is not taken back to it any more then, and goes on', async () => {
		await assert.rejects(engine.revert(snapshot), /#10: that block was not final/);

		await engine.newBlock({ count: 10 });
		const { best, finalized } = await engine.status();
		assert.equal(finalized, best);
	});
});
