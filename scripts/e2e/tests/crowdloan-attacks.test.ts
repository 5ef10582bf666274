// SPDX-License-Identifier: GPL-3.0-or-later

/** What managers and contributors try against others in a crowdloan: it comes to nothing. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import { account, innerErrors, only, UNITS } from '../lib/api.ts';
import { closeAuction, openAuction } from '../lib/auctions.ts';
import { type Act, Chain } from '../lib/chain.ts';
import {
	fundAccount,
	fundIndex,
	payloadOnKusama,
	type Signed,
	signature
} from '../lib/crowdloans.ts';
import { register } from '../lib/paras.ts';
import { holds } from '../lib/records.ts';

describe('attacks on crowdloans', () => {
	/** The lease periods that campaigns are for. */
	const [FIRST, LAST] = [2, 3];
	const CAP = 1_000n * UNITS;
	/** Sessions in which a para moves to or from a slot, with one to spare. */
	const MOVE = 3;
	const [manager, rival, proxy] = [account('Alice'), account('Bob'), account('Charlie')];
	const [dave, verifier] = [account('Dave'), account('Ferdie')];
	let chain: Chain;
	let api: ApiPromise;
	let lemon: number;
	let mango: number;
	let period: number;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		period = api.consts.slots.leasePeriod.toNumber();
		[lemon, mango] = (await register(chain, [manager, rival])) as [number, number];
	});

	after(() => chain?.stop());

	const contribute = (para: number, value: bigint, signed: { Sr25519: Uint8Array } | null) =>
		api.tx.crowdloan.contribute(para, value, signed);
	const session = () => api.consts.babe.epochDuration.toNumber();
	const held = async () => (await holds(api, dave.address))['crowdloan.Contribution'] ?? 0n;

	it('a verifier’s signature counts in one campaign only', async () => {
		const value = 5n * UNITS;
		const length = 20;
		/** Opens a campaign for mango with the same verifier, and says what is to be signed in it. */
		const campaign = async (): Promise<Signed> => {
			const end = (await chain.height()) + length;
			const by = { Sr25519: verifier.publicKey };
			await chain.include([
				api.tx.crowdloan.create(mango, CAP, FIRST, LAST, end, by),
				rival
			]);
			return { para: mango, fund: await fundIndex(api, mango), who: dave, given: 0n, value };
		};
		const first = await campaign();
		const unbound = { Sr25519: verifier.sign(payloadOnKusama(api, first)) };
		assert.equal(
			await chain.refusal(contribute(mango, value, unbound), dave),
			'crowdloan.InvalidSignature'
		);
		const used = signature(api, verifier, first);
		await chain.include([contribute(mango, value, used), dave]);
		await chain.engine.newBlock({ count: 2 * length });
		assert.ok((await api.query.crowdloan.funds(mango)).isNone, 'the first campaign is over');

		const second = await campaign();

		for (const again of [used, unbound]) {
			assert.equal(
				await chain.refusal(contribute(mango, value, again), dave),
				'crowdloan.InvalidSignature'
			);
		}
		await chain.include([contribute(mango, value, signature(api, verifier, second)), dave]);
		await chain.engine.newBlock({ count: 2 * length });
	});

	it('a manager cannot take away the para for which others’ money is held', async () => {
		const value = 60n * UNITS;
		const { registrar } = api.tx;
		await chain.include(
			[api.tx.crowdloan.create(lemon, CAP, FIRST, LAST, FIRST * period, null), manager],
			[contribute(lemon, value, null), dave],
			[api.tx.proxy.addProxy({ Id: proxy.address }, 'Any', 0), manager],
			// For the manager to carry out when the time has come.
			[registrar.swap(mango, lemon), rival]
		);
		await openAuction(chain, 10, FIRST);
		const [win] = await closeAuction(chain);
		const winner = fundAccount(await fundIndex(api, lemon));
		assert.deepEqual(win, { bidder: winner, para: lemon, amount: value });

		const deregister = registrar.deregister(lemon);
		const refused = [
			deregister,
			registrar.swap(lemon, mango),
			api.tx.utility.batchAll([deregister])
		];
		for (const call of refused) {
			assert.equal(await chain.refusal(call, manager), 'system.CallFiltered');
		}
		const wrapped: Act[] = [
			[api.tx.utility.batch([deregister]), manager],
			[api.tx.utility.forceBatch([deregister]), manager],
			[api.tx.proxy.proxy({ Id: manager.address }, null, deregister), proxy]
		];
		for (const act of wrapped) {
			const { events } = await chain.include(act);
			assert.deepEqual(innerErrors(api, events), ['system.CallFiltered']);
		}
		const records = await Promise.all([lemon, mango].map((para) => api.query.slots.leases(para)));
		assert.deepEqual(
			records.map((leases) => leases.some((lease) => lease.isSome)),
			[true, false],
			'the lease is where it was won'
		);
		assert.equal(await held(), value);

		await chain.to(FIRST * period + MOVE * session());
		const lifecycle = (await api.query.paras.paraLifecycles(lemon)).unwrap().type;
		assert.equal(lifecycle, 'Parachain', 'contributors have what they hold money for');
		await chain.to((LAST + 1) * period + MOVE * session());
		assert.equal(await held(), 0n);
		const { events } = await chain.include([deregister, manager]);
		only(events, api.events.registrar.Deregistered);
	});
});
