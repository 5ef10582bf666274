// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Runs the end-to-end tests, each file in a process of its own, and exits with 0 if all of them pass. `node --test`
 * sorts files by name; here those that take long begin first, so that none of them is left for the end.
 *
 * Usage: node --import tsx run.ts [--concurrency N] [file ...]
 */

import { setMaxListeners } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { whole } from './lib/flags.ts';

const FOLDER = fileURLToPath(new URL('tests', import.meta.url));
/** How long a file may take, in milliseconds. */
const PATIENCE = 1_200_000;
/**
 * The files that take long, in the order in which they begin: those that mostly wait for the wall clock take turns with
 * those that keep the cores busy. `subscriptions`, `snapshots` and, by its name, `para-clients` are far apart: their
 * clients need the cores at once.
 */
const LONG = [
	...['staking', 'native', 'faults', 'subscriptions', 'reverts', 'engine', 'network', 'dead-nodes'],
	...['restart', 'auction-attacks', 'load', 'ahead', 'strangers', 'origin', 'blocks', 'misfits'],
	...['commands', 'failures', 'para-blocks', 'snapshots', 'full-pool', 'old-states']
].map((name) => `${name}.test.ts`);

/** How many files run at a time: half of them wait for the wall clock. */
const AT_ONCE = Math.min(3, availableParallelism() + 1);

const { values, positionals } = parseArgs({
	options: { concurrency: { type: 'string', default: String(AT_ONCE) } },
	allowPositionals: true
});
const all = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'));
const ordered = [...new Set([...LONG, ...all.sort()])].map((name) => join(FOLDER, name));
const files = positionals.length > 0 ? positionals.map((file) => resolve(file)) : ordered;
const missing = files.filter((file) => !existsSync(file));
if (missing.length > 0) {
	throw new Error(`there is no ${missing.join(', ')}`);
}

// The files' processes end with this one.
const over = new AbortController();
setMaxListeners(0, over.signal);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => over.abort());
}

// The processes take over `--import tsx` from this one.
const concurrency = whole(values.concurrency, 'concurrency');
const events = run({ files, concurrency, timeout: PATIENCE, signal: over.signal });
let [passed, failed] = [0, 0];
events.on('test:pass', ({ details, skip }) => (passed += details.type === 'suite' || skip ? 0 : 1));
// Cancelled ones among them.
events.on('test:fail', () => (failed += 1));
events.on('end', () => (process.exitCode = passed > 0 && failed === 0 ? 0 : 1));
process.exitCode = 1;
events.compose(new spec()).pipe(process.stdout);
