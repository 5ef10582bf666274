// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * An auction every two weeks. Two new teams want the same slot with crowdloans, and one of them gets it;
 * where a lease is about to end, its holder bids for the next one.
 */

import assert from 'node:assert/strict';

import { account, UNITS } from '../../lib/api.ts';
import type { Chain } from '../../lib/chain.ts';
import { fundAccount } from '../../lib/crowdloans.ts';
import { Referenda, wholeBalances } from '../../lib/governance.ts';
import { CODE, HEAD } from '../../lib/paras.ts';
import { type Actor, STEPS_PER_DAY, type Today } from './calendar.ts';
import { Campaign } from './campaigns.ts';
import { VOTERS } from './voters.ts';

/** Steps from one auction to the next. */
const SEASON = 14 * STEPS_PER_DAY;
/** Days of a starting period, as Kusama had them. */
const STARTING_PERIOD = 2;
/** Days from the registration by which an auction is surely settled, its referendum included. */
const SETTLED = 9;
/** Days from the registration to the end of a campaign. */
const CAMPAIGN = 10;
/** Steps of a season at which contributors give: the day before the candle is lit, and while it burns. */
const WAVES = [4, 6, 8, 10, 12, 16, 20, 30, 40, 50];
/** From which of the waves on the second fund gets more than the first. */
const TURN = 6;
/** What a manager needs for deposits, and what a renewal is worth a period. */
const FOR_A_MANAGER = 1_000n * UNITS;
const RENEWAL = 400n * UNITS;

/** A lease that a team has won. */
interface Lease {
	team: Team;
	first: number;
	last: number;
	/** The block from which the team may be expected on its slot. */
	since: number;
	/** Whose money is held for it. */
	campaign: Campaign | undefined;
	/** It was seen to begin, or to go on without a gap. */
	begun: boolean;
	over: boolean;
}

/** Whoever wants a slot. */
interface Team {
	name: string;
	para: number;
	renewed: boolean;
}

/** One auction and what belongs to it. */
interface Season {
	number: number;
	began: number;
	teams: [Team, Team];
	campaigns: Campaign[];
	first: number;
	last: number;
	/** The first block after the campaigns. */
	end: number;
	auction: number;
	renewal: { team: Team; period: number } | undefined;
	state: 'registered' | 'called' | 'open' | 'settled' | 'over';
	loser: Campaign | undefined;
}

/** How many times a wave is as large as the smallest. */
function size(team: number, wave: number): bigint {
	return team === 0 ? 3n : wave < TURN ? 2n : 6n;
}

export class Seasons implements Actor {
	readonly #seasons: Season[] = [];
	readonly #leases: Lease[] = [];
	#back = 0;
	#renewals = 0;

	async act(today: Today): Promise<void> {
		if (today.step % SEASON === 1) {
			await this.#register(today);
		}
		for (const season of this.#seasons) {
			await this.#advance(today, season);
		}
		for (const lease of this.#leases) {
			await this.#watch(today, lease);
		}
	}

	async close(today: Today): Promise<string[]> {
		let waiting = 0;
		for (const { campaigns, state, loser } of this.#seasons) {
			const held = campaigns.filter((campaign) =>
				state === 'over' ? campaign !== loser && this.#pays(campaign) : state !== 'registered'
			);
			for (const campaign of held) {
				await campaign.assertHeld(today.chain);
				waiting += campaign.givers.length;
			}
		}
		const count = (which: (lease: Lease) => boolean) => this.#leases.filter(which).length;
		return [
			`${this.#seasons.filter(({ state }) => state === 'settled' || state === 'over').length} auctions have given ` +
				`${this.#leases.length} leases, ${this.#renewals} of them renewals`,
			`${count(({ begun }) => begun)} leases have begun and ${count(({ over }) => over)} have ended, each in its time`,
			`${this.#back} contributors have what they began with, less fees; what ${waiting} have given is held`
		];
	}

