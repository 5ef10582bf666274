// SPDX-License-Identifier: GPL-3.0-or-later

/** Blocks with transactions: one in each, and as many as several wallets can send. */

import type { ApiPromise, WsProvider } from '@polkadot/api';

import { account, best, connect, dial, until } from '../../lib/api.ts';
import { Engine } from '../../lib/engine.ts';
import { printTable, ratios, spread } from '../../lib/figures.ts';
import { Node } from '../../lib/node.ts';
import type { Build } from '../machine.ts';
import { nonceOf, sign } from './signing.ts';
import type { Sizes } from './sizes.ts';

/** Whose transfers stand alone in their blocks. */
const LONE_SENDER = 'Eve';
/** Each of these sends over a connection of their own. */
const SENDERS = ['Alice', 'Bob', 'Charlie', 'Dave'];
/** How many transfers a connection sends before it waits for an answer. */
const WINDOW = 32;
/** How long all transfers of a turn may take to get in, in seconds. */
const PATIENCE = 600;

/** A node, with someone who looks at it and those who send to it. */
interface Side {
	node: Node;
	api: ApiPromise;
	connections: WsProvider[];
}

/** Measures blocks with transfers on `development`, and prints how many were made a second. */
export async function measureTransfers(builds: Build[], sizes: Sizes): Promise<void> {
	const sides: Side[] = [];
	for (const { name, binary } of builds) {
		const node = await Node.start(['--dev', '--sealing', 'manual'], { name, binary });
		const connections = await Promise.all(SENDERS.map(() => dial(node)));
		sides.push({ node, api: await connect(node), connections });
	}
	const lone: number[][] = sides.map(() => []);
	const flooded: number[][] = sides.map(() => []);
	for (let round = 0; round < sizes.rounds; round++) {
		for (const [i, side] of sides.entries()) {
			lone[i]!.push(await oneInEach(side, sizes.transferBlocks));
		}
		for (const [i, side] of sides.entries()) {
			flooded[i]!.push(await flood(side, sizes.flood));
		}
	}
	for (const { node, api, connections } of sides) {
		await api.disconnect();
		await Promise.all(connections.map((connection) => connection.disconnect()));
		await node.stop();
	}
	const rows = [
		['blocks/s, each on request and with a transfer', ...lone.map((list) => spread(list))],
		[`transfers/s over ${SENDERS.length} connections`, ...flooded.map((list) => spread(list))]
	];
	if (builds.length > 1) {
		const beside = (list: number[][]) => list.slice(1).map((others) => ratios(list[0]!, others));
		rows.push(
			[`blocks/s of ${builds[0]!.name}, times this`, '1', ...beside(lone)],
			[`transfers/s of ${builds[0]!.name}, times this`, '1', ...beside(flooded)]
		);
	}
	const { rounds, transferBlocks, flood: count } = sizes;
	const title = `Transfers, ${rounds} rounds of ${transferBlocks} blocks and of ${count} transfers`;
	printTable(title, ['', ...builds.map(({ name }) => name)], rows);
}

/** Blocks per second where each is asked for with a transfer. */
async function oneInEach({ node, api, connections }: Side, count: number): Promise<number> {
	const transfers = await sign(api, account(LONE_SENDER), count);
	const [connection] = connections;
	const session = api.consts.babe.epochDuration.toNumber();
	let height = (await new Engine(node).status()).best;
	let elapsed = 0;
	for (const transfer of transfers) {
		// Builds of before have no room in the first block of a session. It is not measured.
		if (height % session === 0) {
			await connection!.send('dev_newBlock', []);
			height += 1;
		}
		const began = performance.now();
		await connection!.send('dev_newBlock', [{ transactions: [transfer] }]);
		elapsed += performance.now() - began;
		height += 1;
	}
	return (count * 1000) / elapsed;
}

/** Transfers per second, from the first that is sent to the block with the last. */
async function flood({ node, api, connections }: Side, count: number): Promise<number> {
	const senders = SENDERS.map(account);
	const each = Math.ceil(count / senders.length);
	const transfers = await Promise.all(senders.map((sender) => sign(api, sender, each)));
	const wanted = await Promise.all(
		senders.map(async (sender) => (await nonceOf(api, sender)) + each)
	);
	const engine = new Engine(node);
	await engine.setSealing('instant');
	const began = performance.now();
	await Promise.all(connections.map((connection, i) => sendAll(connection, transfers[i]!)));
	const addresses = senders.map(({ address }) => address);
	await until(
		best(api),
		'block with the last transfer',
		async () => {
			const accounts = await api.query.system.account.multi(addresses);
			const all = accounts.every(({ nonce }, i) => nonce.toNumber() >= wanted[i]!);
			return all || undefined;
		},
		PATIENCE
	);
	const elapsed = performance.now() - began;
	await engine.setSealing('manual');
	return (each * senders.length * 1000) / elapsed;
}

/** Sends these in their order, a few at a time. */
async function sendAll(connection: WsProvider, transfers: string[]): Promise<void> {
	for (let from = 0; from < transfers.length; from += WINDOW) {
		const some = transfers.slice(from, from + WINDOW);
		await Promise.all(some.map((transfer) => connection.send('author_submitExtrinsic', [transfer])));
	}
}
