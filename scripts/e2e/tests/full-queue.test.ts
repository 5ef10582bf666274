// SPDX-License-Identifier: GPL-3.0-or-later

/** A track with more referenda than its queue holds: who goes, with what, and how he comes back. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';

import { account } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import { type Call, forward, Referenda, wholeBalances } from '../lib/governance.ts';
import { holds, total } from '../lib/records.ts';

/** Root's track decides one at a time, and so many wait. */
const TRACK = 0;
const PLACES = 100;
/** What fits a block beside its inherents. */
const BATCH = 20;
/** Blocks in which everything that was submitted must have found its place. */
const SETTLING = 3;

describe('the full queue of a track', { timeout: 400_000 }, () => {
	const [alice, bob, dave] = ['Alice', 'Bob', 'Dave'].map(account) as [
		KeyringPair,
		KeyringPair,
		KeyringPair
	];
	let chain: Chain;
	let api: ApiPromise;
	let referenda: Referenda;
	let wealth: Map<KeyringPair, bigint>;
	/** Comes when the queue is full; pays before it is; had to go. */
	let late: number, early: number, turnedAway: number;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		referenda = new Referenda(chain);
		wealth = new Map();
		for (const who of [alice, bob]) {
			wealth.set(who, await total(api, who.address));
		}
	});

	after(() => chain?.stop());

	const bill = (by: KeyringPair) =>
		({ power: 'Root', call: api.tx.system.remark('0x'), form: 'inline', by }) as const;
	const queued = async () =>
		(await api.query.referenda.trackQueue(TRACK)).map(([index]) => index.toNumber());
	const deciding = async () => (await api.query.referenda.decidingCount(TRACK)).toNumber();
	/** One after the other, so that their numbers are known before. */
	const submitWithDeposit = (from: number, count: number): Call => {
		const { submit, placeDecisionDeposit } = api.tx.referenda;
		const proposal = { Inline: api.tx.system.remark('0x').method.toHex() };
		const numbers = Array.from({ length: count }, (_, i) => from + i);
		return api.tx.utility.batchAll(
			numbers.flatMap((index) => [
				submit({ system: 'Root' } as never, proposal, { After: 1 }),
				placeDecisionDeposit(index)
			])
		);
	};

	it('fills up, and none is lost where alarms are more than a block may hold', async () => {
		for (let next = 0; next <= PLACES; next += BATCH) {
			const count = Math.min(BATCH, PLACES + 1 - next);
			await chain.include([submitWithDeposit(next, count), bob]);
		}
		await chain.engine.newBlock({ count: SETTLING });

		const waiting = await queued();
		assert.equal(waiting.length, PLACES);
		assert.equal(new Set(waiting).size, PLACES);
		assert.ok(!waiting.includes(0), 'the first is being decided');
		assert.equal(await deciding(), 1);
	});

	it('takes no deposit of whom it would turn away', async () => {
		late = await referenda.submit(bill(alice));
		await chain.engine.newBlock({ count: SETTLING });
		const before = await holds(api, alice.address);

		const deposit = api.tx.referenda.placeDecisionDeposit(late);
		assert.equal(await chain.refusal(deposit, alice), 'referenda.Full');
		assert.deepEqual(await holds(api, alice.address), before);
	});

	it('gives the deposit back to who finds it full when his time has come', async () => {
		early = late + 1;
		await chain.include([submitWithDeposit(early, 1), alice]);
		assert.ok('referenda.DecisionDeposit' in (await holds(api, alice.address)));
		await chain.engine.newBlock({ count: SETTLING });

		const { decisionDeposit, inQueue, deciding } = await referenda.ongoing(early);
		assert.deepEqual([decisionDeposit, inQueue, deciding], [null, false, null]);
		assert.ok(!('referenda.DecisionDeposit' in (await holds(api, alice.address))));
	});

	it('lets who has more ayes in, and the last of the queue go with his deposit', async () => {
		const last = (await queued())[0]!;
		await referenda.vote(late, await wholeBalances(chain, true, 'None', [dave]));
		const { events } = await referenda.placeDeposit(late, alice);

		assert.equal(referenda.event(events, 'TurnedAway')['index'], last);
		const refunded = referenda.event(events, 'DecisionDepositRefunded');
		assert.deepEqual([refunded['index'], refunded['who']], [last, bob.address]);
		assert.equal((await queued()).at(-1), late);
		assert.equal((await queued()).length, PLACES);
		turnedAway = last;
	});

	it('has room again when one is approved, and takes back who was turned away', async () => {
		await referenda.vote(0, await wholeBalances(chain));
		await referenda.approved(0);
		assert.ok((await referenda.ongoing(late)).deciding !== null, 'most ayes come first');
		assert.equal((await queued()).length, PLACES - 1);

		await referenda.placeDeposit(turnedAway, bob);
		assert.ok((await queued()).includes(turnedAway));
		const deposit = api.tx.referenda.placeDecisionDeposit(early);
		assert.equal(await chain.refusal(deposit, alice), 'referenda.Full');
	});

	it('drains, and gives everybody back what he had', async () => {
		const track = api.consts.referenda.tracks.find(([id]) => id.toNumber() === TRACK)![1];
		const each = track.decisionPeriod.toNumber() + SETTLING;
		const timeout = api.consts.referenda.undecidingTimeout.toNumber();
		await forward(chain, (await chain.height()) + (PLACES + 1) * each + timeout);

		assert.equal(await deciding(), 0);
		assert.deepEqual(await queued(), []);
		const records = await api.query.referenda.referendumInfoFor.entries();
		assert.ok(records.every(([, info]) => !info.unwrap().isOngoing));
		for (const [who, had] of wealth) {
			assert.deepEqual(await holds(api, who.address), {});
			assert.equal(await total(api, who.address), had - chain.feesOf(who));
		}
	});
});
