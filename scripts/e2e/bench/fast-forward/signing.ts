// SPDX-License-Identifier: GPL-3.0-or-later

/** Transfers that are signed before anything is measured. */

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';

import { account, UNITS } from '../../lib/api.ts';

/** Transfers of one account to one that is there already, with the next nonces. */
export async function sign(api: ApiPromise, sender: KeyringPair, count: number): Promise<string[]> {
	const call = api.tx.balances.transferKeepAlive(account('Ferdie').address, UNITS / 100n);
	const { genesisHash, runtimeVersion } = api;
	const first = await nonceOf(api, sender);
	return Array.from({ length: count }, (_, i) => {
		// Immortal: blocks come faster than the client could follow.
		const options = { blockHash: genesisHash, genesisHash, runtimeVersion, nonce: first + i };
		return call.sign(sender, options).toHex();
	});
}

/** How many transactions of an account are on the chain. */
export async function nonceOf(api: ApiPromise, { address }: KeyringPair): Promise<number> {
	return (await api.query.system.account(address)).nonce.toNumber();
}
