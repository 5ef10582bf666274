// SPDX-License-Identifier: GPL-3.0-or-later

/** What a rehearsal stands on: its chain, and what is told of it while it goes on. */

import { setTimeout as sleep } from 'node:timers/promises';

import { Chain } from '../lib/chain.ts';
import type { Record } from '../report/record.ts';
import { Progress } from './progress.ts';
import { span } from './span.ts';

/** Milliseconds between two looks at the chain. */
const LOOK_EVERY = 500;

/** What the user has asked for. */
export interface Wishes {
	/** How many days of chain time, where a rehearsal can be shorter or longer. */
	days?: number;
	/** How many times fewer blocks than Kusama's its periods shall have, where a rehearsal can do that. */
	speed?: number;
	/** Whether it shall be recorded for a report. */
	report: boolean;
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
	/** What has been found to hold, for the report. */
	readonly held: string[] = [];
	readonly #wall = performance.now();
	/** The height and the chain time at the beginning, in milliseconds. */
	#begin: { best: number; time: number } | undefined;
	/** Those of the newest block that was looked at. */
	#seen: { best: number; time: number } | undefined;
	#record: Record | undefined;
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
			this.#begin = this.#seen = await chain.engine.status();
			this.#line('block', 'chain time', 'wall', 'what');
			if (this.wishes.report) {
				// Only then the console's packages must be there.
				const { rpcOf } = await import('../report/own-node.ts');
				const { Record } = await import('../report/record.ts');
				this.#record = await Record.begin(rpcOf(() => this.#running().node));
			}
		}
		const over = new AbortController();
		this.#watch = { over, end: this.#look(chain, over.signal) };
		// Whoever stops the node hears of a failure.
		this.#watch.end.catch(() => undefined);
		return chain;
	}

	/** Stops the node. Another one may be started then, on the same data for example. */
	async stop(): Promise<void> {
		this.#watch?.over.abort();
		try {
			// It may be in the middle of a look.
			await this.#watch?.end;
		} finally {
			const chain = this.#chain;
			this.#chain = this.#watch = undefined;
			this.progress.forget();
			await chain?.stop();
		}
	}

	/** Says what is going on from now on. */
	during(phase: string): void {
		this.progress.phase = phase;
	}

	/** Something has happened in the newest block. The report's charts show the chain there if it is worth a `look`. */
	async note(what: string, look: 'look' | 'line' = 'line'): Promise<void> {
		const { best, time } = (this.#seen = await this.#running().engine.status());
		this.#line(`#${best}`, span(time - this.#begin!.time), `${this.seconds.toFixed(1)} s`, what);
		this.during(what);
		await this.#record?.note(what, look === 'look');
	}

	/** Something has been found to hold, without which the rehearsal had failed. */
	holds(what: string): void {
		this.held.push(what);
	}

	/** What was recorded, if anything was. */
	get record(): Record | undefined {
		return this.#record;
	}

	/** Seconds by the wall's clock since the beginning. */
	get seconds(): number {
		return (performance.now() - this.#wall) / 1_000;
	}

	/** Blocks and milliseconds of chain time since the beginning. */
	get passed(): { blocks: number; time: number } {
		const [from, to] = [this.#begin, this.#seen];
		return { blocks: (to?.best ?? 0) - (from?.best ?? 0), time: (to?.time ?? 0) - (from?.time ?? 0) };
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
			const { best, time } = (this.#seen = await engine.status());
			this.progress.show(best, time - this.#begin!.time);
			await this.#record?.follow(best);
			await sleep(LOOK_EVERY, undefined, { signal: over }).catch(() => undefined);
		}
	}

	#line(block: string, chain: string, wall: string, what: string): void {
		this.say(`${block.padStart(9)}  ${chain.padStart(14)}  ${wall.padStart(9)}  ${what}`);
	}
}
