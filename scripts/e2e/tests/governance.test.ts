// SPDX-License-Identifier: GPL-3.0-or-later

/** Open governance with real votes: what each power does, and what becomes of the money. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import { stringCamelCase, stringToHex } from '@polkadot/util';

import { account, free, NAMES, TREASURY, UNITS } from '../lib/api.ts';
import { type Act, Chain } from '../lib/chain.ts';
import {
	type Bill,
	type Call,
	Fellowship,
	forward,
	moment,
	Referenda,
	wholeBalances
} from '../lib/governance.ts';
import { amount, holds, named, single, total } from '../lib/records.ts';

/** Kusama's tracks. The names are whole: one that is filled up with zeros matches nothing. */
const TRACKS: Record<number, string> = {
	0: 'root',
	1: 'whitelisted_caller',
	2: 'wish_for_change',
	10: 'staking_admin',
	11: 'treasurer',
	12: 'lease_admin',
	13: 'fellowship_admin',
	14: 'general_admin',
	15: 'auction_admin',
	20: 'referendum_canceller',
	21: 'referendum_killer',
	30: 'small_tipper',
	31: 'big_tipper',
	32: 'small_spender',
	33: 'medium_spender',
	34: 'big_spender'
};
/** In so many steps polkadot.js apps draws the curves of a decision. */
const STEPS = 500;
const BILLION = 1_000_000_000n;

type Three = [KeyringPair, KeyringPair, KeyringPair];

interface Curve {
	linearDecreasing?: { length: number; floor: number; ceil: number };
	steppedDecreasing?: { begin: number; end: number; step: number; period: number };
	reciprocal?: { factor: number; xOffset: number; yOffset: number };
}

/** What a curve demands at `x`, in billionths, as wallets compute it; never divides by zero. */
function demand(curve: Curve, x: bigint): bigint {
	if (curve.linearDecreasing !== undefined) {
		const { length, floor, ceil } = curve.linearDecreasing;
		const at = x < BigInt(length) ? x : BigInt(length);
		return BigInt(ceil) - (BigInt(ceil - floor) * at) / BigInt(length);
	}
	if (curve.steppedDecreasing !== undefined) {
		const { begin, end, step, period } = curve.steppedDecreasing;
		const stairs = BigInt(begin) - BigInt(step) * (x / BigInt(period));
		return stairs > BigInt(end) ? stairs : BigInt(end);
	}
	if (curve.reciprocal !== undefined) {
		const { factor, xOffset, yOffset } = curve.reciprocal;
		const y = (BigInt(factor) * BILLION) / (x + BigInt(xOffset)) + BigInt(yOffset);
		return y < 0n ? 0n : y > BILLION ? BILLION : y;
	}
	throw new Error(`no wallet knows the curve ${JSON.stringify(curve)}`);
}

