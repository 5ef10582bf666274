// SPDX-License-Identifier: GPL-3.0-or-later

/** Runs the binary: as a node with JSON-RPC, or as a command that ends. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { within } from './deadline.ts';

/** The binary under test. */
export const BINARY =
	process.env['CANARY_BIN'] ??
	fileURLToPath(new URL('../../../target/release/canary', import.meta.url));

/** Seconds in which a node must answer. The first start of a new build compiles the runtime. */
const START = 180;
/** Seconds that a node may take to end after SIGTERM, on a busy machine. */
const STOP = 60;
/** How many lines of a node's log are kept. */
const LINES_KEPT = 5_000;
/** How many lines of a node's log are shown if a test fails. */
const LINES_SHOWN = Number(process.env['CANARY_LOG_LINES'] ?? 60);

/** How a process ended. */
export interface Exit {
	code: number | null;
	signal: NodeJS.Signals | null;
}

/** How a command ended, and what it printed. */
export interface Answer extends Exit {
	stdout: string;
	stderr: string;
	/** `stdout`, a newline, and `stderr`. */
	output: string;
	seconds: number;
}

/** An error in a node's answer to an RPC call. */
export class RpcError extends Error {
	constructor(
		readonly method: string,
		readonly code: number,
		message: string,
		readonly data: unknown
	) {
		super(`${method}: ${code}: ${message}${data === undefined ? '' : `: ${String(data)}`}`);
	}
}

/** The temporary folders, which are removed when this process exits. */
const folders = new Set<string>();
/** The processes that still run, which are killed when this process exits. */
const running = new Set<ChildProcess>();
/** The nodes of this process, whose logs are shown if it exits with an error. */
const nodes: Node[] = [];

/** Makes a folder in `where`, which is removed when this process exits. */
export function temporaryFolder(where = tmpdir()): string {
	const folder = mkdtempSync(join(where, 'canary-e2e-'));
	folders.add(folder);
	return folder;
}

function remove(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	folders.delete(folder);
}

function launch(args: string[], folder: string, options: Options = {}): ChildProcess {
	const { binary = BINARY, environment = {}, largestFile } = options;
	if (!existsSync(binary)) {
		const advice = binary === BINARY ? ': build it, or name another one in CANARY_BIN' : '';
		throw new Error(`there is no node at ${binary}${advice}`);
	}
	// A killed process leaves files in its temporary folder, which is removed with ours.
	const env = { ...process.env, ...environment, TMPDIR: folder };
	// The signal is ignored, so that a write beyond the limit fails and does not end the process.
	const limited = `trap '' XFSZ; ulimit -f ${(largestFile ?? 0) * 1024}; exec "$0" "$@"`;
	const [command, all] =
		largestFile === undefined ? [binary, args] : ['bash', ['-c', limited, binary, ...args]];
	const child = spawn(command, all, { env, stdio: ['ignore', 'pipe', 'pipe'] });
	running.add(child);
	child.once('exit', () => running.delete(child));
	attend(child, false);
	return child;
}

/**
 * Sets whether this process stays alive for a child. It does so only while it waits for it: a node that a
 * failed test leaves behind must not keep it from ending.
 */
function attend(child: ChildProcess, wanted: boolean): void {
	for (const handle of [child, child.stdout as Socket, child.stderr as Socket]) {
		handle[wanted ? 'ref' : 'unref']();
	}
}

function ending(child: ChildProcess): Promise<Exit> {
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		// `close` comes after the last output, `exit` may come before it.
		child.once('close', (code, signal) => resolve({ code, signal }));
	});
}

process.on('exit', (code) => {
	for (const child of running) {
		child.kill('SIGKILL');
	}
	for (const folder of folders) {
		remove(folder);
	}
	if (code !== 0) {
		for (const node of nodes) {
			writeSync(2, node.lastLines());
		}
	}
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => process.exit(1));
}

/** How a node is started. */
export interface Options {
	/** The node's name in messages. */
	name?: string;
	/** The folder of its data; by default one that is removed when it ends. */
	basePath?: string;
	/** The port of its RPC; by default any free one. */
	rpcPort?: number;
	/** The size limit of each file that it writes, in MiB; by default none. */
	largestFile?: number;
	/** The binary; by default the one under test. */
	binary?: string;
	/** Environment variables besides those of this process. */
	environment?: Record<string, string>;
	/** Arguments that are to stand behind all others. */
	last?: string[];
}

