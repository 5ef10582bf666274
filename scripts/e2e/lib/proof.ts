// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads of the state that are checked by a proof against a header, as a light client makes them. */

import type { ApiPromise } from '@polkadot/api';
import { compactFromU8aLim, u8aEq, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

const HASH = 32;

/** A node of the trie. It has only the hash of a large value, which is a node of its own in the proof. */
interface Node {
	path: number[];
	value: { inline: Uint8Array } | { hash: Uint8Array } | null;
	children: (Uint8Array | undefined)[];
}

/** Reads bytes from front to back. */
class Input {
	#at = 0;
	constructor(readonly bytes: Uint8Array) {}

	take(count: number): Uint8Array {
		const taken = this.bytes.subarray(this.#at, this.#at + count);
		if (taken.length < count) {
			throw new Error('a node of the proof ends too early');
		}
		this.#at += count;
		return taken;
	}

	byte(): number {
		return this.take(1)[0]!;
	}

	sized(): Uint8Array {
		const [offset, length] = compactFromU8aLim(this.bytes.subarray(this.#at));
		this.#at += offset;
		return this.take(length);
	}
}

const nibbles = (bytes: Uint8Array) => [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);

/** The kind of a node, from its first byte. The bits in `mask` begin the length of its path. */
function kind(first: number): { mask: number; leaf: boolean; value: 'no' | 'inline' | 'hashed' } {
	switch (first >> 6) {
		case 1:
			return { mask: 0x3f, leaf: true, value: 'inline' };
		case 2:
			return { mask: 0x3f, leaf: false, value: 'no' };
		case 3:
			return { mask: 0x3f, leaf: false, value: 'inline' };
		default:
			if (first >> 5 === 1) {
				return { mask: 0x1f, leaf: true, value: 'hashed' };
			}
			if (first >> 4 === 1) {
				return { mask: 0x0f, leaf: false, value: 'hashed' };
			}
			throw new Error(`no node of a trie begins with ${first}`);
	}
}

function decode(bytes: Uint8Array): Node {
	const input = new Input(bytes);
	const first = input.byte();
	const { mask, leaf, value } = kind(first);
	let length = first & mask;
	for (let more = length === mask; more; ) {
		const next = input.byte();
		length += next;
		more = next === 255;
	}
	const path = nibbles(input.take(Math.ceil(length / 2))).slice(length % 2);
	const [low, high] = leaf ? [0, 0] : input.take(2);
	const read = () =>
		value === 'no' ? null : value === 'inline' ? { inline: input.sized() } : { hash: input.take(HASH) };
	const content = read();
	const bitmap = low! | (high! << 8);
	const children = Array.from({ length: 16 }, (_, i) =>
		(bitmap >> i) & 1 ? input.sized() : undefined
	);
	return { path, value: content, children };
}

/** The value of a key in the state with this root, or null if it has none. Fails if the proof is incomplete. */
export function proven(root: Uint8Array, key: Uint8Array, nodes: Uint8Array[]): Uint8Array | null {
	const byHash = new Map(nodes.map((node) => [u8aToHex(blake2AsU8a(node)), node]));
	const find = (hash: Uint8Array) => {
		const found = byHash.get(u8aToHex(hash));
		if (found === undefined) {
			throw new Error(`the proof lacks ${u8aToHex(hash)}`);
		}
		return found;
	};

	let rest = nibbles(key);
	for (let bytes = find(root); ; ) {
		const { path, value, children } = decode(bytes);
		if (!u8aEq(Uint8Array.from(rest.slice(0, path.length)), Uint8Array.from(path))) {
			return null;
		}
		rest = rest.slice(path.length);
		const [next, ...after] = rest;
		if (next === undefined) {
			return value === null ? null : 'inline' in value ? value.inline : find(value.hash);
		}
		const child = children[next];
		if (child === undefined) {
			return null;
		}
		rest = after;
		bytes = child.length === HASH ? find(child) : child;
	}
}

/** Reads a value from the proof that a node gives, and checks it against the state root of the block. */
export async function lightRead(
	api: ApiPromise,
	key: string,
	block: string
): Promise<Uint8Array | null> {
	const [{ stateRoot }, { proof }] = await Promise.all([
		api.rpc.chain.getHeader(block),
		api.rpc.state.getReadProof([key], block)
	]);
	const nodes = proof.map((node) => node.toU8a(true));
	return proven(stateRoot.toU8a(), api.createType('Bytes', key).toU8a(true), nodes);
}
