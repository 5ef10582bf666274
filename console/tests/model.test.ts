// SPDX-License-Identifier: GPL-3.0-or-later

/** What the console makes of what it has read, without a chain. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { nearest } from '../src/charts/useCursor.ts';
import * as format from '../src/format.ts';
import { auctionsSeen } from '../src/model/auctions.ts';
import { barAt, partAt } from '../src/model/curve.ts';
import { grown, rewound, thinned } from '../src/model/history.ts';
import { withPast } from '../src/model/leases.ts';
import { consecutive } from '../src/model/read/leases.ts';
import { heightOf } from '../src/model/read/paras.ts';
import { Speed } from '../src/model/speed.ts';
import { blockOf, periodOf, timeOf } from '../src/model/time.ts';
import type { Bid, ChainEvent, Curve, Pace, Plain, Point, Recording } from '../src/model/types.ts';
import { who } from '../src/model/who.ts';
import { winners, worthOf } from '../src/model/winners.ts';
import { dataOf, textOf } from '../src/panels/eventWords.ts';
import { embed } from '../src/report/embed.ts';

const PACE: Pace = {
	blockTime: 6_000,
	session: 10,
	sessionsPerEra: 3,
	leasePeriod: 200,
	leaseOffset: 50,
	endingPeriod: 40,
	sampleLength: 2,
	periodsOnOffer: 8
};

/** Numbers that look random and are the same in every run. */
function sequence(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((state / 2_147_483_648) * below);
	};
}

function event(block: number, pallet: string, name: string, data: Plain = null): ChainEvent {
	return { block, time: block * 6_000, index: 0, transaction: null, pallet, name, data };
}

function point(block: number): Point {
	return { block, time: 0, held: block, raised: {}, worth: null, tallies: {}, stake: null };
}

describe('who would win an auction', () => {
	/** The greatest worth of bids that do not overlap, by trying all choices. */
	function best(standing: Bid[]): number {
		let most = 0;
		for (let choice = 0; choice < 2 ** standing.length; choice++) {
			const chosen = standing.filter((_, i) => choice & (2 ** i));
			const apart = chosen.every((one) =>
				chosen.every((other) => one === other || one.last < other.first || other.last < one.first)
			);
			const worth = chosen.map(worthOf).reduce((sum, one) => sum + one, 0);
			most = apart ? Math.max(most, worth) : most;
		}
		return most;
	}

	it('is who no other choice beats', () => {
		const random = sequence(7);
		for (let round = 0; round < 300; round++) {
			const standing = Array.from({ length: random(9) }, (): Bid => {
				const first = 20 + random(8);
				const last = first + random(28 - first);
				return { para: random(9), bidder: '', amount: random(50), first, last };
			});
			const won = winners(standing);
			const worth = won.map(worthOf).reduce((sum, one) => sum + one, 0);
			assert.equal(worth, best(standing));
			for (const [i, bid] of won.entries()) {
				assert.ok(i === 0 || won[i - 1]!.last < bid.first, 'in order, and apart');
			}
		}
	});
});

describe('the bars of a track', () => {
	const curves: Curve[] = [
		{ type: 'LinearDecreasing', length: 0.6, floor: 0.5, ceil: 1 },
		{ type: 'Reciprocal', factor: 0.222222224, xOffset: 0.333333335, yOffset: 0.333333332 },
		{ type: 'Reciprocal', factor: 0.007892829, xOffset: 0.01554404, yOffset: -0.00777202 },
		{ type: 'SteppedDecreasing', begin: 0.9, end: 0.3, step: 0.1, period: 0.1 }
	];

	it('begin and end where the curve says', () => {
		const ends = curves.map((curve) => [barAt(curve, 0), barAt(curve, 1)].map((x) => x.toFixed(3)));
		assert.deepEqual(ends, [
			['1.000', '0.500'],
			['1.000', '0.500'],
			['0.500', '0.000'],
			['0.900', '0.300']
		]);
		assert.equal(barAt(curves[0]!, 0.3), 0.75);
	});

	it('come down to a height at the first place where they are not above it', () => {
		for (const curve of curves) {
			for (const height of [0.31, 0.55, 0.8]) {
				const part = partAt(curve, height);
				if (part === null) {
					assert.ok(barAt(curve, 1) > height);
				} else {
					assert.ok(barAt(curve, part) <= height);
					assert.ok(part === 0 || barAt(curve, part - 1e-6) > height - 1e-5);
				}
			}
			assert.equal(partAt(curve, 1), 0);
		}
	});
});

