// SPDX-License-Identifier: GPL-3.0-or-later

/** A shell in a terminal of its own, typed into as a person would, with all that it shows kept. */

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

import unicode from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';

/** Milliseconds between two keys. */
const KEY = 32;
/** What the shell says when it waits for a command, with a mark that terminals know and nobody sees. */
const MARK = 133;
const PROMPT = `\\[\\e]${MARK};A\\a\\]$ `;
/** Milliseconds for a command that must come to its end. */
const PATIENCE = 30 * 60_000;

/** What was written to a terminal at once. */
export interface Written {
	/** Milliseconds since the beginning of the recording. */
	at: number;
	pane: number;
	text: string;
}

export interface Size {
	columns: number;
	rows: number;
}

/** A terminal without a window, with widths of characters as terminals have them today. */
export function terminal({ columns, rows }: Size): xterm.Terminal {
	const term = new xterm.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
	term.loadAddon(new unicode.Unicode11Addon());
	term.unicode.activeVersion = '11';
	return term;
}

/** A shell that runs. */
export class Pane {
	readonly #shell: ChildProcess;
	readonly #screen: xterm.Terminal;
	#wake: (() => void)[] = [];
	/** How many commands the shell has asked for, and how many it was given. */
	#prompts = 0;
	#commands = 0;

	/** `heard` is told of all that the terminal is sent. */
	constructor(
		size: Size,
		{ cwd, env }: { cwd: string; env: Record<string, string> },
		heard: (text: string) => void
	) {
		this.#screen = terminal(size);
		this.#screen.parser.registerOscHandler(MARK, () => {
			this.#prompts++;
			return true;
		});
		const start = `stty cols ${size.columns} rows ${size.rows}; exec bash --norc --noprofile -i`;
		// Of util-linux, which every Linux has: it gives a program a terminal.
		this.#shell = spawn('script', ['--quiet', '--flush', '--return', '--command', start, '/dev/null'], {
			cwd,
			env: { ...env, PS1: PROMPT, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
			stdio: ['pipe', 'pipe', 'inherit']
		});
		process.once('exit', () => this.#shell.kill());
		this.#shell.stdout!.setEncoding('utf8').on('data', (text: string) => {
			heard(text);
			this.#screen.write(text, () => {
				for (const wake of this.#wake.splice(0)) {
					wake();
				}
			});
		});
	}

	/** Waits until the screen shows something. */
	async until(what: string, there: (screen: string[]) => boolean): Promise<void> {
		const end = performance.now() + PATIENCE;
		while (!there(this.screen())) {
			if (performance.now() > end) {
				throw new Error(`there is no ${what}:\n${this.screen().join('\n')}`);
			}
			await new Promise<void>((wake) => this.#wake.push(wake));
		}
	}

	/** What the screen shows, line by line. */
	screen(): string[] {
		const { active } = this.#screen.buffer;
		return Array.from({ length: this.#screen.rows }, (_, row) =>
			active.getLine(active.baseY + row)!.translateToString(true)
		);
	}

	/** Types a command and has it run. */
	async type(command: string): Promise<void> {
		await this.done();
		for (const key of command) {
			this.#shell.stdin!.write(key);
			await pause(KEY);
		}
		this.#commands++;
		this.#shell.stdin!.write('\n');
	}

	/** Waits until the shell waits for a command: the last one is over. */
	done(): Promise<void> {
		return this.until('prompt', () => this.#prompts > this.#commands);
	}

	/** Stops what runs in the foreground, and the shell. */
	async close(): Promise<void> {
		const over = new Promise((resolve) => this.#shell.once('exit', resolve));
		if (this.#prompts === this.#commands) {
			this.#shell.stdin!.write('\x03');
		}
		await this.done();
		this.#shell.stdin!.end('exit\n');
		await over;
	}
}
