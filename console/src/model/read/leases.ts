// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads who leases slots, and for how long. */

import { type Decoded, ksm } from '../runtime.ts';
import type { Lease, Leases } from '../types.ts';
import type { Reader } from './reader.ts';

export async function readLeases(reader: Reader): Promise<Leases | null> {
	if (!reader.runtime.has('Slots')) {
		return null;
	}
	const [current, books] = await Promise.all([
		reader.view('Slots', 'current_period'),
		reader.map('Slots', 'Leases')
	]);
	// The list in the state may be one of the period before: the view function's begins with the current one.
	const now = await Promise.all(books.map(({ keys }) => reader.view('Slots', 'leases_now', keys[0])));
	const leases = books.flatMap(({ keys }, i) => consecutive(keys[0], current ?? 0, now[i]));
	leases.sort((a, b) => a.para - b.para || a.first - b.first);
	return { current: current ?? null, leases };
}

/** Leases from a list of periods: neighbours with the same leaseholder and amount are one. */
export function consecutive(para: number, from: number, periods: Decoded[]): Lease[] {
	const leases: Lease[] = [];
	for (const [i, period] of periods.entries()) {
		if (period === undefined) {
			continue;
		}
		const [leaseholder, held] = period as [string, bigint];
		const [amount, at] = [ksm(held), from + i];
		const before = leases.at(-1);
		if (before?.last === at - 1 && before.leaseholder === leaseholder && before.amount === amount) {
			before.last = at;
		} else {
			leases.push({ para, leaseholder, amount, first: at, last: at });
		}
	}
	return leases;
}
