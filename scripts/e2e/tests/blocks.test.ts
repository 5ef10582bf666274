// SPDX-License-Identifier: GPL-3.0-or-later

/** Blocks of a development chain: when they come, who makes them, and how they are read. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import { stringToHex } from '@polkadot/util';

import {
	account,
	authored,
	best,
	connect,
	dial,
	finalized,
	height,
	next,
	SLOT,
	until
} from '../lib/api.ts';
import { within } from '../lib/deadline.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

describe('a development chain', { concurrency: true }, () => {
	let node: Node;
	let api: ApiPromise;

	before(async () => {
		node = await development();
		api = await connect(node);
		await height(best(api), 'best block', 1);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	it('makes a block every six seconds', async () => {
		const heads = await next(best(api), 5, 120);
		const times = await Promise.all(
			heads.map(async ({ hash }) => (await (await api.at(hash)).query.timestamp.now()).toNumber())
		);
		const gaps = times.slice(1).map((time, i) => time - times[i]!);

		assert.deepEqual(gaps, [SLOT, SLOT, SLOT, SLOT]);
	});

	it('numbers its slots by the time', async () => {
		for (const { hash } of await next(best(api), 3, 60)) {
			const { query } = await api.at(hash);
			const [time, slot] = await Promise.all([query.timestamp.now(), query.babe.currentSlot()]);

			assert.equal(slot.toNumber(), Math.floor(time.toNumber() / SLOT));
		}
	});

	it('names the author of each block to explorers', async () => {
		const author = await until(authored(api), 'head with an author', (head) =>
			head.number.toNumber() > 0 ? head.author?.toString() : undefined
		);

		const validators = ['Alice', 'Bob', 'Charlie', 'Dave'];
		assert.ok(validators.some((name) => account(`${name}//stash`).address === author));
	});

	it('finalizes its blocks soon after they are made', async () => {
		const head = await height(finalized(api), 'finalized block', 3, 90);
		const newest = await api.rpc.chain.getHeader();

		assert.ok(newest.number.toNumber() - head.number.toNumber() <= 3);
	});

	it('shows how far the session has come', async () => {
		const { length, progress } = await until(best(api), 'progress of the session', async () => {
			const { sessionLength, sessionProgress } = await api.derive.session.progress();
			return { length: sessionLength.toNumber(), progress: sessionProgress.toNumber() };
		});

		assert.equal(length, 10);
		assert.ok(progress >= 0 && progress < length, `${progress} of ${length}`);
	});

	it('answers for child tries', async () => {
		const trie = stringToHex(':child_storage:default:crowdloan');

		assert.deepEqual(await node.rpc('childstate_getKeysPaged', trie, '0x', 10), []);
		assert.deepEqual(await node.rpc('childstate_getKeys', trie, '0x'), []);
		assert.equal(await node.rpc('childstate_getStorage', trie, '0x00'), null);
	});

	it('answers runtime calls by their name', async () => {
		const encoded = await node.rpc<string>('state_call', 'Core_version', '0x');
		const version = api.createType('RuntimeVersion', encoded);

		assert.equal(version.specName.toString(), 'canary');
		assert.deepEqual(version.specVersion.toNumber(), api.runtimeVersion.specVersion.toNumber());
	});

	it('is followed by clients of the new JSON-RPC', async () => {
		interface Followed {
			event: string;
			finalizedBlockHashes?: string[];
		}
		const client = await dial(node);
		const first = await within(30, 'event of chainHead_v1_follow', () =>
			new Promise<Followed>((resolve, reject) => {
				const [type, method] = ['chainHead_v1_followEvent', 'chainHead_v1_follow'];
				client
					.subscribe(type, method, [false], (error, event: Followed) =>
						error === null ? resolve(event) : reject(error)
					)
					.catch(reject);
			})
		).finally(() => client.disconnect());

		assert.equal(first.event, 'initialized');
		assert.ok((first.finalizedBlockHashes ?? []).length > 0);
	});

	it('tells its validators the slots that are due', async () => {
		type Claims = Record<'primary' | 'secondary' | 'secondary_vrf', number[]>;
		const byAuthority = Object.values(
			await node.rpc<Record<string, Claims>>('babe_epochAuthorship')
		);
		const slots = byAuthority.flatMap((claims) => Object.values(claims).flat());

		assert.ok(byAuthority.length > 0);
		assert.ok(slots.length > 0);
	});

	it('has no rounds of finality: the engine signs for all', async () => {
		await assert.rejects(node.rpc('grandpa_roundState'), /not ready/);
	});

	it('writes a specification that light clients start from, once a block is final', async () => {
		await height(finalized(api), 'finalized block', 1);
		const spec = await node.rpc<{ id: string; lightSyncState?: object }>(
			'sync_state_genSyncSpec',
			true
		);

		assert.equal(spec.id, 'canary_dev');
		assert.ok(spec.lightSyncState !== undefined);
	});

	it('reports that it is in sync and needs no peers', async () => {
		const health = await api.rpc.system.health();

		assert.equal(health.isSyncing.isTrue, false);
		assert.equal(health.shouldHavePeers.isTrue, false);
	});
});
