// SPDX-License-Identifier: Apache-2.0

/**
 * A pallet author's test: a rule is changed in the source, and the change is watched on a chain that runs.
 *
 * `CANARY_NEXT_RUNTIME` names the Wasm with the change. In Canary's repository `scripts/next-runtime` builds it and
 * prints where it is: the runtime as it stands in that folder, with whatever you have edited, and beside that a
 * higher `spec_version` and a treasury that pays half as often, which is the rule that is looked at here.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, beforeEach, test } from 'node:test';

import { Chain, rewindEach } from '@canary-network/kit';
import { account, connect, enact, type PolkadotJs } from '@canary-network/kit/polkadot-js';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

const path = process.env['CANARY_NEXT_RUNTIME'];
assert.ok(path, 'CANARY_NEXT_RUNTIME names the runtime with the change');
const runtime = await readFile(path);

const chain = await Chain.start();
after(() => chain.stop());
rewindEach(chain, { beforeEach, afterEach });

/** Does something with a client that has learned just now what the runtime is like. */
async function asNewcomer<T>(something: (client: PolkadotJs) => Promise<T>): Promise<T> {
	const client = await connect(chain);
	try {
		return await something(client);
	} finally {
		await client.close();
	}
}

/** The rule: how many blocks it is from one payout of the treasury to the next. */
const spendPeriod = () =>
	asNewcomer(async ({ api }) => api.consts.treasury.spendPeriod.toNumber());

test('the change is in force with the next block, without asking anybody, and can be taken back', async () => {
	const before = await spendPeriod();
	await chain.withSnapshot(async () => {
		await chain.setRuntime(runtime);
		assert.equal(await spendPeriod(), 2 * before);
		await chain.forward(10);
	});
	assert.equal(await spendPeriod(), before);
});

test('token holders vote for the change', async () => {
	const before = await spendPeriod();
	await asNewcomer(async (client) => {
		const { tx } = client.api;
		await enact(chain, client, tx.system.authorizeUpgrade(blake2AsHex(runtime)));
		// Anybody may hand in what was authorized.
		await client.send(tx.system.applyAuthorizedUpgrade(u8aToHex(runtime)), account('Bob'));
	});
	await chain.forward(1);
	assert.equal(await spendPeriod(), 2 * before);
});