/** Calls a JSON-RPC method over HTTP on a port of this machine. Fails with an {@link RpcError}. */
export async function ask<T>(port: number, method: string, params: unknown[]): Promise<T> {
	const response = await fetch(`http://127.0.0.1:${port}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
	});
	const text = await response.text();
	if (!response.ok) {
		throw new RpcError(method, response.status, text || response.statusText, undefined);
	}
	const { result, error } = JSON.parse(text) as {
		result: T;
		error?: { code: number; message: string; data?: unknown };
	};
	if (error !== undefined) {
		throw new RpcError(method, error.code, error.message, error.data);
	}
	return result;
}

/** A running node. */
export class Node {
	readonly #child: ChildProcess;
	readonly #lines: string[] = [];
	readonly #news = new EventEmitter().setMaxListeners(0);
	readonly #folder: string;
	readonly #exited: Promise<Exit>;
	#port = 0;
	/** The folder of its data, if one was named. */
	readonly basePath: string | undefined;

	private constructor(
		readonly name: string,
		args: string[],
		options: Options
	) {
		const { basePath, last = [] } = options;
		this.basePath = basePath;
		this.#folder = temporaryFolder();
		const at = basePath === undefined ? [] : ['--base-path', basePath];
		this.#child = launch([...args, ...at, ...last], this.#folder, options);
		this.#exited = ending(this.#child);
		for (const stream of [this.#child.stdout, this.#child.stderr]) {
			createInterface({ input: stream! }).on('line', (line) => {
				this.#lines.push(line.replaceAll(/\x1b\[[0-9;]*m/g, ''));
				if (this.#lines.length > LINES_KEPT) {
					this.#lines.shift();
				}
				this.#news.emit('line');
			});
		}
		nodes.push(this);
	}

	/** Starts a node without waiting for it. Its RPC port is unknown then, so it cannot be called. */
	static begin(args: string[], options: Options = {}): Node {
		const { name = args.join(' '), rpcPort = 0 } = options;
		const flags = ['--rpc-port', String(rpcPort), '--no-telemetry', '--no-prometheus'];
		return new Node(name, [...args, ...flags], options);
	}

	/** Starts a node and waits until its RPC is served. */
	static async start(args: string[], options: Options = {}): Promise<Node> {
		const node = Node.begin(args, options);
		const [, port] = await node.says(/Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)/, START);
		node.#port = Number(port);
		return node;
	}

	/** The address of its RPC. */
	get url(): string {
		return `ws://127.0.0.1:${this.rpcPort}`;
	}

	/** The port of its RPC. */
	get rpcPort(): number {
		return this.#port;
	}

	/** The id of its process. */
	get pid(): number {
		return this.#child.pid!;
	}

	/** The last 5,000 lines that the node has printed, without colours. */
	get log(): string {
		return this.#lines.join('\n');
	}

	/** The last lines of the log, 60 by default, with a heading. */
	lastLines(): string {
		const lines = this.#lines.slice(-LINES_SHOWN);
		return [`--- last lines of ${this.name} ---`, ...lines, '---', ''].join('\n');
	}

	/** Waits until the log matches `pattern`. Fails after `seconds`, or at once if the node ends. */
	async says(pattern: RegExp, seconds: number): Promise<RegExpExecArray> {
		const saying = (over: AbortSignal) =>
			new Promise<RegExpExecArray>((resolve, reject) => {
				const look = () => {
					const match = pattern.exec(this.log);
					if (match !== null) {
						resolve(match);
					}
				};
				this.#news.on('line', look);
				over.addEventListener('abort', () => this.#news.off('line', look));
				this.#exited.then(({ code, signal }) => {
					look();
					reject(new Error(`${this.name} ended (${signal ?? code}):\n${this.lastLines()}`));
				}, reject);
				look();
			});
		return within(seconds, `${pattern} in the log of ${this.name}`, saying);
	}

	/** Calls an RPC method of the node without a client library. Fails with an {@link RpcError}. */
	async rpc<T = unknown>(method: string, ...params: unknown[]): Promise<T> {
		return ask<T>(this.rpcPort, method, params);
	}

	/** Ends the node with SIGTERM. If it has not ended after a minute, kills it and fails. */
	async stop(): Promise<Exit> {
		let late = false;
		const patience = setTimeout(() => {
			late = this.#child.kill('SIGKILL');
		}, STOP * 1000);
		this.#child.kill('SIGTERM');
		const exit = await this.#gone().finally(() => clearTimeout(patience));
		if (late) {
			throw new Error(`${this.name} had not ended ${STOP} s after SIGTERM`);
		}
		return exit;
	}

	/** Kills the node at any instruction, as a power cut does. */
	async kill(): Promise<Exit> {
		this.#child.kill('SIGKILL');
		return this.#gone();
	}

	async #gone(): Promise<Exit> {
		attend(this.#child, true);
		const exit = await this.#exited;
		remove(this.#folder);
		return exit;
	}
}

/** Runs a command of the binary to its end. Fails if it takes longer than `seconds`. */
export async function run(
	args: string[],
	seconds = START,
	binary = BINARY
): Promise<Answer> {
	const folder = temporaryFolder();
	const started = Date.now();
	const child = launch(args, folder, { binary });
	let [stdout, stderr] = ['', ''];
	child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
	child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
	try {
		const exit = await within(seconds, `end of \`canary ${args.join(' ')}\``, () => ending(child));
		const output = `${stdout}\n${stderr}`;
		return { ...exit, stdout, stderr, output, seconds: (Date.now() - started) / 1000 };
	} catch (error) {
		writeSync(2, `--- canary ${args.join(' ')} ---\n${stdout}\n${stderr}\n---\n`);
		throw error;
	} finally {
		child.kill('SIGKILL');
		remove(folder);
	}
}

/** A new secret key for a node's identity in the network. */
export function nodeKey(): string {
	return randomBytes(32).toString('hex');
}
