// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Kusama's second batch of slot auctions as it stood one day.
 *
 * Known are: what was locked in all funds together, how much of it in the 24 hours before, and what
 * the three leading funds had. The rest of this table is ours: which other funds there were and how
 * the rest was split between them, what each fund raised in the last 24 hours, and how many
 * contributors each had.
 */

/** KSM in all funds together. */
export const LOCKED = 213_793;
/** KSM of it that came in the last 24 hours. */
export const OF_THE_LAST_DAY = 33_029;
/** Auctions that are held, one slot each. */
export const AUCTIONS = 5;

export interface Fund {
	name: string;
	/** KSM in the fund. */
	raised: number;
	/** KSM of it that came in the last 24 hours. */
	lastDay: number;
	contributors: number;
}

/** The leading fund first. */
export const FUNDS: readonly Fund[] = [
	{ name: 'Moonriver', raised: 156_100, lastDay: 21_400, contributors: 1_400 },
	{ name: 'Bifrost', raised: 20_800, lastDay: 4_750, contributors: 480 },
	{ name: 'Khala Network', raised: 18_100, lastDay: 3_180, contributors: 420 },
	{ name: 'Shiden', raised: 8_150, lastDay: 1_750, contributors: 230 },
	{ name: 'Genshiro', raised: 3_900, lastDay: 890, contributors: 140 },
	{ name: 'Altair', raised: 2_310, lastDay: 470, contributors: 110 },
	{ name: 'KILT', raised: 1_740, lastDay: 260, contributors: 90 },
	{ name: 'Robonomics', raised: 1_420, lastDay: 190, contributors: 70 },
	{ name: 'Crab', raised: 873, lastDay: 90, contributors: 40 },
	{ name: 'Subsocial', raised: 400, lastDay: 49, contributors: 20 }
];

const sum = (figure: (fund: Fund) => number) =>
	FUNDS.reduce((total, fund) => total + figure(fund), 0);

if (sum(({ raised }) => raised) !== LOCKED || sum(({ lastDay }) => lastDay) !== OF_THE_LAST_DAY) {
	throw new Error('the funds do not add up to what is known of all of them');
}
