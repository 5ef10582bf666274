// SPDX-License-Identifier: GPL-3.0-or-later

/** Opens auctions, which takes a referendum, and runs them to their end. */

import type { EventRecord } from '@polkadot/types/interfaces';

import { all, eventsAt } from './api.ts';
import type { Chain } from './chain.ts';
import { Referenda } from './governance.ts';
import { named } from './records.ts';

/** The most blocks after the randomness timeout until an auction is cleared. */
const PATIENCE = 20;

/**
 * Opens an auction by a referendum on the auction admin's track, and runs to the block that opens it.
 *
 * `duration` is the length of the starting period in blocks, and `offered` the first lease period.
 */
export async function openAuction(chain: Chain, duration: number, offered: number): Promise<void> {
	const call = chain.api.tx.auctions.newAuction(duration, offered);
	await new Referenda(chain).enact({ power: 'AuctionAdmin', call });
}

/** A bid that won. */
export interface Win {
	bidder: string;
	para: number;
	amount: bigint;
}

/** The events of each block after the ending period. Fails if the auction does not close in time. */
async function* blocksOfTheClose({ api, engine }: Chain): AsyncGenerator<EventRecord[]> {
	const timeout = Number(api.consts.auctions['randomnessTimeout']!.toString());
	for (let blocks = timeout + PATIENCE; blocks > 0; blocks--) {
		yield await eventsAt(api, await engine.newBlock());
	}
	throw new Error('the auction does not close');
}

/** Runs the auction to the last block in which bids are accepted. */
export async function toTheLastBid(chain: Chain): Promise<void> {
	const { api } = chain;
	const [, candle] = (await api.query.auctions.auctionInfo()).unwrap();
	await chain.to(candle.toNumber() + api.consts.auctions.endingPeriod.toNumber() - 1);
}

/** Runs the auction to the block that picks the winning sample, and returns the sample's index. */
export async function winningSample(chain: Chain): Promise<number> {
	await toTheLastBid(chain);
	for await (const events of blocksOfTheClose(chain)) {
		for (const { blockNumber } of named(events, 'auctions.WinningOffset')) {
			return blockNumber as number;
		}
	}
	throw new Error('the auction closes without a sample');
}

/** Runs the auction to the block that removes its last record, and returns the bids that have won. */
export async function closeAuction(chain: Chain): Promise<Win[]> {
	const { api } = chain;
	await toTheLastBid(chain);

	// Canary's own event, for which the client has no type.
	type Bid = typeof api.events.auctions.BidAccepted;
	const { BidWon } = api.events.auctions as unknown as { BidWon: Bid };
	const wins: Win[] = [];
	for await (const events of blocksOfTheClose(chain)) {
		for (const { bidder, paraId, amount } of all(events, BidWon)) {
			wins.push({
				bidder: bidder.toString(),
				para: paraId.toNumber(),
				amount: amount.toBigInt()
			});
		}
		if ((await api.query.auctions.auctionInfo()).isNone) {
			return wins;
		}
	}
	return wins;
}
