// SPDX-License-Identifier: GPL-3.0-or-later

/** Where a rehearsal stands: a line that is kept up to date on a terminal, now and then a plain one elsewhere. */

import { span } from './span.ts';

/** Milliseconds after which a log that nobody has written to gets a line. */
const SILENCE = 60_000;
/** Milliseconds over which blocks are counted for their rate. */
const WINDOW = 5_000;
/** Goes back to the beginning of the line and clears it. */
const CLEAR = '\r\x1b[K';

/** The output of a rehearsal. */
export class Progress {
	/** What is going on. */
	phase = 'the node starts';
	readonly #began = performance.now();
	#printed = this.#began;
	/** Heights that were seen within the window, and when. */
	#seen: { at: number; height: number }[] = [];

	/** Writes to a terminal or to whatever else takes the output, a file for example. */
	constructor(readonly output: NodeJS.WriteStream = process.stdout) {}

	/** Prints a line that stays. */
	print(line: string): void {
		this.#printed = performance.now();
		this.output.write(`${this.#clear()}${line}\n`);
	}

	/** Shows how far the chain has come, in blocks and in milliseconds of its own time. */
	show(height: number, time: number): void {
		const at = performance.now();
		this.#seen = [...this.#seen.filter((seen) => seen.at > at - WINDOW), { at, height }];
		const line = `#${height}  ${span(time)}  ${span(at - this.#began)}  ${this.#rate()}  ${this.phase}`;
		if (this.output.isTTY) {
			this.output.write(`${CLEAR}${line.slice(0, this.output.columns - 1)}`);
		} else if (at - this.#printed > SILENCE) {
			this.print(`... ${line}`);
		}
	}

	/** The chain is another one, or the node was started again. */
	forget(): void {
		this.#seen = [];
		this.output.write(this.#clear());
	}

	#rate(): string {
		const [first, last] = [this.#seen[0]!, this.#seen.at(-1)!];
		const seconds = (last.at - first.at) / 1_000;
		return `${seconds === 0 ? 0 : Math.round((last.height - first.height) / seconds)} blocks/s`;
	}

	#clear(): string {
		return this.output.isTTY ? CLEAR : '';
	}
}
