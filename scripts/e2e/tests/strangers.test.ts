// SPDX-License-Identifier: GPL-3.0-or-later

/** Nodes of two chains that meet: each says who the other is, once. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { alone, chainAtPace, joining } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

describe('two nodes whose specifications differ by a word', () => {
	const nodes: Node[] = [];

	before(async () => {
		const first = await alone('local', '--alice');
		const other = await chainAtPace('local', { spendPeriod: 61 });
		nodes.push(first, await joining(other, 'the stranger', first, '--bob'));
	});

	after(async () => {
		for (const node of nodes) {
			await node.stop();
		}
	});

	it('are told so, both of them, with the genesis of each', async () => {
		const geneses = await Promise.all(
			nodes.map((node) => node.rpc<string>('chain_getBlockHash', 0))
		);
		for (const [i, node] of nodes.entries()) {
			const [ours, theirs] = [geneses[i]!, geneses[1 - i]!];
			const line = `on another chain.*its genesis is ${theirs}, ours is ${ours}.*--chain <FILE>`;
			await node.says(new RegExp(line), 60);
		}
	});

	it('are told once, though they meet again', async () => {
		for (const node of nodes) {
			// The line of every five seconds, a few times after that.
			await node.says(/on another chain(.|\n)*(Idle(.|\n)*){4}/, 60);
			assert.equal([...node.log.matchAll(/on another chain/g)].length, 1);
		}
	});

	it('are no peers of each other', async () => {
		for (const node of nodes) {
			assert.deepEqual(await node.rpc('system_peers'), []);
		}
	});
});
