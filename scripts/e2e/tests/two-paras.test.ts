// SPDX-License-Identifier: GPL-3.0-or-later

/** Two paras in one process: the one that comes with the binary, and another one from a file. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import { bnToHex } from '@polkadot/util';
import { xxhashAsHex } from '@polkadot/util-crypto';

import { account, connect, free, stranger, UNITS } from '../lib/api.ts';
import { Authors } from '../lib/authors.ts';
import { Chain } from '../lib/chain.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { DEMO, demoGenesis, writeParaSpecification } from '../lib/para-specification.ts';
import { submitToPara } from '../lib/paras.ts';

/** The number of the other para. */
const OTHER = 2_001;
const RELAY = ['--sealing', 'manual', '--para-lease', '--para-rpc-port', '0', '--para', 'demo'];
/** Blocks of the relay chain before validators have groups. */
const EPOCH = 10;
/** After this many blocks a disabled validator is enabled again. */
const ERA = 3 * EPOCH;
/** Blocks of the relay chain in which both paras make some, and how many these are at least. */
const [RUN, MADE] = [60, 48];

/** Where a runtime keeps the number of its para. */
const PARA_ID = `0x${['ParachainInfo', 'ParachainId'].map((key) => xxhashAsHex(key, 128).slice(2)).join('')}`;

/** Writes the specification of a para that is the demo para but for its number, and returns the path. */
async function otherPara(): Promise<string> {
	const top = await demoGenesis();
	assert.ok(PARA_ID in top);
	top[PARA_ID] = bnToHex(OTHER, { bitLength: 32, isLe: true });
	return writeParaSpecification(OTHER, 'Another para', top);
}

describe('two paras', { timeout: 300_000 }, () => {
	let node: Node;
	let engine: Engine;
	let relay: ApiPromise;
	let clients: ApiPromise[];

	before(async () => {
		node = await development(...RELAY, '--para', await otherPara());
		engine = new Engine(node);
		relay = await connect(node);
		const chains = [DEMO, OTHER].map((id) => ParaChain.of(node, id));
		clients = await Promise.all((await Promise.all(chains)).map(connect));
		await engine.newBlock({ count: EPOCH });
	});

	after(async () => {
		await Promise.all((clients ?? []).map((client) => client.disconnect()));
		await relay?.disconnect();
		await node?.stop();
	});

	/** How far each para has come, as the relay chain has it. */
	async function heights(): Promise<number[]> {
		const heads = await Promise.all([DEMO, OTHER].map((id) => relay.query.paras!.heads!(id)));
		return heads.map((head, i) => {
			const { registry } = clients[i]!;
			return registry.createType('Header', head.toJSON()).number.toNumber();
		});
	}

	it('know their numbers, and have a core each', async () => {
		const numbers = await Promise.all(
			clients.map((client) => client.query.parachainInfo!.parachainId!())
		);
		assert.deepEqual(numbers.map(Number), [DEMO, OTHER]);
		const parachains = await relay.query.paras!.parachains!();
		assert.deepEqual(parachains.toJSON(), [DEMO, OTHER]);
	});

	it('make blocks at the same time', async () => {
		await engine.newBlock({ count: RUN });
		const made = await heights();
		assert.ok(made.every((height) => height >= MADE), `${made.join(' and ')} blocks`);
		const { paras } = await engine.status();
		assert.deepEqual(
			paras.map(({ id, name }) => [id, name]),
			[
				[DEMO, String(await clients[0]!.rpc.system.chain())],
				[OTHER, 'Another para']
			]
		);
	});

	it('have their own accounts', async () => {
		const [first, second] = clients as [ApiPromise, ApiPromise];
		const { address } = stranger();
		const transfer = second.tx.balances.transferKeepAlive(address, UNITS);
		await submitToPara(engine, second, transfer, account('Alice'));
		assert.deepEqual([await free(first, address), await free(second, address)], [0n, UNITS]);
	});

	it('lose no transaction while a validator is disabled, which leaves its group too few votes', async () => {
		const here = await engine.snapshot();
		const chain = await Chain.of(node);
		const authors = new Authors(chain);
		// In the first block of a session nothing may have room.
		await engine.newBlock({ to: Math.ceil((await chain.height()) / ERA) * ERA + 1 });
		const { authority } = await authors.claim();
		await engine.newBlock({ transactions: [await authors.report(authority)] });
		assert.deepEqual(await authors.disabled(), [authority]);

		// The next session has other groups, and comes early: the slots of the disabled one have no blocks.
		const session = async () => Number(await relay.query.session!.currentIndex!());
		const [then, now] = [await heights(), await session()];
		let [made, blocks] = [[0, 0], 0];
		for (; ; blocks++) {
			await engine.newBlock();
			if ((await session()) !== now) {
				break;
			}
			made = (await heights()).map((height, i) => height - then[i]!);
		}
		const seen = `${made.join(' and ')} in ${blocks} blocks`;
		assert.ok(Math.min(...made) <= 2 && Math.max(...made) >= blocks - 1, seen);

		const { address } = stranger();
		for (const client of clients) {
			const transfer = client.tx.balances.transferKeepAlive(address, UNITS);
			await submitToPara(engine, client, transfer, account('Alice'));
			assert.equal(await free(client, address), UNITS);
		}
		await chain.api.disconnect();
		await engine.revert(here);
	});

	it('go back together, and on from there', async () => {
		const then = await heights();
		const snapshot = await engine.snapshot();
		await engine.newBlock({ count: RUN });
		await engine.revert(snapshot);
		assert.deepEqual(await heights(), then);
		await engine.newBlock({ count: RUN });
		const made = (await heights()).map((height, i) => height - then[i]!);
		assert.ok(made.every((more) => more >= MADE), `${made.join(' and ')} blocks`);
	});
});
