// SPDX-License-Identifier: GPL-3.0-or-later

/** Proof of stake in a network: a validator joins, is nominated and elected, and eras pay. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import { hexToU8a } from '@polkadot/util';

import {
	account,
	all,
	authorOf,
	best,
	blocks,
	connect,
	eventsAt,
	finalized,
	issuance,
	minted,
	only,
	submit,
	UNITS,
	until
} from '../lib/api.ts';
import { chainAtPace, joining, validators } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** An era of a minute: the least that leaves room for a slot or two that a busy machine misses. */
const PACE = { epochLength: 5, sessionsPerEra: 2 };
/** How long it takes at most from a candidate's first block to his first session. */
const ELECTION = 240;

describe('a network that elects its validators', () => {
	const candidate = account('Charlie//stash');
	const nominator = account('Dave');
	let nodes: Node[] = [];
	let newcomer: Node;
	let api: ApiPromise;
	let rotated: string;

	before(async () => {
		const chain = await chainAtPace('local', PACE);
		nodes = await validators(chain, ['alice', 'bob']);
		newcomer = await joining(chain, 'charlie', nodes[0]!, '--validator', '--rpc-methods', 'unsafe');
		nodes.push(newcomer);
		api = await connect(newcomer);
	});

	after(async () => {
		await api?.disconnect();
		await Promise.all(nodes.map((node) => node.stop()));
	});

	it('keeps the pace that its specification sets', () => {
		assert.equal(api.consts.babe.epochDuration.toNumber(), PACE.epochLength);
		assert.equal(api.consts.staking.sessionsPerEra.toNumber(), PACE.sessionsPerEra);
	});

	it('gives a node fresh session keys, which the node then holds', async () => {
		rotated = await newcomer.rpc<string>('author_rotateKeys');

		// For finality, blocks, code and candidates of paras, their approval, and discovery.
		assert.equal(hexToU8a(rotated).length, 5 * 32);
		assert.ok(await newcomer.rpc('author_hasSessionKeys', rotated));
		assert.equal(await nodes[0]!.rpc('author_hasSessionKeys', rotated), false);
	});

	it('takes a validator with rotated keys, and a nominator of it', async () => {
		const { session, staking, utility } = api.tx;
		const offer = utility.batchAll([
			staking.bond(10_000n * UNITS, 'Staked'),
			// The client knows keys as a tuple of its own; the chain has the bytes as the node gave them.
			session.setKeys(rotated as never, '0x'),
			staking.validate({ commission: 100_000_000, blocked: false })
		]);
		const support = utility.batchAll([
			staking.bond(5_000n * UNITS, 'Staked'),
			staking.nominate([candidate.address])
		]);

		const [offered, supported] = await Promise.all([
			submit(api, offer, candidate, { finalized: true }),
			submit(api, support, nominator, { finalized: true })
		]);

		const { ValidatorPrefsSet, Bonded } = api.events.staking;
		assert.equal(only(offered.events, ValidatorPrefsSet).stash.toString(), candidate.address);
		assert.equal(only(supported.events, Bonded).amount.toBigInt(), 5_000n * UNITS);
		const keys = (await api.query.session.nextKeys(candidate.address)).unwrap();
		assert.equal(keys.toHex(), rotated);
	});

	it('pays the genesis validators for the first era once it is over', async () => {
		await until(
			finalized(api),
			'second era',
			async ({ hash }) => {
				const active = (await (await api.at(hash)).query.staking.activeEra()).unwrap();
				return active.index.toNumber() >= 1 || undefined;
			},
			ELECTION
		);
		const payout = (await api.query.staking.erasValidatorReward(0)).unwrap().toBigInt();
		const points = await api.query.staking.erasRewardPoints(0);
		const [validator, share] = [...points.individual][0]!;

		const pay = api.tx.staking.payoutStakers(validator, 0);
		const { block, events } = await submit(api, pay, nominator, { finalized: true });

		const rewarded = only(events, api.events.staking.Rewarded);
		const due = (payout * share.toBigInt()) / points.total.toBigInt();
		const parent = (await api.rpc.chain.getHeader(block)).parentHash.toHex();
		const change = (await issuance(api, block)) - (await issuance(api, parent));
		assert.equal(rewarded.stash.toString(), validator.toString());
		// Shares are fractions in billionths.
		assert.ok(Math.abs(Number(rewarded.amount.toBigInt() - due)) <= Number(due) / 1e6);
		assert.equal(change, minted(api, await eventsAt(api, block)));
		assert.equal((await api.query.staking.claimedRewards(0, validator)).length, 1);
	});

	it('elects the newcomer with the nominator’s stake behind it', async () => {
		const era = await until(
			best(api),
			'session with the newcomer',
			async ({ hash }) => {
				const { query } = await api.at(hash);
				const [active, current] = await Promise.all([
					query.staking.activeEra(),
					query.session.validators()
				]);
				const elected = current.some((validator) => validator.eq(candidate.address));
				return elected ? active.unwrap().index.toNumber() : undefined;
			},
			ELECTION
		);
		const exposure = (
			await api.query.staking.erasStakersOverview(era, candidate.address)
		).unwrap();

		assert.equal(exposure.own.toBigInt(), 10_000n * UNITS);
		assert.equal(exposure.total.toBigInt(), 15_000n * UNITS);
		assert.equal(exposure.nominatorCount.toNumber(), 1);
	});

	it('has the newcomer author blocks, and finalizes them with its vote', async () => {
		// Only final blocks count: two validators may claim one slot, and one of their blocks goes.
		let seen = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number;
		await until(
			finalized(api),
			'final block by the newcomer',
			async ({ number }) => {
				const fresh = await blocks(api, number.toNumber(), seen.toNumber() + 1);
				seen = number;
				const authors = await Promise.all(fresh.map((hash) => authorOf(api, hash)));
				return authors.includes(candidate.address) || undefined;
			},
			180
		);

		const { best: round } = await newcomer.rpc<{
			best: { totalWeight: number; thresholdWeight: number };
		}>('grandpa_roundState');
		// Of three voters, all three must agree.
		assert.deepEqual([round.totalWeight, round.thresholdWeight], [3, 3]);
	});

	it('announces each new era', async () => {
		const head = await api.rpc.chain.getHeader();
		const { query } = await api.at(head.hash);
		const era = (await query.staking.activeEra()).unwrap().index.toNumber();
		const events = await Promise.all(
			(await blocks(api, head.number.toNumber())).map((block) => eventsAt(api, block))
		);
		const paid = all(events.flat(), api.events.staking.EraPaid);

		assert.deepEqual(
			paid.map(({ eraIndex }) => eraIndex.toNumber()),
			Array.from({ length: era }, (_, index) => index)
		);
		assert.ok(paid.every(({ validatorPayout }) => validatorPayout.toBigInt() > 0n));
	});
});
