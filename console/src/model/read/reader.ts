// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads the state at one block. */

import type { Rpc } from '../rpc.ts';
import type { Decoded, Entry, Runtime } from '../runtime.ts';

/** Keys of a map that are asked for at a time. */
const PAGE = 1_000;

/** One entry of a storage map. */
export interface Row {
	keys: Decoded[];
	value: Decoded;
}

export class Reader {
	constructor(
		readonly rpc: Rpc,
		readonly runtime: Runtime,
		/** The hash of the block. */
		readonly at: string
	) {}

	/** The value of a storage entry, or its default. */
	async value(pallet: string, name: string, ...keys: unknown[]): Promise<Decoded> {
		const [value] = await this.values([this.runtime.entry(pallet, name, ...keys)]);
		return value;
	}

	/** The values of some entries, read at once. */
	async values(entries: Entry[]): Promise<Decoded[]> {
		if (entries.length === 0) {
			return [];
		}
		const keys = entries.map(({ key }) => key);
		const [set] = await this.rpc.request<{ changes: [string, string | null][] }[]>(
			'state_queryStorageAt',
			keys,
			this.at
		);
		const found = new Map(set?.changes);
		return entries.map(({ key, decode }) => decode(found.get(key)));
	}

	/** A whole storage map, in the order of its keys in the state. */
	async map(pallet: string, name: string): Promise<Row[]> {
		const prefix = this.runtime.entry(pallet, name).key;
		const keys: string[] = [];
		for (let more = true; more; ) {
			const start = keys.at(-1);
			const page = await this.rpc.request<string[]>(
				'state_getKeysPaged',
				prefix,
				PAGE,
				start ?? null,
				this.at
			);
			keys.push(...page);
			more = page.length === PAGE;
		}
		const { runtime } = this;
		const rows = keys.map((key) => ({ key, keys: runtime.keysOf(pallet, name, key) }));
		const values = await this.values(rows.map((row) => runtime.entry(pallet, name, ...row.keys)));
		return rows.map((row, i) => ({ keys: row.keys, value: values[i] }));
	}

	/** What a view function answers. */
	async view(pallet: string, name: string, ...args: unknown[]): Promise<Decoded> {
		const { key, decode } = this.runtime.view(pallet, name, ...args);
		const method = 'RuntimeViewFunction_execute_view_function';
		return decode(await this.rpc.request<string>('state_call', method, key, this.at));
	}
}
