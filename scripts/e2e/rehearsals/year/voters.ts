// SPDX-License-Identifier: GPL-3.0-or-later

/** Referenda on several tracks, one that everybody wants and one that nobody does each week. */

import assert from 'node:assert/strict';

import { account, free, NAMES, UNITS } from '../../lib/api.ts';
import type { Chain } from '../../lib/chain.ts';
import { type Bill, Referenda, wholeBalances } from '../../lib/governance.ts';
import { type Actor, STEPS_PER_DAY, type Today } from './calendar.ts';

/** Steps from one pair of referenda to the next. */
const WEEK = 7 * STEPS_PER_DAY;
/** Whom the treasury pays. */
const builder = account('a builder');
/**
 * Those who vote with all they have. Alice pays for what others need, and so locks nothing. Neither do those who are
 * slashed: with everything locked they could not even pay a fee then.
 */
export const VOTERS = NAMES.filter(
	(name) => !['Alice', 'Dave', 'Eve', 'Eve//stash'].includes(name)
).map(account);
/** Who pays the deposits. */
const proposer = account('Ferdie');

/** A referendum on which everybody has voted. */
interface Vote {
	index: number;
	what: string;
	wanted: boolean;
	/** What the treasury is to pay the builder, if it is about that. */
	spend: bigint;
}

/** A spend that was approved. */
interface Spend {
	amount: bigint;
	/** The block by which it must have been paid. */
	due: number;
}

export class Voters implements Actor {
	readonly #going = new Set<Vote>();
	readonly #ended = new Map<string, number>();
	#spends: Spend[] = [];
	#paid = 0n;

	/** With `speed` the treasury gets so many times less than at Kusama's pace: its eras are as much shorter. */
	constructor(readonly speed: number) {}

	async act(today: Today): Promise<void> {
		if (today.step % WEEK === STEPS_PER_DAY / 2) {
			await this.#propose(today, Math.floor(today.step / WEEK));
		}
		for (const vote of this.#going) {
			await this.#follow(today, vote);
		}
		await this.#payday(today);
	}

	async close({ chain }: Today): Promise<string[]> {
		assert.equal(await free(chain.api, builder.address), this.#paid);
		const ended = [...this.#ended].map(([what, times]) => `${times} ${what}`);
		return [
			`referenda: ${ended.join(', ')}; ${this.#going.size} still go on`,
			`the treasury has paid ${show(this.#paid)} KSM, each spend at the end of its period`
		];
	}

	/** What everybody wants in this week, and the power that it takes. */
	#wanted({ api }: Chain, week: number): { what: string; bill: Bill; spend: bigint } {
		const pay = (power: string, ksm: bigint) => {
			const spend = (ksm * UNITS) / BigInt(this.speed);
			return {
				what: `a spend of ${show(spend)} KSM on the track ${power}`,
				bill: { power, call: api.tx.treasury.spendLocal(spend, { Id: builder.address }) },
				spend
			};
		};
		const other = (what: string, power: string, call: Bill['call']) => ({
			what,
			bill: { power, call },
			spend: 0n
		});
		const registrar = account(`registrar ${week}`).address;
		const all = [
			() => pay('SmallSpender', 300n),
			() => other('a registrar', 'GeneralAdmin', api.tx.identity.addRegistrar({ Id: registrar })),
			() => pay('BigSpender', 20_000n),
			() => other('the least commission', 'StakingAdmin', api.tx.staking.setMinCommission(150_000_000)),
			() => pay('MediumSpender', 3_000n),
			() => other('a remark', 'WishForChange', api.tx.system.remark(`0x${week.toString(16).padStart(4, '0')}`)),
			() => pay('SmallTipper', 8n),
			() => other('a remark', 'Root', api.tx.system.remark(`0x${week.toString(16).padStart(6, '0')}`))
		];
		return all[week % all.length]!();
	}

	async #propose({ chain, stage }: Today, week: number): Promise<void> {
		const referenda = new Referenda(chain);
		const { what, bill, spend } = this.#wanted(chain, week);
		const loot = 300n * UNITS + BigInt(week);
		const grab = chain.api.tx.treasury.spendLocal(loot, { Id: proposer.address });
		for (const [wanted, about, one, amount] of [
			[true, what, bill, spend],
			[false, 'a spend for nothing on the track SmallSpender', { power: 'SmallSpender', call: grab }, 0n]
		] as const) {
			const index = await referenda.open({ ...one, by: proposer });
			await referenda.vote(index, await wholeBalances(chain, wanted, 'Locked1x', VOTERS));
			this.#going.add({ index, what: about, wanted, spend: amount });
			await stage.note(`referendum ${index}, ${about}: the votes are ${wanted ? 'for' : 'against'} it`);
		}
	}

	async #follow({ chain, stage, height, calendar }: Today, vote: Vote): Promise<void> {
		const referenda = new Referenda(chain);
		const state = await referenda.state(vote.index);
		if (state.type === 'Ongoing') {
			return;
		}
		this.#going.delete(vote);
		const type = vote.wanted ? 'Approved' : 'Rejected';
		assert.deepEqual([state.type, state.left], [type, []], `referendum ${vote.index}`);
		this.#ended.set(type.toLowerCase(), (this.#ended.get(type.toLowerCase()) ?? 0) + 1);
		await stage.note(`referendum ${vote.index}, ${vote.what}: ${type.toLowerCase()} in #${state.at}`);
		if (vote.spend > 0n) {
			const period = chain.api.consts.treasury.spendPeriod.toNumber();
			// The longest enactment of a spender is a day, and then the period must end.
			const enacted = Math.max(height, await this.#enactment(referenda, vote.index));
			const due = (Math.floor(enacted / period) + 1) * period + calendar.step;
			this.#spends.push({ amount: vote.spend, due });
		}
	}

	/** The block in which an approved call is carried out, or 0 if that has happened. */
	async #enactment({ chain, task }: Referenda, index: number): Promise<number> {
		const name = task.call(new Referenda(chain), index);
		const place = await chain.api.query.scheduler.lookup(name);
		return place.isSome ? place.unwrap()[0].toNumber() : 0;
	}

	/** Checks that the builder has been paid what was due, and nothing else. */
	async #payday({ chain, stage, height }: Today): Promise<void> {
		const has = await free(chain.api, builder.address);
		if (has > this.#paid) {
			const sum = has - this.#paid;
			const paid = this.#spends.find(({ amount }) => amount === sum);
			assert.ok(paid !== undefined, `a spend of ${sum} was approved`);
			this.#spends = this.#spends.filter((spend) => spend !== paid);
			this.#paid = has;
			await stage.note(`the treasury has paid ${show(sum)} KSM`);
		}
		const late = this.#spends.filter(({ due }) => due < height);
		assert.deepEqual(late, [], 'spends are paid in their time');
	}
}

/** An amount in KSM. */
function show(plancks: bigint): string {
	return (Number(plancks) / Number(UNITS)).toLocaleString('en');
}
