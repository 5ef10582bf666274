// SPDX-License-Identifier: GPL-3.0-or-later

/** A chain under load, in short: `scripts/load` sends more than ten times as much, in each mode of sealing. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { account } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import { abuses } from '../load/abuse.ts';
import type { Manner } from '../load/drive.ts';
import { load, type Result } from '../load/rounds.ts';
import { crowd, gifts, transfers } from '../load/world.ts';

const USERS = 40;
const MANNER: Manner = { connections: 4, window: 250, patience: 200 };

/** Loads a development chain with so many transfers of each user. */
async function loaded(each: number, manner: Manner, sealing: string, ...flags: string[]): Promise<Result> {
	const chain = await Chain.start(...flags);
	try {
		const users = crowd(USERS);
		for (const batch of gifts(chain.api, users)) {
			await chain.include([batch, account('Charlie')]);
		}
		const transactions = await transfers(chain.api, users, each);
		await chain.engine.setSealing(sealing);
		return await load(sealing, [chain.node], transactions, manner);
	} finally {
		await chain.stop();
	}
}

describe('a chain that many use at once', { timeout: 400_000 }, () => {
	it('includes all that it takes', async () => {
		// Final at once, so that no watcher waits for blocks that hold nothing.
		const { audit } = await loaded(12, MANNER, 'auto', '--finality-lag', '0');

		assert.deepEqual([audit.accepted, audit.included], [12 * USERS, 12 * USERS]);
		assert.deepEqual([audit.lost, audit.doubled], [0, 0]);
	});

	it('tells who finds no room in its pool, and takes their transactions when they try again', async () => {
		const insisting = { ...MANNER, insist: 50 };
		const { audit } = await loaded(1, insisting, 'interval=250', '--pool-limit', '5');

		assert.ok(audit.refusals.size > 0);
		for (const words of audit.refusals.keys()) {
			assert.match(words, /^1016: /);
		}
		assert.equal(audit.included, USERS);
		assert.deepEqual([audit.lost, audit.doubled], [0, 0]);
	});
});

describe('a node whose RPC is abused', { timeout: 300_000 }, () => {
	it('refuses with a reason, and answers others meanwhile', async () => {
		for await (const { faults } of abuses(true)) {
			assert.deepEqual(faults, []);
		}
	});
});
