// SPDX-License-Identifier: GPL-3.0-or-later

/** Records a chain for a report, with the console's model of what its charts show. */

import { type Facts, Recorder } from '../../../console/src/model/recorder.ts';
import type { Rpc } from '../../../console/src/model/rpc.ts';
import type { Recording } from '../../../console/src/model/types.ts';

export type { Recording, Rpc };

/** Milliseconds and blocks between two looks at a chain that runs: what a look costs is little beside that. */
const PAUSE = 5_000;
const BLOCKS = 1_000;

/** What is recorded of a chain. One thing is done at a time, whoever asks for it. */
export class Record {
	#turn: Promise<void> = Promise.resolve();
	#seen = { at: performance.now(), height: 0 };

	private constructor(readonly recorder: Recorder) {}

	/** Begins at the newest block. */
	static async begin(rpc: Rpc): Promise<Record> {
		return new Record(await Recorder.begin(rpc));
	}

	/** Something has happened in the newest block. `look` keeps the whole state for the charts. */
	note(text: string, look: boolean): Promise<void> {
		return this.#next(() => this.recorder.note(text, look));
	}

	/** Takes in what has happened until now. */
	look(): Promise<void> {
		return this.#next(() => this.recorder.follow());
	}

	/** Takes in what has happened until this height, unless it was done just now. */
	async follow(height: number): Promise<void> {
		const { at, height: before } = this.#seen;
		if (performance.now() - at > PAUSE && Math.abs(height - before) > BLOCKS) {
			await this.look();
			this.#seen = { at: performance.now(), height };
		}
	}

	/** All of it. */
	finish(facts: Facts): Recording {
		return this.recorder.finish(facts);
	}

	#next(what: () => Promise<void>): Promise<void> {
		const done = this.#turn.then(what);
		// The next one is another matter.
		this.#turn = done.catch(() => undefined);
		return done;
	}
}