describe('the history', () => {
	it('is in order, goes back, and goes on otherwise', () => {
		const first = grown({ points: [], events: [] }, [point(5), point(1)], [event(1, 'A', 'a')]);
		const second = grown(first, [point(9), point(7)], [event(7, 'A', 'b'), event(9, 'A', 'c')]);
		assert.deepEqual(second.points.map(({ block }) => block), [1, 5, 7, 9]);

		const back = rewound(second, 7);
		assert.deepEqual(back.points.map(({ block }) => block), [1, 5, 7]);
		assert.deepEqual(back.events.map(({ name }) => name), ['a', 'b']);
		assert.deepEqual(grown(back, [point(8)], []).points.at(-1)?.block, 8);
	});

	it('keeps what says something for longer than what does not', () => {
		const events = Array.from({ length: 50 }, (_, i) =>
			i % 2 === 0 ? event(i, 'System', 'ExtrinsicSuccess') : event(i, 'Auctions', 'BidAccepted')
		);
		const kept = grown({ points: [], events: [] }, [], events, { points: 1, events: 20, noise: 3 });
		const count = (pallet: string) => kept.events.filter((one) => one.pallet === pallet).length;
		assert.deepEqual([count('System'), count('Auctions')], [3, 20]);
		assert.equal(kept.events.at(-1)?.block, 49);
		assert.deepEqual(kept.events, kept.events.toSorted((a, b) => a.block - b.block));
	});

	it('has fewer points of long ago, and the first and the newest in any case', () => {
		let kept: Point[] = [];
		for (let i = 0; i < 1_000; i++) {
			kept = thinned([...kept, point(i)], 100);
		}
		assert.ok(kept.length <= 100 && kept.length > 40);
		assert.equal(kept[0]!.block, 0);
		assert.equal(kept.at(-1)!.block, 999);
		const [old, recent] = [kept[1]!.block - kept[0]!.block, 999 - kept.at(-2)!.block];
		assert.ok(recent < old);
	});
});

describe('auctions and leases', () => {
	const events = [
		event(3, 'Auctions', 'AuctionStarted', { auction_index: 1, lease_period: 4, ending: 20 }),
		event(61, 'Auctions', 'WinningOffset', { auction_index: 1, block_number: 7 }),
		event(62, 'Auctions', 'BidWon', {
			bidder: 'x',
			para_id: 2000,
			amount: { ksm: 12.5 },
			first_slot: 4,
			last_slot: 7
		}),
		event(62, 'Slots', 'Leased', {
			para_id: 2000,
			leaser: 'x',
			period_begin: 4,
			period_count: 4,
			extra_reserved: { ksm: 12.5 },
			total_amount: { ksm: 12.5 }
		})
	];

	it('are told by their events', () => {
		assert.deepEqual(auctionsSeen(events), [
			{
				index: 1,
				opened: 3,
				firstPeriod: 4,
				ending: 20,
				drawn: 7,
				drawnAt: 61,
				won: [{ para: 2000, bidder: 'x', amount: 12.5, first: 4, last: 7 }]
			}
		]);
	});

	it('of neighbouring periods are one lease', () => {
		const [a, b]: [string, bigint][] = [
			['a', 5_000_000_000_000n],
			['b', 5_000_000_000_000n]
		];
		assert.deepEqual(consecutive(7, 10, [a, a, undefined, a, b]), [
			{ para: 7, leaseholder: 'a', amount: 5, first: 10, last: 11 },
			{ para: 7, leaseholder: 'a', amount: 5, first: 13, last: 13 },
			{ para: 7, leaseholder: 'b', amount: 5, first: 14, last: 14 }
		]);
	});

	it('that are over are known by their events, and those that go on have their beginning', () => {
		const lease = { para: 2000, leaseholder: 'x', amount: 12.5, first: 4, last: 7 };
		assert.deepEqual(withPast({ current: 9, leases: [] }, events), [lease]);
		assert.deepEqual(withPast({ current: 6, leases: [{ ...lease, first: 6 }] }, events), [lease]);
		assert.deepEqual(withPast({ current: 2, leases: [lease] }, events), [lease]);
	});

	it('have their times', () => {
		assert.equal(blockOf(3, PACE), 650);
		assert.equal(periodOf(750, PACE), 3.5);
		assert.equal(timeOf(760, { block: 750, time: 1_000_000 }, PACE), 1_060_000);
	});
});

