// SPDX-License-Identifier: GPL-3.0-or-later

/** Many who want something of a chain at once, and what each of them gets. */

import { parseArgs } from 'node:util';

import { printTable } from '../lib/figures.ts';
import { abuses, type Abuse } from './abuse.ts';
import { crowded, full, network, type Result, sealed } from './rounds.ts';
import { prepare } from './world.ts';

/** The modes of sealing in which the engine is loaded. */
const MODES = ['auto', 'interval=1000', 'instant'];
const PARTS = ['engine', 'full', 'crowded', 'network', 'abuse'] as const;

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		only: { type: 'string', multiple: true, default: [] }
	}
});
for (const part of values.only) {
	if (!PARTS.includes(part as (typeof PARTS)[number])) {
		throw new Error(`--only ${part}: there are ${PARTS.join(', ')}`);
	}
}
const wanted = (part: (typeof PARTS)[number]) => values.only.length === 0 || values.only.includes(part);
const [users, each] = values.quick ? [60, 20] : [300, 20];
const manner = { connections: values.quick ? 4 : 10, window: 1_000, patience: 1_200 };

const faults: string[] = [];
const began = performance.now();
const say = (what: string) => console.log(`${((performance.now() - began) / 60_000).toFixed(1)} min: ${what}`);

/** A row of figures for each, and what is wrong with them. */
function tell(title: string, results: Result[]): void {
	const rate = (count: number, seconds: number) => (count / seconds).toFixed(0);
	const rows: [string, (result: Result) => string | number][] = [
		['sent', ({ audit }) => audit.sent],
		['accepted', ({ audit }) => audit.accepted],
		['included', ({ audit }) => audit.included],
		['… transfers, contributions, votes, bids', ({ audit: { kinds } }) =>
			(['transfer', 'contribution', 'vote', 'bid'] as const).map((kind) => kinds.get(kind) ?? 0).join(', ')],
		['accepted, neither included nor reported', ({ audit }) => audit.lost],
		['accepted per second', ({ audit, seconds }) => rate(audit.accepted, seconds.accepted)],
		['included per second', ({ audit, seconds }) => rate(audit.included, seconds.included)],
		['final per second', ({ audit, seconds }) => rate(audit.included, seconds.final)],
		['blocks with any', ({ audit }) => audit.blocks.filter(({ count }) => count > 0).length],
		['… transactions in them, median', ({ median }) => median.toFixed(0)],
		['… in the fullest', ({ fullest }) => fullest.count],
		['… percent of its time and length', ({ fullest }) =>
			[fullest.time, fullest.length].map((share) => share.toFixed(1)).join(', ')],
		['memory before, at most, MB', ({ memory }) => `${memory.start.toFixed(0)}, ${memory.most.toFixed(0)}`]
	];
	const head = ['', ...results.map(({ name }) => name)];
	printTable(title, head, rows.map(([what, of]) => [what, ...results.map((result) => String(of(result)))]));
	for (const { name, audit } of results) {
		const told = [...audit.refusals, ...audit.gone].map(([words, count]) => `${count} times "${words}"`);
		if (told.length > 0) {
			console.log(`\n${name}: ${told.join('; ')}`);
		}
		const { lost, doubled, sent, included } = audit;
		if (lost > 0 || doubled > 0) {
			faults.push(`${name}: ${lost} transactions are lost, ${doubled} are there twice`);
		}
		if (included < sent) {
			faults.push(`${name}: ${sent - included} of ${sent} have not got in`);
		}
	}
}

if (wanted('engine') || wanted('full') || wanted('crowded')) {
	const world = await prepare(users, each);
	say(`a chain with ${users} accounts is ready, and ${world.transactions.length} transactions are signed`);
	if (wanted('engine')) {
		const results: Result[] = [];
		for (const mode of MODES) {
			results.push(await sealed(world, mode, manner));
			say(`--sealing ${mode} is done`);
		}
		tell(`${manner.connections} connections, ${manner.window} transactions under way on each`, results);
	}
	if (wanted('full')) {
		const { room, ready, count, seconds, ...shares } = await full(world, manner);
		printTable('One block, asked for when more is ready than it holds', ['', 'transactions'], [
			['ready', String(ready)],
			['transfers that fill it by computing time', String(room.byTime)],
			['… by length', String(room.byLength)],
			['in the block', String(count)],
			['percent of its time and length', [shares.time, shares.length].join(', ')],
			['seconds until the answer', seconds.toFixed(2)]
		]);
	}
	if (wanted('crowded')) {
		const places = Math.floor(users / 10);
		const result = await crowded(world, places, { ...manner, window: 150 });
		tell('A pool that is too small, blocks every second: who finds no room tries again', [result]);
	}
}
if (wanted('network')) {
	const [few, times] = values.quick ? [50, 10] : [200, 15];
	const result = await network(few, times, { ...manner, connections: 4, window: 750 });
	tell('Two validators, blocks every 6 seconds', [result]);
}
if (wanted('abuse')) {
	const rows: Abuse[] = [];
	for await (const abuse of abuses(values.quick)) {
		rows.push(abuse);
		say(abuse.what);
		faults.push(...abuse.faults);
	}
	printTable(
		'What somebody tries over RPC, and what others notice',
		['', 'answer', 'others wait at most, ms', 'memory, MB'],
		rows.map(({ what, answer, longest, memory }) => [what, answer, longest.toFixed(0), memory.toFixed(0)])
	);
}
say(faults.length === 0 ? 'All held.' : `FAILED\n${faults.join('\n')}`);
process.exit(faults.length > 0 ? 1 : 0);
