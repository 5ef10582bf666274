// SPDX-License-Identifier: GPL-3.0-or-later

/** A validator that is disabled for having made two blocks in one slot: the chain goes on. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';

import { account, blocks, connect } from '../lib/api.ts';
import { within } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';
import { type Claim, claimOf, equivocation } from '../lib/offences.ts';

/** The keys with which the four validators make blocks. */
const AUTHORS = ['Alice', 'Bob', 'Charlie', 'Dave'].map(account);
/** The same slots, and so the same authors, whenever the test is run. */
const START = '2026-12-24T18:00:00Z';
const EPOCH = 10;
const ERA = 3 * EPOCH;
/** Within an epoch whose blocks have room, and at the beginning of an era. */
const REPORTED = 2 * ERA + 3;
/** How long a block may take that is asked for alone. */
const AT_ONCE = 20;

describe('a validator that has been disabled', () => {
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;

	before(async () => {
		node = await development('--sealing', 'manual', '--start-time', START);
		api = await connect(node);
		engine = new Engine(node);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

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

	/** Who has made a block, or the head, and in which slot. */
	async function claim(block?: string): Promise<Claim> {
		return claimOf(await api.rpc.chain.getHeader(block ?? (await engine.status()).bestHash));
	}

	/** The indices of those that are disabled after a block, or now. */
	async function disabled(block?: string): Promise<number[]> {
		const { disabledValidators } = api.query.session;
		// Without a client's view of each block's whole state, which takes long for hundreds of blocks.
		const found = await node.rpc<string | null>(
			'state_getStorage',
			disabledValidators.key(),
			...(block === undefined ? [] : [block])
		);
		const type = api.registry.createLookupType(disabledValidators.creator.meta.type.asPlain);
		const list = api.registry.createType(type, found ?? '0x00').toJSON() as [number, unknown][];
		return list.map(([index]) => index);
	}

	/** The key of an authority of the present epoch. */
	async function keyOf(authority: number): Promise<KeyringPair> {
		const [id] = (await api.query.babe.authorities())[authority]!;
		return AUTHORS.find(({ publicKey }) => id.eq(publicKey))!;
	}

	/** A signed report that an authority has made two blocks in the slot of the head. */
	async function report(authority: number): Promise<string> {
		const { slot } = await claim();
		const call = await equivocation(api, await keyOf(authority), { authority, slot });
		return (await call.signAsync(account('Eve'), { era: 0 })).toHex();
	}

	/** Has the author of the head disabled, by a block of another one. */
	async function disable(): Promise<number> {
		const { authority } = await claim();
		const transactions = [await report(authority)];
		await engine.newBlock({ transactions });
		assert.deepEqual(await disabled(), [authority], 'the report is accepted');
		return authority;
	}

	/** Of the blocks after `from`, who made them while who was disabled, and how many slots are empty. */
	async function history(from: number): Promise<{ offences: string[]; under: number; empty: number }> {
		const { best } = await engine.status();
		const offences: string[] = [];
		let [under, empty] = [0, 0];
		let { slot: before } = await claim((await api.rpc.chain.getBlockHash(from)).toHex());
		for (const [i, block] of (await blocks(api, best, from + 1)).entries()) {
			const [{ authority, slot }, list] = await Promise.all([claim(block), disabled(block)]);
			if (list.includes(authority)) {
				offences.push(`#${from + 1 + i} is by ${authority}, who is disabled`);
			}
			if (list.length > 0) {
				under += 1;
				empty += slot - before - 1;
			}
			before = slot;
		}
		return { offences, under, empty };
	}

	it('makes no block, and the others make theirs, one at a time', async () => {
		await disable();
		for (let i = 0; i < 2 * ERA; i++) {
			await within(AT_ONCE, `block ${i + 1}`, () => engine.newBlock());
		}
		const { offences, under, empty } = await history(REPORTED);
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
		const { offences, under, empty } = await history(REPORTED);
		assert.deepEqual(offences, []);
		assert.ok(under >= ERA / 2, `${under} blocks while it is disabled`);
		assert.ok(empty > 0, 'slots of its are empty');
	});

	it('does not keep the chain from a jump through time', async () => {
		await disable();
		const { time } = await engine.status();
		for (let minute = 1; minute <= 8; minute++) {
			await within(AT_ONCE, 'jump', () => engine.timeTravel(time + minute * 60_000));
		}
		assert.deepEqual((await history(REPORTED)).offences, []);
	});

	it('does not keep finality from following', async () => {
		await disable();
		await within(AT_ONCE, 'blocks', () => engine.newBlock({ count: 2 * ERA }));
		const { best, finalized } = await engine.status();
		assert.ok(best - finalized <= 2, `#${finalized} of #${best} is final`);
	});

	it('may be the very author of the block that was to hold the report', async () => {
		// The author of a slot is decided by lot, and the lot is the same after a revert.
		const here = await engine.snapshot();
		const { authority } = await claim(await engine.newBlock());
		await engine.revert(here);

		await node.rpc('author_submitExtrinsic', await report(authority));
		for (let i = 0; i < 5 && (await disabled()).length === 0; i++) {
			await within(AT_ONCE, 'block', () => engine.newBlock());
		}
		assert.deepEqual(await disabled(), [authority], 'the report is in a block of another author');
		await within(AT_ONCE, 'blocks', () => engine.newBlock({ count: EPOCH }));
		assert.deepEqual((await history(REPORTED)).offences, []);
	});
});
