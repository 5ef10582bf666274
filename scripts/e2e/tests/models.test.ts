// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The models of auctions and leases (`models/`), whose answers the tests of the pallets compare with their own: what is
 * committed is what the models say, and it is about something.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { everySet, winners, type Bid } from '../models/auctions.ts';
import { AUCTIONS, FILES, LEASES } from '../models/vectors.ts';

/** How often each answer comes. */
function counts<T>(answers: T[]): Map<T, number> {
	const often = new Map<T, number>();
	answers.forEach((answer) => often.set(answer, (often.get(answer) ?? 0) + 1));
	return often;
}

describe('the models', () => {
	for (const [path, text] of FILES) {
		const file = fileURLToPath(path).split('/').slice(-5).join('/');
		it(`say what is in ${file}`, () => {
			assert.equal(readFileSync(path, 'utf8'), text, '`npm --prefix scripts/e2e run models` writes it anew');
		});
	}

	it('try every set of bids', () => {
		const bid = (first: number, last: number): Bid => ({ bidder: 1, para: 1, first, last, amount: 1 });
		const all = Array.from({ length: 8 }, (_, first) =>
			Array.from({ length: 8 - first }, (_, more) => bid(first, first + more))
		).flat();

		// Each border between two periods, the outer two included, is one of a bid or none: Fibonacci's numbers.
		assert.equal(all.length, 36);
		assert.equal(everySet(all).length, 1_597);
	});

	it('are asked about what is hard', () => {
		const bids = AUCTIONS.auctions.flatMap((auction) => auction.bids);
		const late = AUCTIONS.auctions.filter(({ sample, winners, ...auction }) => {
			const after = auction.bids.filter((bid) => bid.leads && bid.at >= auction.litAt + (sample + 1) * auction.sampleLength);
			return winners.length > 0 && after.length > 0;
		});
		const ties = AUCTIONS.standings.filter(({ bids }) => {
			const of = bids.map(([first, last, amount]) => ({ bidder: 0, para: 0, first, last, amount }) as Bid);
			const worth = (set: Bid[]) => set.reduce((sum, bid) => sum + bid.amount * (bid.last - bid.first + 1), 0);
			const best = worth(winners(of));
			return everySet(of).filter((set) => worth(set) === best).length > 1;
		});
		const leases = LEASES.leaseholds.flatMap(({ steps }) => steps.flatMap(({ lease }) => lease ?? []));
		const leads = counts(bids.map((bid) => bid.leads));
		const given = counts(leases.map((lease) => lease.given));

		assert.ok(leads.get(true)! > 100 && leads.get(false)! > 100, 'bids that lead and bids that do not');
		assert.ok(bids.filter(({ displaced }) => displaced && displaced.held > 0).length > 100, 'who is displaced and may win');
		assert.ok(late.length > 10, 'bids that come too late');
		assert.ok(ties.length > 20, 'sets of bids that are worth the same');
		assert.ok(given.get(true)! > 100 && given.get(false)! > 20, 'leases that can be given and leases that cannot');
	});
});