describe('what wallets read of governance', () => {
	let chain: Chain;
	let api: ApiPromise;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
	});

	after(() => chain?.stop());

	/** Whether an entry always has a value. */
	const modifier = (pallet: string, name: string) =>
		api.query[pallet]![name]!.creator.meta.modifier.type;
	const fields = (pallet: string, name: string) =>
		[...api.events[pallet]![name]!.meta.fields].map(({ name }) =>
			stringCamelCase(name.unwrapOr('').toString())
		);
	const parameters = (pallet: string, name: string) =>
		api.tx[pallet]![name]!.meta.args.map(({ name }) => stringCamelCase(name.toString()));

	it('has Kusama’s tracks with names that can be compared', () => {
		const tracks = api.consts.referenda.tracks;
		assert.deepEqual(
			Object.fromEntries(tracks.map(([id, { name }]) => [id.toNumber(), name.toString()])),
			TRACKS
		);
		for (const [, { name }] of tracks) {
			assert.equal(typeof name.replace, 'function', 'a name is text');
		}
		assert.equal((api.consts['fellowshipReferenda']!['tracks'] as unknown as unknown[]).length, 10);
	});

	for (const pallet of ['referenda', 'fellowshipReferenda']) {
		it(`has curves that can be drawn: ${pallet}`, () => {
			const tracks = api.consts[pallet]!['tracks']!.toJSON() as unknown as [
				number,
				Record<string, unknown>
			][];
			for (const [id, info] of tracks) {
				const periods = ['prepare', 'decision', 'confirm', 'minEnactment'];
				const [prepare, decision, confirm, enactment] = periods.map(
					(period) => info[`${period}Period`] as number
				) as [number, number, number, number];
				assert.ok(decision >= 20, `track ${id}: a step of its chart is a block or more`);
				assert.ok(prepare > 0 && confirm > 0 && enactment > 0);
				// The chart has a label for each step until the enactment.
				assert.ok((confirm + enactment) / decision < 20, `track ${id}: its chart is endless`);

				for (const what of ['minApproval', 'minSupport']) {
					const curve = info[what] as Curve;
					const drawn = Array.from({ length: STEPS + 1 }, (_, step) =>
						demand(curve, (BigInt(step) * BILLION) / BigInt(STEPS))
					);
					const [first, last] = [drawn[0]!, drawn[STEPS]!];
					assert.ok(first > last, `track ${id}: ${what} does not fall`);
					assert.ok(drawn.every((y, i) => i === 0 || y <= drawn[i - 1]!));
					// A tie on a flat part divides by its height.
					const { linearDecreasing: line, steppedDecreasing: stairs } = curve;
					assert.ok(line === undefined || (line.ceil > line.floor && line.length > 0));
					assert.ok(stairs === undefined || (stairs.step > 0 && stairs.period > 0));
				}
			}
		});
	}

	it('has the entries, constants and events that pages look for', () => {
		const entries: [string, string, 'Default' | 'Optional'][] = [
			['referenda', 'referendumCount', 'Default'],
			['referenda', 'referendumInfoFor', 'Optional'],
			['referenda', 'trackQueue', 'Default'],
			['referenda', 'decidingCount', 'Default'],
			['referenda', 'metadataOf', 'Optional'],
			['fellowshipReferenda', 'referendumCount', 'Default'],
			['fellowshipReferenda', 'referendumInfoFor', 'Optional'],
			['fellowshipCollective', 'members', 'Optional'],
			['fellowshipCollective', 'voting', 'Optional'],
			['convictionVoting', 'classLocksFor', 'Default'],
			['convictionVoting', 'votingFor', 'Default'],
			['preimage', 'statusFor', 'Optional'],
			['preimage', 'requestStatusFor', 'Optional'],
			['preimage', 'preimageFor', 'Optional'],
			['scheduler', 'agenda', 'Default'],
			['whitelist', 'whitelistedCall', 'Optional'],
			['technicalCommittee', 'members', 'Default'],
			['technicalCommittee', 'prime', 'Optional'],
			['technicalCommittee', 'proposals', 'Default'],
			['technicalCommittee', 'proposalOf', 'Optional'],
			['technicalCommittee', 'voting', 'Optional'],
			['technicalCommittee', 'proposalCount', 'Default'],
			['treasury', 'proposalCount', 'Default'],
			['treasury', 'proposals', 'Optional'],
			['treasury', 'approvals', 'Default'],
			['bounties', 'bountyCount', 'Default'],
			['bounties', 'bounties', 'Optional'],
			['bounties', 'bountyDescriptions', 'Optional']
		];
		for (const [pallet, name, expected] of entries) {
			assert.equal(modifier(pallet, name), expected, `${pallet}.${name}`);
		}
		const constants: Record<string, string[]> = {
			referenda: ['submissionDeposit', 'maxQueued', 'undecidingTimeout', 'alarmInterval', 'tracks'],
			convictionVoting: ['voteLockingPeriod'],
			treasury: ['spendPeriod', 'burn', 'palletId'],
			bounties: [
				'bountyDepositBase',
				'bountyValueMinimum',
				'dataDepositPerByte',
				'maximumReasonLength',
				'bountyUpdatePeriod'
			]
		};
		for (const [pallet, names] of Object.entries(constants)) {
			for (const name of names) {
				assert.ok(api.consts[pallet]![name] !== undefined, `${pallet}.${name}`);
			}
		}
		assert.deepEqual(fields('referenda', 'Submitted'), ['index', 'track', 'proposal']);
		assert.deepEqual(fields('preimage', 'Noted'), ['hash']);
		assert.deepEqual(fields('preimage', 'Cleared'), ['hash']);
		assert.deepEqual(fields('whitelist', 'CallWhitelisted'), ['callHash']);
		assert.deepEqual(fields('whitelist', 'WhitelistedCallRemoved'), ['callHash']);
		assert.deepEqual(fields('fellowshipCollective', 'Voted').slice(0, 2), ['who', 'poll']);
		assert.deepEqual(fields('fellowshipCollective', 'MemberAdded'), ['who']);
		assert.ok(api.events.convictionVoting.Voted !== undefined);
		assert.ok(
			api.registry.lookup.names.includes('PalletConvictionVotingVoteAccountVote'),
			'without this type nobody can abstain'
		);
	});

	it('takes every call that the pages send', () => {
		const calls: [string, string, string[]][] = [
			['referenda', 'submit', ['proposalOrigin', 'proposal', 'enactmentMoment']],
			['referenda', 'placeDecisionDeposit', ['index']],
			['referenda', 'refundDecisionDeposit', ['index']],
			['convictionVoting', 'vote', ['pollIndex', 'vote']],
			['convictionVoting', 'delegate', ['class', 'to', 'conviction', 'balance']],
			['convictionVoting', 'removeVote', ['class', 'index']],
			['convictionVoting', 'unlock', ['class', 'target']],
			['preimage', 'notePreimage', ['bytes']],
			['preimage', 'unnotePreimage', ['hash']],
			['whitelist', 'whitelistCall', ['callHash']],
			['whitelist', 'removeWhitelistedCall', ['callHash']],
			['whitelist', 'dispatchWhitelistedCallWithPreimage', ['call']],
			['fellowshipCollective', 'vote', ['poll', 'aye']],
			['technicalCommittee', 'vote', ['proposal', 'index', 'approve']],
			['bounties', 'proposeBounty', ['value', 'description']],
			['bounties', 'acceptCurator', ['bountyId']],
			['bounties', 'awardBounty', ['bountyId', 'beneficiary']],
			['bounties', 'claimBounty', ['bountyId']],
			['bounties', 'extendBountyExpiry', ['bountyId', 'remark']],
			['bounties', 'unassignCurator', ['bountyId']]
		];
		for (const [pallet, name, expected] of calls) {
			assert.deepEqual(parameters(pallet, name), expected, `${pallet}.${name}`);
		}
		const { convictionVoting, referenda, utility } = api.tx;
		const vote = { aye: true, conviction: 'Locked1x' };
		const lookup = { Lookup: { hash: `0x${'11'.repeat(32)}`, len: 7 } };
		const encoded: Call[] = [
			referenda.submit({ Origins: 'WhitelistedCaller' } as never, lookup, { At: 1_000 }),
			referenda.submit({ system: 'Root' } as never, lookup, { After: 1 }),
			convictionVoting.vote(0, { Standard: { vote, balance: UNITS } }),
			convictionVoting.vote(0, { Split: { aye: UNITS, nay: UNITS } }),
			convictionVoting.vote(0, { SplitAbstain: { aye: 0, nay: 0, abstain: UNITS } }),
			utility.forceBatch([convictionVoting.delegate(0, TREASURY, 'Locked6x', UNITS)]),
			utility.batch([convictionVoting.removeVote(0, 0), convictionVoting.unlock(0, TREASURY)])
		];
		for (const { method } of encoded) {
			const again = api.createType('Call', method.toU8a());
			assert.deepEqual(again.toHuman(), method.toHuman());
		}
		assert.equal(utility.batch.meta.args[0]!.type.toString(), 'Vec<Call>');
	});

	it('answers the derives', async () => {
		const { proposalCount } = await api.derive.treasury.proposals();
		assert.equal(proposalCount.toNumber(), 0);
		assert.deepEqual(await api.derive.bounties.bounties(), []);
	});

	it('has nobody with more power than others: no sudo', () => {
		assert.equal(api.tx['sudo'], undefined);
	});
});

