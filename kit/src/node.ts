// SPDX-License-Identifier: Apache-2.0

/** The process of a node: started, listened to, ended. */

import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { within } from './deadline.js';

/** How many lines of a node's log are kept, and how many an error shows. */
const LINES_KEPT = 5_000;
const LINES_SHOWN = 30;
const COLOURS = /\x1b\[[0-9;]*m/g;

export class NodeProcess {
	readonly #child: ChildProcess;
	readonly #lines: string[] = [];
	readonly #news = new EventEmitter().setMaxListeners(0);
	readonly #ended: Promise<number | null>;

	/** Starts a node, with a temporary folder that goes away with it, and waits for nothing. */
	constructor(binary: string, args: readonly string[]) {
		const guardian = fileURLToPath(new URL('./guardian.js', import.meta.url));
		const folder = mkdtempSync(join(tmpdir(), 'canary-kit-'));
		this.#child = spawn(process.execPath, [guardian, folder, binary, ...args], {
			// Options for a test's process, such as a loader, are not for this one.
			env: { ...process.env, NODE_OPTIONS: '' },
			stdio: ['pipe', 'pipe', 'pipe']
		});
		this.#ended = new Promise((resolve, reject) => {
			this.#child.once('error', reject);
			// `close` comes after the last line of output, `exit` may come before it.
			this.#child.once('close', resolve);
		});
		for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
			createInterface({ input: stream }).on('line', (line) => {
				this.#lines.push(line.replaceAll(COLOURS, ''));
				if (this.#lines.length > LINES_KEPT) {
					this.#lines.shift();
				}
				this.#news.emit('line');
			});
		}
		this.#attend(false);
	}

	/** What the node has printed, without colours, as far as it is kept. */
	get log(): string {
		return this.#lines.join('\n');
	}

	/** Waits until the log has a line like this. Fails at once if the node ends before. */
	async says(pattern: RegExp, seconds: number): Promise<RegExpExecArray> {
		this.#attend(true);
		try {
			return await within(seconds, `line ${String(pattern)} from the node`, (over) => {
				return new Promise((resolve, reject) => {
					const look = () => {
						const match = pattern.exec(this.log);
						if (match !== null) {
							resolve(match);
						}
					};
					this.#news.on('line', look);
					over.addEventListener('abort', () => this.#news.off('line', look));
					this.#ended.then((code) => {
						look();
						const lines = this.#lines.slice(-LINES_SHOWN).join('\n');
						reject(new Error(`the node has ended (${code ?? 'by a signal'}):\n${lines}`));
					}, reject);
					look();
				});
			});
		} finally {
			this.#attend(false);
		}
	}

	/** Asks the node to end, and waits until it has: what it writes at its end is written then. */
	async stop(): Promise<void> {
		this.#attend(true);
		this.#child.stdin!.end();
		await this.#ended;
	}

	/** Whether this process stays alive for the node. A node that nobody waits for does not hold up its end. */
	#attend(wanted: boolean): void {
		const { stdin, stdout, stderr } = this.#child;
		for (const handle of [this.#child, stdin as Socket, stdout as Socket, stderr as Socket]) {
			handle[wanted ? 'ref' : 'unref']();
		}
	}
}
