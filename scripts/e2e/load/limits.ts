// SPDX-License-Identifier: GPL-3.0-or-later

/** How much a block has room for, and how much of that is used. */

import type { ApiPromise } from '@polkadot/api';
import { hexToU8a } from '@polkadot/util';

/** What a block may hold of transactions of people. */
export interface Room {
	/** How many transfers fill it by computing time, and by length. A relay chain has no bound on proofs. */
	byTime: number;
	byLength: number;
}

/** How many transactions like this one the runtime's limits admit in a block. */
export async function room(api: ApiPromise, transaction: string): Promise<Room> {
	const { blockWeights, blockLength } = api.consts.system;
	const { baseExtrinsic, maxTotal } = blockWeights.perClass.normal;
	const total = maxTotal.unwrap();
	const bytes = transaction.length / 2 - 1;
	// The second argument of `query_info` is the length.
	const { weight } = await api.call.transactionPaymentApi.queryInfo(hexToU8a(transaction), bytes);
	// `query_info` tells what the call and the extensions take; each transaction costs something besides.
	const time = weight.refTime.toBigInt() + baseExtrinsic.refTime.toBigInt();
	return {
		byTime: Number(total.refTime.toBigInt() / time),
		byLength: Math.floor(blockLength.max.normal.toNumber() / bytes)
	};
}

/** The share of the limits that the transactions of people take in a block, in percent. */
export async function used(api: ApiPromise, hash: string, bytes: number): Promise<{ time: number; length: number }> {
	const { normal } = await (await api.at(hash)).query.system.blockWeight();
	const { blockWeights, blockLength } = api.consts.system;
	const total = blockWeights.perClass.normal.maxTotal.unwrap();
	const percent = (part: bigint, whole: bigint) => Number((part * 1_000n) / whole) / 10;
	return {
		time: percent(normal.refTime.toBigInt(), total.refTime.toBigInt()),
		length: percent(BigInt(bytes), blockLength.max.normal.toBigInt())
	};
}
