// SPDX-License-Identifier: GPL-3.0-or-later

/** States that nobody needs any more are dropped, also where the process that knew it has ended. */

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { Engine } from '../lib/engine.ts';
import { Node, temporaryFolder } from '../lib/node.ts';

/**
 * The fewest starts of the node, and the most: it is started until its database has grown little in the last few. What
 * is dropped waits for ten seconds: where the machine gets faster, more of it waits, and needs more space once.
 */
const [LEAST, MOST] = [8, 14];
/** How many starts are the last few: an even number, as every second process is killed. */
const LAST = 4;
/** How many blocks each makes, of which it keeps the states of the last ones and those of its snapshots. */
const BLOCKS = 1_200;
const KEPT = 1_000;
/** How much more space the states may take after the last starts than before them. */
const GROWTH = 1.05;

/** How many bytes the nodes of the trie take, in a database that was closed. */
function states(basePath: string): number {
	const folder = join(basePath, 'chains', 'canary_dev', 'paritydb', 'full');
	const tables = readdirSync(folder).filter((name) => name.startsWith('table_01_'));
	return tables.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

describe('a chain that many processes go on with', () => {
	it('takes no more space for its states with each of them', async (test) => {
		const basePath = temporaryFolder();
		const flags = ['--dev', '--sealing', 'manual', '--state-pruning', String(KEPT)];
		const sizes: number[] = [];
		const settled = () => sizes.at(-1)! <= GROWTH * sizes.at(-1 - LAST)!;
		for (let start = 0; start < LEAST || (start < MOST && !settled()); start++) {
			const node = await Node.start(flags, { basePath });
			const engine = new Engine(node);
			// Held until the process ends, and gone back to once, so that there are nodes of both kinds.
			await engine.snapshot();
			await engine.newBlock({ count: BLOCKS });
			const point = await engine.snapshot();
			await engine.newBlock({ count: BLOCKS });
			await engine.revert(point);
			if (start % 2 === 0) {
				await node.stop();
			} else {
				await node.kill();
				// What was killed has its last commits in a log. Who opens it puts them into the tables.
				await (await Node.start(flags, { basePath })).stop();
			}
			sizes.push(states(basePath));
		}
		const shown = sizes.map((size) => (size / 1e6).toFixed(2)).join(', ');
		test.diagnostic(`megabytes after each start: ${shown}`);
		assert.ok(settled(), shown);
	});
});
