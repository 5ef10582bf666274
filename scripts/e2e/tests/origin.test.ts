// SPDX-License-Identifier: GPL-3.0-or-later

/** Chains in folders of others: an edited specification does not go on with the chain of the old one. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Engine } from '../lib/engine.ts';
import { chainAtPace } from '../lib/network.ts';
import { Node, run, temporaryFolder } from '../lib/node.ts';

/** Starts an engine on a folder, and makes blocks. */
async function live(basePath: string, ...flags: string[]): Promise<void> {
	const node = await Node.start(['--dev', '--sealing', 'manual', ...flags], { basePath });
	await new Engine(node).newBlock({ count: 3 });
	await node.stop();
}

/** Why a start on a folder is refused. */
async function refusal(basePath: string, ...flags: string[]): Promise<string> {
	const { code, output } = await run([...flags, '--base-path', basePath, '--rpc-port', '0']);
	assert.equal(code, 1, output);
	assert.match(output, /its hash is 0x[0-9a-f]{64} instead of 0x[0-9a-f]{64}/);
	assert.match(output, /--base-path <PATH>.*purge-chain/);
	return output;
}

describe('a specification', () => {
	it('goes on with its chain, and with no other of the same name', async () => {
		const basePath = temporaryFolder();
		const spec = await chainAtPace('development', { epochLength: 20 });
		await live(basePath, '--chain', spec);
		await live(basePath, '--chain', spec);

		const edited = await chainAtPace('development', { epochLength: 30 });
		const reason = await refusal(basePath, '--dev', '--chain', edited);
		assert.match(reason, /pace\.parameters\.epochLength \(20 there, 30 here\)/);
		await refusal(basePath, '--dev');
		await live(basePath, '--chain', spec);
	});

	it('that is an edited copy of a chain that ships does not go on with that', async () => {
		const basePath = temporaryFolder();
		await live(basePath);
		const edited = await chainAtPace('development', { epochLength: 30 });
		const reason = await refusal(basePath, '--dev', '--chain', edited);
		assert.match(reason, /pace\.parameters\.epochLength \(10 there, 30 here\)/);
		// A copy that says the same is the same chain.
		await live(basePath, '--chain', await chainAtPace('development', {}));
		await live(basePath);
	});
});
