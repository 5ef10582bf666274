// SPDX-License-Identifier: Apache-2.0

/** What both clients can do, each in its own words. */

import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';

import { Chain, rewindEach, UNITS } from '@canary-network/kit';
import * as papi from '@canary-network/kit/papi';
import * as polkadotJs from '@canary-network/kit/polkadot-js';
import { u8aToHex } from '@polkadot/util';

const chain = await Chain.start();
const [modern, classic] = [await papi.connect(chain), await polkadotJs.connect(chain)];
after(() => chain.stop());
rewindEach(chain, { beforeEach, afterEach });

/** A key that no pallet has, and what is stored there. */
const KEY = new TextEncoder().encode('a key of nobody');
const stored = () => chain.rpc<string | null>('state_getStorage', u8aToHex(KEY));

test('both clients know the same accounts', () => {
	for (const name of ['Alice', 'Bob//stash', 'somebody else']) {
		assert.equal(papi.account(name).address, polkadotJs.account(name).address);
	}
});

describe('polkadot-api', () => {
	const [alice, bob] = [papi.account('Alice'), papi.account('Bob')];
	const { Auctions, Balances, System, Utility } = modern.api.tx;
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

	test('has a call dispatched as root', async () => {
		const fresh = papi.account('fresh');
		const who = { type: 'Id', value: fresh.address };
		const endow = Balances.force_set_balance({ who, new_free: 5n * UNITS });
		const { block, events } = await papi.enact(chain, modern, endow);
		assert.equal(await modern.free(fresh), 5n * UNITS);
		assert.equal(papi.eventsOf(events, 'Balances', 'BalanceSet').length, 1);
		assert.equal((await chain.status()).bestHash, block);
	});

	test('has a long call dispatched as root, and again when its preimage is there', async () => {
		const value = new Uint8Array(200).fill(7);
		const store = System.set_storage({ items: [[KEY, value]] });
		await papi.enact(chain, modern, store);
		await papi.enact(chain, modern, System.kill_storage({ keys: [KEY] }));
		assert.equal(await stored(), null);
		await papi.enact(chain, modern, store);
		assert.equal(await stored(), `0x${'07'.repeat(200)}`);
	});

	test('names the error of a call that fails as root, and says if it is too heavy', async () => {
		const [source, dest] = [papi.account('nobody'), bob].map(({ address }) => ({ type: 'Id', value: address }));
		const seize = Balances.force_transfer({ source, dest, value: UNITS });
		await assert.rejects(papi.enact(chain, modern, seize), (error) => {
			assert.ok(error instanceof papi.Failure);
			assert.deepEqual(
				[error.call, error.error],
				['Balances.force_transfer', 'Token.FundsUnavailable']
			);
			return true;
		});
		const call = System.remark({ remark: new Uint8Array() }).decodedCall;
		const heavy = Utility.with_weight({ call, weight: { ref_time: 10n ** 13n, proof_size: 0n } });
		await assert.rejects(papi.enact(chain, modern, heavy), /Utility.with_weight is too heavy/);
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

	test('has a call dispatched as root', async () => {
		const fresh = polkadotJs.account('fresh');
		const endow = api.tx.balances.forceSetBalance(fresh.address, 5n * UNITS);
		const { block, events } = await polkadotJs.enact(chain, classic, endow);
		assert.equal(await classic.free(fresh), 5n * UNITS);
		assert.equal(events.filter((event) => api.events.balances.BalanceSet.is(event)).length, 1);
		assert.equal((await chain.status()).bestHash, block);
	});

	test('has a long call dispatched as root, and again when its preimage is there', async () => {
		const value = `0x${'07'.repeat(200)}`;
		const store = api.tx.system.setStorage([[u8aToHex(KEY), value]]);
		await polkadotJs.enact(chain, classic, store);
		await polkadotJs.enact(chain, classic, api.tx.system.killStorage([u8aToHex(KEY)]));
		assert.equal(await stored(), null);
		await polkadotJs.enact(chain, classic, store);
		assert.equal(await stored(), value);
	});

	test('names the error of a call that fails as root, and says if it is too heavy', async () => {
		const seize = api.tx.balances.forceTransfer(polkadotJs.account('nobody').address, bob.address, UNITS);
		await assert.rejects(polkadotJs.enact(chain, classic, seize), (error) => {
			assert.ok(error instanceof polkadotJs.Failure);
			assert.deepEqual(
				[error.call, error.error],
				['Balances.force_transfer', 'Token.FundsUnavailable']
			);
			return true;
		});
		const heavy = api.tx.utility.withWeight(api.tx.system.remark('0x'), { refTime: 10n ** 13n, proofSize: 0n });
		await assert.rejects(polkadotJs.enact(chain, classic, heavy), /Utility.with_weight is too heavy/);
	});

	test('says that the referendum on a call of root is rejected', async () => {
		const opponent = polkadotJs.account('opponent');
		const balance = 10n ** 8n * UNITS;
		await polkadotJs.enact(chain, classic, api.tx.balances.forceSetBalance(opponent.address, balance + UNITS));
		const index = await api.query.referenda.referendumCount();
		const nay = { vote: { aye: false, conviction: 'Locked1x' }, balance };
		// It waits in the pool for the referendum.
		await api.tx.convictionVoting.vote(index, { Standard: nay }).signAndSend(opponent);
		const remark = api.tx.system.remark('0x');
		await assert.rejects(
			polkadotJs.enact(chain, classic, remark),
			/referendum on System.remark is not approved: Rejected/
		);
	});
});

test('a transaction that the pool would refuse is refused with its reason', async () => {
	const nobody = papi.account('nobody');
	const call = modern.api.tx.System.remark({ remark: new Uint8Array([1]) });
	await assert.rejects(modern.send(call, nobody), /dev_newBlock: .*payment|Inability to pay/i);
});
