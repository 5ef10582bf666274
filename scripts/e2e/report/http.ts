// SPDX-License-Identifier: GPL-3.0-or-later

/** A node somewhere, over HTTP, which answers on the port of its WebSocket. */

import { type Rpc, RpcError } from '../../../console/src/model/rpc.ts';

/** Asks the node at an address such as `ws://127.0.0.1:9944`. */
export function rpcAt(url: string): Rpc {
	const address = url.replace(/^ws/, 'http');
	return {
		async request<T>(method: string, ...params: unknown[]): Promise<T> {
			const response = await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
			}).catch((error: Error) => {
				throw new Error(`${url} does not answer: ${String(error.cause ?? error.message)}`);
			});
			const text = await response.text();
			if (!response.ok) {
				throw new RpcError(method, response.status, `${method}: ${text || response.statusText}`);
			}
			const { result, error } = JSON.parse(text) as {
				result: T;
				error?: { code: number; message: string };
			};
			if (error !== undefined) {
				throw new RpcError(method, error.code, `${method}: ${error.message}`);
			}
			return result;
		}
	};
}
