// SPDX-License-Identifier: GPL-3.0-or-later

/** Empty blocks that the runtime's native code makes: they are what the Wasm makes, or it is found out. */

import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';

import { account, SLOT, stranger, UNITS } from '../lib/api.ts';
import { closeAuction, openAuction } from '../lib/auctions.ts';
import { Chain } from '../lib/chain.ts';
import { eventually, SOON } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { Referenda, wholeBalances } from '../lib/governance.ts';
import { joining } from '../lib/network.ts';
import { BINARY, Node, type Options, temporaryFolder } from '../lib/node.ts';
import { register } from '../lib/paras.ts';
import { failingRuntime } from '../lib/runtimes.ts';

/** The node with native code that differs from the Wasm at block 64. */
const DIFFERING = join(dirname(BINARY), 'examples', 'differing');
/** Blocks of the long chain. */
const MANY = 10_000;
/** How long a node may take to check each of them, on a busy machine. */
const PATIENCE = 300;

async function execution(node: Node): Promise<string> {
	return (await node.rpc<{ execution: string }>('dev_status')).execution;
}

/** Has an ordinary node check all blocks of a chain up to its last final one, and finalize that. */
async function checked(node: Node): Promise<void> {
	const { finalized } = await new Engine(node).status();
	const guest = await joining('development', 'guest', node);
	try {
		const head = async () =>
			Number((await guest.rpc<{ number: string }>('chain_getHeader')).number) >= finalized;
		await eventually(`block #${finalized} at the guest`, head, PATIENCE);
		const [copy, original] = await Promise.all(
			[guest, node].map((one) => one.rpc<string>('chain_getBlockHash', finalized))
		);
		assert.equal(copy, original);
		const final = async () => (await guest.rpc<string>('chain_getFinalizedHead')) === original;
		await eventually(`final block #${finalized} at the guest`, final, SOON);
	} finally {
		await guest.kill();
	}
}

describe('native code', { timeout: 900_000 }, () => {
	const nodes: Node[] = [];
	const start = async (flags: string[] = [], options: Options = {}) => {
		const node = await Node.start(['--dev', '--sealing', 'manual', ...flags], options);
		nodes.push(node);
		return node;
	};

	after(() => Promise.all(nodes.map((node) => node.kill())));

	it('makes blocks of the runtime that the binary ships, and of no other', async () => {
		const node = await start();
		const engine = new Engine(node);
		assert.equal(await execution(node), 'native');
		await engine.newBlock({ count: 20 });
		assert.equal(await execution(node), 'native');

		for (const flags of [['--wasm-only'], ['--runtime', failingRuntime()]]) {
			const other = await start(flags);
			assert.equal(await execution(other), 'wasm');
			await new Engine(other).newBlock({ count: 20 });
			assert.equal(await execution(other), 'wasm');
		}
	});

	for (const how of ['by another state', 'by-panic']) {
		it(`is found out where it differs, ${how.replace('-', ' ')}, and the chain goes on`, async () => {
			const node = await start([], {
				binary: DIFFERING,
				environment: { CANARY_DIFFERS: how },
				basePath: temporaryFolder()
			});
			const engine = new Engine(node);
			await engine.newBlock({ count: 60 });
			assert.equal(await execution(node), 'native');
			await engine.newBlock({ count: 140, finalize: true });
			assert.equal(await execution(node), 'wasm');
			await node.says(/Block #64 differs between native code and Wasm/, 10);
			await checked(node);
		});
	}

	it('makes 10,000 blocks, with all that goes on between them, which an ordinary node checks', async () => {
		// So long ago that the last block is in the past: then the guest checks the clock too.
		const past = new Date(Date.now() - 2 * MANY * SLOT).toISOString();
		const chain = await Chain.start('--start-time', past);
		nodes.push(chain.node);
		const { api, engine } = chain;
		const [manager, rival, dave] = [account('Alice'), account('Bob'), account('Dave')];
		const [lemon, mango] = (await register(chain, [manager, rival])) as [number, number];
		const period = Number(api.consts.slots.leasePeriod.toString());
		let first = Math.floor((await chain.height()) / period) + 2;
		let won = 0;
		while ((await chain.height()) < MANY) {
			await openAuction(chain, 20, first);
			const { create, contribute } = api.tx.crowdloan;
			if (won === 0) {
				await chain.include([
					create(lemon, 100_000n * UNITS, first, first, (first + 1) * period, null),
					manager
				]);
				await chain.include([contribute(lemon, 60n * UNITS, null), dave]);
			}
			await chain.include(
				[api.tx.auctions.bid(mango, 1 + won, first, first, 20n * UNITS), rival],
				[api.tx.staking.bondExtra(UNITS), account('Alice//stash')]
			);
			won += (await closeAuction(chain)).length;
			const referenda = new Referenda(chain);
			const call = api.tx.treasury.spendLocal(UNITS, stranger().address);
			const bill = await referenda.open({ power: 'Treasurer', call });
			await referenda.vote(bill, await wholeBalances(chain));
			await referenda.approved(bill);
			await referenda.carriedOut(bill);
			await chain.to(Math.min(MANY, (await chain.height()) + 3_000));
			first = Math.floor((await chain.height()) / period) + 2;
		}
		await engine.newBlock({ finalize: true });
		assert.ok(won > 1, 'auctions were won');
		assert.ok((await api.query.staking.activeEra()).unwrap().index.toNumber() > 100);
		assert.equal(await execution(chain.node), 'native');
		await checked(chain.node);
		await api.disconnect();
	});
});
