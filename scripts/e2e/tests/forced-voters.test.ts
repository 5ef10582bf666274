// SPDX-License-Identifier: GPL-3.0-or-later

/** Voters who are put in office by force, as after a stall of finality: the engine and other nodes agree on them. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { eventually } from '../lib/deadline.ts';
import { Chain } from '../lib/chain.ts';
import { Referenda } from '../lib/governance.ts';
import { joining } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** Blocks between the announcement and the change, in which no epoch begins. */
const DELAY = 4;
/** How long a node may take to catch up on a busy machine. */
const PATIENCE = 180;

describe('a change of voters by force', () => {
	let chain: Chain;
	const guests: Node[] = [];

	before(async () => {
		chain = await Chain.start('--port', '0', '-l', 'grandpa=debug');
	});

	after(async () => {
		for (const guest of guests) {
			await guest.stop();
		}
		await chain?.stop();
	});

	/** Runs until a change is announced, and returns the block with which it is to be made. */
	async function announced(): Promise<number> {
		const { api, engine } = chain;
		const referenda = new Referenda(chain);
		const { finalized } = await engine.status();
		await referenda.enact({ power: 'Root', call: api.tx.grandpa.noteStalled(DELAY, finalized) });
		const epoch = api.consts.babe.epochDuration.toNumber();
		for (let blocks = 0; blocks <= epoch; blocks++) {
			const pending = await api.query.grandpa.pendingChange();
			if (pending.isSome && pending.unwrap().forced.isSome) {
				return pending.unwrap().scheduledAt.toNumber() + DELAY;
			}
			await engine.newBlock();
		}
		throw new Error('no change was announced');
	}

	async function finalOf(one: Node): Promise<number> {
		const hash = await one.rpc<string>('chain_getFinalizedHead');
		return Number((await one.rpc<{ number: string }>('chain_getHeader', hash)).number);
	}

	for (const bulk of [false, true]) {
		it(`is made in its block, ${bulk ? 'in a long run' : 'one block after the other'}`, async () => {
			const at = await announced();
			const change = /Applying authority set change forced/g;
			const changes = () => [...chain.node.log.matchAll(change)].length;
			const before = changes();
			if (bulk) {
				await chain.engine.newBlock({ count: 100 });
			} else {
				while ((await chain.height()) < at) {
					await chain.engine.newBlock();
				}
			}
			// The log may come later than the answer.
			await eventually('change of voters in the log', () => changes() > before, 10);
			await chain.engine.newBlock({ count: 5, finalize: true });
			assert.equal(changes(), before + 1);
		});
	}

	it('is that of other nodes too, and what is final after it', async () => {
		const guest = await joining('development', 'full', chain.node);
		guests.push(guest);
		const { finalized } = await chain.engine.status();
		await eventually('final head', async () => (await finalOf(guest)) >= finalized, PATIENCE);
		await chain.engine.newBlock({ count: 3, finalize: true });
		const target = (await chain.engine.status()).finalized;
		await eventually('newer final head', async () => (await finalOf(guest)) >= target, PATIENCE);
	});
});
