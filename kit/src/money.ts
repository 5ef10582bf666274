// SPDX-License-Identifier: Apache-2.0

/** One KSM in plancks, the smallest unit. */
export const UNITS = 10n ** 12n;
/** One cent in plancks: 1/3000 KSM, rounded down. */
export const CENTS = UNITS / 3_000n;
/** The SS58 prefix of the chain's addresses, which is Kusama's. */
export const SS58_PREFIX = 2;

/** The accounts that every development chain endows, each with a million KSM. Their secrets are well known. */
export const ACCOUNTS = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'] as const;

/**
 * The name of an account. Those of {@link ACCOUNTS} have money, and so have their stashes, such as `Alice//stash`.
 * Any other name is an account without money.
 */
export type AccountName = (typeof ACCOUNTS)[number] | (string & {});
