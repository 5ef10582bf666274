// SPDX-License-Identifier: GPL-3.0-or-later

/** Measures how the cost of a block grows with the state: `scripts/bench growth` runs this. */

import { parseArgs } from 'node:util';

import { printTable, spread } from '../../lib/figures.ts';
import { whole } from '../../lib/flags.ts';
import { development } from '../../lib/network.ts';
import { BINARY, temporaryFolder } from '../../lib/node.ts';
import { describeLoad, introduce } from '../machine.ts';
import { cases, QUICK, WHOLE } from './cases.ts';
import { type Figures, measure } from './measure.ts';

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		rounds: { type: 'string' },
		only: { type: 'string' }
	}
});
const rounds = values.rounds === undefined ? undefined : whole(values.rounds, 'rounds');
const extent = values.quick
	? { rounds: rounds ?? 2, blocks: 300 }
	: { rounds: rounds ?? 5, blocks: 2_000 };
const chosen = cases(values.quick ? QUICK : WHOLE).filter(
	({ name }) => values.only === undefined || name.includes(values.only)
);
if (chosen.length === 0) {
	throw new Error(`--only: no state is called ${values.only}`);
}

await introduce([{ name: 'this build', binary: BINARY }]);
// The Wasm is compiled once, before anything is measured.
const wasmCache = temporaryFolder();
await (await development('--sealing', 'manual', '--wasm-cache', wasmCache)).stop();

const rows: string[][] = [];
for (const state of chosen) {
	const figures = await measure(state, extent, wasmCache);
	rows.push([state.name, ...cells(figures)]);
	console.log(`${state.name}: ${cells(figures).join(', ')}`);
}
const head = [
	'state',
	'blocks/s',
	'snapshot, ms',
	'revert of 15 blocks, ms',
	'first start, s',
	'second start, s',
	'memory at genesis, MB',
	'at the end, MB',
	'after a start, MB',
	'disk, MB'
];
printTable(`Growth on \`development\`, ${extent.rounds} rounds of ${extent.blocks} blocks`, head, rows);
console.log();
describeLoad();

function cells({ rates, snapshots, reverts, memory, ...one }: Figures): string[] {
	return [
		spread(rates),
		spread(snapshots),
		spread(reverts),
		one.firstStart.toFixed(1),
		one.secondStart.toFixed(1),
		...[memory.genesis, memory.end, memory.again, one.disk].map((megabytes) => megabytes.toFixed(0))
	];
}
