// SPDX-License-Identifier: Apache-2.0

import type { Chain, Follower, Testable } from './chain.js';
import { ask } from './rpc.js';

/** The most blocks of the relay chain until a transaction must be in a final block of the para. */
const PATIENCE = 60;

interface Header {
	number: string;
}

/** A para in the process of its relay chain. It makes at most one block for each of the relay chain's. */
export class Para implements Testable {
	constructor(
		/** The relay chain, whose blocks the para follows. */
		readonly relay: Chain,
		/** The para's number. */
		readonly id: number,
		private readonly port: number
	) {}

	/** The address of the para's RPC, such as `ws://127.0.0.1:40124`. */
	get url(): string {
		return `ws://127.0.0.1:${this.port}`;
	}

	/** Calls an RPC method of the para without a client library. Fails with an `RpcError`. */
	rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T> {
		return ask(this.port, method, params);
	}

	/** The height of the para's best block. A para without a core makes no blocks. */
	async height(): Promise<number> {
		return Number((await this.rpc<Header>('chain_getHeader')).number);
	}

	/**
	 * Makes blocks of the relay chain until the para has made `blocks` more. Fails after `limit` blocks of the
	 * relay chain, by default 100 and 10 for each block of the para.
	 */
	async forward(blocks: number, limit = 10 * blocks + 100): Promise<void> {
		const to = (await this.height()) + blocks;
		const what = `block #${to} of para ${this.id}`;
		await this.relay.forwardUntil(what, async () => (await this.height()) >= to, { limit });
	}

	/**
	 * Submits signed transactions to the para's pool, and makes blocks of the relay chain until all of them are
	 * in final blocks of the para. Returns the hash of the block that contains each. Fails after 60 blocks of the
	 * relay chain.
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

	/** Adds a follower, told of the para's head after each change of the relay chain. Returns how to remove it. */
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
