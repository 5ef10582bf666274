// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Leases and their deposits as docs/auctions.md tells of them: a list of leases, looked through anew for every question.
 * A second opinion on `pallets/slots`.
 */

/** A lease of a para; `last` is one of its periods. */
export interface Lease {
	para: number;
	who: number;
	amount: number;
	first: number;
	last: number;
}

/** The lease period of a block, and how many blocks of it come after; nothing before the first block of all. */
export function clock(length: number, offset: number, block: number): { period: number; left: number } | null {
	if (block < offset) {
		return null;
	}
	let period = 0;
	let first = offset;
	while (first + length <= block) {
		period += 1;
		first += length;
	}
	return { period, left: first + length - 1 - block };
}

/** Whether a lease can be given in a period: it is not over, not too far ahead, and no period of it is leased. */
export function canBeGiven(leases: Lease[], { para, first, last }: Lease, now: number, horizon: number): boolean {
	const taken = leases.some((lease) => lease.para === para && lease.first <= last && first <= lease.last);
	return now <= first && last < now + horizon && !taken;
}

/** What wallets read: leaseholder and amount for each period from this one up to the last that is leased. */
export function entries(leases: Lease[], para: number, now: number): ([who: number, amount: number] | null)[] {
	const own = leases.filter((lease) => lease.para === para);
	const end = Math.max(...own.map(({ last }) => last));
	const all: ([number, number] | null)[] = [];
	for (let period = now; period <= end; period++) {
		const lease = own.find(({ first, last }) => first <= period && period <= last);
		all.push(lease ? [lease.who, lease.amount] : null);
	}
	return all;
}

/** The deposit of an account for a para: the largest amount of its leases that are not over. */
export function deposit(leases: Lease[], para: number, who: number, now: number): number {
	const own = leases.filter((lease) => lease.para === para && lease.who === who && now <= lease.last);
	return Math.max(0, ...own.map(({ amount }) => amount));
}
