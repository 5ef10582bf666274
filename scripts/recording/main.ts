// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Records README's animation: a node in one terminal, and in another one commands that move its chain.
 * `scripts/record` runs this. Everything is typed into real shells, and shown as they show it; where
 * nothing but waiting happens the animation is faster than the run, and says how much.
 */

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

import { Pane, type Written } from './pane.ts';
import { animate, type Haste } from './animate.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [binary, output] = process.argv.slice(2) as [string, string];

const SIZES = [
	{ columns: 116, rows: 12 },
	{ columns: 116, rows: 13 }
];
/** Milliseconds for the reader, after an answer and at the end. */
const READ = 900;
const LAST = 4_000;

const folder = mkdtempSync(join(tmpdir(), 'canary-recording-'));
symlinkSync(binary, join(folder, 'canary'));
const environment = {
	HOME: process.env['HOME'] ?? folder,
	PATH: `${folder}:${process.env['PATH']}`
};

const begin = performance.now();
const written: Written[] = [];
const hastes: Haste[] = [];
const now = () => performance.now() - begin;
const [node, user] = SIZES.map((size, pane) => {
	const heard = (text: string) => written.push({ at: now(), pane, text });
	return new Pane(size, { cwd: ROOT, env: environment }, heard);
}) as [Pane, Pane];

/** Types a command, waits for its end, which the animation does in so many seconds, and lets the reader read. */
async function run(command: string, seconds: number): Promise<void> {
	await user.type(command);
	const from = now();
	await user.done();
	hastes.push({ from, to: now(), takes: Math.min(seconds * 1_000, now() - from) });
	await pause(READ);
}

await node.type('canary --dev --chain kusama --sealing manual');
await node.until('banner', (screen) => screen.some((line) => line.includes('/apps/?rpc=')));
await pause(2 * READ);

await run('scripts/rpc dev_snapshot', 1);
await run(`scripts/rpc dev_newBlock '{"count": 14400}'   # a day`, 3);
await run('scripts/recording/auction', 9);
await pause(READ);
await run('scripts/rpc dev_revert 1   # as if it had never been', 1.5);
await run(`scripts/rpc dev_status | grep -o '"best":[0-9]*'`, 1);
const end = now() + LAST;

await node.close();
await user.close();
rmSync(folder, { recursive: true, force: true });

const svg = await animate({ sizes: SIZES, titles: ['the chain', 'another terminal'], written, hastes, end });
writeFileSync(output, svg);
console.log(`${output}: ${Math.round(svg.length / 1_000)} kB, of a run of ${Math.round(now() / 1_000)} s`);
