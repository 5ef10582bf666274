// SPDX-License-Identifier: GPL-3.0-or-later

/** Blocks, times and lease periods, from one another. */

import type { Moment, Pace } from './types.ts';

/** When a block comes, or came, if no time is skipped. */
export function timeOf(block: number, now: Moment, pace: Pace): number {
	return now.time + (block - now.block) * pace.blockTime;
}

/** The first block of a lease period. */
export function blockOf(period: number, { leasePeriod, leaseOffset }: Pace): number {
	return period * leasePeriod + leaseOffset;
}

/** Where a block is among the lease periods: 3.5 is in the middle of period 3. */
export function periodOf(block: number, { leasePeriod, leaseOffset }: Pace): number {
	return (block - leaseOffset) / leasePeriod;
}

/** Blocks of a day of chain time. */
export function dayOf({ blockTime }: Pace): number {
	return Math.round(86_400_000 / blockTime);
}

/** Blocks of an era. */
export function eraOf({ session, sessionsPerEra }: Pace): number {
	return session * sessionsPerEra;
}
