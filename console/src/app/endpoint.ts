// SPDX-License-Identifier: GPL-3.0-or-later

/** The port on which a node answers RPC where nothing else is said. */
const RPC_PORT = 9944;

/**
 * Where the node answers RPC: as `?rpc=ws://127.0.0.1:9944` in the page's address says, or the node that
 * serves the page.
 */
export async function endpoint(): Promise<string> {
	const given = new URLSearchParams(location.search).get('rpc');
	if (given !== null) {
		if (!URL.canParse(given) || !/^wss?:\/\//.test(given)) {
			throw new Error(`${given} is no address of a node; one is ws://127.0.0.1:${RPC_PORT}`);
		}
		return given;
	}
	const answer = await fetch('/config.json');
	if (!answer.ok) {
		throw new Error(
			`whoever serves this page does not say where its node is; add ?rpc=ws://127.0.0.1:${RPC_PORT}`
		);
	}
	const { rpcPort } = (await answer.json()) as { rpcPort: number };
	return `ws://127.0.0.1:${rpcPort}`;
}
