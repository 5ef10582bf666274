// SPDX-License-Identifier: GPL-3.0-or-later

/** A validator that is disabled for having made two blocks in one slot: the chain goes on. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import { Authors } from '../lib/authors.ts';
import { Chain } from '../lib/chain.ts';
import { within } from '../lib/deadline.ts';
import type { Engine } from '../lib/engine.ts';

/** The same slots, and so the same authors, whenever the test is run. */
const START = '2026-12-24T18:00:00Z';
const EPOCH = 10;
const ERA = 3 * EPOCH;
/** Within an epoch whose blocks have room, and at the beginning of an era. */
const REPORTED = 2 * ERA + 3;
/** How long a block may take that is asked for alone. */
const AT_ONCE = 20;

describe('a validator that has been disabled', () => {
	let chain: Chain;
	let engine: Engine;
	let authors: Authors;

	before(async () => {
		chain = await Chain.start('--start-time', START);
		engine = chain.engine;
		authors = new Authors(chain);
	});

	after(() => chain?.stop());

	/** A fresh start for each test: nobody is disabled. */
	let fresh: number | undefined;
	beforeEach(async () => {
		if (fresh === undefined) {
			await engine.newBlock({ to: REPORTED });
			fresh = await engine.snapshot();
		} else {
			await engine.revert(fresh);
		}
	});

	/** Has the author of the head disabled, by a block of another one. */
	async function disable(): Promise<number> {
		const { authority } = await authors.claim();
		const transactions = [await authors.report(authority)];
		await engine.newBlock({ transactions });
		assert.deepEqual(await authors.disabled(), [authority], 'the report is accepted');
		return authority;
	}

	it('makes no block, and the others make theirs, one at a time', async () => {
		await disable();
		for (let i = 0; i < 2 * ERA; i++) {
			await within(AT_ONCE, `block ${i + 1}`, () => engine.newBlock());
		}
		const { offences, under, empty } = await authors.history(REPORTED);
		assert.deepEqual(offences, []);
		assert.ok(under >= ERA / 2, `${under} blocks while it is disabled`);
		assert.ok(empty >= under / 10, `${empty} slots of its are empty, beside ${under} blocks`);
	});

	it('makes no block in a run of 300, which comes to its end', async () => {
		await disable();
		const { best } = await engine.status();
		const hash = await within(60, 'end of the run', () => engine.newBlock({ count: 300 }));
		const { best: head, bestHash } = await engine.status();
		assert.deepEqual([head, bestHash], [best + 300, hash]);
		const { offences, under, empty } = await authors.history(REPORTED);
		assert.deepEqual(offences, []);
		assert.ok(under >= ERA / 2, `${under} blocks while it is disabled`);
		assert.ok(empty > 0, 'slots of its are empty');
		await chain.node.says(/The slots of \w+ stay empty in epoch \d+: .* is disabled/, AT_ONCE);
		assert.doesNotMatch(chain.node.log, /This is a bug/);
	});

	it('does not keep the chain from a jump through time', async () => {
		await disable();
		const { time } = await engine.status();
		for (let minute = 1; minute <= 8; minute++) {
			await within(AT_ONCE, 'jump', () => engine.timeTravel(time + minute * 60_000));
		}
		assert.deepEqual((await authors.history(REPORTED)).offences, []);
	});

	it('does not keep finality from following', async () => {
		await disable();
		await within(AT_ONCE, 'blocks', () => engine.newBlock({ count: 2 * ERA }));
		const { best, finalized } = await engine.status();
		assert.ok(best - finalized <= 2, `#${finalized} of #${best} is final`);
	});
});
