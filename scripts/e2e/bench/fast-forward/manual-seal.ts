// SPDX-License-Identifier: GPL-3.0-or-later

/** The engine beside the SDK's manual seal, in one process: the node's own measurement. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { account, connect } from '../../lib/api.ts';
import { printTable } from '../../lib/figures.ts';
import { Node, run, temporaryFolder } from '../../lib/node.ts';
import type { Build } from '../machine.ts';
import { sign } from './signing.ts';
import type { Sizes } from './sizes.ts';

/** How long the measurement may take, in seconds. */
const PATIENCE = 3_600;

/** Runs `canary bench` where the build has it, and prints its figures or why there are none. */
export async function measureBesideManualSeal(
	build: Build,
	sizes: Sizes
): Promise<void> {
	const { name, binary } = build;
	const { rounds, besideBlocks: blocks } = sizes;
	const title = `Engine and manual seal in one process, ${rounds} rounds of ${blocks} blocks`;
	if ((await run(['bench', '--help'], 30, binary)).code !== 0) {
		console.log(`\n${title}\n\nNot measured: ${name} is built without the feature \`bench\`.`);
		return;
	}
	const list = join(temporaryFolder(), 'transfers');
	writeFileSync(list, (await transfersAtGenesis(build, blocks)).join('\n'));
	const counts = ['--rounds', String(rounds), '--blocks', String(blocks)];
	const args = ['bench', '--dev', '--log', 'error', ...counts, '--transactions', list];
	const { code, stdout, output } = await run(args, PATIENCE, binary);
	if (code !== 0) {
		throw new Error(`canary bench: ${output}`);
	}
	// The first line is a heading; the others have a name, a figure, and perhaps the spread.
	const rows = stdout
		.trim()
		.split('\n')
		.slice(1)
		.map((line) => {
			const [, what, figure, between] = /^(.*?)\s+([\d.]+)(?:\s+(\S+ to \S+))?$/.exec(line) ?? [];
			return [what ?? line, `${figure ?? ''}${between === undefined ? '' : ` (${between})`}`];
		});
	printTable(title, ['', name], rows);
}

/** Transfers for the first blocks of a fresh development chain. */
async function transfersAtGenesis({ name, binary }: Build, count: number): Promise<string[]> {
	const node = await Node.start(['--dev', '--sealing', 'manual'], { name, binary });
	const api = await connect(node);
	const transfers = await sign(api, account('Alice'), count);
	await api.disconnect();
	await node.stop();
	return transfers;
}
