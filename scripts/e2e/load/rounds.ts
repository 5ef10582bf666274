// SPDX-License-Identifier: GPL-3.0-or-later

/** Chains under load: the engine in each mode of sealing, a pool that is too small, and a network. */

import type { ApiPromise } from '@polkadot/api';

import { account, connect, free, submit } from '../lib/api.ts';
import { eventually } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { median } from '../lib/figures.ts';
import { validators } from '../lib/network.ts';
import { Node } from '../lib/node.ts';
import { residentMegabytes } from '../lib/processes.ts';
import { type Audit, audit } from './audit.ts';
import { drive, type Fate, fresh, type Manner } from './drive.ts';
import { room, type Room, used } from './limits.ts';
import { crowd, gifts, type Transaction, transfers, type World } from './world.ts';

/** How often it is looked how much memory a node has, in milliseconds. */
const LOOK_EVERY = 500;
/** After how many milliseconds whoever found no room tries again. */
const PAUSE = 1_000;

/** What a load has come to. */
export interface Result {
	name: string;
	audit: Audit;
	/** From the first that was sent to the last that was taken, included and final. */
	seconds: { accepted: number; included: number; final: number };
	/** The fullest block, with what it takes of the limits, and the median of those that have any. */
	fullest: { count: number; time: number; length: number };
	median: number;
	memory: { start: number; most: number };
}

/** Loads nodes that run, and looks at what has become of it. The first of them is looked at. */
export async function load(name: string, nodes: Node[], transactions: Transaction[], manner: Manner): Promise<Result> {
	const [node] = nodes as [Node, ...Node[]];
	const api = await connect(node);
	try {
		const from = (await api.rpc.chain.getHeader()).number.toNumber();
		const memory = { start: residentMegabytes(node.pid), most: 0 };
		const timer = setInterval(() => (memory.most = Math.max(memory.most, residentMegabytes(node.pid))), LOOK_EVERY);
		const began = performance.now();
		const fates = await drive(nodes, transactions, manner).finally(() => clearInterval(timer));
		const last = (of: (fate: Fate) => number | undefined) =>
			(Math.max(began, ...fates.flatMap((fate) => of(fate) ?? [])) - began) / 1000;
		const found = await audit(node, fates, from);
		const filled = found.blocks.filter(({ count }) => count > 0);
		const fullest = filled.reduce((one, other) => (other.count > one.count ? other : one));
		return {
			name,
			audit: found,
			seconds: {
				accepted: last(({ accepted }) => accepted),
				included: last(({ included }) => included),
				final: last(({ final }) => final)
			},
			fullest: { count: fullest.count, ...(await used(api, fullest.hash, fullest.bytes)) },
			median: median(filled.map(({ count }) => count)),
			memory
		};
	} finally {
		await api.disconnect();
	}
}

/** Starts the prepared chain. */
function prepared({ chain, file }: World, ...flags: string[]): Promise<Node> {
	return Node.start(['--dev', '--chain', chain, '--load-state', file, ...flags], { name: `a chain under load` });
}

/** Loads the engine in a mode of sealing. */
export async function sealed(world: World, sealing: string, manner: Manner): Promise<Result> {
	const node = await prepared(world, '--sealing', sealing);
	try {
		return await load(`--sealing ${sealing}`, [node], world.transactions, manner);
	} finally {
		await node.stop();
	}
}

/**
 * Sends the first transaction of each sender, far more than the pool holds, and again what finds no room, until
 * all of it is on the chain. With more of each, a pool can fill with such as wait for one that finds no room.
 */
export async function crowded(world: World, places: number, manner: Manner): Promise<Result> {
	const node = await prepared(world, '--sealing', 'interval=1000', '--pool-limit', String(places));
	try {
		const insisting = { ...manner, insist: PAUSE };
		const first = world.transactions.filter(({ sender }, i, all) => all[i - 1]?.sender !== sender);
		const result = await load(`${places} places`, [node], first, insisting);
		await node.says(/pool is full/, 1);
		return result;
	} finally {
		await node.stop();
	}
}

/** A block that is asked for when more is ready than it holds. */
export interface Full {
	room: Room;
	ready: number;
	count: number;
	time: number;
	length: number;
	/** How long the engine took for it, in seconds. */
	seconds: number;
}

/** Fills one block with transfers. */
export async function full(world: World, manner: Manner): Promise<Full> {
	const node = await prepared(world, '--sealing', 'manual');
	const api = await connect(node);
	try {
		const engine = new Engine(node);
		const { best } = await engine.status();
		const submit = world.transactions.map(({ hex }) => hex);
		for (let from = 0; from < submit.length; from += manner.window) {
			const some = submit.slice(from, from + manner.window);
			await Promise.all(some.map((hex) => node.rpc('author_submitExtrinsic', hex)));
		}
		const ready = (await node.rpc<string[]>('author_pendingExtrinsics')).length;
		const began = performance.now();
		await engine.newBlock();
		const seconds = (performance.now() - began) / 1000;
		const fates = world.transactions.map(fresh);
		const { blocks } = await audit(node, fates, best);
		const [block] = blocks as [(typeof blocks)[0]];
		const transfer = world.transactions.find(({ kind }) => kind === 'transfer')!;
		return {
			room: await room(api, transfer.hex),
			ready,
			count: block.count,
			seconds,
			...(await used(api, block.hash, block.bytes))
		};
	} finally {
		await api.disconnect();
		await node.stop();
	}
}

/** Loads a network of two validators with transfers, through both of them. */
export async function network(users: number, each: number, manner: Manner): Promise<Result> {
	const nodes = await validators('local', ['alice', 'bob']);
	try {
		const api = await connect(nodes[0]!);
		const senders = crowd(users);
		const transactions = await transfers(api, senders, each);
		await endow(api, users);
		await api.disconnect();
		const there = async () => {
			const other = await connect(nodes[1]!);
			const money = await free(other, senders.at(-1)!.address);
			await other.disconnect();
			return money > 0n;
		};
		await eventually('money at the other node', there, 60);
		return await load('two validators', nodes, transactions, manner);
	} finally {
		await Promise.all(nodes.map((node) => node.stop()));
	}
}

async function endow(api: ApiPromise, users: number): Promise<void> {
	for (const batch of gifts(api, crowd(users))) {
		await submit(api, batch, account('Charlie'), { finalized: true });
	}
}
