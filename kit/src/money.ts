// SPDX-License-Identifier: Apache-2.0

/** One KSM in plancks, in which the chain counts. */
export const UNITS = 10n ** 12n;
/** One cent in plancks: a 3000th of a KSM. */
export const CENTS = UNITS / 3_000n;
/** The number by which the chain's addresses are told from those of others. */
export const SS58_PREFIX = 2;

/** Accounts that every development chain endows, each with a million KSM. Their secrets are well known. */
export const ACCOUNTS = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'] as const;

/**
 * Names an account. One of {@link ACCOUNTS} has money, and so has each of their stashes, `Alice//stash` for
 * example. Any other name is an account that has none yet.
 */
export type AccountName = (typeof ACCOUNTS)[number] | (string & {});
