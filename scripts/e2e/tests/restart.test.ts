// SPDX-License-Identifier: GPL-3.0-or-later

/** Sudden deaths: what was final stays, and the chain goes on. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Header } from '@polkadot/types/interfaces';

import { best, connect, finalized, until } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { Node, temporaryFolder } from '../lib/node.ts';

/** How often the node is killed. */
const TIMES = 10;
/** How many blocks each life brings at least. */
const BLOCKS = 2;
/** How many blocks finality is behind the head, as where blocks come by themselves. */
const LAG = 2;

/** A block by its place in the chain. */
interface Place {
	number: number;
	hash: string;
}

/** What a node remembered at its start, and how far it came. */
interface Life {
	/** The best block at the start. */
	found: number;
	/** What stood, at the start, in the place of the last block that had been seen final. */
	kept: string;
	/** The newest block. */
	reached: number;
	/** The last block that was seen final. */
	final: Place;
}

function place({ number, hash }: Header): Place {
	return { number: number.toNumber(), hash: hash.toHex() };
}

describe('a node that is killed while it makes blocks', () => {
	const basePath = temporaryFolder();
	let node: Node | undefined;
	let final: Place = { number: 0, hash: '' };

	before(async () => {
		final = (await live('the first life', 0)).final;
	});

	after(() => node?.stop());

	/** Runs the node until it has made some blocks more, and a little longer. */
	async function live(name: string, longer: number): Promise<Life> {
		// No block is made until the test has read what was found.
		const flags = ['--dev', '--sealing', 'manual', '--finality-lag', String(LAG)];
		node = await Node.start(flags, { name, basePath });
		const api = await connect(node);
		const { chain } = api.rpc;
		const found = place(await chain.getHeader());
		const kept = (await chain.getBlockHash(final.number)).toHex();
		let seen = final;
		await finalized(api)((head) => {
			seen = place(head);
		});

		await new Engine(node).setSealing('interval=500');
		const goal = found.number + BLOCKS;
		const reached = await until(best(api), `block #${goal}`, (head) =>
			head.number.toNumber() >= goal ? place(head) : undefined
		);
		await sleep(longer);
		const lost = new Promise((resolve) => api.once('disconnected', resolve));
		await node.kill();
		await lost;
		await api.disconnect();
		return { found: found.number, kept, reached: reached.number, final: seen };
	}

	for (let death = 1; death <= TIMES; death++) {
		it(`has all that was final after death ${death} of ${TIMES}`, async () => {
			// Each time at another moment of a block's way to the disk and of the vote on it.
			const life = await live(`the life after death ${death}`, death * 25);

			assert.ok(life.found >= final.number, `#${life.found} found, #${final.number} was final`);
			assert.equal(life.kept, final.hash || life.kept);
			assert.ok(life.reached >= life.found + BLOCKS);
			final = life.final;
		});
	}

	it('has finalized what it made, all deaths notwithstanding', () => {
		// There were TIMES + 1 lives; the last may end before its finality is told.
		assert.ok(final.number >= TIMES * BLOCKS - LAG, `#${final.number} is final`);
	});
});
