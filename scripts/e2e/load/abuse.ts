// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * What somebody tries over RPC who means harm, or does not think: each is refused with a reason, or answered,
 * and others are answered meanwhile. Everything is bounded, and stays on the loopback interface.
 */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { within } from '../lib/deadline.ts';
import { development } from '../lib/network.ts';
import { Node, RpcError } from '../lib/node.ts';
import { residentMegabytes } from '../lib/processes.ts';
import { Wire } from './wire.ts';

/** The bounds of `canary --dev`, as docs/dev-engine.md has them. */
const BATCH = 10_000;
const SUBSCRIPTIONS = 1_024;
const CONNECTIONS = 1_000;
const MEGABYTE = 2 ** 20;

/** How long anything here may take, and how long others may have to wait meanwhile, in seconds. */
const PATIENCE = 60;
const OTHERS = 20;

/** What was tried, and what came of it. */
export interface Abuse {
	what: string;
	/** What the node has said to it. */
	answer: string;
	/** How long others have waited for an answer at most, in milliseconds. */
	longest: number;
	/** How much memory the node has afterwards, in megabytes. */
	memory: number;
	faults: string[];
}

/** Somebody who wants nothing but an answer now and then. */
class Bystander {
	longest = 0;
	#done = false;
	readonly #task: Promise<void>;

	private constructor(readonly wire: Wire) {
		this.#task = this.#ask();
	}

	static async come(node: Node): Promise<Bystander> {
		return new Bystander(await Wire.open(node));
	}

	async #ask(): Promise<void> {
		while (!this.#done) {
			const began = performance.now();
			await this.wire.ask('system_health');
			await this.wire.ask('chain_getHeader');
			this.longest = Math.max(this.longest, performance.now() - began);
			await sleep(20);
		}
	}

	async leave(): Promise<void> {
		this.#done = true;
		await this.#task;
		await this.wire.close();
	}
}

/** Tries something, and returns what the node says. */
type Attempt = (node: Node, wire: Wire) => Promise<string>;

const request = (id: number, method: string, params: unknown[] = []) =>
	JSON.stringify({ jsonrpc: '2.0', id, method, params });

/** What is said to a text that is no single request: an error, or so many answers. */
async function shouted(wire: Wire, text: string): Promise<string> {
	const heard = new Promise<unknown>((resolve) => (wire.onStray = resolve));
	wire.shout(text);
	const answer = await within(PATIENCE, 'answer', () => Promise.race([heard, wire.closed]));
	if (Array.isArray(answer)) {
		const errors = answer.filter((one) => 'error' in (one as object)).length;
		return `${answer.length} answers, ${errors} of them errors`;
	}
	const { error } = answer as { error?: { code: number; message: string; data?: string } };
	return error === undefined ? String(answer) : words(error);
}

function words({ code, message, data }: { code: number; message: string; data?: unknown }): string {
	return `${code}: ${message.replace(/^\S+: -?\d+: /, '')}${data === undefined ? '' : `: ${String(data)}`}`.slice(0, 120);
}

/** The error with which something is refused, which must be. */
async function refusal(answer: Promise<unknown>): Promise<string> {
	try {
		return `not refused: ${JSON.stringify(await within(PATIENCE, 'answer', () => answer)).slice(0, 80)}`;
	} catch (error) {
		if (error instanceof RpcError) {
			return words({ code: error.code, message: error.message });
		}
		throw error;
	}
}

const batch = (count: number, method: string) =>
	`[${Array.from({ length: count }, (_, id) => request(id, method)).join(',')}]`;

