// SPDX-License-Identifier: GPL-3.0-or-later

/** A crowdloan with many contributors, each of whom has contributed by a call. */

import type { ApiPromise } from '@polkadot/api';
import { compactToU8a, u8aConcat } from '@polkadot/util';

import { account, UNITS } from '../../lib/api.ts';
import type { Chain } from '../../lib/chain.ts';
import { leaderboard } from '../../lib/crowdloans.ts';
import { register } from '../../lib/paras.ts';
import { shares } from './people.ts';

/** What each contributes. */
const EACH = UNITS;
/** How many contributions stand in a transaction, and how many transactions in a block: as fit in. */
const IN_A_BATCH = 600;
const IN_A_BLOCK = 2;
/** The first and the last lease period of the campaign. */
const PERIODS = [1, 8] as const;

/** Opens a campaign and has this many subordinate accounts contribute. */
export async function contribute(chain: Chain, count: number): Promise<void> {
	const { api, engine } = chain;
	const manager = account('Eve');
	const [para] = (await register(chain, [manager])) as [number];
	const [first, last] = PERIODS;
	const end = api.consts.slots.leasePeriod.toNumber();
	const cap = BigInt(count) * EACH;
	await chain.include([api.tx.crowdloan.create(para, cap, first, last, end, null), manager]);

	const contribution = api.tx.crowdloan.contribute(para, EACH, null).method.toU8a();
	let transactions: string[] = [];
	for await (const transaction of batches(api, contribution, count)) {
		transactions.push(transaction);
		if (transactions.length === IN_A_BLOCK) {
			await engine.newBlock({ transactions });
			transactions = [];
		}
	}
	if (transactions.length > 0) {
		await engine.newBlock({ transactions });
	}
	const [fund] = await leaderboard(api);
	if (fund?.contributors !== count) {
		throw new Error(`${fund?.contributors ?? 0} have contributed, not ${count}`);
	}
}

/** Signed transactions, each with the contributions of some accounts. */
async function* batches(
	api: ApiPromise,
	contribution: Uint8Array,
	count: number
): AsyncGenerator<string> {
	const { genesisHash, runtimeVersion } = api;
	// Calls are put together from bytes: as objects they take the client longer than the node.
	const asDerivative = api.tx.utility.asDerivative(0, contribution).method.callIndex;
	const batchAll = api.tx.utility.batchAll([]).method.callIndex;
	for (const { signer, indices } of shares(count)) {
		let nonce = (await api.rpc.system.accountNextIndex(signer.address)).toNumber();
		for (let at = 0; at < indices; at += IN_A_BATCH) {
			const calls = Array.from({ length: Math.min(IN_A_BATCH, indices - at) }, (_, i) =>
				u8aConcat(asDerivative, new Uint8Array(new Uint16Array([at + i]).buffer), contribution)
			);
			const batch = u8aConcat(batchAll, compactToU8a(calls.length), ...calls);
			const options = { blockHash: genesisHash, genesisHash, runtimeVersion, nonce };
			yield api.tx(api.createType('Call', batch)).sign(signer, options).toHex();
			nonce += 1;
		}
	}
}
