// SPDX-License-Identifier: GPL-3.0-or-later

/** Chance that can be had again: the same seed and the same step draw the same numbers. */

/** Numbers of one step, however many the steps before have drawn. */
export class Chance {
	#state: number;

	constructor(seed: number, step: number) {
		this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b)) >>> 0;
		// Neighbouring steps differ in few bits: some rounds make them strangers to each other.
		for (let i = 0; i < 4; i++) {
			this.#next();
		}
	}

	/** A number below one: mulberry32. */
	#next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from `low` up to and with `high`. */
	between(low: number, high: number): number {
		return low + Math.floor(this.#next() * (high - low + 1));
	}

	/** True this many times of a hundred. */
	percent(share: number): boolean {
		return this.#next() * 100 < share;
	}

	/** One of some things. */
	pick<T>(things: readonly T[]): T {
		if (things.length === 0) {
			throw new Error('there is nothing to pick from');
		}
		return things[this.between(0, things.length - 1)]!;
	}

	/** One of some things, each as often as its weight says. */
	weighted<T>(things: readonly (readonly [weight: number, thing: T])[]): T {
		const total = things.reduce((sum, [weight]) => sum + weight, 0);
		let left = this.#next() * total;
		for (const [weight, thing] of things) {
			left -= weight;
			if (left < 0) {
				return thing;
			}
		}
		return things.at(-1)![1];
	}
}
