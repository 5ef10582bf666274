// SPDX-License-Identifier: Apache-2.0

/** What became of a transaction whose call has succeeded. */
export interface Outcome<Event> {
	/** The hash of the block that contains it. */
	block: string;
	/** What the transaction brought about, in order. */
	events: Event[];
}

/** A transaction was included, and its call failed. */
export class Failure extends Error {
	override readonly name = 'Failure';

	constructor(
		/** The call, such as `Balances.transfer_keep_alive`. */
		readonly call: string,
		/** Why it failed, such as `Token.FundsUnavailable`, `Auctions.BidTooLow` or `BadOrigin`. */
		readonly error: string,
		/** The hash of the block that contains it. */
		readonly block: string
	) {
		super(`${call} failed: ${error}`);
	}
}

/** Has a transaction sent whose call must fail, and returns why it did, such as `Token.FundsUnavailable`. */
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

/** The place of a signed transaction in a block. */
export function placeIn(extrinsics: readonly string[], signed: string): number {
	const place = extrinsics.indexOf(signed);
	if (place < 0) {
		throw new Error('the block does not contain the transaction');
	}
	return place;
}
