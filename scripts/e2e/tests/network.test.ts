// SPDX-License-Identifier: GPL-3.0-or-later

/** A network of two validators, and a node that joins it later. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import {
	account,
	authored,
	best,
	blocks,
	connect,
	finalized,
	free,
	height,
	stranger,
	submit,
	UNITS,
	until
} from '../lib/api.ts';
import { joining, validators } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

describe('a network of Alice and Bob', () => {
	const stashes = ['Alice//stash', 'Bob//stash'].map((name) => account(name).address);
	let nodes: Node[] = [];
	let apis: ApiPromise[] = [];

	before(async () => {
		nodes = await validators('local', ['alice', 'bob']);
		apis = await Promise.all(nodes.map(connect));
	});

	after(async () => {
		await Promise.all(apis.map((api) => api.disconnect()));
		await Promise.all(nodes.map((node) => node.stop()));
	});

	it('has both as peers of each other', async () => {
		const [ids, peers] = await Promise.all([
			Promise.all(apis.map(async (api) => (await api.rpc.system.localPeerId()).toString())),
			Promise.all(
				apis.map((api) =>
					until(best(api), 'peer', async () => {
						const peers = await api.rpc.system.peers();
						return peers.length > 0 ? peers : undefined;
					})
				)
			)
		]);

		const known = peers.map((list) => list.map(({ peerId }) => peerId.toString()));
		assert.deepEqual(known, [[ids[1]], [ids[0]]]);
	});

	it('makes blocks in turn', async () => {
		const turns = await Promise.all(
			apis.map((api) => {
				const seen = new Set<string>();
				return until(
					authored(api),
					'block by each validator',
					({ author }) => {
						if (author !== undefined) {
							seen.add(author.toString());
						}
						return seen.size === stashes.length ? [...seen].sort() : undefined;
					},
					180
				);
			})
		);

		assert.deepEqual(turns, [[...stashes].sort(), [...stashes].sort()]);
	});

	it('finalizes the same chain', async () => {
		const number = 4;
		await Promise.all(apis.map((api) => height(finalized(api), 'finalized block', number, 120)));

		const [alices, bobs] = await Promise.all(apis.map((api) => api.rpc.chain.getBlockHash(number)));
		assert.equal(alices!.toHex(), bobs!.toHex());
	});

	describe('joined by a third node', () => {
		let third: ApiPromise;

		before(async () => {
			const node = await joining('local', 'third', nodes[1]!);
			third = await connect(node);
			nodes.push(node);
			apis.push(third);
		});

		it('gives it the chain from genesis to the newest finalized block', async () => {
			const [alice] = apis;
			const target = await alice!.rpc.chain.getHeader(await alice!.rpc.chain.getFinalizedHead());
			await height(finalized(third), 'finalized block', target.number.toNumber());

			const number = target.number.toNumber();
			const [copy, original] = await Promise.all([
				blocks(third, number, 0),
				blocks(alice!, number, 0)
			]);
			assert.deepEqual(copy, original);
			assert.equal(copy.at(-1), target.hash.toHex());
		});

		it('takes transactions from it', async () => {
			const receiver = stranger();
			const transfer = third.tx.balances.transferKeepAlive(receiver.address, UNITS);

			const { block } = await submit(third, transfer, account('Ferdie'), { finalized: true });

			assert.equal(await free(apis[0]!, receiver.address, block), UNITS);
		});

		it('lets it make no blocks', async () => {
			const roles = await nodes[2]!.rpc<string[]>('system_nodeRoles');

			assert.deepEqual(roles, ['Full']);
		});
	});

	// The last part: what it does is not undone.
	describe('of whom one runs twice', () => {
		before(async () => {
			nodes.push(await joining('local', 'another alice', nodes[1]!, '--alice'));
		});

		it('has its two blocks in one slot reported as an offence', async () => {
			const bob = apis[1]!;
			const offence = 'babe:equivocatio';

			const reported = await until(
				best(bob),
				offence,
				async () => {
					const keys = await bob.query.offences.concurrentReportsIndex.keys();
					return keys.find(({ args: [kind] }) => kind.toUtf8() === offence);
				},
				180
			);

			const [, slot] = reported.args;
			const [offender] = await bob.query.offences.concurrentReportsIndex(offence, slot);
			const report = (await bob.query.offences.reports(offender!)).unwrap();
			assert.equal(report.offender[0].toString(), stashes[0]);
		});
	});
});
