// SPDX-License-Identifier: GPL-3.0-or-later

/** Urgent business: the technical committee's motions, and the fellowship's whitelist. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import { stringCamelCase, stringToHex } from '@polkadot/util';

import { account } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import {
	type Call,
	Committee,
	Fellowship,
	forward,
	moment,
	Referenda,
	wholeBalances
} from '../lib/governance.ts';
import { holds, named, single, total } from '../lib/records.ts';
import { view } from '../lib/view.ts';

describe('the technical committee', { timeout: 400_000 }, () => {
	const [alice, bob, charlie] = ['Alice', 'Bob', 'Charlie'].map(account) as [
		KeyringPair,
		KeyringPair,
		KeyringPair
	];
	const eve = account('Eve');
	let chain: Chain;
	let api: ApiPromise;
	let referenda: Referenda;
	let committee: Committee;
	/** The shortest periods: of two thirds, of all. */
	let floor: number;
	let instant: number;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		referenda = new Referenda(chain);
		committee = new Committee(chain);
		const constants = api.consts['fastTrack']!;
		floor = Number(constants['fastTrackPeriod']!.toString());
		instant = Number(constants['instantPeriod']!.toString());
	});

	after(() => chain?.stop());

	const fastTrack = (index: number, period: number, delay = 1): Call =>
		api.tx['fastTrack']!['fastTrack']!(index, period, delay);
	const veto = (index: number): Call => api.tx['fastTrack']!['veto']!(index);
	const cancel = (index: number): Call => api.tx['fastTrack']!['cancel']!(index);
	const note = (text: string) => api.tx.system.remark(stringToHex(text));
	const fix = (text: string) => api.tx.system.setStorage([[stringToHex(text), '0x01']]);
	const stored = async (text: string) =>
		(await api.rpc.state.getStorage(stringToHex(text))) as unknown as { isSome: boolean };
	const accelerated = async () =>
		(await view(api, 'FastTrack', 'accelerations')).toJSON() as { index: number }[];

	it('is what the Tech. comm. page looks for', async () => {
		const members = [alice, bob, charlie].map(({ address }) => address).sort();
		for (const read of [api.query.technicalCommittee.members, api.derive.technicalCommittee.members]) {
			assert.deepEqual((await read()).map(String).sort(), members);
		}
		assert.equal((await api.query.technicalCommittee.prime()).isSome, false);
		assert.deepEqual(
			api.tx.technicalCommittee.close.meta.args.map(({ name }) => stringCamelCase(name.toString())),
			['proposalHash', 'index', 'proposalWeightBound', 'lengthBound']
		);
		assert.deepEqual(
			api.tx.technicalCommittee.propose.meta.args.map(({ name }) => stringCamelCase(name.toString())),
			['threshold', 'proposal', 'lengthBound']
		);
	});

	it('accelerates by two thirds, also where the track is full, and voters decide', async () => {
		const blocker = await referenda.open({ power: 'Root', call: note('the one before'), by: eve });
		const urgent = await referenda.open({ power: 'Root', call: fix(':urgent') });
		await chain.engine.newBlock({ count: 2 });
		assert.ok((await referenda.ongoing(blocker)).deciding !== null);
		assert.ok((await referenda.ongoing(urgent)).inQueue);

		const { events } = await committee.carry(fastTrack(urgent, floor), [alice, bob]);

		const tracked = single(events, 'fastTrack.FastTracked');
		assert.deepEqual([tracked['index'], tracked['authority']], [urgent, 'Majority']);
		assert.ok((await referenda.ongoing(urgent)).deciding !== null, 'it is lent a place');
		assert.deepEqual((await accelerated()).map(({ index }) => index), [urgent]);

		await referenda.vote(urgent, await wholeBalances(chain));
		await referenda.enacted(urgent);
		assert.ok((await stored(':urgent')).isSome);
		assert.deepEqual(await accelerated(), []);
		assert.equal((await referenda.ongoing(blocker)).type, 'Ongoing', 'it has lost nothing');
	});

	it('must be of one mind for less time than that, and nobody gets no time', async () => {
		const index = await referenda.open({ power: 'GeneralAdmin', call: note('soon') });

		const two = await committee.motion(fastTrack(index, instant), [alice, bob]);
		assert.equal(two.error, 'fastTrack.UnanimityRequired');
		for (const period of [0, instant - 1]) {
			const { error } = await committee.motion(fastTrack(index, period), [alice, bob, charlie]);
			assert.equal(error, 'fastTrack.PeriodTooShort');
		}

		const { events } = await committee.carry(fastTrack(index, instant), [alice, bob, charlie]);
		assert.equal(single(events, 'fastTrack.FastTracked')['authority'], 'Unanimity');
	});

	it('lets go of a referendum that lacks votes, which goes on at its own pace', async () => {
		const index = await referenda.open({ power: 'GeneralAdmin', call: note('not so urgent') });
		const { events } = await committee.carry(fastTrack(index, floor));
		const until = single(events, 'fastTrack.FastTracked')['until'] as number;

		await forward(chain, until);

		const { events: then } = await moment(chain, until);
		const ended = single(then, 'fastTrack.AccelerationEnded');
		assert.deepEqual([ended['index'], ended['why']], [index, 'RanOut']);
		const state = await referenda.ongoing(index);
		const decision = api.consts.referenda.tracks
			.find(([id]) => id.eq(state.track))![1]
			.decisionPeriod.toNumber();
		const rejected = await referenda.end(index);
		assert.equal(rejected.type, 'Rejected');
		assert.equal(rejected.at, state.deciding!.since + decision);
		assert.deepEqual(rejected.left, []);
	});

	it('is stopped by the veto of a single member, for a time, and once', async () => {
		const index = await referenda.open({ power: 'GeneralAdmin', call: note('convenient') });
		await committee.carry(fastTrack(index, floor));

		const vetoed = await committee.alone(charlie, veto(index));

		assert.equal(vetoed.error, undefined);
		const { who, until } = single(vetoed.events, 'fastTrack.Vetoed');
		assert.equal(who, charlie.address);
		assert.deepEqual(await accelerated(), []);
		assert.equal((await committee.motion(fastTrack(index, floor))).error, 'fastTrack.CoolingOff');
		assert.equal((await committee.alone(bob, veto(index))).error, 'fastTrack.NotFastTracked');
		const execute = api.tx.technicalCommittee.execute(veto(index), 100);
		assert.equal(await chain.refusal(execute, eve), 'technicalCommittee.NotMember');

		await forward(chain, until as number);
		const again = await referenda.open({ power: 'GeneralAdmin', call: note('convenient') });
		await committee.carry(fastTrack(again, 2 * floor));
		assert.equal((await committee.alone(charlie, veto(again))).error, 'fastTrack.AlreadyVetoed');
		assert.equal((await committee.alone(bob, veto(again))).error, undefined);
	});

	it('cancels a referendum without fault, each proposal once', async () => {
		const bill = { power: 'GeneralAdmin', call: note('by mistake'), form: 'inline', by: eve } as const;
		const before = await holds(api, eve.address);
		const index = await referenda.open(bill);
		assert.notDeepEqual(await holds(api, eve.address), before);

		const { events } = await committee.carry(cancel(index));

		assert.equal(single(events, 'fastTrack.Cancelled')['index'], index);
		assert.equal((await referenda.state(index)).type, 'Cancelled');
		assert.deepEqual(await holds(api, eve.address), before);
		const again = await referenda.open(bill);
		assert.equal((await committee.motion(cancel(again))).error, 'fastTrack.AlreadyCancelled');
		assert.equal((await referenda.ongoing(again)).type, 'Ongoing');
	});

	it('hurries root to blacklist an attack, which never comes back', async () => {
		const attack = { power: 'Root', call: fix(':attack'), form: 'inline', by: eve } as const;
		const [before, feesBefore] = [await total(api, eve.address), chain.feesOf(eve)];
		const index = await referenda.open(attack);
		const deposits = api.consts.referenda.submissionDeposit.toBigInt() + rootDeposit();
		const hash = attack.call.method.hash;
		const defence = await referenda.open({
			power: 'Root',
			call: api.tx['fastTrack']!['blacklist']!(hash, index)
		});
		await committee.carry(fastTrack(defence, floor));
		await referenda.vote(defence, await wholeBalances(chain));

		const { events } = await referenda.enacted(defence);

		const { proposal, killed } = single(events, 'fastTrack.Blacklisted');
		assert.deepEqual([proposal, killed], [hash.toHex(), index]);
		assert.equal(named(events, 'referenda.DepositSlashed').length, 2);
		assert.equal((await referenda.state(index)).type, 'Killed');
		const paid = chain.feesOf(eve) - feesBefore;
		assert.equal(await total(api, eve.address), before - deposits - paid);
		const submit = api.tx.referenda.submit(
			{ system: 'Root' } as never,
			{ Inline: attack.call.method.toHex() },
			{ After: 1 }
		);
		// Eve has voted with all she had, and what is slashed leaves her nothing for fees.
		assert.equal(await chain.refusal(submit, account('Ferdie')), 'referenda.ProposalBarred');
		assert.ok(!(await stored(':attack')).isSome);
	});

	function rootDeposit(): bigint {
		return api.consts.referenda.tracks.find(([id]) => id.isZero())![1].decisionDeposit.toBigInt();
	}
});

