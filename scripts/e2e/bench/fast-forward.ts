// SPDX-License-Identifier: GPL-3.0-or-later

/** Measures the development engine: `scripts/bench fast-forward` runs this. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { account, connect, stranger, UNITS } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import { BINARY, Node, temporaryFolder } from '../lib/node.ts';

const scale = process.argv.includes('--quick') ? 0.1 : 1;

const show = (what: string, figure: string) => console.log(`${what.padEnd(34)} ${figure.padStart(9)}`);

/** The bytes of a folder's files on the disk. */
function size(folder: string): number {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => statSync(join(entry.parentPath, entry.name)).blocks * 512)
		.reduce((sum, bytes) => sum + bytes, 0);
}

function residentMegabytes(node: Node): string {
	const status = readFileSync(`/proc/${node.pid}/status`, 'utf8');
	const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 'NaN';
	return (Number(kilobytes) / 1024).toFixed(0);
}

/** Signed transfers of one account, for the first blocks of a fresh development chain. */
async function transfers(count: number): Promise<string> {
	const node = await development('--sealing', 'manual');
	const api = await connect(node);
	const [from, to] = [account('Alice'), stranger()];
	const lines: string[] = [];
	for (let nonce = 0; nonce < count; nonce++) {
		const transfer = api.tx.balances.transferKeepAlive(to.address, UNITS / 100n);
		lines.push((await transfer.signAsync(from, { nonce, era: 0 })).toHex());
	}
	await api.disconnect();
	await node.stop();
	const path = join(temporaryFolder(), 'transfers');
	writeFileSync(path, lines.join('\n'));
	return path;
}

/** The time from the start of the process to the first answer. */
async function start(wasmCache: string): Promise<number> {
	const began = performance.now();
	const node = await development('--sealing', 'manual', '--wasm-cache', wasmCache);
	await node.rpc('system_health');
	const seconds = (performance.now() - began) / 1000;
	await node.stop();
	return seconds;
}

const cache = temporaryFolder();
show('start to first answer, cold, s', (await start(cache)).toFixed(2));
show('start to first answer, warm, s', (await start(cache)).toFixed(2));

const list = await transfers(2_000 * scale);
const rounds = ['--rounds', '5', '--blocks', String(2_000 * scale), '--transactions', list];
const { status } = spawnSync(BINARY, ['bench', '--dev', '--log', 'error', ...rounds], {
	stdio: 'inherit'
});
if (status !== 0) {
	process.exit(status ?? 1);
}

const basePath = temporaryFolder();
const node = await Node.start(['--dev', '--sealing', 'manual'], { basePath });
const engine = new Engine(node);
await engine.newBlock({ count: 1_000 });
const before = size(basePath);
show('memory after 1,000 blocks, MB', residentMegabytes(node));
const count = 100_000 * scale;
const began = performance.now();
await engine.newBlock({ count });
const seconds = (performance.now() - began) / 1000;
show(`blocks/s over ${count} blocks`, (count / seconds).toFixed(0));
show(`memory after ${count} blocks, MB`, residentMegabytes(node));
show(`disk per ${count} blocks, MB`, ((size(basePath) - before) / 1e6).toFixed(0));
await node.stop();
