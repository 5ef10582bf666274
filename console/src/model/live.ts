// SPDX-License-Identifier: GPL-3.0-or-later

/** A chain as a running node shows it. */

import { EMPTY } from './history.ts';
import { readEngine } from './read/engine.ts';
import type { Reader } from './read/reader.ts';
import { AwayError, Link } from './rpc.ts';
import { Speed } from './speed.ts';
import { Tracker } from './tracker.ts';
import type { Progress, Source, View } from './types.ts';

/** Milliseconds between two attempts to reach a node that is away. */
const RETRY = 1_000;
/** Milliseconds between two looks at a node that says nothing. */
const LOOK = 1_000;
/** Milliseconds between two readings of the state, at least, and while a run needs the node's time. */
const PAUSE = 250;
const PAUSE_IN_RUN = 2_000;

export class Live implements Source {
	#view: View = {
		chain: null,
		state: null,
		history: EMPTY,
		engine: null,
		pace: null,
		link: 'connecting',
		problem: null
	};
	readonly #listeners = new Set<() => void>();
	readonly #tracker = new Tracker();
	readonly #speed = new Speed();
	#link: Link | null = null;
	#stopped = false;
	#failed = false;
	#wake: () => void = () => undefined;

	/** Follows the node at `url` until it is stopped. */
	constructor(readonly url: string) {
		void this.#follow();
	}

	view(): View {
		return this.#view;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	stop(): void {
		this.#stopped = true;
		this.#link?.close();
		this.#wake();
	}

	/** Asks the node to do something, and looks at once what came of it. */
	async request<T>(method: string, ...params: unknown[]): Promise<T> {
		if (this.#link === null) {
			throw new AwayError(this.url);
		}
		try {
			return await this.#link.request<T>(method, ...params);
		} finally {
			this.#wake();
		}
	}

	/** Reads at the newest block. */
	reader(): Promise<Reader> {
		if (this.#link === null) {
			throw new AwayError(this.url);
		}
		return this.#tracker.reader(this.#link);
	}

	async #follow(): Promise<void> {
		while (!this.#stopped) {
			try {
				const link = await Link.open(this.url);
				this.#link = link;
				void link.closed.then(() => this.#wake());
				await this.#listen(link);
				while (link.isUp && !this.#stopped) {
					await this.#look(link);
				}
			} catch (error) {
				this.#problem(error);
			}
			this.#link?.close();
			this.#link = null;
			this.#show({ link: 'away', pace: null });
			await this.#pause(RETRY);
		}
	}

	/** What tells that there is something to look at. */
	async #listen(link: Link): Promise<void> {
		const wake = () => this.#wake();
		await link.subscribe('chain_subscribeNewHeads', wake);
		await link.subscribe('chain_subscribeFinalizedHeads', wake);
		if ((await readEngine(link)) !== null) {
			await link.subscribe<Progress>('dev_subscribeProgress', (run) => {
				const { engine } = this.#view;
				if (engine !== null) {
					this.#show({ engine: { ...engine, run: run.finished ? null : run } });
				}
				wake();
			});
		}
	}

	/** Reads what is new, and waits for more. */
	async #look(link: Link): Promise<void> {
		const begin = performance.now();
		const waiting = this.#pause(LOOK);
		try {
			const engine = await readEngine(link);
			const best = engine?.best ?? (await height(link));
			this.#show({ engine, pace: this.#speed.at(best, performance.now()) });
			const news = await this.#tracker.update(link);
			const { chain, state, history } = this.#tracker;
			this.#failed = false;
			this.#show({ ...(news ? { chain, state, history } : {}), link: 'up', problem: null });
		} catch (error) {
			this.#problem(error);
		}
		await waiting;
		const pause = this.#view.engine?.run == null ? PAUSE : PAUSE_IN_RUN;
		await sleep(Math.max(pause - (performance.now() - begin), 0));
	}

	/** Waits so long, or until there is something to look at. */
	#pause(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, milliseconds);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	/** Notes what went wrong. It is shown if it goes wrong again: a block may be taken back while it is read. */
	#problem(error: unknown): void {
		// That the node is away is said by `link`.
		if (!(error instanceof AwayError)) {
			const problem = error instanceof Error ? error.message : String(error);
			this.#show({ problem: this.#failed ? problem : this.#view.problem });
			this.#failed = true;
		}
	}

	#show(change: Partial<View>): void {
		this.#view = { ...this.#view, ...change };
		for (const listener of this.#listeners) {
			listener();
		}
	}
}

async function height(link: Link): Promise<number> {
	const { number } = await link.request<{ number: string }>('chain_getHeader');
	return Number(number);
}

function sleep(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
