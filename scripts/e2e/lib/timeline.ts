// SPDX-License-Identifier: GPL-3.0-or-later

/** What a rehearsal prints: what happened when, by the chain's clock and by the wall's. */

import type { Chain } from './chain.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time such as `2 d 03:04:30`. */
export function span(milliseconds: number): string {
	const part = (unit: number, of: number) =>
		String(Math.floor((milliseconds % of) / unit)).padStart(2, '0');
	const days = Math.floor(milliseconds / DAY);
	const clock = `${part(HOUR, DAY)}:${part(MINUTE, HOUR)}:${part(SECOND, MINUTE)}`;
	return days === 0 ? clock : `${days} d ${clock}`;
}

/** Prints a line for each thing that happens. */
export class Timeline {
	readonly #wall = performance.now();

	private constructor(
		/** Whose clock it is; after a restart of the node, another object for the same chain. */
		public chain: Chain,
		readonly begin: number
	) {
		this.#print('block', 'chain time', 'wall', 'what');
	}

	/** Begins at the head of the chain, with a block where there is none: genesis has no time. */
	static async begin(chain: Chain): Promise<Timeline> {
		if ((await chain.height()) === 0) {
			await chain.engine.newBlock();
		}
		return new Timeline(chain, (await chain.engine.status()).time);
	}

	/** Something has happened in the newest block. */
	async note(what: string): Promise<void> {
		const { best, time } = await this.chain.engine.status();
		const wall = `${((performance.now() - this.#wall) / SECOND).toFixed(1)} s`;
		this.#print(`#${best}`, span(time - this.begin), wall, what);
	}

	#print(block: string, chain: string, wall: string, what: string): void {
		console.log(`${block.padStart(8)}  ${chain.padStart(13)}  ${wall.padStart(8)}  ${what}`);
	}
}
