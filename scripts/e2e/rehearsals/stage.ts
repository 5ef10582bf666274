// SPDX-License-Identifier: GPL-3.0-or-later

/** What a rehearsal stands on: its chain, and what is told of it while it goes on. */

import { setTimeout as sleep } from 'node:timers/promises';

import { Chain } from '../lib/chain.ts';
import { Progress } from './progress.ts';
import { span } from './span.ts';

/** Milliseconds between two looks at the chain. */
const LOOK_EVERY = 500;

/** What the user has asked for. */
export interface Wishes {
	/** How many days of chain time, where a rehearsal can be shorter or longer. */
	days?: number;
	/** Paths of the runtimes that were built for it. */
	runtimes: readonly string[];
}

/** A rehearsal fails by throwing an error. */
export type Rehearsal = (stage: Stage) => Promise<void>;

/** A node that is looked at from time to time. */
interface Watch {
	over: AbortController;
	end: Promise<void>;
}

/** The chain of a rehearsal, and a line for each thing that happens on it. */
export class Stage {
	readonly progress = new Progress();
	readonly #wall = performance.now();
	/** The chain time at the beginning, in milliseconds. */
	#begin: number | undefined;
	#chain: Chain | undefined;
	#watch: Watch | undefined;

	constructor(readonly wishes: Wishes) {}

	/**
	 * Starts a node that makes blocks on request only. A chain without a block gets one, because genesis has
	 * no time.
	 */
	async start(...flags: string[]): Promise<Chain> {
		const chain = await Chain.start(...flags);
		this.#chain = chain;
		if ((await chain.height()) === 0) {
			await chain.engine.newBlock();
		}
		if (this.#begin === undefined) {
			this.#begin = (await chain.engine.status()).time;
			this.#line('block', 'chain time', 'wall', 'what');
		}
		const over = new AbortController();
		this.#watch = { over, end: this.#look(chain, over.signal) };
		// Whoever stops the node hears of a failure.
		this.#watch.end.catch(() => undefined);
		return chain;
	}

	/** Stops the node. Another one may be started then, on the same data for example. */
	async stop(): Promise<void> {
		const [chain, watch] = [this.#chain, this.#watch];
		this.#chain = this.#watch = undefined;
		watch?.over.abort();
		try {
			await watch?.end;
		} finally {
			this.progress.forget();
			await chain?.stop();
		}
	}

	/** Says what is going on from now on. */
	during(phase: string): void {
		this.progress.phase = phase;
	}

	/** Something has happened in the newest block. */
	async note(what: string): Promise<void> {
		const { best, time } = await this.#running().engine.status();
		const wall = `${((performance.now() - this.#wall) / 1_000).toFixed(1)} s`;
		this.#line(`#${best}`, span(time - this.#begin!), wall, what);
		this.during(what);
	}

	/** Prints something beside the line of events, such as a table. */
	say(text: string): void {
		this.progress.print(text);
	}

	#running(): Chain {
		if (this.#chain === undefined) {
			throw new Error('no node runs');
		}
		return this.#chain;
	}

	async #look({ engine }: Chain, over: AbortSignal): Promise<void> {
		while (!over.aborted) {
			this.progress.show((await engine.status()).best);
			await sleep(LOOK_EVERY, undefined, { signal: over }).catch(() => undefined);
		}
	}

	#line(block: string, chain: string, wall: string, what: string): void {
		this.say(`${block.padStart(9)}  ${chain.padStart(14)}  ${wall.padStart(9)}  ${what}`);
	}
}
