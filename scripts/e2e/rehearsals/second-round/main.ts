// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Kusama's second round of slot auctions, from the day on which its crowdloans stood as `data.ts`
 * says to the block in which the last contributor has their own again. `scripts/rehearse second-round`
 * runs this. It fails if anything is otherwise than it should be.
 */

import assert from 'node:assert/strict';

import type { KeyringPair } from '@polkadot/keyring/types';

import { account, all, UNITS } from '../../lib/api.ts';
import { closeAuction, openAuction } from '../../lib/auctions.ts';
import type { Act, Chain } from '../../lib/chain.ts';
import { fundAccount, leaderboard, type Rank, totalHeld } from '../../lib/crowdloans.ts';
import { register } from '../../lib/paras.ts';
import { view } from '../../lib/view.ts';
import { AUCTIONS, type Fund, FUNDS, LOCKED, OF_THE_LAST_DAY } from './data.ts';
import type { Stage } from '../stage.ts';
import { HOURS, people, type Person } from './people.ts';
import { ksm, showLeaderboard } from './leaderboard.ts';

/** Blocks in an hour of chain time. */
const HOUR = 600;
/** Blocks from the first contribution to the begin of the last day. */
const BEFORE_THE_LAST_DAY = 200;
/** Lease periods of a slot. */
const PERIODS = 8;
/** Blocks in which an auction's starting period passes. */
const STARTING_PERIOD = 20;
/** Transactions that surely find room in a block, and transfers that do in a batch. */
const PER_BLOCK = 250;
const PER_BATCH = 200;
/** What a manager pays deposits and fees from, and a contributor fees. */
const FOR_A_MANAGER = 500n * UNITS;
const FOR_FEES = UNITS;

/** A fund on the chain. */
interface Campaign extends Fund {
	manager: KeyringPair;
	para: number;
	index: number;
}

