// SPDX-License-Identifier: GPL-3.0-or-later

/** An incident at Kusama's pace: `scripts/rehearse incident` runs this. */

import assert from 'node:assert/strict';

import type { KeyringPair } from '@polkadot/keyring/types';
import { stringToHex } from '@polkadot/util';

import { account, NAMES, SLOT, TREASURY, UNITS } from '../lib/api.ts';
import {
	type Call,
	Committee,
	type Ended,
	moment,
	Referenda,
	wholeBalances
} from '../lib/governance.ts';
import { holds, named, single } from '../lib/records.ts';
import { view } from '../lib/view.ts';
import { span } from './span.ts';
import type { Stage } from './stage.ts';

/** What the committee grants the fix: the least that two thirds of it may. */
const DECISION = 1_800;
const ENACTMENT = 100;
/** What it grants the defence against an attack, by all of its votes. */
const AT_ONCE = 100;

export async function rehearse(stage: Stage): Promise<void> {
	const chain = await stage.start('--chain', 'kusama');
	const { api } = chain;
	const referenda = new Referenda(chain);
	const committee = new Committee(chain);
	type Three = [KeyringPair, KeyringPair, KeyringPair];
	const [alice, bob, charlie] = committee.members as Three;
	const [dave, eve, ferdie] = ['Dave', 'Eve', 'Ferdie'].map(account) as Three;
	// Mallory does not vote: those who have locked all they have and are slashed then cannot even pay a fee.
	const mallory = account('Mallory');
	const means = 200_000n * UNITS;
	await chain.include([api.tx.balances.transferKeepAlive({ Id: mallory.address }, means), ferdie]);

	const submitted = new Map<number, number>();
	const store = (key: string) => api.tx.system.setStorage([[stringToHex(key), '0x01']]);
	const isStored = async (key: string) =>
		String(await api.rpc.state.getStorage(stringToHex(key))) === '0x01';
	const fastTrack = (index: number, period: number, delay: number): Call =>
		api.tx['fastTrack']!['fastTrack']!(index, period, delay);

	interface Demand {
		present: number;
		required: number;
	}

	/** What is demanded of a referendum now, and what it has, in percent. */
	async function bar(index: number): Promise<{ passing: boolean; text: string }> {
		const input = api.createType('u32', index).toU8a();
		const answer = (await view(api, 'FastTrack', 'bar', input)).toJSON() as unknown as {
			approval: Demand;
			support: Demand;
			passing: boolean;
		};
		const percent = (billionths: number) => `${(billionths / 1e7).toFixed(2)} %`;
		const show = ({ present, required }: Demand) => `${percent(present)} of ${percent(required)}`;
		const text = `approval ${show(answer.approval)}, support ${show(answer.support)}`;
		return { passing: answer.passing, text };
	}

	/** Submits a proposal, pays for its decision, and notes it. */
	async function propose(what: string, power: string, call: Call, by = eve): Promise<number> {
		const index = await referenda.open({ power, call, by });
		submitted.set(index, await chain.height());
		await stage.note(`#${index} ${what}: submitted by ${String(by.meta['name'])} on the track of ${power}`);
		return index;
	}

	/** From the submission to a block. */
	function since(index: number, block: number): string {
		return span((block - submitted.get(index)!) * SLOT);
	}

	/** Runs until the call of an approved referendum has been carried out, which must succeed. */
	async function enacted(index: number, what: string): Promise<number> {
		const { at } = await referenda.approved(index);
		await stage.note(`#${index} ${what}: approved ${since(index, at)} after its submission`);
		const { number, error } = await referenda.carriedOut(index);
		assert.equal(error, undefined);
		await stage.note(`#${index} ${what}: enacted ${since(index, number)} after its submission`);
		return number;
	}

	assert.equal(api.consts.babe.epochDuration.toNumber(), 600, 'the pace is Kusama’s');

	// An ordinary referendum, which everybody wants, takes the one place that root's track has.
	const ordinary = await propose('ordinary', 'Root', store(':ordinary'));
	await referenda.vote(ordinary, await wholeBalances(chain));
	await referenda.runUntil(ordinary, ({ deciding }) => deciding !== null);
	const confirming = (await referenda.ongoing(ordinary)).deciding?.confirming ?? null;
	assert.ok(confirming !== null);
	await stage.note(`#${ordinary} ordinary: decided on, and passing; to be confirmed in #${confirming}`);

	// A parachain is being drained. The fix does not wait, and voters decide all the same.
	const urgent = await propose('urgent fix', 'Root', store(':fixed'), dave);
	const tracked = await committee.carry(fastTrack(urgent, DECISION, ENACTMENT), [alice, bob]);
	assert.equal(single(tracked.events, 'fastTrack.FastTracked')['authority'], 'Majority');
	await stage.note(`#${urgent} urgent fix: accelerated by two thirds of the technical committee`);
	const most = NAMES.filter((name) => name !== 'Ferdie').map(account);
	await referenda.vote(urgent, [
		...(await wholeBalances(chain, true, 'Locked1x', most)),
		{ voter: ferdie, aye: false, balance: 50_000n * UNITS }
	]);
	const early = await bar(urgent);
	assert.ok(!early.passing, 'the bar is where the track has it');
	await stage.note(`#${urgent} urgent fix: voted on, not passing yet: ${early.text}`, 'look');
	await referenda.runUntil(urgent, ({ deciding }) => (deciding?.confirming ?? null) !== null);
	const met = await bar(urgent);
	assert.ok(met.passing);
	await stage.note(`#${urgent} urgent fix: passing: ${met.text}`, 'look');
	const fixed = await enacted(urgent, 'urgent fix');
	assert.ok(await isStored(':fixed'));
	assert.ok(!(await isStored(':ordinary')));

	// Another one finds no votes in its time, and goes on as any other.
	const slow = await propose('without votes', 'Root', store(':slow'), dave);
	const hurried = await committee.carry(fastTrack(slow, DECISION, ENACTMENT), [bob, charlie]);
	const until = single(hurried.events, 'fastTrack.FastTracked')['until'] as number;
	await stage.note(`#${slow} without votes: accelerated until #${until}`);
	await referenda.vote(slow, [{ voter: dave, aye: true, balance: 500_000n * UNITS }]);
	await chain.to(until);
	const ranOut = single((await moment(chain, until)).events, 'fastTrack.AccelerationEnded');
	assert.deepEqual([ranOut['index'], ranOut['why']], [slow, 'RanOut']);
	assert.ok((await referenda.ongoing(slow)).inQueue, 'it waits for a place as any other');
	await stage.note(`#${slow} without votes: time is up; it waits in the queue of its track`);

	// A third one is convenient rather than urgent. One member says so.
	const registrar = api.tx.identity.addRegistrar({ Id: dave.address });
	const convenient = await propose('convenient', 'GeneralAdmin', registrar, dave);
	await committee.carry(fastTrack(convenient, DECISION, ENACTMENT), [alice, bob]);
	await stage.note(`#${convenient} convenient: accelerated`);
	const veto = await committee.alone(charlie, api.tx['fastTrack']!['veto']!(convenient));
	assert.equal(veto.error, undefined);
	const cooling = single(veto.events, 'fastTrack.Vetoed')['until'] as number;
	await stage.note(`#${convenient} convenient: vetoed by Charlie, cools off until #${cooling}`);
	const insisting = await committee.motion(fastTrack(convenient, DECISION, ENACTMENT), [alice, bob]);
	assert.equal(insisting.error, 'fastTrack.CoolingOff');
	await referenda.vote(convenient, await wholeBalances(chain));
	await stage.note(`#${convenient} convenient: wanted by voters, and as slow as its track`);

	// A fourth does harm by mistake.
	const mistaken = await propose('mistaken', 'Root', store(':mistake'), ferdie);
	await committee.carry(api.tx['fastTrack']!['cancel']!(mistaken), [alice, charlie]);
	const cancelled = (await referenda.state(mistaken)) as Ended;
	assert.deepEqual([cancelled.type, cancelled.left], ['Cancelled', []]);
	await stage.note(`#${mistaken} mistaken: cancelled by two thirds, deposits given back`);

	// A fifth is an attack. Root kills it and bars it, by a referendum that all of the committee hurries.
	const loot = (await api.query.system.account(TREASURY)).data.free.toBigInt() / 2n;
	const drain = api.tx.balances.forceTransfer({ Id: TREASURY }, { Id: mallory.address }, loot);
	const attack = await propose('attack', 'Root', drain, mallory);
	const blacklist = api.tx['fastTrack']!['blacklist']!(drain.method.hash, attack);
	const defence = await propose('defence', 'Root', blacklist);
	const all = await committee.carry(fastTrack(defence, AT_ONCE, 1), [alice, bob, charlie]);
	assert.equal(single(all.events, 'fastTrack.FastTracked')['authority'], 'Unanimity');
	await stage.note(`#${defence} defence: accelerated by the whole technical committee`, 'look');
	await referenda.vote(defence, await wholeBalances(chain));
	await referenda.approved(defence);
	const { number: barred, events, error } = await referenda.carriedOut(defence);
	assert.equal(error, undefined);
	assert.equal(single(events, 'fastTrack.Blacklisted')['killed'], attack);
	assert.equal(named(events, 'referenda.DepositSlashed').length, 2);
	assert.equal((await referenda.state(attack)).type, 'Killed');
	await stage.note(`#${attack} attack: blacklisted ${since(attack, barred)} after its submission`);
	const lookup = { hash: drain.method.hash, len: drain.method.encodedLength };
	const again = api.tx.referenda.submit({ system: 'Root' } as never, { Lookup: lookup }, { After: 1 });
	assert.equal(await chain.refusal(again, mallory), 'referenda.ProposalBarred');
	await stage.note(`the attack is submitted again, and refused`);

	// What was not hurried comes to its end.
	const vetoed = await enacted(convenient, 'convenient');
	assert.equal((await api.query.identity.registrars()).length, 1);
	await referenda.vote(slow, await wholeBalances(chain));
	await stage.note(`#${slow} without votes: has them now, and is still in the queue`);
	const normal = await enacted(ordinary, 'ordinary');
	assert.ok(await isStored(':ordinary'));
	const late = await enacted(slow, 'without votes');
	assert.ok(await isStored(':slow'));
	assert.ok(!(await isStored(':mistake')));

	assert.ok(fixed - submitted.get(urgent)! < (normal - submitted.get(ordinary)!) / 10);
	stage.holds('the urgent fix is enacted ten times sooner than an ordinary call, against the same bar');
	for (const who of [alice, dave, eve, ferdie]) {
		const left = Object.keys(await holds(api, who.address)).filter((of) => of !== 'preimage.Preimage');
		assert.deepEqual(left, [], `deposits of ${String(who.meta['name'])}`);
	}
	stage.holds('an attack is blacklisted, loses its deposits and cannot be submitted again');
	stage.holds('everyone else has their deposits back');

	stage.say('\nFrom submission to enactment, on the same track where not said otherwise:');
	for (const [what, index, block] of [
		['ordinary', ordinary, normal],
		['accelerated', urgent, fixed],
		['accelerated, without votes in time', slow, late],
		['accelerated by all, against an attack', defence, barred],
		['vetoed, on the track of GeneralAdmin', convenient, vetoed]
	] as const) {
		stage.say(`  ${what.padEnd(38)} ${since(index, block).padStart(13)}`);
	}
	await stage.stop();
}
