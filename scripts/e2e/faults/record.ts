// SPDX-License-Identifier: GPL-3.0-or-later

/** What the nodes of a network have called final: no two of them may differ, and none may take it back. */

import { isDeepStrictEqual } from 'node:util';

/** A header as the node's RPC has it. */
export interface Header {
	number: string;
	parentHash: string;
	stateRoot: string;
	extrinsicsRoot: string;
	digest: { logs: string[] };
}

/** Asks one node. */
export type Ask = <T>(method: string, ...params: unknown[]) => Promise<T>;

/** Something that was said, and by whom. */
interface Said<T> {
	what: T;
	by: string;
}

export class Record {
	readonly #headers = new Map<number, Said<Header>>();
	readonly #hashes = new Map<number, Said<string>>();
	/** Where two have differed. */
	readonly faults: string[] = [];
	/** How often a node has called a block final. */
	facts = 0;

	/** A node has called this block final, and so its parent. */
	final(by: string, header: Header): void {
		this.facts += 1;
		const number = Number(header.number);
		this.#note(this.#headers, number, header, by);
		this.#note(this.#hashes, number - 1, header.parentHash, by);
	}

	/** Compares the chain that a node has, up to a block that it calls final, with all that was said. */
	async compare(by: string, ask: Ask, final: number): Promise<void> {
		for (let number = 0; number <= final; number++) {
			const hash = await ask<string | null>('chain_getBlockHash', number);
			const header = hash === null ? null : await ask<Header | null>('chain_getHeader', hash);
			if (hash === null || header === null) {
				this.faults.push(`${by} calls #${final} final, and has no #${number}`);
				continue;
			}
			this.#note(this.#hashes, number, hash, by);
			this.#note(this.#headers, number, header, by);
		}
	}

	#note<T>(said: Map<number, Said<T>>, number: number, what: T, by: string): void {
		const before = said.get(number);
		if (before === undefined) {
			said.set(number, { what, by });
		} else if (!isDeepStrictEqual(before.what, what)) {
			const [one, other] = [before.what, what].map((thing) => JSON.stringify(thing));
			this.faults.push(`final #${number} is ${one} at ${before.by}, ${other} at ${by}`);
		}
	}
}
