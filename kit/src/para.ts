// SPDX-License-Identifier: Apache-2.0

import type { Chain, Follower, Testable } from './chain.js';
import { ask } from './rpc.js';

/** Blocks of the relay chain within which a para's block must be final that has a transaction. */
const PATIENCE = 60;

interface Header {
	number: string;
}

/** A para whose blocks are made in the process of its relay chain, one for each of the relay chain's at most. */
export class Para implements Testable {
	constructor(
		/** The chain that it makes its blocks beside: time passes there. */
		readonly relay: Chain,
		/** Its number. */
		readonly id: number,
		private readonly port: number
	) {}

	/** Where it answers clients. */
	get url(): string {
		return `ws://127.0.0.1:${this.port}`;
	}

	/** Calls a method of its node without a client library. Fails with an `RpcError`. */
	rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T> {
		return ask(this.port, method, params);
	}

	/** The height of its newest block. Where it has no core, it makes none. */
	async height(): Promise<number> {
		return Number((await this.rpc<Header>('chain_getHeader')).number);
	}

	/**
	 * Has blocks of the relay chain made until the para has made so many more. Fails when the relay chain has made
	 * `limit` blocks, 10 for each of the para's and 100 more if nothing is said.
	 */
	async forward(blocks: number, limit = 10 * blocks + 100): Promise<void> {
		const to = (await this.height()) + blocks;
		const what = `block #${to} of para ${this.id}`;
		await this.relay.forwardUntil(what, async () => (await this.height()) >= to, { limit });
	}

	/**
	 * Puts signed transactions into the pool of the para, and has blocks of the relay chain made until all of them are
	 * in final blocks. Returns the hash of the block that contains each.
	 */
	async include(signed: readonly string[]): Promise<string[]> {
		const blocks = new Map<string, string>();
		let seen = await this.#final();
		for (const transaction of signed) {
			await this.rpc('author_submitExtrinsic', transaction);
		}
		for (let made = 0; made < PATIENCE; made++) {
			await this.relay.block();
			for (const final = await this.#final(); seen < final; ) {
				seen += 1;
				const hash = await this.rpc<string>('chain_getBlockHash', seen);
				const body = await this.rpc<{ block: { extrinsics: string[] } }>('chain_getBlock', hash);
				for (const extrinsic of body.block.extrinsics) {
					blocks.set(extrinsic, hash);
				}
			}
			const found = signed.flatMap((transaction) => blocks.get(transaction) ?? []);
			if (found.length === signed.length) {
				return found;
			}
		}
		throw new Error(`para ${this.id} has not included a transaction in ${PATIENCE} blocks`);
	}

	/** Has something follow the para whenever the relay chain has changed. Returns how to stop that. */
	follow(follower: Follower): () => void {
		return this.relay.follow({
			shows: async () => {
				const hash = await this.rpc<string>('chain_getBlockHash');
				const final = await this.rpc<string>('chain_getFinalizedHead');
				await follower.shows({ hash, number: await this.height(), final: hash === final });
			},
			close: () => follower.close()
		});
	}

	async #final(): Promise<number> {
		const hash = await this.rpc<string>('chain_getFinalizedHead');
		return Number((await this.rpc<Header>('chain_getHeader', hash)).number);
	}
}