describe('the fellowship', { timeout: 400_000 }, () => {
	let chain: Chain;
	let api: ApiPromise;
	let referenda: Referenda;
	let fellowship: Fellowship;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		referenda = new Referenda(chain);
		fellowship = new Fellowship(chain);
	});

	after(() => chain?.stop());

	const fix = (text: string) => api.tx.system.setStorage([[stringToHex(text), '0x01']]);
	const dispatch = (call: Call) => api.tx.whitelist.dispatchWhitelistedCallWithPreimage(call);
	const stored = async (text: string) =>
		((await api.rpc.state.getStorage(stringToHex(text))) as unknown as { isSome: boolean }).isSome;

	it('whitelists a call, which the public then has carried out as root', async () => {
		const call = fix(':whitelisted');
		const { events } = await fellowship.whitelist(call);
		const hash = call.method.hash.toHex();
		assert.equal(single(events, 'whitelist.CallWhitelisted')['callHash'], hash);
		assert.ok((await api.query.whitelist.whitelistedCall(hash)).isSome);

		const done = await referenda.enact({ power: 'WhitelistedCaller', call: dispatch(call) });

		assert.equal(single(done.events, 'whitelist.WhitelistedCallDispatched')['callHash'], hash);
		assert.ok(await stored(':whitelisted'));
		assert.ok((await api.query.whitelist.whitelistedCall(hash)).isNone);
	});

	it('may do so after the public has decided: the call is carried out all the same, once', async () => {
		const call = fix(':late');
		const early = await referenda.enact({ power: 'WhitelistedCaller', call: dispatch(call) });
		assert.equal(named(early.events, 'whitelist.DispatchDeferred').length, 1);
		assert.ok(!(await stored(':late')));
		const someone = account('Ferdie');
		assert.equal(await chain.refusal(dispatch(call), someone), 'whitelist.CallIsNotWhitelisted');

		await fellowship.whitelist(call);
		const { events } = await chain.include([dispatch(call), someone]);

		assert.equal(named(events, 'whitelist.DeferredDispatchExecuted').length, 1);
		assert.ok(await stored(':late'));
		assert.equal(
			await chain.refusal(dispatch(call), someone),
			'whitelist.DeferredDispatchNotFound'
		);
	});

	it('speaks through its members only, by their rank', async () => {
		const call = api.tx.whitelist.whitelistCall(fix(':never').method.hash);
		const index = await fellowship.referenda.open({ power: 'Fellows', call });
		const vote = api.tx['fellowshipCollective']!['vote']!(index, true);

		assert.equal(await chain.refusal(vote, account('Eve')), 'fellowshipCollective.RankTooLow');
		assert.equal(
			await chain.refusal(vote, account('Alice//stash')),
			'fellowshipCollective.NotMember'
		);
		await fellowship.vote(index, false);
		const ended = await fellowship.referenda.end(index);
		assert.equal(ended.type, 'Rejected');
		assert.deepEqual(ended.left, []);
	});

	it('does not stand above the public', async () => {
		const call = fix(':outvoted');
		await fellowship.whitelist(call);
		const index = await referenda.open({ power: 'WhitelistedCaller', call: dispatch(call) });
		await referenda.vote(index, await wholeBalances(chain, false, 'None'));

		assert.equal((await referenda.end(index)).type, 'Rejected');
		assert.ok(!(await stored(':outvoted')));
	});
});
