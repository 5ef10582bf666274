// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';

import { Chain, rewindEach, UNITS } from '@canary-network/kit';
import { account, connect } from '@canary-network/kit/papi';

const chain = await Chain.start();
const client = await connect(chain);
after(() => chain.stop());
rewindEach(chain, { beforeEach, afterEach });

const [alice, bob] = [account('Alice'), account('Bob')];
const pay = (value: bigint) =>
	client.api.tx.Balances.transfer_keep_alive({ dest: { type: 'Id', value: bob.address }, value });

test('five KSM arrive', async () => {
	await client.send(pay(5n * UNITS), alice);
	assert.equal(await client.free(bob), 1_000_005n * UNITS);
});

test('more than there is does not leave', async () => {
	assert.equal(await client.refusal(pay(2_000_000n * UNITS), alice), 'Token.FundsUnavailable');
	assert.equal(await client.free(bob), 1_000_000n * UNITS);
});
