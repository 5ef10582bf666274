// SPDX-License-Identifier: GPL-3.0-or-later

/** A para whose blocks are made in the process of its relay chain. */

import { ask, type Node } from './node.ts';

/** Asks a para on the port that its relay chain's node says. */
export class ParaChain {
	readonly name: string;
	readonly #port: number;

	constructor(
		node: Node,
		readonly id: number
	) {
		this.name = `para ${id}`;
		const line = new RegExp(`Para ${id} .*ws://127\\.0\\.0\\.1:(\\d+)`).exec(node.log);
		if (line === null) {
			throw new Error(`${node.name} does not say where para ${id} answers`);
		}
		this.#port = Number(line[1]);
	}

	/** Where it answers. */
	get url(): string {
		return `ws://127.0.0.1:${this.#port}`;
	}

	/** Asks it, without a client library in between. */
	rpc<T = unknown>(method: string, ...params: unknown[]): Promise<T> {
		return ask<T>(this.#port, method, params);
	}
}
