// SPDX-License-Identifier: GPL-3.0-or-later

/** Leases, with those that are over, as far as their beginnings were seen. */

import { amountIn, field, named } from './auctions.ts';
import type { ChainEvent, Lease, Leases } from './types.ts';

/** The state has no lease of periods that are over: the events have. */
export function withPast({ current, leases }: Leases, events: ChainEvent[]): Lease[] {
	const now = current ?? 0;
	const all = leases.map((lease) => ({ ...lease }));
	for (const event of named(events, 'Slots', 'Leased')) {
		const para = Number(field(event, 'para_id'));
		const leaseholder = String(field(event, 'leaser'));
		const first = Number(field(event, 'period_begin'));
		const last = first + Number(field(event, 'period_count')) - 1;
		const rest = all.find(
			(lease) => lease.para === para && lease.leaseholder === leaseholder && lease.last === last
		);
		if (rest !== undefined) {
			rest.first = Math.min(rest.first, first);
		} else if (last < now) {
			all.push({ para, leaseholder, amount: amountIn(event, 'total_amount'), first, last });
		}
	}
	return all.sort((a, b) => a.para - b.para || a.first - b.first);
}
