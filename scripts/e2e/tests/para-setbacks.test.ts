// SPDX-License-Identifier: GPL-3.0-or-later

/** What may befall a para beside blocks that get in: nothing of it is lost, and it goes on. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { Header } from '@polkadot/types/interfaces';

import { account, connect, free, stranger, UNITS } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import { type Call, Referenda } from '../lib/governance.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { DEMO } from '../lib/para-specification.ts';
import { submitToPara } from '../lib/paras.ts';

const EPOCH = 10;
/** The most blocks until a para has moved up or down, or is gone. */
const MOVES = 4 * EPOCH;
/** Blocks of the relay chain, and how many the para makes in them at least. */
const [RUN, MADE] = [20, 16];

describe('a para', { timeout: 600_000 }, () => {
	const alice = account('Alice');
	let chain: Chain;
	let demo: ParaChain;
	let para: ApiPromise;

	before(async () => {
		// Alice has registered it, and it is on demand.
		const flags = ['--para', 'demo', '--para-rpc-port', '0', '--finality-lag', '2'];
		chain = await Chain.start(...flags);
		demo = await ParaChain.of(chain.node, DEMO);
		para = await connect(demo);
	});

	after(async () => {
		await para?.disconnect();
		await chain?.stop();
	});

	/** Carries a call out as Root. */
	const enact = (call: Call) => new Referenda(chain).enact({ power: 'Root', call });

	async function head(): Promise<string | null> {
		return (await chain.api.query.paras!.heads!(DEMO)).toJSON() as string | null;
	}

	/** How high the para is on the relay chain. */
	async function height(): Promise<number> {
		return para.registry.createType<Header>('Header', await head()).number.toNumber();
	}

	/** Makes blocks until something is there. */
	async function until(what: string, there: () => Promise<boolean>): Promise<void> {
		for (let blocks = 0; !(await there()); blocks++) {
			assert.ok(blocks <= MOVES, `no ${what} in ${blocks} blocks`);
			await chain.engine.newBlock();
		}
	}

	const is = (state: string) => async () =>
		(await chain.api.query.paras!.paraLifecycles!(DEMO)).toString() === state;

	/** Fails unless the para makes blocks, and has those that the relay chain includes. */
	async function goesOn(): Promise<void> {
		const from = await height();
		await chain.engine.newBlock({ count: RUN });
		const made = (await height()) - from;
		assert.ok(made >= MADE, `${made} blocks from #${from} on`);
		await demo.check(chain.node);
	}

	it('gets a core for a lease that Root gives', async () => {
		await enact(chain.api.tx.slots!.forceLease!(DEMO, alice.address, UNITS, 0, 4));
		await until('parachain', is('Parachain'));
		await until('block of the para', async () => (await height()) > 0);
		await goesOn();
	});

	it('keeps its transactions where the block of the relay chain cannot be made', async () => {
		const { address } = stranger();
		const call = para.tx.balances.transferKeepAlive(address, UNITS);
		const transfer = (await call.signAsync(alice, { nonce: -1 })).toHex();
		await until('block with a candidate', async () => (await chain.height()) % EPOCH === 4);
		await demo.rpc('author_submitExtrinsic', transfer);
		// The signature is for another chain.
		await assert.rejects(chain.engine.newBlock({ transactions: [transfer] }));
		assert.equal((await demo.rpc<string[]>('author_pendingExtrinsics')).length, 1);
		await chain.engine.newBlock({ count: 2 });
		await demo.check(chain.node);
		assert.equal(await free(para, address), UNITS);
		assert.deepEqual(await demo.rpc('author_pendingExtrinsics'), []);
	});

	for (const depth of [1, 5]) {
		it(`goes back to a head that governance sets, by ${depth} and more, and to where it was`, async () => {
			const here = await chain.engine.snapshot();
			const from = await height();
			const block = await para.rpc.chain.getBlockHash(from - depth);
			const earlier = (await para.rpc.chain.getHeader(block)).toHex();
			const setBack = chain.api.tx.paras!.forceSetCurrentHead!(DEMO, earlier);
			// Right after the begin of a session no block of the para is pending, which would be the head then.
			const when = (Math.ceil((await chain.height()) / EPOCH) + 12) * EPOCH;
			const { schedule } = chain.api.tx.scheduler;
			const calls = [1, 2].map((step) => schedule(when + step, null, 0, setBack));
			await enact(chain.api.tx.utility.batchAll(calls));
			assert.ok((await chain.height()) < when, `#${await chain.height()}`);
			await chain.to(when);
			const before = await height();
			for (let blocks = 0; blocks < 4; blocks++) {
				await chain.engine.newBlock();
			}
			const after = await height();
			assert.ok(after < from + 4 && after < before, `#${before}, then #${after}`);
			await goesOn();
			await chain.engine.revert(here);
			assert.equal(await height(), from);
			await goesOn();
			assert.doesNotMatch(chain.node.log, /not in the para's database/);
		});
	}

	it('has its blocks again where the relay chain knows it again', async () => {
		const there = await chain.engine.snapshot();
		const then = await head();
		await enact(chain.api.tx.slots!.clearAllLeases!(DEMO));
		await until('parathread', is('Parathread'));
		await enact(chain.api.tx.registrar!.deregister!(DEMO));
		await until('end of the para', async () => (await head()) === null);
		const gone = await chain.engine.snapshot();
		const best = () => demo.rpc<string>('chain_getBlockHash');
		const last = await best();
		await chain.engine.newBlock({ count: 5 });
		await chain.engine.revert(gone);
		assert.equal(await best(), last);
		await chain.engine.revert(there);
		assert.equal(await head(), then);
		await demo.check(chain.node);
		await goesOn();
	});

	it('takes transactions to the end of all that', async () => {
		const { address } = stranger();
		const transfer = para.tx.balances.transferKeepAlive(address, UNITS);
		await submitToPara(chain.engine, para, transfer, alice);
		assert.equal(await free(para, address), UNITS);
	});
});
