// SPDX-License-Identifier: GPL-3.0-or-later

/** Looks up on the chain what became of every transaction that was sent. */

import type { Node } from '../lib/node.ts';
import type { Fate } from './drive.ts';
import type { Kind } from './world.ts';

/** A block, as far as a load is in it. */
export interface Fill {
	hash: string;
	number: number;
	/** How many of the transactions it has. */
	count: number;
	/** The bytes of all that it has. */
	bytes: number;
}

/** What was sent, and what became of it. */
export interface Audit {
	sent: number;
	accepted: number;
	/** How often one was refused, by the words. */
	refusals: Map<string, number>;
	/** How many are on the chain, and how many of them by kind. */
	included: number;
	kinds: Map<Kind, number>;
	/** How often a watcher was told that a transaction will not be included, by the word. */
	gone: Map<string, number>;
	/** Transactions that were taken, are not on the chain, and of which nobody was told. */
	lost: number;
	/** Transactions that are on the chain twice. */
	doubled: number;
	blocks: Fill[];
}

function count<T>(things: Iterable<T>): Map<T, number> {
	const counts = new Map<T, number>();
	for (const thing of things) {
		counts.set(thing, (counts.get(thing) ?? 0) + 1);
	}
	return counts;
}

/** The blocks after `from`, and which of these transactions are in them. */
export async function audit(node: Node, fates: Fate[], from: number): Promise<Audit> {
	const places = new Map<string, number>(fates.map(({ transaction }) => [transaction.hex, 0]));
	const blocks: Fill[] = [];
	const head = Number((await node.rpc<{ number: string }>('chain_getHeader')).number);
	for (let number = from + 1; number <= head; number++) {
		const hash = await node.rpc<string>('chain_getBlockHash', number);
		const { block } = await node.rpc<{ block: { extrinsics: string[] } }>('chain_getBlock', hash);
		const ours = block.extrinsics.filter((hex) => places.has(hex));
		ours.forEach((hex) => places.set(hex, places.get(hex)! + 1));
		const bytes = block.extrinsics.reduce((sum, hex) => sum + hex.length / 2 - 1, 0);
		blocks.push({ hash, number, count: ours.length, bytes });
	}
	const accepted = fates.filter(({ accepted }) => accepted !== undefined);
	const there = fates.filter(({ transaction }) => places.get(transaction.hex)! > 0);
	const lost = accepted.filter(({ transaction, open }) => places.get(transaction.hex) === 0 && open);
	return {
		sent: fates.length,
		accepted: accepted.length,
		refusals: count(fates.flatMap(({ refusals }) => refusals)),
		included: there.length,
		kinds: count(there.map(({ transaction }) => transaction.kind)),
		gone: count(fates.flatMap(({ gone }) => gone)),
		lost: lost.length,
		doubled: [...places.values()].filter((times) => times > 1).length,
		blocks
	};
}
