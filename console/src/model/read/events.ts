// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads what pallets said in a row of blocks. */

import type { Rpc } from '../rpc.ts';
import type { RawEvent, Runtime } from '../runtime.ts';
import type { ChainEvent } from '../types.ts';

/** A block whose events were read. */
export interface ReadBlock {
	hash: string;
	block: number;
	time: number;
	events: ChainEvent[];
}

/** The changes that a block made, among the keys that were asked for. */
interface Changes {
	block: string;
	changes: [string, string | null][];
}

/**
 * The events of all blocks from one to another, both inclusive, oldest first. `first` is the number of the
 * one, and `from` and `to` are hashes. The states of all of them must be kept.
 */
export async function readEvents(
	rpc: Rpc,
	runtime: Runtime,
	first: number,
	from: string,
	to: string
): Promise<ReadBlock[]> {
	const events = runtime.entry('System', 'Events');
	// Every block changes the time, so that each has a row, also where its events are those of the one before.
	const now = runtime.entry('Timestamp', 'Now');
	const keys = [events.key, now.key];
	const rows = await rpc.request<Changes[]>('state_queryStorage', keys, from, to);

	let time = 0;
	let latest: string | null = null;
	let decoded: RawEvent[] = [];
	return rows.map(({ block: hash, changes }, i) => {
		const block = first + i;
		for (const [key, value] of changes) {
			if (key === now.key) {
				time = Number(now.decode(value));
			} else if (value !== latest) {
				latest = value;
				decoded = runtime.events(value);
			}
		}
		const named = decoded.map(
			({ transaction, pallet, name, plain }, index): ChainEvent => ({
				block,
				time,
				index,
				transaction,
				pallet,
				name,
				data: plain
			})
		);
		return { hash, block, time, events: named };
	});
}