describe('the public decides', { timeout: 400_000 }, () => {
	const [alice, bob, charlie] = ['Alice', 'Bob', 'Charlie'].map(account) as Three;
	const [dave, eve, ferdie] = ['Dave', 'Eve', 'Ferdie'].map(account) as Three;
	let chain: Chain;
	let api: ApiPromise;
	let referenda: Referenda;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		referenda = new Referenda(chain);
		// An era fills the treasury's pot.
		await chain.engine.newBlock({ count: 100 });
	});

	after(() => chain?.stop());

	const note = (text: string) => api.tx.system.remark(stringToHex(text));
	const track = (name: string) =>
		api.consts.referenda.tracks.find(([, info]) => info.name.toString() === name)!;
	/** What a power does that only root may do besides. */
	const deeds: [power: string, call: () => Call, event: string][] = [
		['StakingAdmin', () => api.tx.staking.setMinCommission(10_000_000), 'scheduler.Dispatched'],
		['LeaseAdmin', () => api.tx.slots.clearAllLeases(2000), 'scheduler.Dispatched'],
		[
			'FellowshipAdmin',
			() => api.tx['fellowshipCollective']!['promoteMember']!({ Id: ferdie.address }),
			'fellowshipCollective.RankChanged'
		],
		[
			'GeneralAdmin',
			() => api.tx.identity.addRegistrar({ Id: dave.address }),
			'identity.RegistrarAdded'
		]
	];

	for (const [power, call, event] of deeds) {
		it(`who has the power of ${power}, and nobody else`, async () => {
			assert.equal(await chain.refusal(call(), alice), 'BadOrigin');

			const { events } = await referenda.enact({ power, call: call() });

			assert.ok(named(events, event).length >= 1, event);
		});
	}

	it('on a spend of the treasury, within the limit of the track', async () => {
		const spend = (amount: bigint): Bill => ({
			power: 'SmallTipper',
			call: api.tx.treasury.spendLocal(amount, { Id: eve.address })
		});
		const tooMuch = await referenda.open(spend(9n * UNITS));
		await referenda.vote(tooMuch, await wholeBalances(chain));
		await referenda.approved(tooMuch);
		assert.equal((await referenda.carriedOut(tooMuch)).error, 'treasury.InsufficientPermission');

		const { number, events } = await referenda.enact(spend(UNITS));
		assert.equal(amount(single(events, 'treasury.SpendApproved')['amount']), UNITS);
		const before = await free(api, eve.address);
		const period = api.consts.treasury.spendPeriod.toNumber();
		const payday = Math.floor(number / period + 1) * period;
		await forward(chain, payday);
		const awarded = single((await moment(chain, payday)).events, 'treasury.Awarded');
		assert.equal(awarded['account'], eve.address);
		assert.equal(await free(api, eve.address), before + UNITS);
	});

	it('on a bounty, from its proposal to the claim', async () => {
		const { bounties } = api.tx;
		const [value, fee] = [2n * UNITS, UNITS / 2n];
		const proposed = await chain.include([bounties.proposeBounty(value, 'a better map'), bob]);
		const index = single(proposed.events, 'bounties.BountyProposed')['index'] as number;
		await referenda.enact({ power: 'Treasurer', call: bounties.approveBounty(index) });
		const period = api.consts.treasury.spendPeriod.toNumber();
		await forward(chain, Math.floor((await chain.height()) / period + 1) * period);
		assert.ok((await api.query.bounties.bounties(index)).unwrap().status.isFunded);
		assert.equal((await api.derive.bounties.bounties()).length, 1);

		const curator = { Id: charlie.address };
		const call = bounties.proposeCurator(index, curator, fee);
		await referenda.enact({ power: 'Treasurer', call });
		await chain.include([bounties.acceptCurator(index), charlie]);
		await chain.include([bounties.awardBounty(index, { Id: dave.address }), charlie]);
		const before = await free(api, dave.address);
		const { events } = await chain.include([bounties.claimBounty(index), bob]);

		const claimed = single(events, 'bounties.BountyClaimed');
		assert.deepEqual(
			[claimed['beneficiary'], amount(claimed['payout'])],
			[dave.address, value - fee]
		);
		assert.equal(await free(api, dave.address), before + value - fee);
		assert.ok((await api.query.bounties.bounties(index)).isNone);
	});

	it('on auctions', async () => {
		const length = api.consts.slots.leasePeriod.toNumber();
		const period = Math.floor((await chain.height()) / length) + 8;
		const call = api.tx.auctions.newAuction(10, period);
		const { events } = await referenda.enact({ power: 'AuctionAdmin', call });
		assert.equal(single(events, 'auctions.AuctionStarted')['leasePeriod'], period);
	});

	it('on what the fellowship has whitelisted', async () => {
		const call = api.tx.system.setStorage([[stringToHex(':by two'), '0x01']]);
		await new Fellowship(chain).whitelist(call);
		const dispatch = api.tx.whitelist.dispatchWhitelistedCallWithPreimage(call);
		const { events } = await referenda.enact({ power: 'WhitelistedCaller', call: dispatch });
		assert.equal(named(events, 'whitelist.WhitelistedCallDispatched').length, 1);
	});

	it('for what it wishes, which does nothing', async () => {
		const { events } = await referenda.enact({ power: 'WishForChange', call: note('more birds') });
		assert.ok(named(events, 'scheduler.Dispatched').length >= 1);
	});

	it('by delegates, and money is locked for as long as its conviction says', async () => {
		const { convictionVoting } = api.tx;
		const [id] = track('big_tipper');
		const balance = 100_000n * UNITS;
		const locked = async ({ address }: KeyringPair) =>
			(await api.query.convictionVoting.classLocksFor(address))
				.filter(([track]) => track.eq(id))
				.reduce((most, [, sum]) => (sum.toBigInt() > most ? sum.toBigInt() : most), 0n);
		const unlock = (who: KeyringPair) =>
			chain.include([convictionVoting.unlock(id, { Id: who.address }), who]);

		const toBob = convictionVoting.delegate(id, { Id: bob.address }, 'Locked2x', balance);
		await chain.include([toBob, eve]);
		const index = await referenda.open({ power: 'BigTipper', call: note('in her name') });
		await referenda.vote(index, [{ voter: bob, aye: true, balance, conviction: 'Locked1x' }]);

		const { tally } = await referenda.ongoing(index);
		assert.equal(tally['ayes'], 3n * balance, 'one of his own and two of hers');
		assert.equal(tally['support'], 2n * balance);
		const others = NAMES.filter((name) => name !== 'Bob' && name !== 'Eve').map(account);
		await referenda.vote(index, await wholeBalances(chain, true, 'None', others));
		const { at } = await referenda.approved(index);

		const period = api.consts.convictionVoting.voteLockingPeriod.toNumber();
		await chain.include([convictionVoting.removeVote(id, index), bob]);
		await unlock(bob);
		assert.equal(await locked(bob), balance, 'the winner waits for one period');
		await forward(chain, at + period);
		await unlock(bob);
		assert.equal(await locked(bob), 0n);

		await chain.include([convictionVoting.undelegate(id), eve]);
		const undelegated = await chain.height();
		await forward(chain, undelegated + period);
		await unlock(eve);
		assert.equal(await locked(eve), balance, 'she waits for two');
		await forward(chain, undelegated + 2 * period);
		await unlock(eve);
		assert.equal(await locked(eve), 0n);
	});

	it('against an abuse: a killed referendum’s deposits go to the treasury', async () => {
		const before = await total(api, ferdie.address);
		const feesBefore = chain.feesOf(ferdie);
		const index = await referenda.open({
			power: 'GeneralAdmin',
			call: note('spam'),
			form: 'inline',
			by: ferdie
		});
		const deposits =
			api.consts.referenda.submissionDeposit.toBigInt() +
			track('general_admin')[1].decisionDeposit.toBigInt();

		const kill = api.tx.referenda.kill(index);
		assert.equal(await chain.refusal(kill, alice), 'BadOrigin');
		const { number, events } = await referenda.enact({ power: 'ReferendumKiller', call: kill });

		assert.deepEqual(await referenda.state(index), { type: 'Killed', at: number, left: [] });
		const slashed = named(events, 'referenda.DepositSlashed');
		assert.deepEqual(
			slashed.map(({ who }) => who),
			[ferdie.address, ferdie.address]
		);
		assert.equal(
			slashed.reduce((sum, one) => sum + amount(one['amount']), 0n),
			deposits
		);
		const paid = chain.feesOf(ferdie) - feesBefore;
		assert.equal(await total(api, ferdie.address), before - deposits - paid);
		const deposited = named(events, 'balances.Deposit').filter(({ who }) => who === TREASURY);
		assert.ok(deposited.reduce((sum, one) => sum + amount(one['amount']), 0n) >= deposits);
	});

	it('to let a referendum go: a cancelled one’s deposits are given back', async () => {
		const call = note('never mind');
		const bill = { power: 'GeneralAdmin', call, form: 'inline', by: ferdie } as const;
		const before = await holds(api, ferdie.address);
		const index = await referenda.open(bill);

		const cancel = api.tx.referenda.cancel(index);
		await referenda.enact({ power: 'ReferendumCanceller', call: cancel });

		assert.equal((await referenda.state(index)).type, 'Cancelled');
		assert.deepEqual(await holds(api, ferdie.address), before);
	});

	it('in turn: a queue drains by approval, rejection and kill, and holds no one back', async () => {
		const bills = ['first', 'second', 'third', 'fourth'].map(
			(text): Bill => ({ power: 'Root', call: note(text), form: 'inline', by: ferdie })
		);
		const before = await holds(api, ferdie.address);
		const indices: number[] = [];
		for (const bill of bills) {
			indices.push(await referenda.open(bill));
		}
		const [first, second, third, fourth] = indices as [number, number, number, number];
		const queued = async () =>
			(await api.query.referenda.trackQueue(0)).map(([index]) => index.toNumber());
		assert.deepEqual((await queued()).sort((a, b) => a - b), [second, third, fourth]);

		// The one with most ayes is next.
		await referenda.vote(third, await wholeBalances(chain, true, 'None', [dave]));
		assert.equal((await queued()).at(-1), third);
		await referenda.vote(first, await wholeBalances(chain));
		await referenda.approved(first);
		assert.ok((await referenda.ongoing(third)).deciding !== null);
		const kill = api.tx.referenda.kill(third);
		await referenda.enact({ power: 'ReferendumKiller', call: kill });
		assert.equal((await referenda.state(third)).type, 'Killed');
		const { deciding } = await referenda.ongoing(second);
		assert.ok(deciding !== null, 'of equals the one that came first');
		assert.equal((await referenda.end(second)).type, 'Rejected');
		assert.ok((await referenda.ongoing(fourth)).deciding !== null);
		assert.equal((await referenda.end(fourth)).type, 'Rejected');
		assert.deepEqual(await queued(), []);
		assert.equal((await api.query.referenda.decidingCount(0)).toNumber(), 0);
		assert.deepEqual(await holds(api, ferdie.address), before);
	});

	it('and in the end nobody has a deposit left', async () => {
		const noted = await api.query.preimage.requestStatusFor.entries();
		await chain.include(
			...noted
				.filter(([, status]) => status.unwrap().isUnrequested)
				.map(([key]): Act => [api.tx.preimage.unnotePreimage(key.args[0]), alice])
		);
		for (const who of [alice, bob, charlie, dave, eve, ferdie]) {
			assert.deepEqual(await holds(api, who.address), {}, String(who.meta['name']));
			const { data } = await api.query.system.account(who.address);
			assert.equal(data.reserved.toBigInt(), 0n);
		}
		for (const [key] of await api.query.referenda.referendumInfoFor.entries()) {
			const state = await referenda.state(key.args[0].toNumber());
			assert.ok(state.type !== 'Ongoing' && state.left.length === 0);
		}
		const last = (await api.query.referenda.referendumCount()).toNumber() - 1;
		assert.equal(
			await chain.refusal(api.tx.referenda.refundDecisionDeposit(last), bob),
			'referenda.NoDeposit'
		);
	});
});
