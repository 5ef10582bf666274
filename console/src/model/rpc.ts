// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * JSON-RPC over a WebSocket.
 *
 * The client libraries of the field send again what was in flight when the link broke. Here that might be a
 * day's blocks: a request fails with the link that it went over, and nothing is sent twice.
 */

/** Asks a node. What it refuses is an error with JSON-RPC's `code`. */
export interface Rpc {
	request<T>(method: string, ...params: unknown[]): Promise<T>;
}

/** An error that a node returned, in its words. */
export class RpcError extends Error {
	constructor(
		readonly method: string,
		readonly code: number,
		message: string
	) {
		super(message);
	}
}

/** The link to a node broke, or there is none. */
export class AwayError extends Error {
	constructor(url: string) {
		super(`the node at ${url} does not answer`);
	}
}

interface Pending {
	method: string;
	resolve(result: never): void;
	reject(error: Error): void;
}

interface Message {
	id?: number;
	result?: unknown;
	error?: { code: number; message: string; data?: unknown };
	params?: { subscription: string; result: unknown };
}

/** A link that is up. It is over when the socket closes; whoever wants another opens one. */
export class Link implements Rpc {
	readonly #pending = new Map<number, Pending>();
	readonly #listeners = new Map<string, (news: never) => void>();
	/** News that came before the answer that tells its subscription's name. */
	readonly #early = new Map<string, unknown[]>();
	#next = 1;

	/** Fulfilled when the link is over. */
	readonly closed: Promise<void>;

	private constructor(
		readonly url: string,
		readonly socket: WebSocket
	) {
		socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)) as Message);
		this.closed = new Promise((resolve) => {
			socket.onclose = () => {
				for (const { reject } of this.#pending.values()) {
					reject(new AwayError(url));
				}
				this.#pending.clear();
				resolve();
			};
		});
	}

	/** Opens a link. Fails with an `AwayError` where nobody listens. */
	static open(url: string): Promise<Link> {
		return new Promise((resolve, reject) => {
			const socket = new WebSocket(url);
			socket.onopen = () => resolve(new Link(url, socket));
			socket.onclose = () => reject(new AwayError(url));
		});
	}

	get isUp(): boolean {
		return this.socket.readyState === WebSocket.OPEN;
	}

	close(): void {
		this.socket.close();
	}

	request<T>(method: string, ...params: unknown[]): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			if (this.socket.readyState !== WebSocket.OPEN) {
				reject(new AwayError(this.url));
				return;
			}
			const id = this.#next++;
			this.#pending.set(id, { method, resolve, reject });
			this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
		});
	}

	/** Listens to a subscription for as long as the link is up. */
	async subscribe<T>(method: string, listener: (news: T) => void): Promise<void> {
		const id = await this.request<string>(method);
		this.#listeners.set(id, listener);
		for (const news of this.#early.get(id) ?? []) {
			listener(news as T);
		}
		this.#early.delete(id);
	}

	#take({ id, result, error, params }: Message): void {
		if (id === undefined) {
			if (params !== undefined) {
				this.#tell(params.subscription, params.result);
			}
			return;
		}
		const asked = this.#pending.get(id);
		this.#pending.delete(id);
		if (error === undefined) {
			asked?.resolve(result as never);
		} else {
			const more = typeof error.data === 'string' ? `: ${error.data}` : '';
			asked?.reject(new RpcError(asked.method, error.code, error.message + more));
		}
	}

	#tell(subscription: string, news: unknown): void {
		const listener = this.#listeners.get(subscription);
		if (listener === undefined) {
			this.#early.set(subscription, [...(this.#early.get(subscription) ?? []), news]);
		} else {
			listener(news as never);
		}
	}
}
