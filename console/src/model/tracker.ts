// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Follows a chain from state to state, and knows what happened in between. Where the chain was taken back it
 * goes back too, to the newest block that is still there.
 */

import { BOUNDS, type Bounds, EMPTY, grown, rewound } from './history.ts';
import { isNoise, moves } from './noise.ts';
import { pointOf } from './points.ts';
import { readChain, readRuntime } from './read/chain.ts';
import { type ReadBlock, readEvents } from './read/events.ts';
import { Reader } from './read/reader.ts';
import { readPoint, readState } from './read/state.ts';
import type { Rpc } from './rpc.ts';
import type { Runtime } from './runtime.ts';
import type { Chain, History, State } from './types.ts';

/** Blocks whose events are asked for at a time. */
const STRIDE = 2_000;
/** How far back the events are read. The node keeps the states of 4,096 blocks. */
const REACH = 4_000;
/** Points that are read between two states at most. */
const POINTS = 40;
/** Blocks that are known by their hashes, to find out how far the chain was taken back. */
const KNOWN = 4_096;
/** The key of the runtime's code in the state. */
const CODE = '0x3a636f6465';

interface Known {
	block: number;
	hash: string;
}

export class Tracker {
	chain: Chain | null = null;
	state: State | null = null;
	history: History = EMPTY;
	readonly #bounds: Bounds;
	#known: Known[] = [];
	#runtime: { code: string; runtime: Runtime } | null = null;

	constructor(bounds: Bounds = BOUNDS) {
		this.#bounds = bounds;
	}

	/** Goes to the newest block. Says whether that is another one than before. */
	async update(rpc: Rpc): Promise<boolean> {
		const hash = await rpc.request<string>('chain_getBlockHash');
		if (hash === this.state?.hash) {
			return false;
		}
		const [runtime, header] = await Promise.all([
			this.#runtimeAt(rpc, hash),
			rpc.request<{ number: string }>('chain_getHeader', hash)
		]);
		const head = Number(header.number);
		await this.#rewind(rpc, head);
		const chain = this.chain ?? (await readChain(rpc, runtime));
		const state = await readState(rpc, runtime, chain.pace, hash);
		const blocks = await this.#blocks(rpc, runtime, head, hash);

		const moving = blocks.filter(({ events }) => events.some(moves));
		const begin = this.history.points.length === 0 ? blocks.slice(0, 1) : [];
		const points = await Promise.all(
			[...begin, ...spread(moving, POINTS)]
				.filter((block) => block.hash !== hash)
				.map((block) => readPoint(rpc, runtime, chain.pace, block.hash))
		);
		const events = blocks.flatMap((block) => block.events);
		// Of a long run's noise nobody reads more than the end.
		const recent = head - STRIDE / 10;
		const telling = events.filter((event) => event.block > recent || !isNoise(event));

		this.chain = chain;
		this.state = state;
		this.history = grown(this.history, [...points, pointOf(state)], telling, this.#bounds);
		const seen = blocks.map(({ block, hash }) => ({ block, hash }));
		this.#known = [...this.#known, ...seen].slice(-KNOWN);
		return true;
	}

	/** Reads at the newest block. */
	async reader(rpc: Rpc): Promise<Reader> {
		const hash = await rpc.request<string>('chain_getBlockHash');
		return new Reader(rpc, await this.#runtimeAt(rpc, hash), hash);
	}

	/** Forgets the blocks that are not on the chain any more. */
	async #rewind(rpc: Rpc, head: number): Promise<void> {
		const known = this.#known.filter(({ block }) => block <= head);
		const still = async ({ block, hash }: Known) =>
			(await rpc.request<string | null>('chain_getBlockHash', block)) === hash;
		// Blocks that are gone are behind those that remain.
		let [kept, gone] = [0, known.length];
		if (gone > 0 && (await still(known[gone - 1]!))) {
			kept = gone;
		}
		while (kept < gone) {
			const middle = (kept + gone) >> 1;
			if (await still(known[middle]!)) {
				kept = middle + 1;
			} else {
				gone = middle;
			}
		}
		if (kept < this.#known.length) {
			this.#known = known.slice(0, kept);
			const last = this.#known.at(-1)?.block ?? -1;
			this.history = rewound(this.history, last);
			this.state = null;
		}
		if (kept === 0) {
			// It may be another chain altogether.
			this.chain = null;
		}
	}

	/** What happened since the last known block, as far as the states are kept. */
	async #blocks(rpc: Rpc, runtime: Runtime, head: number, hash: string): Promise<ReadBlock[]> {
		const next = (this.#known.at(-1)?.block ?? 0) + 1;
		for (let reach = REACH; ; reach = Math.floor(reach / 4)) {
			try {
				const first = Math.max(next, head - reach + 1, 1);
				return await this.#between(rpc, runtime, first, head, hash);
			} catch (error) {
				// A chain that was loaded from a file has no older states. Without them, the newest must do.
				if (reach === 0) {
					throw error;
				}
			}
		}
	}

	async #between(
		rpc: Rpc,
		runtime: Runtime,
		first: number,
		head: number,
		hash: string
	): Promise<ReadBlock[]> {
		const blocks: ReadBlock[] = [];
		for (let from = first; from <= head; from += STRIDE) {
			const to = Math.min(from + STRIDE - 1, head);
			const [begin, end] = await rpc.request<[string, string]>('chain_getBlockHash', [from, to]);
			blocks.push(...(await readEvents(rpc, runtime, from, begin, to === head ? hash : end)));
		}
		return blocks;
	}

	/** The runtime that is in force at a block. */
	async #runtimeAt(rpc: Rpc, hash: string): Promise<Runtime> {
		const code = await rpc.request<string>('state_getStorageHash', CODE, hash);
		if (this.#runtime?.code !== code) {
			this.#runtime = { code, runtime: await readRuntime(rpc, hash) };
			this.chain = null;
		}
		return this.#runtime.runtime;
	}
}

/** At most so many, evenly spread, with the last. */
function spread<T>(all: T[], most: number): T[] {
	if (all.length <= most) {
		return all;
	}
	const step = all.length / most;
	return Array.from({ length: most }, (_, i) => all[Math.ceil((i + 1) * step) - 1]!);
}
