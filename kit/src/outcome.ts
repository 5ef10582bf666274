// SPDX-License-Identifier: Apache-2.0

import type { Testable } from './chain.js';

/** The outcome of a call that has succeeded. */
export interface Outcome<Event> {
	/** The hash of the block that has dispatched it. */
	block: string;
	/** The events of its transaction or, if a referendum has enacted it, of the block's initialization; in order. */
	events: Event[];
}

/** The error for a call that was dispatched and failed. */
export class Failure extends Error {
	override readonly name = 'Failure';

	constructor(
		/** The call, such as `Balances.transfer_keep_alive`. */
		readonly call: string,
		/** Why it failed, such as `Token.FundsUnavailable`, `Auctions.BidTooLow` or `BadOrigin`. */
		readonly error: string,
		/** The hash of the block that has dispatched it. */
		readonly block: string
	) {
		super(`${call} failed: ${error}`);
	}
}

/** Sends a transaction whose call must fail. Returns the error's name, such as `Token.FundsUnavailable`. */
export async function refusalOf(call: string, send: () => Promise<unknown>): Promise<string> {
	try {
		await send();
	} catch (error) {
		if (error instanceof Failure) {
			return error.error;
		}
		throw error;
	}
	throw new Error(`${call} has succeeded`);
}

/** Signs a transaction with a nonce, and returns it in hexadecimal digits. */
type Sign<Act> = (act: Act, nonce: number) => Promise<string>;

/** The block that contains a transaction, and the transaction's index in it. */
export interface Included {
	block: string;
	place: number;
}

/** Signs transactions, each with the next nonce of its signer, and has them included. */
export async function include<Act>(
	testable: Testable,
	acts: readonly Act[],
	signer: (act: Act) => string,
	sign: Sign<Act>
): Promise<Included[]> {
	const nonces = new Map<string, number>();
	const signed: string[] = [];
	for (const act of acts) {
		const address = signer(act);
		const nonce =
			nonces.get(address) ?? (await testable.rpc<number>('system_accountNextIndex', address));
		nonces.set(address, nonce + 1);
		signed.push(await sign(act, nonce));
	}
	const blocks = await testable.include(signed);
	return Promise.all(
		blocks.map(async (block, i) => {
			const body = await testable.rpc<{ block: { extrinsics: string[] } }>('chain_getBlock', block);
			return { block, place: body.block.extrinsics.indexOf(signed[i]!) };
		})
	);
}