/** What the node says to a text over HTTP. It may hang up before it has heard all of it. */
async function posted(node: Node, body: string): Promise<string> {
	const sent = fetch(`http://127.0.0.1:${node.rpcPort}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body
	});
	// The connection may be closed before the answer, or within it.
	try {
		const response = await sent;
		const text = await response.text();
		return `HTTP ${response.status}: ${text.slice(0, 100)}`;
	} catch (error) {
		return `hung up: ${String((error as Error).cause ?? error)}`;
	}
}

/** Each with what its answer must look like. */
const ATTEMPTS: [what: string, expected: RegExp, attempt: Attempt][] = [
	['a batch of one request too many', /^-32010: /, (_, wire) => shouted(wire, batch(BATCH + 1, 'system_chain'))],
	['a batch as large as may be', /^10000 answers, 0 of/, (_, wire) => shouted(wire, batch(BATCH, 'system_chain'))],
	['a batch with more answers than fit', /^-32011: /, (_, wire) => shouted(wire, batch(200, 'state_getMetadata'))],
	['a request of 16 MB', /^-32007: /, (_, wire) => shouted(wire, request(1, 'author_submitExtrinsic', [`0x${'00'.repeat(8 * MEGABYTE)}`]).replace('"id":1', '"id":null'))],
	['the same over HTTP', /^(HTTP 413|hung up): /, (node) => posted(node, request(1, 'author_submitExtrinsic', [`0x${'00'.repeat(8 * MEGABYTE)}`]))],
	['a transaction of 7 MB of zeros', /^\d+: /, (_, wire) => refusal(wire.ask('author_submitExtrinsic', `0x${'00'.repeat(7 * MEGABYTE)}`))],
	['half a request', /^-32700: /, (_, wire) => shouted(wire, '{"jsonrpc":"2.0","id":')],
	['a hundred thousand open brackets', /^-32(600|700): /, (_, wire) => shouted(wire, '['.repeat(100_000))],
	['an empty batch', /^-32600: /, (_, wire) => shouted(wire, '[]')],
	['a method that is not there', /^-32601: /, (_, wire) => refusal(wire.ask('system_everything'))],
	['parameters that make no sense', /^-32602: /, (_, wire) => refusal(wire.ask('chain_getBlockHash', { number: 'all' }))],
	['a subscription too many', /^-32006: /, subscriptions],
	['a connection too many', /429/, connections],
	['twenty who ask 3,000 times each and read nothing', /answered/, slowReaders],
	['two hundred who never finish their request', /answered/, unfinished],
	['a thousand who subscribe and are gone', /answered/, gone],
	['all there is in the state, a hundred times', /answers/, (_, wire) => everything(wire)]
];

async function subscriptions(_: Node, wire: Wire): Promise<string> {
	for (let number = 0; number < SUBSCRIPTIONS; number++) {
		await wire.subscribe(() => {}, 'chain_subscribeNewHeads');
	}
	return refusal(wire.ask('chain_subscribeNewHeads'));
}

/** Opens connections until there are as many as may be: with that of `attempt` and a bystander's. */
async function connections(node: Node): Promise<string> {
	const wires: Wire[] = [];
	try {
		while (wires.length < CONNECTIONS) {
			wires.push(await Wire.open(node));
		}
		return `${wires.length} more are let in`;
	} catch (error) {
		return `${wires.length} more are let in, then: ${(error as Error).message}`;
	} finally {
		await Promise.all(wires.map((wire) => wire.close()));
	}
}

/** Asks for more than a server keeps of answers that nobody reads, and for some hundred megabytes of them. */
async function slowReaders(node: Node): Promise<string> {
	const readers = await Promise.all(Array.from({ length: 20 }, () => Wire.open(node)));
	const before = residentMegabytes(node.pid);
	let most = 0;
	for (const reader of readers) {
		reader.socket.pause();
		for (let id = 1; id <= 3_000; id++) {
			reader.shout(request(id, id % 300 === 0 ? 'state_getMetadata' : 'system_chain'));
		}
	}
	const until = performance.now() + 10_000;
	while (performance.now() < until) {
		most = Math.max(most, residentMegabytes(node.pid));
		await sleep(100);
	}
	const other = await Wire.open(node);
	await other.ask('system_health');
	await other.close();
	readers.forEach(({ socket }) => socket.terminate());
	return `others are answered; ${(most - before).toFixed(0)} MB more meanwhile`;
}

/** Begins requests and does not go on with them. */
async function unfinished(node: Node): Promise<string> {
	const sockets: Socket[] = [];
	for (let number = 0; number < 200; number++) {
		const socket = connect(node.rpcPort, '127.0.0.1');
		socket.on('error', () => {});
		socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Le');
		sockets.push(socket);
	}
	await sleep(5_000);
	const health = await node.rpc('system_health');
	sockets.forEach((socket) => socket.destroy());
	return `others are answered: ${JSON.stringify(health)}`;
}

/** Comes, subscribes, and goes without a word, in groups. */
async function gone(node: Node): Promise<string> {
	for (let group = 0; group < 20; group++) {
		const wires = await Promise.all(Array.from({ length: 50 }, () => Wire.open(node)));
		for (const wire of wires) {
			wire.shout(request(1, 'chain_subscribeNewHeads'));
			wire.shout(request(2, 'chainHead_v1_follow', [true]));
			wire.shout(request(3, 'author_pendingExtrinsics'));
		}
		await sleep(50);
		wires.forEach(({ socket }) => socket.terminate());
	}
	await node.rpc('system_health');
	return 'others are answered';
}

async function everything(wire: Wire): Promise<string> {
	const answers = await within(PATIENCE, 'all of the state', () =>
		Promise.all(Array.from({ length: 100 }, () => wire.ask<unknown[]>('state_getPairs', '0x')))
	);
	return `${answers.length} answers of ${answers[0]!.length} entries`;
}

/** Tries all of it on a development node with its defaults, one after the other. */
export async function* abuses(quick: boolean): AsyncGenerator<Abuse> {
	const node = await development('--sealing', 'interval=1000');
	try {
		for (const [what, expected, attempt] of quick ? ATTEMPTS.slice(0, 12) : ATTEMPTS) {
			const [bystander, wire] = [await Bystander.come(node), await Wire.open(node)];
			const faults: string[] = [];
			let answer = '';
			try {
				answer = await attempt(node, wire);
				if (!expected.test(answer)) {
					faults.push(`${what}: ${answer}, and not ${expected}`);
				}
			} catch (error) {
				faults.push(`${what}: ${String(error)}`);
			}
			await bystander.leave();
			const { longest } = bystander;
			if (longest > OTHERS * 1_000) {
				faults.push(`${what}: others have waited for ${(longest / 1_000).toFixed(1)} s`);
			}
			wire.socket.terminate();
			yield { what, answer, longest, memory: residentMegabytes(node.pid), faults };
		}
		const before = await node.rpc<{ number: string }>('chain_getHeader');
		await node.rpc('dev_newBlock');
		const after = await node.rpc<{ number: string }>('chain_getHeader');
		const faults = /panicked/.test(node.log) ? ['the node has panicked'] : [];
		if (Number(after.number) <= Number(before.number)) {
			faults.push('after all of it there are no blocks');
		}
		const memory = residentMegabytes(node.pid);
		yield { what: 'a block after all of it', answer: `#${Number(after.number)}`, longest: 0, memory, faults };
	} finally {
		await node.stop();
	}
}
