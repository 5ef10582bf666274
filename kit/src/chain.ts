// SPDX-License-Identifier: Apache-2.0

import { readFile } from 'node:fs/promises';

import { findBinary } from './binary.js';
import { within } from './deadline.js';
import { NodeProcess } from './node.js';
import { Para } from './para.js';
import { ask } from './rpc.js';
import { blocksOf, type Span } from './span.js';

/** Seconds in which a node must answer: the first start of a build compiles the runtime. */
const START = 180;
/** Seconds in which a client must show what a node has told it. */
const PATIENCE = 30;
/** How many blocks are asked for with one request. A client waits for five minutes, and a machine may be busy. */
const STRIDE = 2_000;
/** How many blocks {@link Chain.forwardUntil} makes at most if nothing is said. */
const LIMIT = 10_000;

/** How a chain is started. */
export interface ChainOptions {
	/** The binary; by default what `CANARY_BIN` names, else `canary` in `PATH`. */
	binary?: string;
	/**
	 * `development` (the default: short periods), `local`, `kusama` (Kusama's own periods), or the path of a chain
	 * specification.
	 */
	chain?: string;
	/**
	 * When blocks are made: `manual` (the default) on request only, so that nothing happens in a test which it has
	 * not asked for; `instant` for each transaction; `auto` also every six seconds; `interval=<MS>` by the clock.
	 */
	sealing?: string;
	/** Paras that make blocks beside the relay chain: `demo`, or the path of a para's chain specification. */
	paras?: readonly string[];
	/** Gives each of these paras a lease, and so a core from the first session on. */
	leases?: boolean;
	/** The Wasm of another runtime that a new chain shall begin with. */
	runtime?: string;
	/** Where the chain is kept. By default in a folder that goes away with the node. */
	basePath?: string;
	/** A file that {@link Chain.dump} has written: the chain goes on from there. */
	load?: string;
	/** Any other flags of `canary`. */
	flags?: readonly string[];
}

/** What the engine says of the chain. Heights are of the relay chain. */
export interface Status {
	/** When blocks are made. */
	sealing: string;
	/** The height and the hash of the newest block. */
	best: number;
	bestHash: string;
	/** The height of the newest final block. */
	finalized: number;
	/** The slot of the newest block, and its time in milliseconds since 1970. */
	slot: number;
	time: number;
	/** The paras that this node runs. */
	paras: { id: number; name: string; best: number; finalized: number }[];
}

/** The newest block of a chain. */
export interface Head {
	hash: string;
	number: number;
	/** Whether it is final. With the sealing `manual` it is. */
	final: boolean;
}

/** Something that follows a chain or a para, such as a client. */
export interface Follower {
	/** Is done when it shows this head, which is the newest. */
	shows(head: Head): Promise<void>;
	/** Is called before the node ends. */
	close(): void | Promise<void>;
}

/** A point of a chain to which it can go back. */
export interface Snapshot {
	/**
	 * Takes the chain back to this point: its state, its clock, its pool of transactions. It can be gone back to
	 * again. Snapshots that were taken later are gone.
	 */
	revert(): Promise<void>;
	/** Gives up this point. A chain has at most 64 at a time. */
	drop(): Promise<void>;
}

/** What a client can be connected to: a chain, or a para beside it. */
export interface Testable {
	/** Where it answers, such as `ws://127.0.0.1:40123`. */
	readonly url: string;
	/** Calls a method without a client library. Fails with an `RpcError`. */
	rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
	/** Has signed transactions included, and returns the hash of the block that contains each. */
	include(signed: readonly string[]): Promise<string[]>;
	/** Has something follow it from now on. Returns how to stop that. */
	follow(follower: Follower): () => void;
}

/**
 * A development chain in a process of its own, on a free port. Nobody else is in it.
 *
 * Whatever changes its head is over when all clients that were connected by this package show the new head.
 */
export class Chain implements Testable {
	readonly #node: NodeProcess;
	readonly #port: number;
	readonly #followers = new Set<Follower>();

	private constructor(node: NodeProcess, port: number) {
		this.#node = node;
		this.#port = port;
	}

