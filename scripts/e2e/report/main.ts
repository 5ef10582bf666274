// SPDX-License-Identifier: GPL-3.0-or-later

/** Makes a report of a chain that runs: `scripts/rehearse --rpc` calls this. */

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { rpcAt } from './http.ts';
import { machine } from './machine.ts';
import { writeReport } from './page.ts';
import { Record } from './record.ts';

/** Milliseconds between two looks at the chain. */
const LOOK_EVERY = 1_000;

const { values, positionals } = parseArgs({
	options: { follow: { type: 'boolean', default: false }, report: { type: 'string' } },
	allowPositionals: true
});
const [url] = positionals;
const { follow, report } = values;
if (url === undefined || report === undefined) {
	throw new Error('usage: main.ts <URL> --report <FILE> [--follow]');
}

/** Is raised when whoever watches has seen enough. The signal may come twice, passed on by who has started this. */
const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => over.abort());
}

const rpc = rpcAt(url);
const height = async () => Number((await rpc.request<{ number: string }>('chain_getHeader')).number);
const [from, began] = [await height(), performance.now()];
const record = await Record.begin(rpc);
await record.note('The recording begins', true);
if (follow) {
	console.log(`Recording ${url}. Ctrl-C ends that and writes the report.`);
	while (!over.signal.aborted) {
		await record.look();
		await sleep(LOOK_EVERY, undefined, { signal: over.signal }).catch(() => undefined);
	}
}
const to = await height();
const recording = record.finish({
	title: 'A running chain',
	summary: follow
		? `What happened on the chain at ${url} from block ${from} to block ${to}.`
		: `The chain at ${url} at block ${to}, and what is known of the last blocks before it.`,
	command: `scripts/rehearse --rpc ${url}${follow ? ' --follow' : ''}`,
	machine: machine(),
	checks: [],
	figures: follow
		? [
				{ label: 'Blocks', value: (to - from).toLocaleString('en') },
				{ label: 'Seconds', value: ((performance.now() - began) / 1_000).toFixed(0) }
			]
		: []
});
console.log(`\n${await writeReport(recording, report)}`);
