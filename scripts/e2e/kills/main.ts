// SPDX-License-Identifier: GPL-3.0-or-later

/** Kills a node at random moments of all that it does, and looks whether anything is lost. */

import { parseArgs } from 'node:util';

import { whole } from '../lib/flags.ts';
import { FULL_DISK, kills, SITUATIONS } from './kills.ts';

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e6)) },
		kills: { type: 'string', default: '50' },
		disk: { type: 'string' },
		para: { type: 'boolean', default: false },
		verbose: { type: 'boolean', default: false }
	}
});
const seed = whole(values.seed, 'seed');
const times = whole(values.kills, 'kills');

console.log(`Seed ${seed}, ${times} kills${values.para ? ', with a para' : ''}.`);
const began = performance.now();
const situations: readonly string[] = values.disk === undefined ? SITUATIONS : [FULL_DISK];
const counts = new Map(situations.map((situation) => [situation, { kills: 0, faulty: 0 }]));
const deaths = kills(seed, times, { disk: values.disk, para: values.para });
let [death, faulty] = [0, 0];
let next = await deaths.next();
for (; !next.done; next = await deaths.next()) {
	const { situation, what, faults } = next.value;
	const count = counts.get(situation)!;
	death += 1;
	count.kills += 1;
	if (faults.length > 0) {
		faulty += 1;
		count.faulty += 1;
	}
	if (values.verbose || faults.length > 0) {
		console.log(`${String(death).padStart(4)}  ${what}`);
	}
	for (const fault of faults.slice(0, 5)) {
		console.log(`      MISSING ${fault}`);
	}
	if (faults.length > 5) {
		console.log(`      and ${faults.length - 5} more`);
	}
}
const rows: [string, string | number][] = [
	['seed', seed],
	['minutes', ((performance.now() - began) / 60_000).toFixed(1)],
	...[...counts].map(([name, { kills, faulty }]): [string, string] => [
		`kills, ${name}`,
		`${kills}${faulty > 0 ? `, ${faulty} with a loss` : ''}`
	]),
	['facts told', next.value.facts],
	['kills with a loss', faulty]
];
console.log(rows.map(([name, value]) => `  ${name.padEnd(24)} ${value}`).join('\n'));
// What a ruined node has left behind must not keep this process.
process.exit(faulty > 0 ? 1 : 0);
