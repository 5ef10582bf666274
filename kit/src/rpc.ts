// SPDX-License-Identifier: Apache-2.0

/** An error in a node's answer to a JSON-RPC request. */
export class RpcError extends Error {
	override readonly name = 'RpcError';

	constructor(
		/** The method that was called. */
		readonly method: string,
		/** The error code of JSON-RPC, or the HTTP status if the answer was no JSON. */
		readonly code: number,
		/** The error message. */
		readonly reason: string,
		/** Further data, often the cause. */
		readonly data: unknown
	) {
		super(`${method}: ${reason}${data === undefined ? '' : `: ${String(data)}`} (${code})`);
	}
}

/** Calls a JSON-RPC method over HTTP on a port of this machine. Fails with an {@link RpcError}. */
export async function ask<T>(port: number, method: string, params: readonly unknown[]): Promise<T> {
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
