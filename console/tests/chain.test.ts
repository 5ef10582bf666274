// SPDX-License-Identifier: GPL-3.0-or-later

/** What the console reads of a real chain, without a page. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { account, UNITS } from '../../scripts/e2e/lib/api.ts';
import { Chain } from '../../scripts/e2e/lib/chain.ts';
import { development } from '../../scripts/e2e/lib/network.ts';
import { type Node, temporaryFolder } from '../../scripts/e2e/lib/node.ts';
import { amountIn, named } from '../src/model/auctions.ts';
import { isNoise } from '../src/model/noise.ts';
import { pointOf } from '../src/model/points.ts';
import { readChain, readRuntime } from '../src/model/read/chain.ts';
import { readEngine } from '../src/model/read/engine.ts';
import { readPoint, readState } from '../src/model/read/state.ts';
import { Recorder } from '../src/model/recorder.ts';
import type { Rpc } from '../src/model/rpc.ts';
import { Tracker } from '../src/model/tracker.ts';
import type { History } from '../src/model/types.ts';
import * as scene from './scene.ts';

/** What the console needs of a node. */
function rpcOf(node: Node): Rpc {
	return { request: (method, ...params) => node.rpc(method, ...params) };
}

describe('the model of a chain', () => {
	let chain: Chain;
	let rpc: Rpc;
	const tracker = new Tracker();

	before(async () => {
		chain = await Chain.start();
		rpc = rpcOf(chain.node);
	});

	after(() => chain?.stop());

	it('is there before the first block', async () => {
		assert.equal(await tracker.update(rpc), true);
		const { state, history } = tracker;
		assert.equal(state!.block, 0);
		assert.equal(state!.auction!.running, null);
		assert.deepEqual([state!.leases!.leases, state!.crowdloans!.funds, state!.paras], [[], [], []]);
		assert.equal(history.points.length, 1);
		assert.equal(await tracker.update(rpc), false, 'nothing has happened');
	});

	it('knows the pace and the tracks', async () => {
		const { pace, tracks, token, name } = tracker.chain!;
		assert.deepEqual([name, token], ['Canary Development', 'KSM']);
		assert.deepEqual([pace.session, pace.sessionsPerEra, pace.leasePeriod], [10, 3, 200]);
		assert.deepEqual([pace.endingPeriod, pace.sampleLength, pace.periodsOnOffer], [40, 2, 8]);
		const root = tracks.find(({ id }) => id === 0)!;
		assert.deepEqual([root.name, root.decisionPeriod], ['root', 40]);
		assert.equal((await readEngine(rpc))!.sealing, 'manual');
	});

	it('knows what has happened in each block, also where two say the same', async () => {
		await scene.ongoing(chain);
		const [para] = [...(await chain.api.query.crowdloan.funds.keys())].map(({ args }) => args[0]);
		const give = chain.api.tx.crowdloan.contribute(para!, 7n * UNITS, null);
		await chain.include([give, account('Eve')]);
		await chain.include([give, account('Eve')]);
		await tracker.update(rpc);

		const given = named(tracker.history.events, 'Crowdloan', 'Contributed');
		const sevens = given.filter((event) => amountIn(event, 'amount') === 7);
		assert.equal(sevens.length, 2);
		assert.equal(sevens[1]!.block - sevens[0]!.block, 1);
		assert.equal(sevens[1]!.time - sevens[0]!.time, 6_000);
		const sum = given.reduce((sum, event) => sum + amountIn(event, 'amount'), 0);
		assert.equal(sum, tracker.state!.crowdloans!.held);
	});

	it('has the same figures off the storage and by the view functions', async () => {
		const [hash, early] = await Promise.all([
			node().rpc<string>('chain_getBlockHash'),
			node().rpc<string>('chain_getBlockHash', (await chain.height()) - 12)
		]);
		const runtime = await readRuntime(rpc, hash);
		const { pace } = await readChain(rpc, runtime);
		for (const at of [early, hash]) {
			const whole = pointOf(await readState(rpc, runtime, pace, at));
			const point = await readPoint(rpc, runtime, pace, at);
			assert.ok(whole.worth! > 0);
			assert.deepEqual(rounded(point.tallies), rounded(whole.tallies));
			assert.deepEqual({ ...point, tallies: {} }, { ...whole, stake: null, tallies: {} });
		}
	});

	it('goes back with the chain, and on from there', async () => {
		const height = await chain.height();
		const told = ({ points, events }: History) => [points, events.filter((event) => !isNoise(event))];
		const before = structuredClone(told(tracker.history));
		const snapshot = await chain.engine.snapshot();
		await chain.engine.newBlock({ count: 25 });
		await tracker.update(rpc);
		assert.ok(tracker.history.points.at(-1)!.block === height + 25);

		await chain.engine.revert(snapshot);
		await tracker.update(rpc);
		assert.deepEqual(told(tracker.history), before);
		assert.equal(tracker.state!.block, height);

		// As high as before, and another chain.
		await chain.include([chain.api.tx.system.remarkWithEvent('0x00'), account('Eve')]);
		await chain.engine.newBlock({ count: 24 });
		await tracker.update(rpc);
		assert.ok(named(tracker.history.events, 'System', 'Remarked').length === 1);
		const blocks = tracker.history.points.map(({ block }) => block);
		assert.deepEqual(blocks, [...new Set(blocks)].sort((a, b) => a - b));
	});

	it('is recorded for a report', async () => {
		const recorder = await Recorder.begin(rpc);
		await recorder.note('it begins', true);
		await chain.engine.newBlock({ count: 40 });
		await recorder.note('the auction is over');
		const recording = recorder.finish({
			title: 'A try',
			summary: '',
			command: '',
			machine: '',
			checks: [],
			figures: []
		});
		assert.deepEqual(JSON.parse(JSON.stringify(recording)), recording, 'JSON holds all of it');
		assert.deepEqual(recording.states.map(({ label }) => label), ['it begins', 'The end']);
		assert.deepEqual(recording.timeline.map(({ text }) => text), ['it begins', 'the auction is over']);
		assert.ok(named(recording.history.events, 'Auctions', 'BidWon').length > 0);
		assert.ok(recording.states.at(-1)!.state.leases!.leases.length > 0);
	});

	it('is there on a chain of which only the newest state is known', async () => {
		const file = join(temporaryFolder(), 'it.chain');
		const best = await chain.height();
		await chain.engine.newBlock();
		await node().rpc('dev_dumpState', file);
		const other = await development('--sealing', 'manual', '--load-state', file);
		try {
			const fresh = new Tracker();
			await fresh.update(rpcOf(other));
			assert.equal(fresh.state!.block, best + 1);
			await other.rpc('dev_newBlock', { count: 3 });
			await fresh.update(rpcOf(other));
			assert.equal(fresh.state!.block, best + 4);

			// The same object follows the node to another chain.
			await tracker.update(rpcOf(other));
			assert.equal(tracker.state!.block, best + 4);
		} finally {
			await other.stop();
		}
	});

	function node(): Node {
		return chain.node;
	}
});

/** Shares as the runtime has them, in parts of a billion. */
function rounded(tallies: Record<number, { approval: number; support: number }>) {
	return Object.entries(tallies).map(([index, { approval, support }]) => [
		index,
		Math.round(approval * 1e8),
		Math.round(support * 1e8)
	]);
}
