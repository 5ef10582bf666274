// SPDX-License-Identifier: GPL-3.0-or-later

/** Makes a chain with the node under test and writes its state: `scripts/upgrade-fixture` runs this. */

import { join } from 'node:path';

import { Chain } from '../lib/chain.ts';
import { play } from './scene.ts';
import { commitOf, dump } from './state.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
	throw new Error('which folder is the state to be written to?');
}
const chain = await Chain.start();
const block = await play(chain);
const path = join(folder, `${await commitOf(chain.node)}.state`);
const size = await dump(chain, block, path);
console.log(`${path}: the state of block #${await chain.height()}, ${(size / 1_000).toFixed(0)} kB`);
await chain.stop();