describe('what is written', () => {
	it('has units', () => {
		assert.equal(format.money(12_345.678, 'KSM'), '12,346 KSM');
		assert.equal(format.money(12.3456, 'KSM'), '12.35 KSM');
		assert.equal(format.money(0.000793, 'KSM'), '0.000793 KSM');
		assert.equal(format.percent(0.125), '12.5 %');
		assert.equal(format.block(1_234), '#1,234');
		assert.equal(format.counted(1, 'block'), '1 block');
		assert.equal(format.counted(14_400, 'block'), '14,400 blocks');
		assert.equal(format.speed(412.3), '412 blocks/s');
		assert.equal(format.speed(0.1667), '0.17 blocks/s');
	});

	it('has the two largest units of a time', () => {
		assert.equal(format.span(0), '0 s');
		assert.equal(format.span(59_000), '59 s');
		assert.equal(format.span(3_600_000), '1 h');
		assert.equal(format.span(6 * 86_400_000 + 5 * 3_600_000 + 59_000), '6 d 5 h');
		assert.equal(format.when(-90_000), '1 min 30 s ago');
		assert.equal(format.when(90_000), 'in 1 min 30 s');
		assert.equal(format.moment(Date.UTC(2026, 11, 24, 18)), '24 Dec 2026, 18:00:00');
	});

	it('has names in words', () => {
		assert.equal(format.words('staking_admin'), 'Staking admin');
		assert.equal(format.words('BidAccepted'), 'Bid accepted');
		assert.equal(who('HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F'), 'Alice');
		assert.equal(who('F3opxRbN5ZZRfqouuKoZVTFqCB5Pjh1igAN4vXkebCb9Wud'), 'crowdloan 1');
		assert.equal(who('Dj4dqLavy3RkznCvK5SC1wbZuByGMSWWDvwkpXXy5LBYSZX'), 'Dj4dqL…YSZX');
	});
});

describe('events in words', () => {
	const ALICE = 'HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F';

	it('have names, units and no signs of programs', () => {
		const cases: [Plain, string][] = [
			[null, ''],
			[{ who: ALICE, amount: { ksm: 12.5 }, memo: null }, 'who Alice, amount 12.5 KSM'],
			[
				{ dispatch_error: { Module: { Crowdloan: 'InvalidParaId' } }, dispatch_info: { class: 'Normal' } },
				'dispatch error Crowdloan.InvalidParaId'
			],
			[{ result: { Ok: null } }, 'result success'],
			[{ result: { Err: 'BadOrigin' } }, 'result failure: BadOrigin'],
			[{ vote: { Standard: { vote: 0x81, balance: { ksm: 9 } } } }, 'vote aye with 9 KSM, conviction 1'],
			[{ vote: { Standard: { vote: 0, balance: { ksm: 9 } } } }, 'vote nay with 9 KSM, without conviction'],
			[{ task: [7, 0], hash: `0x${'ab'.repeat(32)}` }, 'task 7 0, hash 0xabababababab…'],
			[{ proposal: { Lookup: { len: 4 } }, done: true }, 'proposal lookup len 4, done yes']
		];
		for (const [data, text] of cases) {
			assert.equal(dataOf(data, 'KSM'), text);
		}
	});

	it('are found by all that is in them', () => {
		const text = textOf(event(1_234, 'Auctions', 'BidAccepted', { bidder: ALICE }), 'KSM');
		for (const part of ['Auctions.BidAccepted', 'Bid accepted', '#1234', 'Alice']) {
			assert.ok(text.includes(part), part);
		}
	});
});

describe('what is read', () => {
	it('has the number of a para in its head, if that is a header', () => {
		const header = new Uint8Array([...Array(32).fill(1), 0x15, 0x01, ...Array(65).fill(0)]);
		assert.equal(heightOf(header), 69);
		assert.equal(heightOf(new Uint8Array([0])), null);
		assert.equal(heightOf(undefined), null);
	});

	it('has a speed, which begins anew where the chain was taken back', () => {
		const speed = new Speed();
		assert.equal(speed.at(100, 0), null);
		assert.equal(speed.at(300, 1_000), 200);
		assert.equal(speed.at(300, 2_000), 100);
		assert.equal(speed.at(50, 3_000), null);
		assert.equal(speed.at(60, 13_000), 1);
	});

	it('has a point nearest to the pointer', () => {
		assert.equal(nearest([], 5), null);
		assert.deepEqual([0, 14, 16, 99].map((x) => nearest([10, 20, 30], x)), [0, 0, 1, 2]);
	});
});

describe('a report', () => {
	const page =
		'<title>x</title><script type="application/json" id="recording">null</script><script>1</script>';

	it('carries its recording, whatever is in that', () => {
		const recording = { title: 'A </script> & $& more' } as Recording;
		const html = embed(page, recording);
		const found = /id="recording">(.*?)<\/script>/s.exec(html);
		assert.deepEqual(JSON.parse(found![1]!), recording);
		assert.ok(html.startsWith('<title>A &lt;/script> &amp; $&amp; more</title>'));
		assert.ok(html.endsWith('<script>1</script>'));
	});

	it('needs a page with a place for it', () => {
		assert.throws(() => embed('<p>', {} as Recording), /no place for a recording/);
	});
});
