// SPDX-License-Identifier: Apache-2.0

import { readFile } from 'node:fs/promises';

import { findBinary } from './binary.js';
import { within } from './deadline.js';
import { NodeProcess } from './node.js';
import { Para } from './para.js';
import { ask } from './rpc.js';
import { blocksOf, type Span } from './span.js';

/** Seconds in which a node must answer. The first start of a new build compiles the runtime. */
const START = 180;
/** Seconds in which a client must show a new head. */
const PATIENCE = 30;
/** The most blocks in one request. A request times out after five minutes, and the machine may be busy. */
const STRIDE = 2_000;
/** The most blocks that {@link Chain.forwardUntil} makes by default. */
const LIMIT = 10_000;

/** How a chain is started. */
export interface ChainOptions {
	/** The node's binary; by default the one that `CANARY_BIN` names, else `canary` in `PATH`. */
	binary?: string;
	/**
	 * `development` (the default: short periods), `local`, `kusama` (Kusama's own periods), or the path of a chain
	 * specification.
	 */
	chain?: string;
	/**
	 * When blocks are made: `manual` (the default) only on request, so that nothing happens which the test has not
	 * asked for; `instant` for each transaction; `auto` also every six seconds; `interval=<MS>` by the clock.
	 */
	sealing?: string;
	/** Paras that make blocks beside the relay chain: `demo`, or the path of a para's chain specification. */
	paras?: readonly string[];
	/** Whether each of these paras has a core from the first session on, without winning a lease. */
	leases?: boolean;
	/** The path of the Wasm of another runtime, for the genesis of a new chain. */
	runtime?: string;
	/** The folder of the chain's data; by default one that is removed when the node ends. */
	basePath?: string;
	/** The path of a file that {@link Chain.dump} has written, from which the chain goes on. */
	load?: string;
	/** Other flags of `canary`. */
	flags?: readonly string[];
}

/** The state of a chain, from `dev_status`. */
export interface Status {
	/** The sealing mode, as in {@link ChainOptions.sealing}. */
	sealing: string;
	/** The height of the best block. */
	best: number;
	/** The hash of the best block. */
	bestHash: string;
	/** The height of the newest final block. */
	finalized: number;
	/** The slot of the best block. */
	slot: number;
	/** The time of the best block, in milliseconds since 1970. */
	time: number;
	/** The paras that this node runs, with the heights of their own blocks. */
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
	/** Resolves when the follower shows this head, which is the newest. */
	shows(head: Head): Promise<void>;
	/** Called before the node ends. */
	close(): void | Promise<void>;
}

/** A snapshot of a chain. */
export interface Snapshot {
	/**
	 * Reverts the chain to this snapshot: its state, its clock, and its pool of transactions. The snapshot can be
	 * used again; those that were taken later are gone.
	 */
	revert(): Promise<void>;
	/** Drops the snapshot. A chain has at most 64 at a time. */
	drop(): Promise<void>;
}

/** What a client can be connected to: a chain, or a para beside it. */
export interface Testable {
	/** The address of the RPC, such as `ws://127.0.0.1:40123`. */
	readonly url: string;
	/** Calls an RPC method without a client library. Fails with an `RpcError`. */
	rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
	/** Has signed transactions included. Returns the hash of the block that contains each. */
	include(signed: readonly string[]): Promise<string[]>;
	/** Adds a follower. Returns a function that removes it. */
	follow(follower: Follower): () => void;
}

/**
 * A development chain in a process of its own, on a free port.
 *
 * A method that changes the head resolves when all clients that this package has connected show the new head.
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

	/** The address of the chain's RPC, such as `ws://127.0.0.1:40123`. */
	get url(): string {
		return `ws://127.0.0.1:${this.#port}`;
	}

	/** What the node has printed until now: its last 5,000 lines. */
	get log(): string {
		return this.#node.log;
	}

	/** Calls an RPC method of the node without a client library. Fails with an `RpcError`. */
	rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T> {
		return ask(this.#port, method, params);
	}

	/** The state of the chain, from `dev_status`. */
	status(): Promise<Status> {
		return this.rpc('dev_status');
	}

	/** The height of the best block. */
	async height(): Promise<number> {
		return (await this.status()).best;
	}

	/**
	 * Makes the next block with these signed transactions in this order, and returns its hash. If one of them is
	 * refused, it fails and makes no block. The call of an included transaction may still fail: see the block's
	 * events.
	 */
	async block(transactions: readonly string[] = []): Promise<string> {
		const hash = await this.rpc<string>('dev_newBlock', { count: 1, transactions });
		await this.#followed();
		return hash;
	}

	/** Makes the next block with these signed transactions. Returns its hash once for each of them. */
	async include(signed: readonly string[]): Promise<string[]> {
		const block = await this.block(signed);
		return signed.map(() => block);
	}

	/** Makes the blocks of a span: a number of blocks such as `10`, or chain time such as `28d`. */
	async forward(span: Span): Promise<void> {
		await this.#run((await this.height()) + blocksOf(span));
		await this.#followed();
	}

	/** Makes blocks up to this height, inclusive. Does nothing if the chain is as high already. */
	async forwardTo(height: number): Promise<void> {
		await this.#run(height);
		await this.#followed();
	}

	/**
	 * Makes blocks until `holds` returns true, and stops at the first block where it does. Fails after `limit`
	 * blocks, 10,000 by default, with a message that names `what`.
	 *
	 * A `stride` makes it much faster: it makes so many blocks at a time, and once `holds` returns true it reverts
	 * and halves the stride, down to one block. It finds the first block only if the condition, once true, stays
	 * true for a stride.
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

	/** Makes a block at a later date: a `Date`, a text such as `2027-01-01T00:00:00Z`, or milliseconds since 1970. */
	async timeTravel(date: Date | string | number): Promise<void> {
		await this.rpc('dev_timeTravel', date instanceof Date ? date.getTime() : date);
		await this.#followed();
	}

	/** Takes a snapshot at the best block, which becomes final. */
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

	/** Runs `something`, and reverts the chain to where it was before, whether `something` succeeds or fails. */
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
	 * Makes the next block with another runtime, which stays in force: the path of a Wasm file, or its bytes. The
	 * state stays. Migrations run if the `spec_version` is higher. No governance is needed.
	 */
	async setRuntime(runtime: string | Uint8Array): Promise<void> {
		const code = typeof runtime === 'string' ? await readFile(runtime) : runtime;
		await this.rpc('dev_setRuntime', `0x${Buffer.from(code).toString('hex')}`);
		await this.#followed();
	}

	/** Writes the whole chain to a file, from which {@link ChainOptions.load} starts another, also elsewhere. */
	async dump(path: string): Promise<void> {
		await this.rpc('dev_dumpState', path);
	}

	/** Returns a para that this node runs, by its number, 2000 for `demo`. Waits until its RPC is served. */
	async para(id: number): Promise<Para> {
		const line = new RegExp(`Para ${id} .*ws://127\\.0\\.0\\.1:(\\d+)`);
		const [, port] = await this.#node.says(line, START);
		return new Para(this, id, Number(port));
	}

	/** Adds a follower of the chain. Returns a function that removes it. */
	follow(follower: Follower): () => void {
		this.#followers.add(follower);
		return () => void this.#followers.delete(follower);
	}

	/** Closes the connected clients and ends the node. Its temporary folder is removed. */
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
