// SPDX-License-Identifier: Apache-2.0

import type { Chain } from './chain.js';
import { ACCOUNTS, UNITS } from './money.js';
import { Failure, type Outcome } from './outcome.js';

/** The accounts that vote, by name. */
export const VOTERS = ACCOUNTS.flatMap((name) => [name, `${name}//stash`]);
/** The most bytes of a call that is in the proposal itself. A longer one is in a preimage. */
export const INLINE = 128;

/** The plancks that a voter does not vote with, and so can still spend. */
const KEPT = 1_000n * UNITS;
/** The most blocks from the votes to the dispatch of the call. */
const LIMIT = 1_000;
/** The states of a referendum whose call will not be dispatched. */
const LOST = ['Rejected', 'TimedOut', 'Killed', 'Cancelled'];

/** What a block says about a referendum and its call. */
export interface Report<Event> {
	/** The state of the referendum, such as `Ongoing`; a record is gone some time after its end. */
	state: string | undefined;
	/** The events of the block's initialization, when the scheduler dispatches calls. */
	events: Event[];
	/** Whether the scheduler has dropped the call because no block has room for it. */
	tooHeavy: boolean;
	/** The call's result, if the block has dispatched it: the error's name if it failed. */
	result: { error: string | undefined } | undefined;
}

/** The balance that an account votes with. It does not vote if that is 0 or less. */
export function ballotOf(free: bigint, reserved: bigint): bigint {
	// Held money counts for votes too.
	return free + reserved - KEPT;
}

/** The encoded name of the scheduler's task that dispatches a referendum's call. Its hash is the task's id. */
export function taskOf(index: number): Uint8Array {
	// A short text is encoded as four times its length, and its bytes.
	const texts = ['Referenda', 'enactment'].flatMap((text) => [4 * text.length, ...Buffer.from(text)]);
	const number = Buffer.alloc(4);
	number.writeUInt32LE(index);
	return Uint8Array.from([...texts, ...number]);
}

/**
 * Makes blocks after the block `after` until one has dispatched the call of a referendum. `look` reads what a
 * block says about it.
 */
export async function enacted<Event>(
	chain: Chain,
	after: string,
	call: string,
	look: (block: string) => Promise<Report<Event>>
): Promise<Outcome<Event>> {
	const heightOf = async (block: string) =>
		Number((await chain.rpc<{ number: string }>('chain_getHeader', block)).number);
	let seen = await heightOf(after);
	let last: string | undefined;
	for (const end = seen + LIMIT; seen < end; ) {
		// By some kinds of sealing others may have come before the new block.
		for (const best = await heightOf(await chain.block()); seen < best; ) {
			seen += 1;
			const block = await chain.rpc<string>('chain_getBlockHash', seen);
			const { state, events, tooHeavy, result } = await look(block);
			if (result?.error !== undefined) {
				throw new Failure(call, result.error, block);
			}
			if (result !== undefined) {
				return { block, events };
			}
			if (tooHeavy) {
				throw new Error(`${call} is too heavy to be dispatched in a block`);
			}
			if (state !== undefined && LOST.includes(state)) {
				throw new Error(`the referendum on ${call} is not approved: ${state} in #${seen}`);
			}
			last = state;
		}
	}
	throw new Error(
		`no dispatch of ${call} within ${LIMIT} blocks, until #${seen}: its referendum is ${last ?? 'gone'}`
	);
}
