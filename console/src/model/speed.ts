// SPDX-License-Identifier: GPL-3.0-or-later

/** Milliseconds over which the speed is measured. */
const WINDOW = 10_000;

/** How many blocks come in a second of the wall clock, of late. */
export class Speed {
	#seen: { block: number; at: number }[] = [];

	/** The speed, after a look at the head at this time in milliseconds. Nothing before there are two looks. */
	at(block: number, at: number): number | null {
		const last = this.#seen.at(-1);
		if (last !== undefined && block < last.block) {
			// The chain was taken back.
			this.#seen = [];
		}
		this.#seen.push({ block, at });
		// One look from before the window remains, so that slow chains have a speed too.
		while (this.#seen.length > 2 && this.#seen[1]!.at < at - WINDOW) {
			this.#seen.shift();
		}
		const first = this.#seen[0]!;
		return at === first.at ? null : ((block - first.block) * 1_000) / (at - first.at);
	}
}
