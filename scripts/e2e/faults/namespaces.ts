// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Two networks inside this machine, with a cable between them that can be cut.
 *
 * Each is a network namespace of its own, with addresses that exist nowhere else; whoever asks a node in
 * one of them from outside goes through a gate (`gate.ts`).
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { eventually } from '../lib/deadline.ts';
import { BINARY, temporaryFolder } from '../lib/node.ts';
import type { Place } from './member.ts';

/** What all of our namespaces begin with; the number of the process that made it follows. */
const PREFIX = 'canary-faults-';
/** The ends of the cable. */
const ADDRESSES = ['10.77.0.1', '10.77.0.2'];

function ip(...args: string[]): string {
	const { status, stdout, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' });
	if (status !== 0) {
		throw new Error(`ip ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
	}
	return stdout;
}

/** Removes the namespaces of processes that were killed before they could do so. */
function removeLeftovers(): void {
	const names = ip('netns', 'list').split('\n').map((line) => line.split(' ')[0]!);
	for (const name of names.filter((name) => name.startsWith(PREFIX))) {
		const pid = name.slice(PREFIX.length).split('-')[0]!;
		if (!existsSync(`/proc/${pid}`)) {
			ip('netns', 'del', name);
		}
	}
}

/** Why there can be no namespaces, if that is so. */
export function hindrance(): string | undefined {
	const name = `${PREFIX}${process.pid}-trial`;
	try {
		ip('netns', 'add', name);
		ip('netns', 'del', name);
		return undefined;
	} catch (error) {
		return `it needs root and network namespaces (${(error as Error).message})`;
	}
}

export class Cable {
	readonly #names: string[];
	readonly #gates: ChildProcess[] = [];
	readonly #servers: Server[] = [];
	readonly #folder = temporaryFolder();
	readonly #remove = () => this.#names.forEach((name) => spawnSync('ip', ['netns', 'del', name]));

	private constructor() {
		removeLeftovers();
		this.#names = ['left', 'right'].map((side) => `${PREFIX}${process.pid}-${side}`);
		process.once('exit', this.#remove);
		const [left, right] = this.#names as [string, string];
		ip('netns', 'add', left);
		ip('netns', 'add', right);
		// Both ends are born inside: this machine's own network never has them.
		ip('-n', left, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', right);
		for (const [i, name] of this.#names.entries()) {
			ip('-n', name, 'addr', 'add', `${ADDRESSES[i]!}/24`, 'dev', 'cable');
			ip('-n', name, 'link', 'set', 'lo', 'up');
		}
		this.mend();
	}

	/** Lays a cable between two new namespaces. */
	static async lay(): Promise<Cable> {
		const cable = new Cable();
		try {
			await Promise.all(cable.#names.map((name) => cable.#open(name)));
			return cable;
		} catch (error) {
			cable.remove();
			throw error;
		}
	}

	/** A place on one side, for one node. */
	place(side: 0 | 1): Place {
		const name = this.#names[side]!;
		const binary = join(this.#folder, `in-${name}`);
		writeFileSync(binary, `#!/bin/sh\nexec ip netns exec ${name} "${BINARY}" "$@"\n`);
		chmodSync(binary, 0o755);
		return { address: ADDRESSES[side]!, binary, rpcPort: () => this.#door(name) };
	}

	/** Cuts the cable: nothing gets through, and nobody is told. */
	cut(): void {
		ip('-n', this.#names[0]!, 'link', 'set', 'cable', 'down');
	}

	mend(): void {
		for (const name of this.#names) {
			ip('-n', name, 'link', 'set', 'cable', 'up');
		}
	}

	/** Removes the namespaces, and with them the cable. */
	remove(): void {
		process.off('exit', this.#remove);
		this.#servers.forEach((server) => server.close());
		this.#gates.forEach((gate) => gate.kill('SIGKILL'));
		this.#remove();
	}

	/** Opens the gate into a namespace. */
	async #open(name: string): Promise<void> {
		const socket = this.#socket(name);
		const script = fileURLToPath(new URL('gate.ts', import.meta.url));
		const command = [process.execPath, '--import', 'tsx', script, socket];
		const gate = spawn('ip', ['netns', 'exec', name, ...command], { stdio: 'inherit' });
		this.#gates.push(gate);
		await eventually(`gate into ${name}`, () => {
			if (gate.exitCode !== null) {
				throw new Error(`the gate into ${name} ended with ${gate.exitCode}`);
			}
			return existsSync(socket);
		});
	}

	#socket(name: string): string {
		return join(this.#folder, `${name}.sock`);
	}

	/** A port of this machine that leads to the port of the same number in a namespace. */
	async #door(name: string): Promise<number> {
		let port = 0;
		const server = createServer((outside) => {
			const inside = connect(this.#socket(name));
			inside.write(`${port}\n`);
			outside.pipe(inside).pipe(outside);
			// Either end may be gone at any time: then so is the other.
			outside.on('error', () => inside.destroy()).on('close', () => inside.destroy());
			inside.on('error', () => outside.destroy()).on('close', () => outside.destroy());
		});
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(0, '127.0.0.1', resolve);
		});
		({ port } = server.address() as AddressInfo);
		this.#servers.push(server);
		return port;
	}
}
