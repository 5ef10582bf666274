// SPDX-License-Identifier: GPL-3.0-or-later

/** What somebody with a little power tries with it in governance: it comes to nothing. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import { stringToHex, stringToU8a, u8aConcat, u8aFixLength, u8aToU8a } from '@polkadot/util';

import { account, errorName, innerErrors, only, UNITS } from '../lib/api.ts';
import { type Act, Chain } from '../lib/chain.ts';
import {
	type Call,
	Committee,
	forward,
	moment,
	Referenda,
	wholeBalances
} from '../lib/governance.ts';
import { named, single } from '../lib/records.ts';

/** Blocks in which an approved call must have been carried out, however that comes about. */
const SOON = 20;

describe('attacks on referenda', { timeout: 400_000 }, () => {
	const [alice, bob, eve] = ['Alice', 'Bob', 'Eve'].map(account) as [
		KeyringPair,
		KeyringPair,
		KeyringPair
	];
	let chain: Chain;
	let api: ApiPromise;
	let referenda: Referenda;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		referenda = new Referenda(chain);
	});

	after(() => chain?.stop());

	/** A call of root's whose effect one sees. */
	const fix = (text: string) => api.tx.system.setStorage([[stringToHex(text), '0x01']]);
	const stored = async (text: string) =>
		((await api.rpc.state.getStorage(stringToHex(text))) as unknown as { isSome: boolean }).isSome;
	const remark = () => api.tx.system.remark('0x00');
	const isTaken = async (index: number) =>
		(await api.query.scheduler.lookup(referenda.task(index))).isSome;

	/** Runs until a referendum is approved with the votes of all, and its call has had its effect. */
	async function takesEffect(index: number, done: () => Promise<boolean>): Promise<void> {
		await referenda.vote(index, await wholeBalances(chain));
		await referenda.approved(index);
		for (let blocks = 0; blocks < SOON && !(await done()); blocks++) {
			await chain.engine.newBlock();
		}
		assert.ok(await done(), `the call of referendum ${index} is not carried out`);
	}

	it('taking the names of enactments to come keeps none from being carried out', async () => {
		const { scheduler, utility } = api.tx;
		// The next number is that of the referendum which takes them.
		const first = (await api.query.referenda.referendumCount()).toNumber() + 1;
		const far = (await chain.height()) + 50_000;
		const take = [first, first + 1].map((index) =>
			scheduler.scheduleNamed(referenda.task(index), far, null, 0, remark())
		);
		await referenda.enact({ power: 'AuctionAdmin', call: utility.batchAll(take) });

		const index = await referenda.open({ power: 'Root', call: fix(':named') });
		assert.equal(index, first);
		assert.ok(await isTaken(index));
		await takesEffect(index, () => stored(':named'));

		// Root takes off the agenda what another origin has put there, by a call whose name is taken too.
		const cancel = scheduler.cancelNamed(referenda.task(first));
		const order = await referenda.open({ power: 'Root', call: cancel });
		await takesEffect(order, async () => !(await isTaken(first)));
	});

	it('filling the agendas does not put off an enactment by a single block', async () => {
		const { scheduler, utility } = api.tx;
		const room = api.consts.scheduler.maxScheduledPerBlock.toNumber();
		const at = (await chain.height()) + 60;
		const agendas = 9;
		for (let from = 0; from < agendas; from += 3) {
			const fill = Array.from({ length: 3 * room }, (_, i) =>
				scheduler.schedule(at + from + Math.floor(i / room), null, 255, remark())
			);
			await referenda.enact({ power: 'AuctionAdmin', call: utility.forceBatch(fill) });
		}
		for (let block = at; block < at + agendas; block++) {
			assert.equal((await api.query.scheduler.agenda(block)).length, room, 'it is full');
		}

		const { events } = await chain.include([
			api.tx.referenda.submit(
				{ system: 'Root' } as never,
				{ Inline: fix(':in time').method.toHex() },
				{ At: at }
			),
			alice
		]);
		const index = referenda.event(events, 'Submitted')['index'] as number;
		await referenda.placeDeposit(index);
		await referenda.vote(index, await wholeBalances(chain));
		await referenda.approved(index);
		await forward(chain, at - 1);
		assert.ok(!(await stored(':in time')));
		await forward(chain, at);

		assert.ok(await stored(':in time'));
		assert.equal(named((await moment(chain, at)).events, 'referenda.Enacted').length, 1);
	});

	it('a preimage that is taken back is there at the enactment', async () => {
		const long = api.tx.system.setStorage([[stringToHex(':bytes'), `0x${'11'.repeat(200)}`]]);
		const index = await referenda.open({ power: 'Root', call: long, by: alice });
		const { events } = await chain.include([
			api.tx.preimage.unnotePreimage(long.method.hash),
			alice
		]);
		assert.deepEqual(innerErrors(api, events), []);

		await takesEffect(index, () => stored(':bytes'));
	});

	it('a preimage that is there and asked for is not noted again without a fee', async () => {
		const call = fix(':noted');
		await referenda.submit({ power: 'Root', call, by: alice });
		const paid = chain.feesOf(bob);

		const again = api.tx.preimage.notePreimage(call.method.toHex());

		assert.equal(await chain.refusal(again, bob), 'system.CallFiltered');
		assert.ok(chain.feesOf(bob) > paid);
	});

	it('money is not locked on the account that bounties are paid from', async () => {
		// The account of bounty 0: that of the treasury, "bt" in SCALE, and the number.
		const bounty = [stringToU8a('modlpy/trsry'), u8aToU8a('0x0862740000000000')];
		const target = u8aFixLength(u8aConcat(...bounty), 256, true);
		const schedule = { locked: UNITS, perBlock: 1, startingBlock: 1 };

		const lock = api.tx.vesting.vestedTransfer(target, schedule);

		assert.equal(await chain.refusal(lock, bob), 'system.CallFiltered');
	});

	// The last one: its author has no money for fees after it.
	it('a twin of a proposal that is blacklisted is not approved in its place', async () => {
		const attack = fix(':twin');
		const bill = { power: 'Root', call: attack, form: 'inline', by: eve } as const;
		const first = await referenda.open(bill);
		const twin = await referenda.submit(bill);
		await referenda.placeDeposit(twin, bob);
		await referenda.vote(twin, await wholeBalances(chain));

		const blacklist = api.tx['fastTrack']!['blacklist']!(attack.method.hash, first);
		const order = await referenda.open({ power: 'Root', call: blacklist });
		const floor = Number(api.consts['fastTrack']!['fastTrackPeriod']!.toString());
		await new Committee(chain).carry(api.tx['fastTrack']!['fastTrack']!(order, floor, 1));
		await referenda.vote(order, await wholeBalances(chain));
		await referenda.enacted(order);
		assert.equal((await referenda.state(first)).type, 'Killed');

		// A queued referendum has no alarm of its own.
		for (let blocks = 0; blocks < 100; blocks++) {
			if ((await referenda.state(twin)).type !== 'Ongoing') {
				break;
			}
			await chain.engine.newBlock();
		}
		assert.equal((await referenda.state(twin)).type, 'Cancelled');
		await chain.engine.newBlock({ count: SOON });
		assert.ok(!(await stored(':twin')));
	});
});

