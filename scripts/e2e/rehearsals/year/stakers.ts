// SPDX-License-Identifier: GPL-3.0-or-later

/** Validators who join, nominators who come and go, rewards that are paid each day, and one slash. */

import assert from 'node:assert/strict';

import { Keyring } from '@polkadot/keyring';
import { u8aConcat, u8aToHex } from '@polkadot/util';

import { account, all, UNITS } from '../../lib/api.ts';
import type { Act, Chain } from '../../lib/chain.ts';
import { claimOf, equivocation } from '../../lib/offences.ts';
import { total } from '../../lib/records.ts';
import { type Actor, STEPS_PER_DAY, type Today } from './calendar.ts';

/** Who joins Alice and Bob. Each validates with their own key, and stakes as their stash. */
const NEWCOMERS = ['Charlie', 'Dave', 'Eve'];
/** What a newcomer has at stake, and what a nominator has. */
const STAKE = 100_000n * UNITS;
const NOMINATION = 50_000n * UNITS;
/** Shares in billionths: Kusama's least commission. */
const COMMISSION = 150_000_000;
/** On which day a nominator unbonds, and on which a validator makes two blocks in one slot. */
const UNBONDS = 5;
const OFFENDS = 10;
/** Calls that surely find room in a block. */
const PER_BLOCK = 50;
/** Names in messages. */
const ksm = (plancks: bigint) => (plancks / UNITS).toLocaleString('en');

/** A slash that has been reported. */
interface Slash {
	/** The era in which it was reported. */
	era: number;
	/** What the offender had at stake. */
	before: bigint;
	applied: boolean;
}

export class Stakers implements Actor {
	readonly #nominator = account('Dave');
	readonly #leaver = account('Eve');
	readonly #offender = account('Eve//stash');
	/** The first era that has not been paid. */
	#unpaid = 0;
	#payouts = 0;
	#slash: Slash | undefined;
	#leftIn: number | undefined;
	#withdrawn = false;

	async act(today: Today): Promise<void> {
		const { chain, step } = today;
		if (step === 0) {
			await this.#begin(today);
		}
		const era = await eraOf(chain);
		if (step % STEPS_PER_DAY === 0) {
			await this.#pay(chain, era);
		}
		if (step === UNBONDS * STEPS_PER_DAY) {
			await this.#leave(today, era);
		}
		if (this.#leftIn !== undefined && !this.#withdrawn) {
			await this.#withdraw(today, era);
		}
		if (step >= OFFENDS * STEPS_PER_DAY && this.#slash === undefined) {
			await this.#offend(today, era);
		}
		if (this.#slash !== undefined && !this.#slash.applied) {
			await this.#apply(today, era);
		}
	}

	async close({ chain }: Today): Promise<string[]> {
		const era = await eraOf(chain);
		await this.#pay(chain, era);
		const lines = [`${era} eras have ended; ${this.#payouts} payouts, none is left to be made`];
		if (this.#withdrawn) {
			lines.push('a nominator has left, and has everything that they staked');
		}
		if (this.#slash?.applied) {
			lines.push('one validator was slashed, when the time for objections was over');
		}
		return lines;
	}

