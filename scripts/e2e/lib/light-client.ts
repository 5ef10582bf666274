// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A light client in a process of its own, because what it leaves behind would keep the test's process from
 * ending.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { start } from 'polkadot-api/smoldot';

/** Follows the chain of a specification, and calls `seen` with the height of each final block. */
export function followLightly(spec: object, seen: (final: number) => void): ChildProcess {
	const client = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
	client.on('message', seen);
	client.send(spec);
	return client;
}

async function follow(spec: object): Promise<void> {
	const chain = await start({ maxLogLevel: 1 }).addChain({ chainSpec: JSON.stringify(spec) });
	const method = 'chain_subscribeFinalizedHeads';
	chain.sendJsonRpc(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }));
	for await (const message of chain.jsonRpcResponses) {
		const { params } = JSON.parse(message) as { params?: { result: { number: string } } };
		if (params !== undefined) {
			process.send?.(Number(params.result.number));
		}
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	process.once('message', (spec) => void follow(spec as object));
	process.once('disconnect', () => process.exit());
}