describe('attacks on the technical committee', { timeout: 400_000 }, () => {
	const [alice, bob, charlie, eve] = ['Alice', 'Bob', 'Charlie', 'Eve'].map(account) as [
		KeyringPair,
		KeyringPair,
		KeyringPair,
		KeyringPair
	];
	let chain: Chain;
	let api: ApiPromise;
	let referenda: Referenda;
	let committee: Committee;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		referenda = new Referenda(chain);
		committee = new Committee(chain);
	});

	after(() => chain?.stop());

	const members = async () => (await api.query.technicalCommittee.members()).map(String).sort();
	const changeKey = (to: KeyringPair): Call =>
		api.tx['technicalMembership']!['changeKey']!({ Id: to.address });
	/** Eve does this for Bob. */
	const forBob = (call: Call) => api.tx.proxy.proxy({ Id: bob.address }, null, call);

	it('no member gives their seat another key', async () => {
		const before = await members();

		assert.equal(await chain.refusal(changeKey(eve), bob), 'system.CallFiltered');

		assert.deepEqual(await members(), before);
	});

	for (const kind of ['Any', 'NonTransfer', 'Governance']) {
		it(`no proxy of kind ${kind} takes their member’s seat`, async () => {
			const before = await members();
			const { addProxy, removeProxy } = api.tx.proxy;
			await chain.include([addProxy({ Id: eve.address }, kind as never, 0), bob]);

			const { events } = await chain.include([forBob(changeKey(eve)), eve]);

			assert.deepEqual(innerErrors(api, events), ['system.CallFiltered']);
			assert.deepEqual(await members(), before);
			await chain.include([removeProxy({ Id: eve.address }, kind as never, 0), bob]);
		});
	}

	it('a member has one veto, whether they or a proxy of theirs cast it', async () => {
		const { technicalCommittee } = api.tx;
		const { fastTrack, veto } = api.tx['fastTrack'] as Record<string, (...args: unknown[]) => Call>;
		const call = api.tx.system.remark(stringToHex('convenient'));
		const period = 2 * Number(api.consts['fastTrack']!['fastTrackPeriod']!.toString());
		/** Opens the referendum and has the committee accelerate it. */
		const accelerated = async () => {
			const index = await referenda.open({ power: 'GeneralAdmin', call, by: alice });
			await committee.carry(fastTrack!(index, period, 1));
			return veto!(index);
		};
		await chain.include([api.tx.proxy.addProxy({ Id: eve.address }, 'Governance', 0), bob]);
		/** Eve casts Bob's veto, and why she cannot. */
		const byProxy = async (call: Call) => {
			const execute = technicalCommittee.execute(call, call.method.encodedLength);
			const { events } = await chain.include([forBob(execute), eve]);
			assert.deepEqual(innerErrors(api, events), []);
			const { result } = only(events, api.events.technicalCommittee.MemberExecuted);
			return { events, error: result.isErr ? errorName(api, result.asErr) : undefined };
		};

		const first = await byProxy(await accelerated());
		const { who, until } = single(first.events, 'fastTrack.Vetoed');
		assert.equal(who, bob.address);
		await forward(chain, until as number);
		const second = await accelerated();

		assert.equal((await byProxy(second)).error, 'fastTrack.AlreadyVetoed');
		assert.equal((await committee.alone(bob, second)).error, 'fastTrack.AlreadyVetoed');
		assert.equal((await committee.alone(charlie, second)).error, undefined, 'two members, two vetoes');
	});

	it('one member cannot fill the room for motions', async () => {
		const motion = (text: string) => {
			const call = api.tx.system.remark(stringToHex(text));
			return api.tx.technicalCommittee.propose(2, call, call.method.encodedLength);
		};
		const tenth = Array.from({ length: 10 }, (_, n): Act => [motion(`${n}`), alice]);
		await chain.include(...tenth);

		assert.equal(
			await chain.refusal(motion('one more'), alice),
			'technicalCommittee.TooManyProposals'
		);
		await chain.include([motion('of Bob’s'), bob]);
	});
});