function chunks<T>(list: T[], size: number): T[][] {
	const count = Math.ceil(list.length / size);
	return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** Gives accounts what they need. */
async function endow(chain: Chain, gifts: [string, bigint][]): Promise<void> {
	const { balances, utility } = chain.api.tx;
	for (const some of chunks(gifts, PER_BATCH)) {
		const transfers = some.map(([to, amount]) => balances.transferKeepAlive(to, amount));
		await chain.include([utility.batchAll(transfers), account('Alice')]);
	}
}

/** What somebody owns, be it held or not, and how much of it is held. */
async function owned(chain: Chain, accounts: KeyringPair[]): Promise<{ all: bigint; held: bigint }[]> {
	const states: { all: bigint; held: bigint }[] = [];
	for (const some of chunks(accounts, 500)) {
		const addresses = some.map(({ address }) => address);
		for (const { data } of await chain.api.query.system.account.multi(addresses)) {
			const held = data.reserved.toBigInt();
			states.push({ all: data.free.toBigInt() + held, held });
		}
	}
	return states;
}

async function contribute(chain: Chain, campaigns: Campaign[], givers: Person[]): Promise<void> {
	for (const some of chunks(givers, PER_BLOCK)) {
		const acts = some.map(({ keys, fund, amount }): Act => {
			const { para } = campaigns[fund]!;
			return [chain.api.tx.crowdloan.contribute(para, amount, null), keys];
		});
		await chain.include(...acts);
	}
}

/** The chain time of a block, in seconds. */
async function time(chain: Chain, block: string): Promise<number> {
	const state = await chain.api.at(block);
	return (await state.query.timestamp.now()).toNumber() / 1000;
}

async function hashOf(chain: Chain, number: number): Promise<string> {
	return (await chain.api.rpc.chain.getBlockHash(number)).toHex();
}

/** Compares the leaderboard with what is known, and the last day with the table. */
function assertStanding(campaigns: Campaign[], now: Rank[], before: Rank[]): void {
	const raised = (ranks: Rank[]) => ranks.reduce((sum, rank) => sum + rank.raised, 0n);
	assert.equal(raised(now), BigInt(LOCKED) * UNITS);
	assert.equal(raised(now) - raised(before), BigInt(OF_THE_LAST_DAY) * UNITS);
	assert.deepEqual(
		now.map(({ para, raised, contributors }) => ({ para, raised, contributors })),
		campaigns.map(({ para, raised, contributors }) => ({
			para,
			raised: BigInt(raised) * UNITS,
			contributors
		}))
	);
	for (const { para, raised, lastDay } of campaigns) {
		const earlier = before.find((rank) => rank.para === para);
		assert.equal(earlier?.raised, BigInt(raised - lastDay) * UNITS);
	}
}

/** Everyone has what he started with, less fees, and nothing of it is held. */
async function assertGivenBack(chain: Chain, started: Map<Person, bigint>): Promise<void> {
	const givers = [...started.keys()];
	const states = await owned(chain, givers.map(({ keys }) => keys));
	for (const [i, { all, held }] of states.entries()) {
		const giver = givers[i]!;
		const name = String(giver.keys.meta['name']);
		const fees = chain.feesOf(giver.keys);
		assert.ok(fees > 0n, `${name} has paid no fee`);
		assert.equal(held, 0n, `something is still held of ${name}`);
		assert.equal(all, started.get(giver)! - fees, `${name} has not what he started with`);
	}
}

/**
 * Makes blocks one by one until these funds are gone, and says how many contributors were released.
 * Nobody may have signed anything in any of the blocks.
 */
async function watchRelease(
	stage: Stage,
	chain: Chain,
	campaigns: Campaign[],
	most: number
): Promise<number> {
	const { api, engine } = chain;
	const paras = campaigns.map(({ para }) => para);
	let released = 0;
	for (let blocks = 0; blocks < most; blocks++) {
		const block = await engine.newBlock();
		const [events, body] = await Promise.all([
			(await api.at(block)).query.system.events(),
			api.rpc.chain.getBlock(block)
		]);
		assert.ok(body.block.extrinsics.every(({ isSigned }) => !isSigned), 'somebody has called');
		released += all([...events], api.events.crowdloan.Withdrew).length;
		const funds = await api.query.crowdloan.funds.multi(paras);
		if (funds.every(({ isNone }) => isNone)) {
			await stage.note(`released ${released} contributors in ${blocks + 1} blocks`);
			return released;
		}
	}
	throw new Error(`the funds are not gone after ${most} blocks`);
}

/** Lets every fund without a lease bid in the next auction, as anybody may. */
async function pokeAll(chain: Chain, campaigns: Campaign[]): Promise<void> {
	const { api } = chain;
	const waiting = (await api.query.crowdloan.newRaise()).map((para) => para.toNumber());
	const resting = campaigns.filter(({ para }) => !waiting.includes(para));
	const pokes = resting.map(({ para }): Act => [api.tx.crowdloan.poke(para), account('Bob')]);
	if (pokes.length > 0) {
		await chain.include(...pokes);
	}
}

/** Those who hold a slot have a core each, as many as there are validators, and the others wait for one. */
async function assertCores(stage: Stage, { api }: Chain, holders: Campaign[]): Promise<void> {
	const cores: number[] = [];
	const without: number[] = [];
	for (const { para } of holders) {
		const answer = await view(api, 'ParaCores', 'core_of', api.createType('u32', para).toU8a());
		const core = answer.toJSON() as number | null;
		if (core === null) {
			without.push(para);
		} else {
			cores.push(core);
		}
	}
	const validators = (await api.query.session.validators()).length;
	assert.equal(cores.length, Math.min(holders.length, validators));
	assert.ok(new Set(cores).size === cores.length && cores.every((core) => core < validators));
	const waiting = (await view(api, 'ParaCores', 'waiting')).toJSON() as number[];
	assert.deepEqual(waiting.toSorted(), without);
	await stage.note(`${cores.length} of them have a core, ${without.length} in line: there are ${validators} validators`);
}

export async function rehearse(stage: Stage): Promise<void> {
	// The leaderboard compares with the state of a day before, which an ordinary run would have dropped.
	const chain = await stage.start('--state-pruning', '20000');
	const { api, engine } = chain;
	const period = Number(api.consts.slots.leasePeriod.toString());
	const firstBlock = (index: number) => index * period;

	await stage.note(`registering ${FUNDS.length} paras`);
	const managers = FUNDS.map(({ name }) => account(`manager of ${name}`));
	await endow(chain, managers.map(({ address }) => [address, FOR_A_MANAGER]));
	const paras = await register(chain, managers);

	const givers = people(FUNDS);
	await stage.note(`endowing ${givers.length} contributors`);
	await endow(chain, givers.map(({ keys, amount }) => [keys.address, amount + FOR_FEES]));
	const started = new Map<Person, bigint>();
	for (const [i, { all, held }] of (await owned(chain, givers.map((p) => p.keys))).entries()) {
		assert.equal(held, 0n);
		started.set(givers[i]!, all);
	}

	// The auctions begin after the last day, for the furthest periods that can be leased then. So
	// there is time for all of them before the leases begin.
	const lastDay = (await chain.height()) + BEFORE_THE_LAST_DAY;
	const day = lastDay + HOURS * HOUR;
	const first = Math.floor(day / period) + PERIODS;
	const last = first + PERIODS - 1;
	const end = firstBlock(first + 1);
	await stage.note(`opening campaigns for lease periods ${first} to ${last}, until #${end}`);
	const campaigns: Campaign[] = [];
	for (const [i, fund] of FUNDS.entries()) {
		const [manager, para] = [managers[i]!, paras[i]!];
		const cap = 2n * BigInt(fund.raised) * UNITS;
		await chain.include([api.tx.crowdloan.create(para, cap, first, last, end, null), manager]);
		const { fundIndex } = (await api.query.crowdloan.funds(para)).unwrap();
		campaigns.push({ ...fund, manager, para, index: fundIndex.toNumber() });
	}
	const name = (para: number) => campaigns.find((campaign) => campaign.para === para)!.name;

	await stage.note('contributions before the last day');
	await contribute(chain, campaigns, givers.filter(({ hour }) => hour === undefined));
	await chain.to(lastDay);
	// Keeps the state of this block.
	const mark = await engine.snapshot();

	await stage.note('contributions of the last 24 hours');
	for (let hour = 0; hour < HOURS; hour++) {
		await chain.to(lastDay + hour * HOUR);
		await contribute(chain, campaigns, givers.filter((giver) => giver.hour === hour));
	}
	await chain.to(day);

	const [then, now] = [await hashOf(chain, lastDay), await hashOf(chain, day)];
	assert.equal((await time(chain, now)) - (await time(chain, then)), HOURS * 3_600);
	const [before, standing] = [await leaderboard(api, then), await leaderboard(api, now)];
	const locked = await totalHeld(api);
	await stage.note(`the day, at #${day}`, 'look');
	stage.say(showLeaderboard(name, standing, before, locked));
	assert.equal(locked, BigInt(LOCKED) * UNITS);
	assertStanding(campaigns, standing, before);
	await engine.dropSnapshot(mark);

	let losers = campaigns;
	for (let auction = 1; auction <= AUCTIONS; auction++) {
		await pokeAll(chain, losers);
		await openAuction(chain, STARTING_PERIOD, first);
		const wins = await closeAuction(chain);
		const best = losers[0]!;
		assert.deepEqual(wins, [
			{ bidder: fundAccount(best.index), para: best.para, amount: BigInt(best.raised) * UNITS }
		]);
		await stage.note(
			`auction ${auction}, closed at #${await chain.height()}: ${best.name} with ${ksm(wins[0]!.amount)} KSM`,
			'look'
		);
		losers = losers.slice(1);
		assert.equal(await totalHeld(api), locked, 'nobody has lost or regained anything');
	}
	assert.ok((await chain.height()) < firstBlock(first), 'the leases have not begun');
	const winners = campaigns.slice(0, AUCTIONS);

	const of = (side: Campaign[]) =>
		new Map([...started].filter(([{ fund }]) => side.includes(campaigns[fund]!)));
	const early = await chain.refusal(
		api.tx.crowdloan.withdraw(givers[0]!.keys.address, campaigns[0]!.para),
		account('Bob')
	);
	assert.equal(early, 'crowdloan.FundNotEnded');

	await chain.to(firstBlock(first) + 3 * api.consts.babe.epochDuration.toNumber());
	const lifecycles = await api.query.paras.paraLifecycles.multi(paras);
	assert.deepEqual(
		lifecycles.map((lifecycle) => lifecycle.unwrap().type),
		campaigns.map((campaign) => (winners.includes(campaign) ? 'Parachain' : 'Parathread'))
	);
	await stage.note(`${winners.map((winner) => winner.name).join(', ')} have their slots`, 'look');
	await assertCores(stage, chain, winners);

	await chain.to(end - 1);
	await stage.note(`the campaigns end: ${losers.map((loser) => loser.name).join(', ')} have lost`, 'look');
	assert.equal(await watchRelease(stage, chain, losers, 100), of(losers).size);
	await assertGivenBack(chain, of(losers));
	const ofWinners = winners.reduce((sum, { raised }) => sum + raised, 0);
	assert.equal(await totalHeld(api), BigInt(ofWinners) * UNITS);

	await chain.to(firstBlock(last + 1) - 1);
	assert.equal(await totalHeld(api), BigInt(ofWinners) * UNITS, 'held to the last block');
	await stage.note(`the leases end with lease period ${last}`);
	assert.equal(await watchRelease(stage, chain, winners, 400), of(winners).size);
	await assertGivenBack(chain, started);
	assert.equal(await totalHeld(api), 0n);
	assert.deepEqual(await leaderboard(api), []);
	const fees = givers.reduce((sum, { keys }) => sum + chain.feesOf(keys), 0n);
	const share = Number((fees * 1_000_000n) / locked) / 10_000;
	await stage.note(
		`all ${givers.length} contributors have what they started with, less ${share} % in fees`
	);
	stage.holds(`the funds stand as they stood: ${LOCKED.toLocaleString('en')} KSM, the largest first`);
	stage.holds('in each auction the largest fund that was left has won');
	stage.holds(`all ${givers.length} contributors have what they started with, less fees`);
	await stage.stop();
}
