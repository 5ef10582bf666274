// SPDX-License-Identifier: GPL-3.0-or-later

/** Clients of a para: what they read and send there, and what they see as the relay chain goes back. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { Header } from '@polkadot/types/interfaces';
import type { PolkadotClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';

import { account, connect, free, stranger, UNITS } from '../lib/api.ts';
import { eventually, within } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import { type Node, run } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { CLIENTS, connectPapi, type View } from '../lib/watchers.ts';

/** The number of the para that the binary ships. */
const DEMO = 2_000;
/** Blocks of the relay chain until the para has made some. */
const BEGINNING = 25;
/** How often the relay chain goes back in quick turns. */
const TURNS = 5;

describe('clients of a para', { timeout: 300_000 }, () => {
	let node: Node;
	let engine: Engine;
	let chain: ParaChain;
	let relay: ApiPromise;
	let para: ApiPromise;

	before(async () => {
		node = await development(
			...['--sealing', 'manual', '--para', 'demo', '--para-lease', '--para-rpc-port', '0']
		);
		engine = new Engine(node);
		chain = await ParaChain.of(node, DEMO);
		await engine.newBlock({ count: BEGINNING });
		relay = await connect(node);
		para = await connect(chain);
	});

	after(async () => {
		await para?.disconnect();
		await relay?.disconnect();
		await node?.stop();
	});

	/** The para's block that a block of the relay chain includes, or one before it. */
	async function includedAt(block: string): Promise<number> {
		const head = (await (await relay.at(block)).query.paras!.heads!(DEMO)).toJSON() as string;
		return para.registry.createType<Header>('Header', head).number.toNumber();
	}

	describe('polkadot-api', () => {
		let client: PolkadotClient;

		before(() => (client = connectPapi(chain)));
		after(() => client?.destroy());

		const owned = async (address: string, at: 'best' | 'finalized') => {
			const { Account } = client.getUnsafeApi().query['System']!;
			const value = (await Account!.getValue(address, { at })) as { data: { free: bigint } };
			return value.data.free;
		};

		it('reads what an account owns', async () => {
			const { address } = account('Bob');
			const known = await free(para, address);
			assert.ok(known > 0n);
			assert.equal(await owned(address, 'best'), known);
		});

		it('sends a transfer, which is final with the relay chain', async () => {
			const [alice, { address }] = [account('Alice'), stranger()];
			const signer = getPolkadotSigner(alice.publicKey, 'Sr25519', (data) => alice.sign(data));
			const { transfer_keep_alive: transfer } = client.getUnsafeApi().tx['Balances']!;
			const call = transfer!({ dest: { type: 'Id', value: address }, value: UNITS });
			await engine.setSealing('instant');

			const { block, ok } = await within(
				60,
				'final transfer',
				() =>
					new Promise<{ ok: boolean; block: { number: number; hash: string } }>((done, fail) => {
						call.signSubmitAndWatch(signer).subscribe({
							next: (event) => {
								if (event.type === 'txBestBlocksState' && event.found) {
									engine.newBlock({ count: 2, finalize: true }).catch(fail);
								} else if (event.type === 'finalized') {
									done(event);
								}
							},
							error: fail
						});
					})
			);
			await engine.setSealing('manual');

			assert.ok(ok);
			assert.equal(await owned(address, 'finalized'), UNITS);
			assert.equal(await free(para, address, block.hash), UNITS);
			const final = (await relay.rpc.chain.getFinalizedHead()).toHex();
			assert.ok((await includedAt(final)) >= block.number);
		});
	});

	/** Waits until a client shows what the para is at, and what the account holds, if that is said. */
	async function shows(view: View, when: string, free: bigint | undefined): Promise<void> {
		const { paras } = await engine.status();
		const { best, finalized } = paras.find(({ id }) => id === DEMO)!;
		const right = { best, finalized, free };
		const shown = () => ({
			best: view.best,
			finalized: view.finalized,
			free: free === undefined ? undefined : view.free
		});
		const same = () => JSON.stringify(Object.values(shown()).map(String));
		try {
			const expected = JSON.stringify(Object.values(right).map(String));
			await eventually(`right view ${when}`, () => same() === expected);
		} catch {
			assert.deepEqual(shown(), right, when);
		}
	}

	/** A transfer that can be included again and again, after a revert each time. */
	async function transfer(to: string): Promise<string> {
		const from = account('Eve');
		const { genesisHash, runtimeVersion } = para;
		const nonce = await para.rpc.system.accountNextIndex(from.address);
		const call = para.tx.balances.transferKeepAlive(to, UNITS);
		return call.sign(from, { blockHash: genesisHash, genesisHash, runtimeVersion, nonce }).toHex();
	}

	for (const [name, watch] of Object.entries(CLIENTS)) {
		it(`${name} lives through reverts of the relay chain`, async () => {
			const to = stranger().address;
			const signed = await transfer(to);
			const snapshot = await engine.snapshot();
			const { view, seesReverts, readsOn, close } = await watch(chain, to);
			try {
				await shows(view, 'in the beginning', 0n);
				const { finalized } = view;
				for (let turn = 0; turn < TURNS; turn++) {
					await chain.rpc('author_submitExtrinsic', signed);
					await engine.newBlock({ count: 10 + turn, finalize: true });
					await shows(view, `of turn ${turn}`, readsOn ? UNITS : undefined);
					assert.ok(view.finalized! > finalized!, 'the finalized head moves');
					await engine.revert(snapshot);
					if (seesReverts) {
						await shows(view, `after revert ${turn}`, readsOn ? 0n : undefined);
					}
				}
				await chain.rpc('author_submitExtrinsic', signed);
				await engine.newBlock({ count: 40 });
				await shows(view, 'in the end', UNITS);
				assert.deepEqual(view.faults, []);
			} finally {
				await close();
			}
			await engine.revert(snapshot);
			await engine.dropSnapshot(snapshot);
		});
	}
});

describe('a para on a chain whose folder is temporary', { timeout: 120_000 }, () => {
	it('closes its database before the folder goes, with a client connected', async () => {
		const node = await development(
			...['--sealing', 'manual', '--para', 'demo', '--para-lease', '--para-rpc-port', '0']
		);
		const chain = await ParaChain.of(node, DEMO);
		await new Engine(node).newBlock({ count: BEGINNING });
		const para = await connect(chain);
		const { code } = await node.stop();
		await para.disconnect();
		assert.equal(code, 0);
		assert.doesNotMatch(node.log, /Shutdown error|ERROR|panicked/);
	});

	it('is not begun where the port of its RPC is taken', async () => {
		const node = await development('--sealing', 'manual', '--para', 'demo', '--para-rpc-port', '0');
		const { port } = new URL((await ParaChain.of(node, DEMO)).url);
		const flags = ['--dev', '--tmp', '--rpc-port', '0', '--para', 'demo', '--para-rpc-port', port];
		const { code, output } = await run(flags);
		await node.stop();
		assert.equal(code, 1);
		assert.match(output, /the para's RPC port \d+ is taken, .*`--para-rpc-port <PORT>`/);
	});
});
