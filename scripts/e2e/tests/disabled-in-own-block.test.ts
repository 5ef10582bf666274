// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A validator that is disabled by a block of its own. BABE lets nobody end a block who is disabled; here it
 * asks who was when the block began.
 */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import { account, free, stranger, UNITS } from '../lib/api.ts';
import { Authors } from '../lib/authors.ts';
import { Chain } from '../lib/chain.ts';
import { Referenda, wholeBalances } from '../lib/governance.ts';
import type { Claim } from '../lib/offences.ts';

/** The same slots, and so the same authors, whenever the test is run. */
const START = '2026-12-24T18:00:00Z';
const EPOCH = 10;
const ERA = 3 * EPOCH;
/** Within an epoch, and at the beginning of an era. */
const REPORTED = 2 * ERA + 3;
/** In parts of a billion. */
const TWENTY_PERCENT = 200_000_000;

describe('a validator that is disabled by a block of its own', () => {
	let chain: Chain;
	let authors: Authors;

	before(async () => {
		chain = await Chain.start('--start-time', START);
		authors = new Authors(chain);
	});

	after(() => chain?.stop());

	/** A fresh start for each test: nobody is disabled. */
	let fresh: number | undefined;
	beforeEach(async () => {
		const { engine } = chain;
		if (fresh === undefined) {
			await engine.newBlock({ to: REPORTED });
			fresh = await engine.snapshot();
		} else {
			await engine.revert(fresh);
		}
	});

	/** A block is the one that `expected` was to make, and has disabled its author; others go on. */
	async function assertOwn(block: string, expected: Claim): Promise<void> {
		const { api, engine, node } = chain;
		assert.deepEqual(await authors.claim(block), expected);
		assert.deepEqual(await authors.disabled(block), [expected.authority]);
		const number = (await api.rpc.chain.getHeader(block)).number.toNumber();

		await engine.newBlock({ count: EPOCH });
		const { offences, under, empty } = await authors.history(number - 1);
		assert.deepEqual(offences, []);
		assert.ok(under > EPOCH / 2, `${under} blocks while it is disabled`);
		assert.ok(empty > 0, 'slots of its are empty');
		assert.doesNotMatch(node.log, /This is a bug/);
	}

	it('ends it, with the report from the pool and all else that is there', async () => {
		const { api, engine, node } = chain;
		const author = await authors.next();
		const { address } = stranger();
		const options = { era: 0, nonce: await api.rpc.system.accountNextIndex(account('Bob').address) };
		const transfer = api.tx.balances.transferKeepAlive(address, UNITS);
		const signed = await transfer.signAsync(account('Bob'), options);
		const report = await authors.report(author.authority);
		for (const transaction of [report, signed.toHex()]) {
			await node.rpc('author_submitExtrinsic', transaction);
		}

		const block = await engine.newBlock();

		const { extrinsics } = (await api.rpc.chain.getBlock(block)).block;
		assert.ok(extrinsics.some((extrinsic) => extrinsic.toHex() === report));
		assert.equal(await free(api, address), UNITS);
		await assertOwn(block, author);
	});

	it('ends it, with the report that is handed over', async () => {
		const author = await authors.next();
		const transactions = [await authors.report(author.authority)];
		await assertOwn(await chain.engine.newBlock({ transactions }), author);
	});

	it('ends it where a referendum slashes it, in a long run', async () => {
		const { api, engine } = chain;
		const referenda = new Referenda(chain);
		const stashes = (await api.query.session.validators()).map(String);

		/** Has everybody vote for the slash of a validator in an era, and goes on until it has happened. */
		async function slash(stash: string, era: number): Promise<{ block: string; number: number }> {
			const call = api.tx.staking.manualSlash(stash, era, TWENTY_PERCENT);
			const index = await referenda.open({ power: 'StakingAdmin', call });
			await referenda.vote(index, await wholeBalances(chain));
			const { number } = await referenda.enacted(index);
			return { block: (await api.rpc.chain.getBlockHash(number)).toHex(), number };
		}

		// Whom it slashes makes no difference to when it does, and to who makes that block.
		const activeEra = async () => (await api.query.staking.activeEra()).unwrap().index.toNumber();
		const first = await slash(stashes[0]!, await activeEra());
		const [author, era] = [await authors.claim(first.block), await activeEra()];
		await engine.revert(fresh!);
		const again = await slash(stashes[author.authority]!, era);

		assert.equal(again.number, first.number);
		await assertOwn(again.block, author);
	});
});
