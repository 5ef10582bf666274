// SPDX-License-Identifier: GPL-3.0-or-later

/** A para that runs in the process of its relay chain. */

import { compactStripLength, hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, xxhashAsU8a } from '@polkadot/util-crypto';

import { SOON } from './deadline.ts';
import { ask, type Node } from './node.ts';

/** A para's RPC, on the port that its relay chain's node logs. */
export class ParaChain {
	readonly name: string;
	readonly #port: number;

	private constructor(
		readonly id: number,
		port: number
	) {
		this.name = `para ${id}`;
		this.#port = port;
	}

	/** Waits until the node serves a para's RPC, which it does after its own. */
	static async of(node: Node, id: number): Promise<ParaChain> {
		const line = new RegExp(`Para ${id} .*ws://127\\.0\\.0\\.1:(\\d+)`);
		const [, port] = await node.says(line, SOON);
		return new ParaChain(id, Number(port));
	}

	/** The address of the para's RPC. */
	get url(): string {
		return `ws://127.0.0.1:${this.#port}`;
	}

	/** Fails unless the block that the relay chain has included is on the para's best chain. */
	async check(relay: Node): Promise<void> {
		const id = new Uint8Array(new Uint32Array([this.id]).buffer);
		const [paras, heads] = ['Paras', 'Heads'].map((name) => xxhashAsU8a(name, 128));
		const key = u8aToHex(u8aConcat(paras!, heads!, xxhashAsU8a(id, 64), id));
		const head = await relay.rpc<string | null>('state_getStorage', key);
		if (head === null) {
			return;
		}
		const [, header] = compactStripLength(hexToU8a(head));
		const hash = blake2AsHex(header, 256);
		const block = await this.rpc<{ number: string } | null>('chain_getHeader', hash);
		const best = block && (await this.rpc<string>('chain_getBlockHash', Number(block.number)));
		if (best !== hash) {
			throw new Error(`${this.name} has ${best} instead of ${hash}, which is included`);
		}
	}

	/** Calls an RPC method of the para without a client library. Fails with an `RpcError`. */
	rpc<T = unknown>(method: string, ...params: unknown[]): Promise<T> {
		return ask<T>(this.#port, method, params);
	}
}
