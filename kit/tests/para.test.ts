// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';

import { Chain, rewindEach, UNITS } from '@canary-network/kit';
import { account, connect } from '@canary-network/kit/papi';

const DEMO = 2000;

describe('a para with a core', async () => {
	const chain = await Chain.start({ paras: ['demo'], leases: true });
	after(() => chain.stop());
	const para = await chain.para(DEMO);
	await para.forward(1);
	const client = await connect(para);
	rewindEach(chain, { beforeEach, afterEach });

	test('has a transaction of polkadot-api in a final block', async () => {
		const [alice, bob] = [account('Alice'), account('Bob')];
		const before = await client.free(bob);
		const dest = { type: 'Id', value: bob.address };
		const call = client.api.tx.Balances.transfer_keep_alive({ dest, value: UNITS });
		const { block } = await client.send(call, alice);
		const { number } = await para.rpc<{ number: string }>('chain_getHeader', block);
		const final = await para.rpc<string>('chain_getFinalizedHead');
		const head = await para.rpc<{ number: string }>('chain_getHeader', final);
		assert.ok(Number(number) <= Number(head.number));
		assert.equal(await client.free(bob), before + UNITS);
	});

	test('is where it was, since the relay chain is', async () => {
		const height = await para.height();
		await chain.withSnapshot(async () => {
			await para.forward(5);
			assert.ok((await para.height()) >= height + 5);
		});
		assert.equal(await para.height(), height);
	});
});

describe('a para without a core', async () => {
	const chain = await Chain.start({ paras: ['demo'] });
	after(() => chain.stop());

	test('makes no block, and that is said', async () => {
		const para = await chain.para(DEMO);
		await assert.rejects(para.forward(1, 30), /no block #1 of para 2000 within 30 blocks/);
	});
});
