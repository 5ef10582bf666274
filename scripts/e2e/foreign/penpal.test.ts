// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A para whose code is not from this repository, beside the demo para: Penpal, the SDK's own test parachain.
 * The variable `CANARY_FOREIGN_RUNTIME` names its Wasm, which `scripts/foreign-para` builds.
 */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';

import { account, connect, free, stranger } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import { type Node, temporaryFolder } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { DEMO } from '../lib/para-specification.ts';
import { submitToPara } from '../lib/paras.ts';

/** The number of Penpal. */
const FOREIGN = 2_001;
/** One of Penpal's UNITs in its smallest unit. */
const UNIT = 1_000_000_000_000n;
/** Blocks of the relay chain before validators have groups. */
const EPOCH = 10;
/** Blocks of the relay chain in a run, and the least that each para makes meanwhile. */
const [RUN, MADE] = [60, 48];

/** Writes a specification of Penpal as a para's team would write it, and returns its path. */
function specification(): string {
	const wasm = process.env['CANARY_FOREIGN_RUNTIME'];
	assert.ok(wasm, 'CANARY_FOREIGN_RUNTIME must name the Wasm that scripts/foreign-para builds');
	const { address } = account('Alice');
	const path = join(temporaryFolder(), 'penpal.json');
	writeFileSync(
		path,
		JSON.stringify({
			name: 'Penpal',
			id: 'penpal',
			chainType: 'Development',
			bootNodes: [],
			relay_chain: 'canary_dev',
			para_id: FOREIGN,
			genesis: {
				runtimeGenesis: {
					code: u8aToHex(readFileSync(wasm)),
					patch: {
						balances: { balances: [[address, Number(1_000n * UNIT)]] },
						parachainInfo: { parachainId: FOREIGN },
						collatorSelection: { invulnerables: [address], candidacyBond: Number(UNIT) },
						session: { keys: [[address, address, { aura: address }]] },
						polkadotXcm: { safeXcmVersion: 5 },
						sudo: { key: address }
					}
				}
			}
		})
	);
	return path;
}

describe('a para whose code is not ours', { timeout: 300_000 }, () => {
	let node: Node;
	let engine: Engine;
	let relay: ApiPromise;
	let para: ApiPromise;

	before(async () => {
		const paras = ['--para', 'demo', '--para', specification()];
		node = await development('--sealing', 'manual', '--para-lease', '--para-rpc-port', '0', ...paras);
		engine = new Engine(node);
		relay = await connect(node);
		para = await connect(await ParaChain.of(node, FOREIGN));
		await engine.newBlock({ count: EPOCH });
	});

	after(async () => {
		await para?.disconnect();
		await relay?.disconnect();
		await node?.stop();
	});

	/** The heights of the newest included blocks of both paras. */
	async function heights(): Promise<number[]> {
		const heads = await Promise.all([DEMO, FOREIGN].map((id) => relay.query.paras!.heads!(id)));
		return heads.map((head) => para.registry.createType('Header', head.toJSON()).number.toNumber());
	}

	/** Makes a run, in which both paras must make their blocks. */
	async function run(): Promise<void> {
		const start = await heights();
		await engine.newBlock({ count: RUN });
		const made = (await heights()).map((height, i) => height - start[i]!);
		assert.ok(made.every((blocks) => blocks >= MADE), `${made.join(' and ')} blocks`);
	}

	it('makes a block in nearly every block of the relay chain, beside the demo para', run);

	it('takes a transfer', async () => {
		const { address } = stranger();
		const transfer = para.tx.balances.transferKeepAlive(address, UNIT);
		await submitToPara(engine, para, transfer, account('Alice'));
		assert.equal(await free(para, address), UNIT);
	});

	it('goes back with the relay chain, and on from there', async () => {
		const start = await heights();
		const snapshot = await engine.snapshot();
		await engine.newBlock({ count: RUN });
		await engine.revert(snapshot);
		assert.deepEqual(await heights(), start);
		await run();
	});
});
