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
	{ columns: 110, rows: 12 },
	{ columns: 110, rows: 13 }
];
/** The animation's own seconds for what takes minutes. */
const DAY_TAKES = 3;
const AUCTION_TAKES = 9;
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

/** Something that takes longer than anybody watches. */
async function hasten(seconds: number, what: () => Promise<void>): Promise<void> {
	const from = now();
	await what();
	hastes.push({ from, to: now(), takes: Math.min(seconds * 1_000, now() - from) });
}

await node.type('canary --dev --chain kusama --sealing manual');
await node.until('banner', (screen) => screen.some((line) => line.includes('/apps/?rpc=')));
await pause(2 * READ);

await user.run('scripts/rpc dev_snapshot');
await pause(READ);
await hasten(DAY_TAKES, () => user.run(`scripts/rpc dev_newBlock '{"count": 14400}'   # a day`));
await pause(READ);
await hasten(AUCTION_TAKES, () => user.run('scripts/recording/auction'));
await pause(2 * READ);
await user.run('scripts/rpc dev_revert 1   # as if it had never been');
await pause(READ);
await user.run(`scripts/rpc dev_status | grep -o '"best":[0-9]*'`);
const end = now() + LAST;

await node.close();
await user.close();
rmSync(folder, { recursive: true, force: true });

const svg = await animate({ sizes: SIZES, titles: ['the chain', 'another terminal'], written, hastes, end });
writeFileSync(output, svg);
console.log(`${output}: ${Math.round(svg.length / 1_000)} kB, of a run of ${Math.round(now() / 1_000)} s`);
