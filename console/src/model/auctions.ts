// SPDX-License-Identifier: GPL-3.0-or-later

/** What the events tell of auctions that are over, and when the one that runs was opened. */

import type { Bid, ChainEvent, Plain } from './types.ts';

/** A field of an event's data. */
export function field(event: ChainEvent, name: string): Plain {
	const { data } = event;
	return data !== null && typeof data === 'object' && !Array.isArray(data)
		? (data[name] ?? null)
		: null;
}

/** An amount in an event's data. */
export function amountIn(event: ChainEvent, name: string): number {
	const value = field(event, name);
	return value !== null && typeof value === 'object' && !Array.isArray(value)
		? Number(value['ksm'] ?? 0)
		: 0;
}

/** The events of one kind. */
export function named(events: ChainEvent[], pallet: string, name: string): ChainEvent[] {
	return events.filter((event) => event.pallet === pallet && event.name === name);
}

/** An auction, as far as its events were seen. */
export interface SeenAuction {
	index: number;
	/** The block that opened it. */
	opened: number;
	firstPeriod: number;
	ending: number;
	/** The sample that counts, when it is drawn. */
	drawn: number | null;
	/** The block in which the lot was known. */
	drawnAt: number | null;
	won: Bid[];
}

/** The auctions whose opening was seen, oldest first. */
export function auctionsSeen(events: ChainEvent[]): SeenAuction[] {
	const auctions: SeenAuction[] = [];
	for (const event of events) {
		if (event.pallet !== 'Auctions') {
			continue;
		}
		const current = auctions.at(-1);
		switch (event.name) {
			case 'AuctionStarted':
				auctions.push({
					index: Number(field(event, 'auction_index')),
					opened: event.block,
					firstPeriod: Number(field(event, 'lease_period')),
					ending: Number(field(event, 'ending')),
					drawn: null,
					drawnAt: null,
					won: []
				});
				break;
			case 'WinningOffset':
				if (current !== undefined) {
					current.drawn = Number(field(event, 'block_number'));
					current.drawnAt = event.block;
				}
				break;
			case 'BidWon':
				current?.won.push({
					para: Number(field(event, 'para_id')),
					bidder: String(field(event, 'bidder')),
					amount: amountIn(event, 'amount'),
					first: Number(field(event, 'first_slot')),
					last: Number(field(event, 'last_slot'))
				});
		}
	}
	return auctions;
}
