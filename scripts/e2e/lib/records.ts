// SPDX-License-Identifier: GPL-3.0-or-later

/** Events and holds of pallets for which the client has no types, as plain values. */

import type { ApiPromise } from '@polkadot/api';
import type { EventRecord } from '@polkadot/types/interfaces';

/** A value as the client has it in JSON, where a large number is a string of hexadecimal digits. */
export type Plain = number | string | boolean | null | Plain[] | { [field: string]: Plain };

/** The fields of an event by their names. */
export type Fields = Record<string, Plain>;

/** The fields of each event with this name, such as `fastTrack.Vetoed`. */
export function named(records: EventRecord[], name: string): Fields[] {
	return records.flatMap(({ event }) => {
		if (`${event.section}.${event.method}` !== name) {
			return [];
		}
		const names = event.data.names ?? event.data.map((_, i) => String(i));
		return [Object.fromEntries(names.map((field, i) => [field, event.data[i]!.toJSON() as Plain]))];
	});
}

/** The fields of the only event with this name. Fails unless there is exactly one. */
export function single(records: EventRecord[], name: string): Fields {
	const found = named(records, name);
	if (found.length !== 1) {
		const names = records.map(({ event }) => `${event.section}.${event.method}`).join(', ');
		throw new Error(`${found.length} events ${name}, not one, among: ${names}`);
	}
	return found[0]!;
}

/** An amount from a number or hexadecimal digits. */
export function amount(value: Plain | undefined): bigint {
	if (typeof value !== 'number' && typeof value !== 'string') {
		throw new Error(`${JSON.stringify(value)} is no amount`);
	}
	return BigInt(value);
}

/** The holds of an account in plancks, by reasons such as `slots.Lease`, at a block or now. */
export async function holds(
	api: ApiPromise,
	address: string,
	block?: string
): Promise<Record<string, bigint>> {
	const state = block === undefined ? api : await api.at(block);
	const list = (await state.query.balances.holds(address)).toJSON() as {
		id: Record<string, string>;
		amount: Plain;
	}[];
	return Object.fromEntries(
		list.map(({ id, amount: held }) => {
			const [[pallet, reason]] = Object.entries(id) as [[string, string]];
			return [`${pallet}.${reason}`, amount(held)];
		})
	);
}

/** The free and the held balance of an account together, in plancks. */
export async function total(api: ApiPromise, address: string): Promise<bigint> {
	const { data } = await api.query.system.account(address);
	return data.free.toBigInt() + data.reserved.toBigInt();
}
