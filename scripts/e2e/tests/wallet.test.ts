// SPDX-License-Identifier: GPL-3.0-or-later

/** What polkadot.js apps asks the chain for on its pages, in the way in which it asks. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';

import { account, connect, UNITS } from '../lib/api.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

type Call = SubmittableExtrinsic<'promise'>;

describe('polkadot.js apps', { concurrency: true }, () => {
	let node: Node;
	let api: ApiPromise;

	before(async () => {
		node = await development();
		api = await connect(node);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	/** Each call must take these arguments, and must read back as the call that it was. */
	function assertEncodes(calls: Record<string, Call>): void {
		for (const [button, call] of Object.entries(calls)) {
			const { section, method } = call.method;
			const read = api.createType('Call', call.method.toU8a());
			assert.deepEqual([button, read.section, read.method], [button, section, method]);
		}
	}

	it('can encode the calls of the accounts page', () => {
		const [alice, bob] = [account('Alice').address, account('Bob').address];
		const { balances, identity, multisig, proxy, utility, vesting } = api.tx;
		const call = balances.transferKeepAlive(bob, UNITS);
		const weight = { refTime: 1, proofSize: 1 };

		assertEncodes({
			send: call,
			'send and close': balances.transferAllowDeath(bob, UNITS),
			'send all': balances.transferAll(bob, false),
			approve: multisig.approveAsMulti(2, [alice], null, call.method.hash, weight),
			'approve with call': multisig.asMulti(2, [alice], null, call, weight),
			reject: multisig.cancelAsMulti(2, [alice], { height: 1, index: 1 }, call.method.hash),
			'add proxy': proxy.addProxy(bob, 'NonTransfer', 0),
			'remove proxy': proxy.removeProxy(bob, 'Staking', 0),
			'act as proxy': proxy.proxy(bob, null, call),
			'set identity': identity.setIdentity({ display: { Raw: 'Alice' } }),
			'clear identity': identity.clearIdentity(),
			'set sub-identities': identity.setSubs([[bob, { Raw: 'Bob' }]]),
			'batch of sends': utility.batchAll([call, call]),
			vest: vesting.vest()
		});
	});

	it('can encode the calls of the staking page', () => {
		const [alice, bob] = [account('Alice').address, account('Bob').address];
		const { nominationPools, session, staking, utility, voterList } = api.tx;
		// Five keys of 32 bytes.
		const keys = `0x${'00'.repeat(5 * 32)}`;
		const bond = staking.bond(UNITS, 'Staked');
		const bondTo = staking.bond(UNITS, { Account: bob });
		const nominate = staking.nominate([alice, bob]);
		const validate = staking.validate({ commission: 10_000_000, blocked: false });
		const setKeys = session.setKeys(keys as never, '0x');

		assertEncodes({
			bond,
			'bond with another payee': bondTo,
			'bond more': staking.bondExtra(UNITS),
			unbond: staking.unbond(UNITS),
			rebond: staking.rebond(UNITS),
			withdraw: staking.withdrawUnbonded(0),
			nominate,
			'nominator wizard': utility.batchAll([bond, nominate]),
			'validator wizard': utility.batchAll([bond, setKeys, validate]),
			stop: staking.chill(),
			'change payee': staking.setPayee('Stash'),
			kick: staking.kick([bob]),
			payout: utility.batchAll([staking.payoutStakers(alice, 0)]),
			rebag: voterList.rebag(alice),
			'move up': voterList.putInFrontOf(bob),
			'create pool': nominationPools.create(UNITS, alice, alice, alice),
			'join pool': nominationPools.join(UNITS, 1)
		});
	});

	it('can encode the calls of the treasury, bounties and preimages pages', () => {
		const bob = account('Bob').address;
		const { bounties, childBounties, preimage, scheduler, treasury } = api.tx;

		assertEncodes({
			spend: treasury.spendLocal(UNITS, bob),
			'propose bounty': bounties.proposeBounty(UNITS, 'a test'),
			'accept curator': bounties.acceptCurator(0),
			'award bounty': bounties.awardBounty(0, bob),
			'claim bounty': bounties.claimBounty(0),
			'extend bounty': bounties.extendBountyExpiry(0, 'more time'),
			'unassign curator': bounties.unassignCurator(0),
			'add child bounty': childBounties.addChildBounty(0, UNITS, 'a part'),
			'note preimage': preimage.notePreimage('0x00'),
			'unnote preimage': preimage.unnotePreimage(`0x${'00'.repeat(32)}`),
			'cancel task': scheduler.cancel(1, 0)
		});
	});

	it('chooses its staking page for this chain', () => {
		const { registry } = api;

		assert.ok('erasStakersOverview' in api.query.staking);
		assert.ok(registry.createType('SpStakingPagedExposureMetadata'));
		assert.ok(registry.createType('SpStakingExposurePage'));
		assert.equal(api.tx.staking.bond.meta.args.length, 2);
	});

	it('shows the genesis validators on its staking page', async () => {
		const { derive } = api;
		const stashes = ['Alice', 'Bob', 'Charlie', 'Dave'].map(
			(name) => account(`${name}//stash`).address
		);
		const [overview, elected, waiting] = await Promise.all([
			derive.staking.overview(),
			derive.staking.electedInfo(),
			derive.staking.waitingInfo()
		]);
		const found = elected.info.map(({ accountId }) => accountId.toString());

		assert.deepEqual(overview.validators.map(String).sort(), stashes.sort());
		assert.deepEqual(found.sort(), stashes.sort());
		assert.deepEqual(waiting.waiting.map(String), []);
	});

	it('shows what a development account owns', async () => {
		const { freeBalance, transferable } = await api.derive.balances.all(account('Bob').address);

		assert.ok(freeBalance.toBigInt() >= 1_000n * UNITS);
		assert.ok(transferable !== null && transferable.toBigInt() > 0n);
	});

	it('finds no proposals, bounties or identities on a new chain', async () => {
		const { derive } = api;
		const { approvals, proposals } = await derive.treasury.proposals();
		const identity = await derive.accounts.identity(account('Bob').address);

		assert.deepEqual([approvals, proposals, await derive.bounties.bounties()], [[], [], []]);
		assert.equal(identity.display, undefined);
	});
});
