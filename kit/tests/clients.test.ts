// SPDX-License-Identifier: Apache-2.0

/** What both clients can do, each in its own words. */

import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';

import { Chain, rewindEach, UNITS } from '@canary-network/kit';
import * as papi from '@canary-network/kit/papi';
import * as polkadotJs from '@canary-network/kit/polkadot-js';

const chain = await Chain.start();
const [modern, classic] = [await papi.connect(chain), await polkadotJs.connect(chain)];
after(() => chain.stop());
rewindEach(chain, { beforeEach, afterEach });

test('both clients know the same accounts', () => {
	for (const name of ['Alice', 'Bob//stash', 'somebody else']) {
		assert.equal(papi.account(name).address, polkadotJs.account(name).address);
	}
});

describe('polkadot-api', () => {
	const [alice, bob] = [papi.account('Alice'), papi.account('Bob')];
	const { Auctions, Balances } = modern.api.tx;
	const pay = (value: bigint) =>
		Balances.transfer_keep_alive({ dest: { type: 'Id', value: bob.address }, value });

	test('says what a transaction has brought about', async () => {
		const { block, events } = await modern.send(pay(UNITS), alice);
		const [transfer, ...others] = papi.eventsOf<{ amount: bigint }>(events, 'Balances', 'Transfer');
		assert.deepEqual([transfer?.amount, others], [UNITS, []]);
		assert.ok((await modern.eventsAt(block)).length > events.length, 'the block has others');
		assert.equal((await chain.status()).bestHash, block);
	});

	test('has several transactions in one block, some of them by the same signer', async () => {
		const before = await modern.free(bob);
		const outcomes = await modern.sendAll([pay(UNITS), alice], [pay(UNITS), papi.account('Eve')], [pay(UNITS), alice]);
		assert.deepEqual(new Set(outcomes.map(({ block }) => block)).size, 1);
		for (const { events } of outcomes) {
			assert.equal(papi.eventsOf(events, 'Balances', 'Transfer').length, 1);
		}
		assert.equal(await modern.free(bob), before + 3n * UNITS);
	});

	test('names the error of a call that fails', async () => {
		await assert.rejects(modern.send(pay(10n ** 7n * UNITS), alice), (error) => {
			assert.ok(error instanceof papi.Failure);
			assert.equal(error.call, 'Balances.transfer_keep_alive');
			assert.equal(error.error, 'Token.FundsUnavailable');
			return true;
		});
		const auction = Auctions.bid({ para: 2_000, auction_index: 1, first_slot: 1, last_slot: 1, amount: UNITS });
		assert.equal(await modern.refusal(auction, alice), 'Auctions.NotCurrentAuction');
		await assert.rejects(modern.refusal(pay(UNITS), alice), /transfer_keep_alive has succeeded/);
	});

	test('shows what has changed as soon as it has: forward, and back', async () => {
		const before = await modern.free(bob);
		for (let i = 0; i < 4; i++) {
			await chain.withSnapshot(async () => {
				await modern.send(pay(UNITS), alice);
				assert.equal(await modern.free(bob), before + UNITS);
				await chain.forward(40);
				const number = (await modern.client.getFinalizedBlock()).number;
				assert.equal(number, await chain.height());
			});
			assert.equal(await modern.free(bob), before);
		}
	});
});

describe('@polkadot/api', () => {
	const [alice, bob] = [polkadotJs.account('Alice'), polkadotJs.account('Bob')];
	const { api } = classic;
	const pay = (value: bigint) => api.tx.balances.transferKeepAlive(bob.address, value);

	test('says what a transaction has brought about', async () => {
		const { block, events } = await classic.send(pay(UNITS), alice);
		const transfers = events.filter((event) => api.events.balances.Transfer.is(event));
		assert.equal(transfers.length, 1);
		assert.ok((await classic.eventsAt(block)).length > events.length, 'the block has others');
	});

	test('has several transactions in one block, and says which of them fails', async () => {
		const before = await classic.free(bob);
		await classic.sendAll([pay(UNITS), alice], [pay(UNITS), alice]);
		assert.equal(await classic.free(bob), before + 2n * UNITS);
		const acts = [
			[pay(UNITS), alice],
			[api.tx.auctions.newAuction(1, 1), alice]
		] as const;
		await assert.rejects(classic.sendAll(...acts), /Auctions.new_auction failed: BadOrigin/);
	});

	test('names the error of a call that fails, as the other client does', async () => {
		await assert.rejects(classic.send(pay(10n ** 7n * UNITS), alice), (error) => {
			assert.ok(error instanceof polkadotJs.Failure);
			assert.deepEqual(
				[error.call, error.error],
				['Balances.transfer_keep_alive', 'Token.FundsUnavailable']
			);
			return true;
		});
		assert.equal(await classic.refusal(api.tx.auctions.newAuction(1, 1), alice), 'BadOrigin');
		assert.equal(
			await classic.refusal(api.tx.auctions.bid(2_000, 1, 1, 1, UNITS), alice),
			'Auctions.NotCurrentAuction'
		);
		await assert.rejects(classic.refusal(pay(UNITS), alice), /transfer_keep_alive has succeeded/);
	});

	test('shows what has changed as soon as it has: forward, and back', async () => {
		const before = await classic.free(bob);
		await chain.withSnapshot(async () => {
			await classic.send(pay(UNITS), alice);
			assert.equal(await classic.free(bob), before + UNITS);
		});
		assert.equal(await classic.free(bob), before);
	});
});

test('a transaction that the pool would refuse is refused with its reason', async () => {
	const nobody = papi.account('nobody');
	const call = modern.api.tx.System.remark({ remark: new Uint8Array([1]) });
	await assert.rejects(modern.send(call, nobody), /dev_newBlock: .*payment|Inability to pay/i);
});
