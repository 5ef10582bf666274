// SPDX-License-Identifier: GPL-3.0-or-later

/** What a client was told of a chain, and so what must be there whatever happens to the node. */

import { isDeepStrictEqual } from 'node:util';

import type { Node } from '../lib/node.ts';

/** A header as the node's RPC has it. */
export interface Header {
	number: string;
	parentHash: string;
	stateRoot: string;
	extrinsicsRoot: string;
	digest: { logs: string[] };
}

/** A block's place on the chain. */
export interface Place {
	number: number;
	hash: string;
}

export class Book {
	/** The blocks that were told of by hash and number. */
	readonly #hashes = new Map<number, string>();
	/** The blocks that were told of by header. */
	readonly #headers = new Map<number, Header>();
	/** The hashes of blocks whose number was not told, and whether they were called final. */
	readonly #unplaced = new Map<string, boolean>();
	/** The highest number that was called final. */
	#final = 0;
	/** How high the chain was called at least. */
	#height = 0;
	/** Where the chain goes back to, or has gone, since the last check. */
	#point: Place | undefined;
	/** Whether that was told, and not only asked for. */
	#wentBack = false;

	/** How much was told. */
	facts = 0;

	/** A block was called made by its place. */
	made({ number, hash }: Place): void {
		this.facts += 1;
		this.#hashes.set(number, hash);
	}

	/** The chain was called final up to a block with this number. */
	final(number: number): void {
		this.facts += 1;
		if (this.#holds(number)) {
			this.#final = Math.max(this.#final, number);
		}
	}

	/** The chain was called at least this high. */
	atLeast(number: number): void {
		this.facts += 1;
		this.#height = Math.max(this.#height, number);
	}

	/** A header was shown as that of the best block, or of a final one. */
	header(header: Header, final: boolean): void {
		this.facts += 1;
		const number = Number(header.number);
		if (this.#holds(number)) {
			this.#headers.set(number, header);
			if (final) {
				this.#final = Math.max(this.#final, number);
			}
		}
	}

	/** A block was called made, or final, by its hash alone. */
	hash(hash: string, final: boolean): void {
		this.facts += 1;
		if (this.#point === undefined) {
			this.#unplaced.set(hash, final || this.#unplaced.get(hash) === true);
		}
	}

	/** A way back was asked for: what is above the point may be there or not, but all of it or nothing. */
	goesBack(point: Place): void {
		this.#point = point;
		this.#wentBack = false;
	}

	/** The way back was told of. */
	wentBack(): void {
		this.#wentBack = true;
		this.#forget();
	}

	/**
	 * Compares with a node that has just started, and says what is missing. What is left is certain, for
	 * the next time.
	 */
	async check(node: Node): Promise<string[]> {
		const missing: string[] = [];
		const headerOf = (hash: string) => node.rpc<Header | null>('chain_getHeader', hash);
		const hashOf = (number: number) => node.rpc<string | null>('chain_getBlockHash', number);
		const best = Number((await node.rpc<Header>('chain_getHeader')).number);

		if (this.#point !== undefined) {
			const { number, hash } = this.#point;
			if (!this.#wentBack && best === number && (await hashOf(number)) === hash) {
				this.#forget();
			}
			if (this.#wentBack && this.#highest() <= number && best !== number) {
				missing.push(`the way back to #${number}: the best block is #${best}`);
			}
			this.made(this.#point);
			this.#final = Math.max(this.#final, number);
			this.#point = undefined;
		}
		if (best < this.#height) {
			missing.push(`height #${this.#height}: the best block is #${best}`);
		}
		for (const [hash, final] of this.#unplaced) {
			const header = await headerOf(hash);
			if (header === null) {
				missing.push(`block ${hash}${final ? ', which was final' : ''}`);
				continue;
			}
			this.#hashes.set(Number(header.number), hash);
			if (final) {
				this.#final = Math.max(this.#final, Number(header.number));
			}
		}
		this.#unplaced.clear();

		for (const number of new Set([...this.#hashes.keys(), ...this.#headers.keys()])) {
			const hash = await hashOf(number);
			if (hash === null) {
				missing.push(`block #${number} (the best is #${best})`);
				continue;
			}
			const told = this.#hashes.get(number);
			if (told !== undefined && told !== hash) {
				missing.push(`block #${number}: ${told} was told, there is ${hash}`);
			}
			const header = this.#headers.get(number);
			if (header !== undefined && !isDeepStrictEqual(await headerOf(hash), header)) {
				missing.push(`block #${number}: another header was told`);
			}
		}
		const finalized = await headerOf(await node.rpc<string>('chain_getFinalizedHead'));
		if (Number(finalized!.number) < this.#final) {
			missing.push(`finality of #${this.#final}: the node knows that of #${Number(finalized!.number)}`);
		}
		return missing;
	}

	/** Whether what is said of this block stays true: what is above a point to go back to does not. */
	#holds(number: number): boolean {
		return this.#point === undefined || number <= this.#point.number;
	}

	#highest(): number {
		return Math.max(0, ...this.#hashes.keys(), ...this.#headers.keys());
	}

	#forget(): void {
		const { number } = this.#point!;
		for (const facts of [this.#hashes, this.#headers]) {
			for (const above of [...facts.keys()].filter((key) => key > number)) {
				facts.delete(above);
			}
		}
		this.#final = Math.min(this.#final, number);
		this.#height = Math.min(this.#height, number);
	}
}
