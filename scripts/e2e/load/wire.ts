// SPDX-License-Identifier: GPL-3.0-or-later

/** One connection over WebSocket, without what client libraries do for their users: it sends what it is told to. */

import { WebSocket } from '@polkadot/x-ws';

import { within } from '../lib/deadline.ts';
import { type Answering } from '../lib/api.ts';
import { RpcError } from '../lib/node.ts';

/** What of Node's sockets is used here. */
interface Socket {
	onopen: (() => void) | null;
	onclose: ((event: { code: number; reason: string }) => void) | null;
	onerror: ((event: { message: string }) => void) | null;
	onmessage: ((event: { data: string }) => void) | null;
	send(text: string): void;
	close(): void;
	terminate(): void;
	pause(): void;
	resume(): void;
}

/** How long a connection may take to open, in seconds. */
const OPENS = 30;

interface Message {
	id?: number | null;
	result?: unknown;
	error?: { code: number; message: string; data?: unknown };
	params?: { subscription: string | number; result: unknown };
}

interface Waiting {
	method: string;
	resolve(result: unknown): void;
	reject(error: Error): void;
}

export class Wire {
	readonly #waiting = new Map<number, Waiting>();
	readonly #subscribers = new Map<string | number, (news: unknown) => void>();
	/** What a subscription said before its number was known. */
	readonly #early = new Map<string | number, unknown[]>();
	#next = 1;
	/** Is called with what belongs to no request: errors without a number, and batches. */
	onStray: (message: unknown) => void = () => {};
	/** Resolves when the connection is closed, with the reason. */
	readonly closed: Promise<string>;

	private constructor(readonly socket: Socket) {
		socket.onmessage = ({ data }) => this.#hear(JSON.parse(data) as Message | Message[]);
		this.closed = new Promise((resolve) => {
			socket.onclose = ({ code, reason }) => {
				const why = `closed with ${code}${reason ? ` (${reason})` : ''}`;
				for (const { method, reject } of this.#waiting.values()) {
					reject(new RpcError(method, code, why, undefined));
				}
				this.#waiting.clear();
				resolve(why);
			};
		});
		// What is wrong with the connection shows in its end.
		socket.onerror = () => {};
	}

	static async open({ url, name }: Answering): Promise<Wire> {
		const socket = new WebSocket(url) as unknown as Socket;
		await within(OPENS, `connection to ${name}`, () =>
			new Promise<void>((resolve, reject) => {
				socket.onopen = resolve;
				socket.onerror = ({ message }) => reject(new Error(message));
			})
		);
		return new Wire(socket);
	}

	ask<T>(method: string, ...params: unknown[]): Promise<T> {
		const id = this.#next++;
		this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
		return new Promise((resolve, reject) => {
			this.#waiting.set(id, { method, resolve: resolve as (result: unknown) => void, reject });
		});
	}

	/** Subscribes, and calls back with all that is said, until `forget`. */
	async subscribe(hear: (news: unknown) => void, method: string, ...params: unknown[]): Promise<string | number> {
		const subscription = await this.ask<string | number>(method, ...params);
		this.#subscribers.set(subscription, hear);
		this.#early.get(subscription)?.forEach(hear);
		this.#early.delete(subscription);
		return subscription;
	}

	forget(subscription: string | number): void {
		this.#subscribers.delete(subscription);
	}

	/** Sends any text. */
	shout(text: string): void {
		this.socket.send(text);
	}

	async close(): Promise<void> {
		this.socket.close();
		await this.closed;
	}

	#hear(message: Message | Message[]): void {
		if (Array.isArray(message) || (typeof message.id !== 'number' && message.params === undefined)) {
			this.onStray(message);
			return;
		}
		const { id, result, error, params } = message;
		if (params !== undefined) {
			const hear = this.#subscribers.get(params.subscription);
			if (hear !== undefined) {
				hear(params.result);
			} else {
				const early = this.#early.get(params.subscription) ?? [];
				this.#early.set(params.subscription, [...early, params.result]);
			}
			return;
		}
		const waiting = this.#waiting.get(id!);
		this.#waiting.delete(id!);
		if (error === undefined) {
			waiting?.resolve(result);
		} else {
			waiting?.reject(new RpcError(waiting.method, error.code, error.message, error.data));
		}
	}
}