	/** Whether a campaign pays for a lease that goes on. */
	#pays(campaign: Campaign): boolean {
		return this.#leases.some((lease) => lease.campaign === campaign && !lease.over);
	}

	async #register({ chain, stage, calendar, step, height }: Today): Promise<void> {
		const { api } = chain;
		const number = Math.floor(step / SEASON) + 1;
		const names = [`Team ${number}a`, `Team ${number}b`] as const;
		const managers = names.map((name) => account(name));
		const gifts = managers.map(({ address }) =>
			api.tx.balances.transferKeepAlive(address, FOR_A_MANAGER)
		);
		await chain.include([api.tx.utility.batchAll(gifts), account('Alice')]);
		const teams = [];
		for (const [i, name] of names.entries()) {
			const para = (await api.query.registrar.nextFreeParaId()).toNumber();
			await chain.include(
				[api.tx.registrar.reserve(), managers[i]!],
				[api.tx.registrar.register(para, HEAD, CODE), managers[i]!]
			);
			teams.push({ name, para, renewed: false });
		}
		const period = leasePeriod(chain);
		const first = Math.floor((height + SETTLED * calendar.day) / period);
		const last = first + (number % 3 === 2 ? 1 : 0);
		this.#seasons.push({
			number,
			began: step,
			teams: teams as [Team, Team],
			campaigns: teams.map(({ name, para }, i) => new Campaign(name, para, managers[i]!)),
			first,
			last,
			end: Math.min(height + CAMPAIGN * calendar.day, (first + 1) * period),
			auction: -1,
			renewal: undefined,
			state: 'registered',
			loser: undefined
		});
		await stage.note(`${names.join(' and ')} register paras ${teams.map(({ para }) => para).join(' and ')}`);
	}

	async #advance(today: Today, season: Season): Promise<void> {
		const { chain, step, height } = today;
		const { api } = chain;
		const since = step - season.began;
		if (season.state === 'registered' && since === 2) {
			await this.#call(today, season);
		} else if (season.state === 'called' && (await api.query.auctions.auctionInfo()).isSome) {
			await this.#open(today, season);
		} else if (season.state === 'open' && (await api.query.auctions.auctionInfo()).isNone) {
			await this.#settle(today, season);
		} else if (season.state === 'settled' && height > season.end) {
			await this.#release(today, season);
		}
		const wave = WAVES.indexOf(since);
		if (wave >= 0) {
			for (const [i, campaign] of season.campaigns.entries()) {
				await campaign.give(chain, size(i, wave));
			}
		}
	}

	/** Opens the campaigns, and asks for the auction. */
	async #call({ chain, stage, calendar }: Today, season: Season): Promise<void> {
		const { api } = chain;
		const { number, teams, first, last, end } = season;
		const lifecycles = await api.query.paras.paraLifecycles.multi(teams.map(({ para }) => para));
		assert.ok(lifecycles.every((lifecycle) => lifecycle.unwrap().isParathread));
		for (const [i, campaign] of season.campaigns.entries()) {
			const waves = WAVES.reduce((sum, _, wave) => sum + size(i, wave), 0n);
			await campaign.open(chain, waves, first, last, end);
		}
		const referenda = new Referenda(chain);
		const call = api.tx.auctions.newAuction(STARTING_PERIOD * calendar.day, first);
		const index = await referenda.open({ power: 'AuctionAdmin', call, by: account('Ferdie') });
		await referenda.vote(index, await wholeBalances(chain, true, 'Locked1x', VOTERS));
		season.state = 'called';
		await stage.note(
			`campaigns for lease periods ${first} to ${last}; referendum ${index} asks for auction ${number}`
		);
	}

	async #open({ chain, stage, calendar, height }: Today, season: Season): Promise<void> {
		const { api } = chain;
		const [, candle] = (await api.query.auctions.auctionInfo()).unwrap();
		season.auction = (await api.query.auctions.auctionCounter()).toNumber();
		assert.equal(season.auction, season.number, 'auctions take place one after the other');
		season.state = 'open';
		await stage.note(`auction ${season.auction} is open; the candle is lit in #${candle.toString()}`);
		// A lease that ends before the next auction could be settled is renewed in this one.
		const period = leasePeriod(chain);
		const lease = this.#leases.find(
			({ team, last, over }) =>
				!over && !team.renewed && last >= season.last && (last + 1) * period < height + 2 * SEASON * calendar.step
		);
		if (lease !== undefined) {
			const { team, last } = lease;
			const bid = api.tx.auctions.bid(team.para, season.auction, last + 1, last + 1, RENEWAL);
			const manager = account(team.name);
			await chain.include([bid, manager]);
			team.renewed = true;
			season.renewal = { team, period: last + 1 };
			await stage.note(`${team.name} bids for period ${last + 1}, to go on when its lease ends`);
		}
	}

	/** Sees who has won what. */
	async #settle({ chain, stage, height }: Today, season: Season): Promise<void> {
		const { first, last, renewal } = season;
		const since = Math.max(height, first * leasePeriod(chain));
		const winners: Campaign[] = [];
		for (const campaign of season.campaigns) {
			const held = await leaseOf(chain, campaign.para, first, fundAccount(campaign.index));
			if (held !== undefined) {
				assert.ok(campaign.standings.includes(held), `${campaign.name} has won with what it had`);
				winners.push(campaign);
			}
		}
		assert.equal(winners.length, 1, 'one of the two has won');
		const [winner] = winners as [Campaign];
		season.loser = season.campaigns.find((campaign) => campaign !== winner);
		season.state = 'settled';
		const team = season.teams.find(({ para }) => para === winner.para)!;
		this.#leases.push({ team, first, last, since, campaign: winner, begun: false, over: false });
		await stage.note(`auction ${season.auction} is settled: ${winner.name} has periods ${first} to ${last}`, 'look');
		if (renewal !== undefined) {
			const { team, period } = renewal;
			const held = await leaseOf(chain, team.para, period, account(team.name).address);
			assert.ok(held !== undefined, `${team.name} goes on`);
			const then = period * leasePeriod(chain);
			const next = { team, first: period, last: period, since: then };
			this.#leases.push({ ...next, campaign: undefined, begun: false, over: false });
			this.#renewals += 1;
			await stage.note(`${team.name} has period ${period}, for ${RENEWAL / UNITS} KSM`);
		}
	}

	/** Whoever gave to the fund that lost has their money back, without having asked for it. */
	async #release({ chain, stage }: Today, season: Season): Promise<void> {
		const loser = season.loser!;
		await loser.assertGivenBack(chain);
		assert.ok((await chain.api.query.crowdloan.funds(loser.para)).isNone);
		this.#back += loser.givers.length;
		season.state = 'over';
		await stage.note(`the fund of ${loser.name} has lost: ${loser.givers.length} contributors have theirs back`);
	}

	/** A lease begins, goes on or ends when it must. A para takes three sessions to move. */
	async #watch({ chain, stage, calendar, height }: Today, lease: Lease): Promise<void> {
		const { team, last, campaign } = lease;
		const end = (last + 1) * leasePeriod(chain);
		if (lease.over || height < lease.since + calendar.step) {
			return;
		}
		const lifecycle = (await chain.api.query.paras.paraLifecycles(team.para)).unwrap();
		if (height < end) {
			assert.ok(lifecycle.isParachain, `${team.name} is on its slot`);
			if (!lease.begun) {
				lease.begun = true;
				await stage.note(`the lease of ${team.name} has begun: it is a parachain`);
			}
		} else if (height >= end + calendar.step) {
			lease.over = true;
			const next = this.#leases.some((other) => other.team === team && other.first === last + 1);
			assert.ok(next ? lifecycle.isParachain : lifecycle.isParathread, `${team.name} after its lease`);
			await campaign?.assertGivenBack(chain);
			this.#back += campaign?.givers.length ?? 0;
			const then = next ? 'goes on with the next one' : 'is on demand again';
			await stage.note(`the lease of ${team.name} has ended: it ${then}`);
		}
	}
}

function leasePeriod({ api }: Chain): number {
	return api.consts.slots.leasePeriod.toNumber();
}

/** What somebody has deposited for a para's lease of a period, if they have it. */
async function leaseOf(
	chain: Chain,
	para: number,
	period: number,
	tenant: string
): Promise<bigint | undefined> {
	const now = Math.floor((await chain.height()) / leasePeriod(chain));
	const leases = await chain.api.query.slots.leases(para);
	const lease = leases[period - now];
	if (lease === undefined || lease.isNone) {
		return undefined;
	}
	const [who, amount] = lease.unwrap();
	assert.equal(who.toString(), tenant);
	return amount.toBigInt();
}
