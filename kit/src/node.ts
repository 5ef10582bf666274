// SPDX-License-Identifier: Apache-2.0

/** The process of a node. */

import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { within } from './deadline.js';

/** How many lines of a node's log are kept. */
const LINES_KEPT = 5_000;
/** How many lines of the log an error shows. */
const LINES_SHOWN = 30;
const COLOURS = /\x1b\[[0-9;]*m/g;

export class NodeProcess {
	readonly #child: ChildProcess;
	readonly #lines: string[] = [];
	readonly #news = new EventEmitter().setMaxListeners(0);
	readonly #ended: Promise<number | null>;

	/** Starts a node with a temporary folder, which is removed when the node ends. Does not wait for it. */
	constructor(binary: string, args: readonly string[]) {
		const guardian = fileURLToPath(new URL('./guardian.js', import.meta.url));
		const folder = mkdtempSync(join(tmpdir(), 'canary-kit-'));
		this.#child = spawn(process.execPath, [guardian, folder, binary, ...args], {
			// The options of the test's process, such as a loader, must not apply to this one.
			env: { ...process.env, NODE_OPTIONS: '' },
			stdio: ['pipe', 'pipe', 'pipe']
		});
		this.#ended = new Promise((resolve, reject) => {
			this.#child.once('error', reject);
			// `close` comes after the last output, `exit` may come before it.
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

	/** The last 5,000 lines that the node has printed, without colours. */
	get log(): string {
		return this.#lines.join('\n');
	}

	/** Waits until the log matches `pattern`. Fails after `seconds`, or at once if the node ends. */
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

	/** Ends the node and waits until it has ended, and so has written its data. */
	async stop(): Promise<void> {
		this.#attend(true);
		this.#child.stdin!.end();
		await this.#ended;
	}

	/** Sets whether this process stays alive for the node: it does only while something waits for the node. */
	#attend(wanted: boolean): void {
		const { stdin, stdout, stderr } = this.#child;
		for (const handle of [this.#child, stdin as Socket, stdout as Socket, stderr as Socket]) {
			handle[wanted ? 'ref' : 'unref']();
		}
	}
}
