// SPDX-License-Identifier: GPL-3.0-or-later

/** Blocks by what they do beside being blocks: begin a session or an era, elect, close an auction. */

import type { EventRecord } from '@polkadot/types/interfaces';

import { account, eventsAt, UNITS } from '../../lib/api.ts';
import { openAuction, toTheLastBid } from '../../lib/auctions.ts';
import { Chain } from '../../lib/chain.ts';
import { printTable, spread } from '../../lib/figures.ts';
import { Node } from '../../lib/node.ts';
import { register } from '../../lib/paras.ts';
import { fineCpu } from '../../lib/processes.ts';
import type { Build } from '../machine.ts';
import type { Sizes } from './sizes.ts';

/** How many blocks are measured before a session's first one, and as many after it. */
const AROUND = 4;
/** Blocks within which an auction must close after its last bid. */
const PATIENCE = 100;
/** The event of a block that closes an auction. */
const CLOSED = 'auctions.AuctionClosed';
/** Kinds by one of their events. Of each list a block is of the first kind whose event it has. */
const OF_AUCTIONS: [event: string, kind: string][] = [
	[CLOSED, 'an auction closes'],
	['auctions.WinningOffset', "an auction's sample is drawn"]
];
const OF_SESSIONS: [event: string, kind: string][] = [
	['staking.EraPaid', "an era's first"],
	['staking.StakersElected', "a session's first, with an election"],
	['session.NewSession', "a session's first"]
];
const PLAIN = 'plain';
/** Blocks after the last bid of an auction in which nothing else happens. */
const UNDRAWN = 'an auction waits for its draw';

/** What blocks of a kind have taken, in milliseconds: until the answer, and of the cores. */
interface Taken {
	wall: number[];
	cpu: number[];
}

/** Measures blocks that are made one by one, and prints what each kind has taken. */
export async function measureKinds(builds: Build[], name: string, sizes: Sizes): Promise<void> {
	const taken: Map<string, Taken>[] = [];
	for (const { name: build, binary } of builds) {
		const args = ['--dev', '--chain', name, '--sealing', 'manual'];
		const chain = await Chain.of(await Node.start(args, { name: build, binary }));
		const kinds = new Map<string, Taken>();
		await sessions(chain, sizes.sessions[name]!, kinds);
		// At Kusama's pace an auction takes a hundred thousand blocks.
		if (name === 'development') {
			await closings(chain, sizes.closings, kinds);
		}
		await chain.stop();
		taken.push(kinds);
	}
	const rows = [...new Set(taken.flatMap((kinds) => [...kinds.keys()]))].map((kind) => [
		kind,
		...taken.flatMap((kinds) => {
			const { wall, cpu } = kinds.get(kind) ?? { wall: [], cpu: [] };
			const count = String(wall.length);
			return count === '0' ? [count, '', ''] : [count, spread(wall, 1), spread(cpu, 1)];
		})
	]);
	const columns = ({ name }: Build) => [name, 'to the answer, ms', 'core time, ms'];
	const head = ['kind', ...builds.flatMap(columns)];
	printTable(`Blocks of \`${name}\`, each made alone`, head, rows);
}

/** Blocks around the beginnings of sessions. */
async function sessions(chain: Chain, count: number, kinds: Map<string, Taken>): Promise<void> {
	const length = chain.api.consts.babe.epochDuration.toNumber();
	// Slots are counted from the first block on, so the blocks after it keep step with sessions.
	await chain.engine.newBlock();
	for (let session = 1; session <= count; session++) {
		await chain.to(session * length - AROUND);
		for (let block = 0; block < 2 * AROUND + 1; block++) {
			await measure(chain, kinds, PLAIN);
		}
	}
}

/** The end of an auction that two paras bid for, again and again from the same state. */
async function closings(chain: Chain, count: number, kinds: Map<string, Taken>): Promise<void> {
	const { api, engine } = chain;
	const bidders = ['Dave', 'Eve'].map(account);
	const paras = await register(chain, bidders);
	const period = api.consts.slots.leasePeriod.toNumber();
	// Not the next one: it may begin before the auction is over.
	const offered = Math.floor((await chain.height()) / period) + 2;
	await openAuction(chain, 10, offered);
	const auction = await api.query.auctions.auctionCounter();
	for (const [i, para] of paras.entries()) {
		const amount = BigInt(i + 1) * 100n * UNITS;
		const bid = api.tx.auctions.bid(para, auction, offered, offered + 3, amount);
		await chain.include([bid, bidders[i]!]);
	}
	await toTheLastBid(chain);
	const snapshot = await engine.snapshot();
	for (let turn = 0; turn < count; turn++) {
		await close(chain, kinds);
		await engine.revert(snapshot);
	}
}

async function close(chain: Chain, kinds: Map<string, Taken>): Promise<void> {
	for (let blocks = 0; blocks < PATIENCE; blocks++) {
		if ((await measure(chain, kinds, UNDRAWN)).includes(CLOSED)) {
			return;
		}
	}
	throw new Error(`the auction does not close within ${PATIENCE} blocks`);
}

/** Makes one block, notes what it has taken, and returns the names of its events. */
async function measure(
	{ api, engine }: Chain,
	taken: Map<string, Taken>,
	ordinary: string
): Promise<string[]> {
	const { pid } = engine.node;
	const [cpu, began] = [fineCpu(pid), performance.now()];
	const hash = await engine.newBlock();
	const [wall, spent] = [performance.now() - began, fineCpu(pid) - cpu];
	const events = (await eventsAt(api, hash)).map(
		({ event }: EventRecord) => `${event.section}.${event.method}`
	);
	const kinds = [OF_AUCTIONS, OF_SESSIONS].flatMap((list) => {
		const found = list.find(([event]) => events.includes(event));
		return found === undefined ? [] : [found[1]];
	});
	note(taken, kinds.join(', ') || ordinary, { wall, cpu: spent });
	return events;
}

function note(
	taken: Map<string, Taken>,
	kind: string,
	{ wall, cpu }: { wall: number; cpu: number }
): void {
	const list = taken.get(kind) ?? { wall: [], cpu: [] };
	list.wall.push(wall);
	list.cpu.push(cpu);
	taken.set(kind, list);
}
