// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Records a chain for a report, while a rehearsal goes on.
 *
 * ```ts
 * const recorder = await Recorder.begin({ request: (method, ...params) => node.rpc(method, ...params) });
 * await recorder.note('the candle is lit');          // a line of the timeline
 * await recorder.note('the auction is over', true);  // and a state to look at
 * const recording = recorder.finish({ title, summary, command, machine, checks, figures });
 * ```
 *
 * Between two notes no more than 4,000 blocks should go by: of older ones the node has dropped the states, and
 * nothing is known of what happened there. A long run is followed with `follow()` after each part of it.
 */

import type { Rpc } from './rpc.ts';
import { Tracker } from './tracker.ts';
import type { Recording } from './types.ts';

/** What a report may weigh: a thousand points, and events that say something. */
const BOUNDS = { points: 1_000, events: 4_000, noise: 0 };

/** What only the rehearsal knows. */
export interface Facts extends Pick<Recording, 'title' | 'summary' | 'checks' | 'figures'> {
	command: string;
	machine: string;
}

export class Recorder {
	readonly #tracker = new Tracker(BOUNDS);
	readonly #rpc: Rpc;
	readonly #begin = performance.now();
	readonly #at = new Date();
	readonly #states: Recording['states'] = [];
	readonly #timeline: Recording['timeline'] = [];

	private constructor(rpc: Rpc) {
		this.#rpc = rpc;
	}

	/** Begins at the newest block. */
	static async begin(rpc: Rpc): Promise<Recorder> {
		const recorder = new Recorder(rpc);
		await recorder.follow();
		return recorder;
	}

	/** Takes in what has happened until now. */
	async follow(): Promise<void> {
		await this.#tracker.update(this.#rpc);
	}

	/** Something has happened in the newest block: a line of the timeline, and perhaps a state to look at. */
	async note(text: string, look = false): Promise<void> {
		await this.follow();
		const state = this.#tracker.state!;
		const wall = (performance.now() - this.#begin) / 1_000;
		this.#timeline.push({ block: state.block, time: state.time, wall, text });
		if (look) {
			this.#states.push({ label: text, state });
		}
	}

	/** The recording, whose last state is the one of now. */
	finish({ title, summary, command, machine, checks, figures }: Facts): Recording {
		const { chain, state, history } = this.#tracker;
		const now = { label: 'The end', state: state! };
		const states = this.#states.at(-1)?.state === state ? this.#states : [...this.#states, now];
		const seconds = (performance.now() - this.#begin) / 1_000;
		return {
			format: 1,
			title,
			summary,
			made: { command, at: this.#at.toISOString(), machine, seconds },
			chain: chain!,
			states,
			history,
			timeline: this.#timeline,
			checks,
			figures
		};
	}
}
