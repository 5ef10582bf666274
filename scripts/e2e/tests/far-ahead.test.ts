// SPDX-License-Identifier: GPL-3.0-or-later

/** How far a chain may travel: 100 years at a time, and to the end of the year 9999. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { SLOT } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import { type Node, RpcError, run } from '../lib/node.ts';

const DAY = 24 * 3_600_000;
const YEAR = 365.25 * DAY;
/** The last moment of time, as far as a number of this language and JSON's digits can tell it. */
const LAST = 18_446_744_073_709_549_568;
const START = Date.parse('2026-12-24T18:00:00Z');

describe('a jump that is too far', () => {
	let node: Node;
	let engine: Engine;

	before(async () => {
		node = await development('--sealing', 'manual', '--start-time', new Date(START).toISOString());
		engine = new Engine(node);
		await engine.newBlock({ count: 5 });
	});

	after(() => node?.stop());

	/** Refused with a reason that says how far one may go, and nothing has changed. */
	async function assertRefused(date: string | number, bound: RegExp): Promise<void> {
		const before = await engine.status();
		await assert.rejects(engine.timeTravel(date), (error: unknown) => {
			assert.ok(error instanceof RpcError, String(error));
			assert.match(error.message, bound);
			return true;
		});
		assert.deepEqual(await engine.status(), before);
		await engine.newBlock();
		const after = await engine.status();
		assert.deepEqual([after.best, after.time], [before.best + 1, before.time + SLOT]);
	}

	/** The slots of the present epoch that fall to keys of the node. */
	async function slotsOfEpoch(): Promise<number[]> {
		type Claims = Record<'primary' | 'secondary' | 'secondary_vrf', number[]>;
		const claims = await node.rpc<Record<string, Claims>>('babe_epochAuthorship');
		return Object.values(claims).flatMap((kinds) => Object.values(kinds).flat());
	}

	it('to the end of what a number can hold is refused, and the chain goes on', async () => {
		await assertRefused(LAST, /100 years|9999/);
	});

	it('of microseconds for milliseconds is refused, and the chain goes on', async () => {
		await assertRefused((await engine.status()).time * 1_000, /100 years|9999/);
	});

	it('of a day more than 100 years is refused, as a number and as a date', async () => {
		const { time } = await engine.status();
		await assertRefused(time + 100 * YEAR + DAY, /100 years/);
		await assertRefused(new Date(time + 101 * YEAR).toISOString(), /100 years/);
	});

	it('is not one of 99 years: blocks follow it, one at a time and in bulk', async () => {
		const to = (await engine.status()).time + 99 * YEAR;
		assert.equal(await engine.timeTravel(to), to - (to % SLOT));
		const { slot } = await engine.status();
		assert.ok((await slotsOfEpoch()).includes(slot), `slot ${slot} is one of its epoch`);
		for (let i = 0; i < 3; i++) {
			await engine.newBlock();
		}
		await engine.newBlock({ count: 100 });
		const { time, best, finalized } = await engine.status();
		assert.equal(time, to - (to % SLOT) + 103 * SLOT);
		assert.ok(best - finalized <= 2, `#${finalized} of #${best} is final`);
	});

	it('may be taken in several steps, up to the year 9999 and not beyond', async () => {
		const end = Date.parse('9999-12-31T23:59:59.999Z');
		let { time } = await engine.status();
		while (time + 99 * YEAR < end) {
			time = await engine.timeTravel(time + 99 * YEAR);
		}
		await assertRefused(end + YEAR, /9999/);
		assert.ok((await engine.timeTravel('9999-12-31T12:00:00Z')) > time);
		await engine.newBlock({ count: 40 });
	});
});

describe('the start time', () => {
	it('may be given in milliseconds, as in dates', async () => {
		const node = await development('--sealing', 'manual', '--start-time', String(START + 1_234));
		const engine = new Engine(node);
		await engine.newBlock();
		assert.equal((await engine.status()).time, START);
		await node.stop();
	});

	it('is refused beyond the year 9999', async () => {
		const { code, output } = await run(['--dev', '--start-time', '18446744073709549568']);
		assert.notEqual(code, 0);
		assert.match(output, /9999/);
	});
});
