// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A light client in a process of its own, because what it leaves behind would keep the test's process from
 * ending.
 */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { start } from 'polkadot-api/smoldot';

/** How often a client that has crashed is begun anew. */
const CRASHES = 5;

/**
 * Follows the chain of a specification, and calls `seen` with the height of each final block. Returns what ends
 * that. The client itself crashes now and then (smoldot 3.3.2: "no substream with id 8 in yamux state"), and is then
 * begun anew, as a wallet does.
 */
export function followLightly(spec: object, seen: (final: number) => void): () => void {
	let end = () => {};
	const begin = (crashes: number) => {
		const client = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
		client.on('message', seen);
		client.send(spec);
		const again = () => {
			console.error(`the light client has crashed ${crashes + 1} times`);
			if (crashes < CRASHES) {
				begin(crashes + 1);
			}
		};
		client.once('exit', again);
		end = () => {
			client.off('exit', again);
			client.kill();
		};
	};
	begin(0);
	return () => end();
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
	process.once('message', (spec) => {
		// It goes on for ever, but for a crash.
		void follow(spec as object)
			.catch(console.error)
			.finally(() => process.exit(1));
	});
	process.once('disconnect', () => process.exit());
}