	/** Starts a chain and waits until it answers. */
	static async start(options: ChainOptions = {}): Promise<Chain> {
		const node = new NodeProcess(findBinary(options.binary), flagsOf(options));
		try {
			const [, port] = await node.says(/Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)/, START);
			return new Chain(node, Number(port));
		} catch (error) {
			await node.stop();
			throw error;
		}
	}

	/** Where it answers clients. */
	get url(): string {
		return `ws://127.0.0.1:${this.#port}`;
	}

	/** What the node has printed until now: its last 5,000 lines. */
	get log(): string {
		return this.#node.log;
	}

	/** Calls a method of the node without a client library. Fails with an `RpcError`. */
	rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T> {
		return ask(this.#port, method, params);
	}

	/** What the engine says of the chain. */
	status(): Promise<Status> {
		return this.rpc('dev_status');
	}

	/** The height of the newest block. */
	async height(): Promise<number> {
		return (await this.status()).best;
	}

	/**
	 * Makes the next block, with these signed transactions in this order, and returns its hash. Fails, without a
	 * block, if one of them is refused. A transaction that is included may fail all the same: the block's events
	 * say so.
	 */
	async block(transactions: readonly string[] = []): Promise<string> {
		const hash = await this.rpc<string>('dev_newBlock', { count: 1, transactions });
		await this.#followed();
		return hash;
	}

	/** Makes the next block with these signed transactions, and returns its hash for each of them. */
	async include(signed: readonly string[]): Promise<string[]> {
		const block = await this.block(signed);
		return signed.map(() => block);
	}

	/** Makes the blocks of a span, such as `10` or `28d`. */
	async forward(span: Span): Promise<void> {
		await this.#run((await this.height()) + blocksOf(span));
		await this.#followed();
	}

	/** Makes blocks up to and with this one. Does nothing if it is there. */
	async forwardTo(height: number): Promise<void> {
		await this.#run(height);
		await this.#followed();
	}

	/**
	 * Makes blocks until `holds` does, and stops at the first block at which it does. Fails after `limit` blocks,
	 * 10,000 if nothing is said, with a message that names `what`.
	 *
	 * With a `stride`, so many blocks are made at a time, and the chain goes back and looks closer once it holds:
	 * right for what, once it holds, goes on to hold for a stride, and much faster.
	 */
	async forwardUntil(
		what: string,
		holds: () => boolean | Promise<boolean>,
		{ limit = LIMIT, stride = 1 }: { limit?: Span; stride?: Span } = {}
	): Promise<void> {
		const end = (await this.height()) + blocksOf(limit);
		for (let step = blocksOf(stride); !(await holds()); ) {
			const from = await this.height();
			if (from >= end) {
				throw new Error(`no ${what} within ${limit} blocks, until #${end}`);
			}
			const before = step > 1 ? await this.snapshot() : undefined;
			await this.forwardTo(Math.min(from + step, end));
			if (before !== undefined) {
				if (await holds()) {
					await before.revert();
					step = Math.floor(step / 2);
				}
				await before.drop();
			}
		}
	}

	/** Makes a block at a later time: a date, a text such as `2027-01-01T00:00:00Z`, or milliseconds since 1970. */
	async timeTravel(date: Date | string | number): Promise<void> {
		await this.rpc('dev_timeTravel', date instanceof Date ? date.getTime() : date);
		await this.#followed();
	}

	/** Marks the newest block, to go back to it. It becomes final. */
	async snapshot(): Promise<Snapshot> {
		const id = await this.rpc<number>('dev_snapshot');
		await this.#followed();
		return {
			revert: async () => {
				await this.rpc('dev_revert', id);
				await this.#followed();
			},
			drop: () => this.rpc('dev_dropSnapshot', id)
		};
	}

	/** Does something, and takes the chain back to where it was, whether it succeeds or not. */
	async withSnapshot<T>(something: () => Promise<T>): Promise<T> {
		const before = await this.snapshot();
		try {
			return await something();
		} finally {
			await before.revert();
			await before.drop();
		}
	}

	/**
	 * Puts another build of the runtime in force, with a block that begins with it: the path of a Wasm file, or
	 * its bytes. The state stays; migrations run if the runtime's `spec_version` is higher. Nobody has to agree.
	 */
	async setRuntime(runtime: string | Uint8Array): Promise<void> {
		const code = typeof runtime === 'string' ? await readFile(runtime) : runtime;
		await this.rpc('dev_setRuntime', `0x${Buffer.from(code).toString('hex')}`);
		await this.#followed();
	}

	/** Writes the whole chain to a file, from which another one can be started (`load`), elsewhere too. */
	async dump(path: string): Promise<void> {
		await this.rpc('dev_dumpState', path);
	}

	/** A para that this node runs, by its number: 2000 for `demo`. Waits until it answers. */
	async para(id: number): Promise<Para> {
		const line = new RegExp(`Para ${id} .*ws://127\\.0\\.0\\.1:(\\d+)`);
		const [, port] = await this.#node.says(line, START);
		return new Para(this, id, Number(port));
	}

	/** Has something follow the chain from now on. Returns how to stop that. */
	follow(follower: Follower): () => void {
		this.#followers.add(follower);
		return () => void this.#followers.delete(follower);
	}

	/** Closes the clients that were connected, and ends the node. What it kept in a temporary folder is gone. */
	async stop(): Promise<void> {
		await Promise.all([...this.#followers].map((follower) => follower.close()));
		await this.#node.stop();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.stop();
	}

	async #run(to: number): Promise<void> {
		for (let at = await this.height(); at < to; ) {
			at = Math.min(at + STRIDE, to);
			await this.rpc('dev_newBlock', { to: at });
		}
	}

	async #followed(): Promise<void> {
		if (this.#followers.size > 0) {
			const { best: number, bestHash: hash, finalized } = await this.status();
			const head = { hash, number, final: finalized === number };
			await within(PATIENCE, `client that shows #${number}`, () =>
				Promise.all([...this.#followers].map((follower) => follower.shows(head)))
			);
		}
	}
}

function flagsOf(options: ChainOptions): string[] {
	const { chain, sealing = 'manual', paras = [], leases = false, runtime, basePath, load } = options;
	return [
		'--dev',
		...['--sealing', sealing, '--rpc-port', '0', '--no-telemetry', '--no-prometheus'],
		...(chain === undefined ? [] : ['--chain', chain]),
		...paras.flatMap((para) => ['--para', para]),
		...(paras.length === 0 ? [] : ['--para-rpc-port', '0']),
		...(leases ? ['--para-lease'] : []),
		...(runtime === undefined ? [] : ['--runtime', runtime]),
		...(basePath === undefined ? [] : ['--base-path', basePath]),
		...(load === undefined ? [] : ['--load-state', load]),
		...(options.flags ?? [])
	];
}
