// SPDX-License-Identifier: Apache-2.0

/** An error that a node has answered a JSON-RPC request with. */
export class RpcError extends Error {
	override readonly name = 'RpcError';

	constructor(
		/** The method that was called. */
		readonly method: string,
		/** The code of JSON-RPC, or the status of HTTP where there was no answer in JSON. */
		readonly code: number,
		/** What the node says of it. */
		readonly reason: string,
		/** Whatever else the node says, often the cause. */
		readonly data: unknown
	) {
		super(`${method}: ${reason}${data === undefined ? '' : `: ${String(data)}`} (${code})`);
	}
}

/** Asks whatever answers JSON-RPC over HTTP on a port of this machine. Fails with an {@link RpcError}. */
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