	async #begin({ chain, stage }: Today): Promise<void> {
		const { session, staking } = chain.api.tx;
		const ed25519 = new Keyring({ type: 'ed25519' });
		const acts = NEWCOMERS.flatMap((name): Act[] => {
			const stash = account(`${name}//stash`);
			const other = account(name).publicKey;
			const finality = ed25519.addFromUri(`//${name}`).publicKey;
			const keys = u8aToHex(u8aConcat(finality, other, other, other, other));
			return [
				[staking.bond(STAKE, 'Staked'), stash],
				[session.setKeys(keys as never, '0x'), stash],
				[staking.validate({ commission: COMMISSION, blocked: false }), stash]
			];
		});
		await chain.include(...acts);
		const behind = NEWCOMERS.map((name) => account(`${name}//stash`).address);
		await chain.include(
			[staking.bond(NOMINATION, 'Staked'), this.#nominator],
			[staking.nominate(behind), this.#nominator],
			// What this one earns is not staked, so that nothing is left when they leave.
			[staking.bond(NOMINATION, 'Stash'), this.#leaver],
			[staking.nominate(behind), this.#leaver]
		);
		await stage.note(`${NEWCOMERS.join(', ')} stand for election, with two nominators`);
	}

	/** Has all validators and their nominators paid for each era that is over. */
	async #pay(chain: Chain, era: number): Promise<void> {
		const { api } = chain;
		const calls: Act[] = [];
		for (; this.#unpaid < era; this.#unpaid++) {
			const points = await api.query.staking.erasRewardPoints(this.#unpaid);
			for (const [validator, earned] of points.individual) {
				const claimed = await api.query.staking.claimedRewards(this.#unpaid, validator);
				if (!earned.isZero() && claimed.isEmpty) {
					const payout = api.tx.staking.payoutStakers(validator, this.#unpaid);
					calls.push([payout, account('Alice')]);
				}
			}
		}
		for (let from = 0; from < calls.length; from += PER_BLOCK) {
			const some = calls.slice(from, from + PER_BLOCK);
			const { events } = await chain.include(...some);
			assert.equal(all(events, api.events.staking.PayoutStarted).length, some.length);
		}
		this.#payouts += calls.length;
	}

	async #leave({ chain, stage }: Today, era: number): Promise<void> {
		const { staking } = chain.api.tx;
		const who = this.#leaver;
		const bonded = (await chain.api.query.staking.ledger(who.address)).unwrap().active;
		await chain.include([staking.chill(), who], [staking.unbond(bonded), who]);
		this.#leftIn = era;
		await stage.note(`a nominator unbonds, for ${String(chain.api.consts.staking.bondingDuration)} eras`);
	}

	async #withdraw({ chain, stage }: Today, era: number): Promise<void> {
		const bonding = chain.api.consts.staking.bondingDuration.toNumber();
		// Unbonding counts from the era that is planned, which may be the one after.
		if (era < this.#leftIn! + bonding + 1) {
			return;
		}
		const who = this.#leaver;
		const [before, paid] = [await total(chain.api, who.address), chain.feesOf(who)];
		await chain.include([chain.api.tx.staking.withdrawUnbonded(0), who]);
		assert.ok((await chain.api.query.staking.ledger(who.address)).isNone, 'nothing is left at stake');
		const fee = chain.feesOf(who) - paid;
		assert.equal(await total(chain.api, who.address), before - fee);
		this.#withdrawn = true;
		await stage.note('the nominator has their stake back');
	}

	/** Reports that a validator has made two blocks in one slot, if it is in the present set. */
	async #offend({ chain, stage }: Today, era: number): Promise<void> {
		const { api } = chain;
		const author = account('Eve');
		const authorities = await api.query.babe.authorities();
		const authority = authorities.findIndex(([key]) => key.eq(author.publicKey));
		assert.ok(authority >= 0, 'the validator who offends is in the set');
		// In the first block of a session the keys of the one before would be asked for.
		await chain.engine.newBlock({ count: 2 });
		const { slot } = claimOf(await api.rpc.chain.getHeader());
		const before = (await api.query.staking.ledger(this.#offender.address)).unwrap().total.toBigInt();
		const report = await equivocation(api, author, { authority, slot });
		const { events } = await chain.include([report, account('Bob')]);
		assert.equal(all(events, api.events.offences.Offence).length, 1);
		this.#slash = { era, before, applied: false };
		await stage.note('Eve has made two blocks in one slot: reported, disabled, to be slashed');
	}

	async #apply({ chain, stage }: Today, era: number): Promise<void> {
		const slash = this.#slash!;
		const due = slash.era + chain.api.consts.staking.slashDeferDuration.toNumber() + 1;
		const ledger = (await chain.api.query.staking.ledger(this.#offender.address)).unwrap();
		const lost = slash.before - ledger.total.toBigInt();
		if (era < due - 1) {
			assert.ok(lost <= 0n, 'nothing is taken before the time for objections is over');
		} else if (lost > 0n) {
			slash.applied = true;
			const percent = Number((lost * 100n) / slash.before);
			await stage.note(`the slash is applied, ${era - slash.era} eras later: ${ksm(lost)} KSM, ${percent} %`);
		} else {
			assert.ok(era <= due, 'the slash is applied when the time for objections is over');
		}
	}
}

async function eraOf({ api }: Chain): Promise<number> {
	return (await api.query.staking.activeEra()).unwrap().index.toNumber();
}
