// SPDX-License-Identifier: Apache-2.0

/** A parachain team's test: their para makes blocks beside the relay chain, and goes through time with it. */

import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';

import { Chain, rewindEach, UNITS } from '@canary-network/kit';
import { account, connect } from '@canary-network/kit/polkadot-js';

/** `demo` comes with the node. A specification of your own (`paras: ['my-para.json']`) serves as well. */
const chain = await Chain.start({ paras: ['demo'], leases: true });
const para = await chain.para(2000);
after(() => chain.stop());

// The para has a core from the first session on.
await para.forward(1);
const [relay, client] = [await connect(chain), await connect(para)];
rewindEach(chain, { beforeEach, afterEach });

test('money changes hands on the para, and not on the relay chain', async () => {
	const bob = account('Bob');
	const before = [await client.free(bob), await relay.free(bob)] as const;
	await client.send(client.api.tx.balances.transferKeepAlive(bob.address, UNITS), account('Alice'));
	assert.deepEqual([await client.free(bob), await relay.free(bob)], [before[0] + UNITS, before[1]]);
});

test('the para keeps pace with the relay chain', async () => {
	const [blocks, relayBlocks] = [await para.height(), await chain.height()];
	await chain.forward('10m');
	assert.equal((await chain.height()) - relayBlocks, 100);
	// The last block of a session brings none of a para.
	assert.ok((await para.height()) - blocks >= 85);
});

test('the relay chain knows the newest head of the para', async () => {
	await para.forward(3);
	const head = (await relay.api.query.paras.heads(2000)).unwrap();
	const included = client.api.registry.createType('Header', head.toU8a(true));
	const block = await client.api.rpc.chain.getBlockHash(included.number.toNumber());
	assert.equal(block.toHex(), included.hash.toHex());
});
