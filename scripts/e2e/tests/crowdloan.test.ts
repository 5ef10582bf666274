// SPDX-License-Identifier: GPL-3.0-or-later

/** Crowdloans as a wallet sees them: contributions, verifiers, no early exit, the way back. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { KeyringPair } from '@polkadot/keyring/types';
import type { u128, Vec } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import { u8aToHex } from '@polkadot/util';

import { account, all, eventsAt, only, UNITS } from '../lib/api.ts';
import { closeAuction, openAuction } from '../lib/auctions.ts';
import { Chain } from '../lib/chain.ts';
import {
	childKey,
	fundAccount,
	fundIndex,
	leaderboard,
	signature,
	totalHeld
} from '../lib/crowdloans.ts';
import { within } from '../lib/deadline.ts';
import { register } from '../lib/paras.ts';
import { view } from '../lib/view.ts';

/** Lease periods that the campaigns are for. */
const [FIRST, LAST] = [3, 4];

describe('crowdloans', () => {
	let chain: Chain;
	let lemon: number;
	let mango: number;
	let mangosFund: number;
	let period: number;
	const [manager, rival, verifier] = [account('Alice'), account('Bob'), account('Ferdie')];
	const [dave, eve, charlie] = [account('Dave'), account('Eve'), account('Charlie')];

	const hex = (...people: KeyringPair[]) =>
		people.map(({ publicKey }) => u8aToHex(publicKey)).sort();

	/** What is held of somebody for whatever reason, and everything he owns. */
	async function owned({ address }: KeyringPair): Promise<{ held: bigint; all: bigint }> {
		const { data } = await chain.api.query.system.account(address);
		const held = data.reserved.toBigInt();
		return { held, all: data.free.toBigInt() + held };
	}

	/** The manager opens a campaign until the first of the periods begins. */
	async function campaign(
		para: number,
		by: KeyringPair,
		signer: KeyringPair | null = null
	): Promise<void> {
		const cap = 100_000n * UNITS;
		const end = FIRST * period;
		const sr25519 = signer && { Sr25519: signer.publicKey };
		const { crowdloan } = chain.api.tx;
		await chain.include([crowdloan.create(para, cap, FIRST, LAST, end, sr25519), by]);
	}

	/** A contribution that somebody has signed for. */
	function signedFor(
		signer: KeyringPair,
		who: KeyringPair,
		given: bigint,
		value: bigint
	): { Sr25519: Uint8Array } {
		return signature(chain.api, signer, { para: mango, fund: mangosFund, who, given, value });
	}

	before(async () => {
		chain = await Chain.start();
		period = Number(chain.api.consts.slots.leasePeriod.toString());
		const paras = await register(chain, [manager, rival]);
		[lemon, mango] = [paras[0]!, paras[1]!];
		await campaign(lemon, manager);
		await campaign(mango, rival, verifier);
		mangosFund = await fundIndex(chain.api, mango);
	});

	after(() => chain?.stop());

	it('list contributions where wallets look for them', async () => {
		const { api } = chain;
		const { contribute, addMemo } = api.tx.crowdloan;
		await chain.include(
			[contribute(lemon, 60n * UNITS, null), dave],
			[contribute(lemon, 30n * UNITS, null), eve],
			[contribute(lemon, 10n * UNITS, null), eve],
			[addMemo(lemon, 'for lemon'), eve]
		);

		const index = await fundIndex(api, lemon);
		assert.equal(await api.derive.crowdloan.childKey(lemon), childKey(index));
		const { contributorsHex } = await api.derive.crowdloan.contributions(lemon);
		assert.deepEqual([...contributorsHex].sort(), hex(dave, eve));
		const own = await api.derive.crowdloan.ownContributions(lemon, hex(dave, eve, charlie));
		const amounts = [dave, eve, charlie].map((who) => own[hex(who)[0]!]!.toBigInt());
		assert.deepEqual(amounts, [60n * UNITS, 40n * UNITS, 0n]);

		interface Own {
			amount: u128;
		}
		for (const [who, amount] of [[dave, 60n], [eve, 40n]] as const) {
			const answer = await view(api, 'Crowdloan', 'contributions_of', who.publicKey);
			const found = (answer as unknown as Vec<Own & Codec>).map((own) => own.amount.toBigInt());
			assert.deepEqual(found, [amount * UNITS]);
			assert.equal((await owned(who)).held, amount * UNITS);
		}
		const [first] = await leaderboard(api);
		assert.equal(first!.para, lemon);
		assert.equal(first!.contributors, 2);
		assert.equal(first!.raised, 100n * UNITS);
	});

	it('take what the verifier has signed and nothing else', async () => {
		const { api } = chain;
		const value = 5n * UNITS;
		const attempt = (signature: { Sr25519: Uint8Array } | null) =>
			api.tx.crowdloan.contribute(mango, value, signature);

		for (const wrong of [
			null,
			signedFor(charlie, dave, 0n, value),
			signedFor(verifier, eve, 0n, value),
			signedFor(verifier, dave, 0n, 2n * value),
			signedFor(verifier, dave, value, value)
		]) {
			assert.equal(await chain.refusal(attempt(wrong), dave), 'crowdloan.InvalidSignature');
		}
		const right = signedFor(verifier, dave, 0n, value);
		const { events } = await chain.include([attempt(right), dave]);
		const { who, amount } = only(events, api.events.crowdloan.Contributed);
		assert.equal(who.toString(), dave.address);
		assert.equal(amount.toBigInt(), value);
		assert.equal(await chain.refusal(attempt(right), dave), 'crowdloan.InvalidSignature');

		await chain.include([attempt(signedFor(verifier, dave, value, value)), dave]);
		const own = await api.derive.crowdloan.ownContributions(mango, hex(dave));
		assert.equal(own[hex(dave)[0]!]!.toBigInt(), 2n * value);
	});

	it('give nothing back before their end', async () => {
		const { withdraw, refund } = chain.api.tx.crowdloan;
		const early = await chain.refusal(withdraw(dave.address, lemon), dave);
		assert.equal(early, 'crowdloan.FundNotEnded');
		assert.equal(await chain.refusal(refund(lemon), charlie), 'crowdloan.FundNotEnded');
	});

	it('let contributors nominate with what else they have', async () => {
		const { api } = chain;
		const stash = account('Alice//stash').address;
		await chain.include(
			[api.tx.staking.bond(1_000n * UNITS, 'Staked'), eve],
			[api.tx.staking.nominate([stash]), eve]
		);
		assert.equal((await owned(eve)).held, 1_040n * UNITS);
		assert.ok((await api.query.staking.nominators(eve.address)).isSome);
	});

	it('let contributors vote with what is held', async () => {
		const { api } = chain;
		const poor = account('voter with a contribution');
		const amount = 99n * UNITS;
		const gift = api.tx.balances.transferKeepAlive(poor.address, amount + UNITS);
		await chain.include([gift, charlie]);
		await chain.include([api.tx.crowdloan.contribute(lemon, amount, null), poor]);
		const origin = { Origins: 'AuctionAdmin' } as never;
		const proposal = { Inline: api.tx.system.remark('0x00').method.toHex() };
		const { events } = await chain.include([
			api.tx.referenda.submit(origin, proposal, { After: 1 }),
			charlie
		]);
		const { index } = only(events, api.events.referenda.Submitted);

		const vote = { Standard: { vote: { aye: true, conviction: 'Locked1x' }, balance: amount } };
		await chain.include([api.tx.convictionVoting.vote(index, vote), poor]);

		const info = (await api.query.referenda.referendumInfoFor(index)).unwrap();
		assert.equal(info.asOngoing.tally.ayes.toBigInt(), amount);
	});

	it('win with all they have raised, and hold it as long as they lease', async () => {
		const { api } = chain;
		await openAuction(chain, 20, FIRST);
		const wins = await closeAuction(chain);

		const pot = fundAccount(await fundIndex(api, lemon));
		assert.deepEqual(wins, [{ bidder: pot, para: lemon, amount: 199n * UNITS }]);
		const leases = await api.query.slots.leases(lemon);
		const holders = leases.flatMap((lease) => (lease.isSome ? [lease.unwrap()[0].toString()] : []));
		assert.deepEqual(holders, [pot, pot]);
		const refused = await chain.refusal(api.tx.crowdloan.addMemo(lemon, 'too late'), eve);
		assert.equal(refused, 'crowdloan.MemoLocked');
		assert.equal(await totalHeld(api), 209n * UNITS);
	});

	it('give back by themselves, and wallets see it', async () => {
		const { api, engine } = chain;
		const before = await owned(dave);
		let seen: string[] | undefined;
		const stop = await api.derive.crowdloan.contributions(
			mango,
			({ contributorsHex }: { contributorsHex: string[] }) => void (seen = contributorsHex)
		);
		const see = (what: string, expected: string[]) =>
			within(30, what, async (over) => {
				while (!over.aborted && JSON.stringify(seen) !== JSON.stringify(expected)) {
					await new Promise((resolve) => setTimeout(resolve, 20));
				}
			});
		await see('contributor', hex(dave));

		// Mango has lost, and its campaign ends. Lemon has a lease.
		await chain.to(FIRST * period - 1);
		const given = await released([mango]);
		assert.deepEqual(given, [{ who: dave.address, para: mango, amount: 10n * UNITS }]);
		await see('end of the fund', []);
		stop();
		assert.deepEqual(await owned(dave), { held: 60n * UNITS, all: before.all });
		const withdraw = api.tx.crowdloan.withdraw(dave.address, lemon);
		assert.equal(await chain.refusal(withdraw, charlie), 'crowdloan.BidOrLeaseActive');

		await chain.to((LAST + 1) * period - 1);
		assert.equal((await owned(dave)).held, 60n * UNITS);
		const rest = await released([lemon]);
		assert.deepEqual(
			rest.map(({ amount }) => amount).sort((a, b) => Number(a - b)),
			[40n, 60n, 99n].map((amount) => amount * UNITS)
		);
		assert.equal(await totalHeld(api), 0n);
		assert.deepEqual(await owned(dave), { held: 0n, all: before.all });
		assert.equal((await owned(eve)).held, 1_000n * UNITS, 'the bond alone');

		/** Who is released in the blocks that these funds still last. */
		async function released(
			paras: number[]
		): Promise<{ who: string; para: number; amount: bigint }[]> {
			const found: { who: string; para: number; amount: bigint }[] = [];
			for (let blocks = 0; blocks < 20; blocks++) {
				const funds = await api.query.crowdloan.funds.multi(paras);
				if (funds.every(({ isNone }) => isNone)) {
					return found;
				}
				const events = await eventsAt(api, await engine.newBlock());
				for (const withdrew of all(events, api.events.crowdloan.Withdrew)) {
					const { who, fundIndex, amount } = withdrew;
					found.push({
						who: who.toString(),
						para: fundIndex.toNumber(),
						amount: amount.toBigInt()
					});
				}
			}
			throw new Error('the funds do not end');
		}
	});
});
