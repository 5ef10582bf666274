// SPDX-License-Identifier: GPL-3.0-or-later

/** Clients that watch a chain while its time is controlled, and those that read during a run. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import { xxhashAsHex } from '@polkadot/util-crypto';

import { account, connect, stranger, UNITS } from '../lib/api.ts';
import { eventually } from '../lib/deadline.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';
import { CLIENTS, type View } from '../lib/watchers.ts';

/** How often a run is taken back at once. */
const TURNS = 50;

/** What a page asks for when it opens. */
const PAGE = [
	['system_properties'],
	['state_getMetadata'],
	['state_getStorage', xxhashAsHex('System', 128) + xxhashAsHex('Number', 128).slice(2)],
	['state_call', 'BabeApi_current_epoch', '0x']
] as const;
/** How often it is opened, and how much longer that may take during a run. */
const OPENINGS = 20;
const PATIENCE = 8;
/**
 * How long it may take during a run in any case, in milliseconds: a busy machine lets others wait for some. A run is
 * made in slices of a second, and who waited for one would take longer.
 */
const SCHEDULING = 700;

/** The clients to hold the node to. PAPI is not among them by itself: see docs/testing.md. */
const NAMES = (process.env['CANARY_CLIENTS'] ?? '@polkadot/api,dedot').split(',');

describe('subscriptions', () => {
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;

	before(async () => {
		node = await development('--sealing', 'manual');
		api = await connect(node);
		engine = new Engine(node);
		await engine.newBlock({ count: 45 });
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	/** A transfer that can be included again and again, after a revert each time. */
	async function transfer(to: string): Promise<string> {
		const from = account('Eve');
		const { genesisHash, runtimeVersion } = api;
		const nonce = await api.rpc.system.accountNextIndex(from.address);
		const call = api.tx.balances.transferKeepAlive(to, UNITS);
		return call.sign(from, { blockHash: genesisHash, genesisHash, runtimeVersion, nonce }).toHex();
	}

	/** Waits until a client shows what the chain is at, and what the account holds, if that is said. */
	async function shows(view: View, when: string, free?: bigint): Promise<void> {
		const { best, finalized } = await engine.status();
		const spec = api.runtimeVersion.specVersion.toNumber();
		const right = { best, finalized, free, spec };
		const shown = () => ({
			best: view.best,
			finalized: view.finalized,
			free: free === undefined ? undefined : view.free,
			spec: view.spec
		});
		try {
			await eventually(`right view ${when}`, () =>
				Object.entries(shown()).every(([key, value]) => value === right[key as keyof typeof right])
			);
		} catch {
			assert.deepEqual(shown(), right, when);
		}
	}

	for (const [name, watch] of Object.entries(CLIENTS).filter(([name]) => NAMES.includes(name))) {
		it(`${name} lives through runs that are taken back at once`, { timeout: 300_000 }, async () => {
			const to = stranger().address;
			const signed = await transfer(to);
			const snapshot = await engine.snapshot();
			const { view, seesReverts, readsOn, close } = await watch(node, to);
			try {
				await shows(view, 'in the beginning', 0n);
				for (let turn = 0; turn < TURNS; turn++) {
					const count = turn % 5 === 4 ? 300 : 1 + ((turn * 7) % 20);
					const transactions = turn % 3 === 0 ? [signed] : [];
					await engine.newBlock({ count, transactions });
					await engine.revert(snapshot);
				}
				if (seesReverts) {
					await shows(view, 'after the last revert', readsOn ? 0n : undefined);
				}
				await engine.newBlock({ count: 3, transactions: [signed] });
				await shows(view, 'after a transfer', readsOn ? UNITS : undefined);
				await engine.newBlock({ count: 300 });
				await shows(view, 'after a run', UNITS);
				await engine.revert(snapshot);
				if (seesReverts) {
					await shows(view, 'after a revert in calm', 0n);
				}
				await engine.newBlock({ count: 3 });
				await shows(view, 'in the end', 0n);
				assert.deepEqual(view.faults, []);
			} finally {
				await close();
			}
			await engine.revert(snapshot);
			await engine.dropSnapshot(snapshot);
		});
	}

	it('reads without waiting for a run to end', { timeout: 300_000 }, async () => {
		const calm = await opening();
		const running = engine.newBlock({ count: 20_000 });
		await eventually('run', async () => ((await engine.status()).run?.done ?? 0) > 0);
		const busy = await opening();
		assert.notEqual((await engine.status()).run, null, 'the run has ended too early to say');
		await engine.cancel();
		await running;
		const times = `${busy.toFixed(0)} ms during a run, ${calm.toFixed(0)} ms in calm`;
		assert.ok(busy < Math.max(calm * PATIENCE, SCHEDULING), times);
	});

	/** How long it takes to open a page, nine times in ten, in milliseconds. */
	async function opening(): Promise<number> {
		const times: number[] = [];
		for (let i = 0; i < OPENINGS; i++) {
			const start = performance.now();
			for (const [method, ...params] of PAGE) {
				await node.rpc(method, ...params);
			}
			times.push(performance.now() - start);
		}
		return times.sort((a, b) => a - b)[Math.floor(OPENINGS * 0.9)]!;
	}
});
