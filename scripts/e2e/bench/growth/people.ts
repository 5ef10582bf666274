// SPDX-License-Identifier: GPL-3.0-or-later

/** Many accounts, the same in every run. */

import { blake2AsU8a, createKeyDerived } from '@polkadot/util-crypto';

import { account } from '../../lib/api.ts';

/** Whose subordinate accounts act in large numbers, each signing for many of them. */
const PRINCIPALS = ['Alice', 'Bob', 'Charlie', 'Dave'].map(account);
/** How many subordinate accounts one account has at most. */
const SUBORDINATES = 2 ** 16;

/** Accounts for which nobody has a key, others for each role. */
export function* strangers(role: string, count: number): Generator<Uint8Array> {
	for (let i = 0; i < count; i++) {
		yield blake2AsU8a(`growth/${role}/${i}`);
	}
}

/** Accounts in whose name another one acts, by `utility.asDerivative`. */
export function* subordinates(count: number): Generator<Uint8Array> {
	for (const { signer, indices } of shares(count)) {
		for (let index = 0; index < indices; index++) {
			yield createKeyDerived(signer.publicKey, index);
		}
	}
}

/** Who signs for how many of `count` subordinate accounts. */
export function shares(count: number) {
	const each = Math.ceil(count / PRINCIPALS.length);
	if (each > SUBORDINATES) {
		throw new Error(`${count} are more than ${PRINCIPALS.length} accounts can act for`);
	}
	return PRINCIPALS.map((signer, i) => ({
		signer,
		indices: Math.max(0, Math.min(each, count - i * each))
	}));
}
