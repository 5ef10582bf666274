// SPDX-License-Identifier: GPL-3.0-or-later

/** A para that holds a core: its blocks are made, checked and included, under the relay chain's clock. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { EventRecord, Header } from '@polkadot/types/interfaces';
import { u8aToHex } from '@polkadot/util';

import { account, blocks, connect, eventsAt, free, submit } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { joining } from '../lib/network.ts';
import { Node, temporaryFolder } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { eventually } from '../lib/deadline.ts';

/** The number of the para that the binary ships. */
const DEMO = 2_000;
/** How many blocks of the relay chain an epoch has: in the last of each nothing is backed. */
const EPOCH = 10;

describe('a para with a core', { timeout: 900_000 }, () => {
	const povs = temporaryFolder();
	const inbox = temporaryFolder();
	const basePath = temporaryFolder();
	let node: Node;
	let engine: Engine;
	let relay: ApiPromise;
	let para: ApiPromise;
	let chain: ParaChain;

	async function start(): Promise<void> {
		const args = ['--dev', '--sealing', 'manual', '--para', 'demo', '--para-lease'];
		const folders = ['--para-pov', povs, '--collations', inbox];
		node = await Node.start([...args, '--para-rpc-port', '0', ...folders], { basePath });
		engine = new Engine(node);
		chain = await ParaChain.of(node, DEMO);
		relay = await connect(node);
		para = await connect(chain);
	}

	async function stop(): Promise<void> {
		await para.disconnect();
		await relay.disconnect();
		await node.stop();
	}

	before(() => start());
	after(stop);

	/** The para's head that the relay chain has included. */
	async function includedHead(): Promise<string> {
		return (await relay.query.paras!.heads!(DEMO)).toJSON() as string;
	}

	async function heightOnRelay(): Promise<number> {
		return para.registry.createType<Header>('Header', await includedHead()).number.toNumber();
	}

	function included(events: EventRecord[]): EventRecord[] {
		return events.filter(({ event }) => event.method === 'CandidateIncluded');
	}

	it('makes a block for nearly every block of the relay chain', async () => {
		// Session 0 has no groups of validators.
		await engine.newBlock({ count: EPOCH });
		const from = (await engine.status()).best;
		await engine.newBlock({ count: 100 });
		const hashes = await blocks(relay, from + 100, from + 1);
		const events = await Promise.all(hashes.map((hash) => eventsAt(relay, hash)));
		const number = events.reduce((sum, records) => sum + included(records).length, 0);
		assert.ok(number >= 88, `${number} candidates are included in 100 blocks`);
	});

	it('has under its number the block that the relay chain has included', async () => {
		const number = await heightOnRelay();
		const hash = await para.rpc.chain.getBlockHash(number);
		const header = await para.rpc.chain.getHeader(hash);
		assert.equal(u8aToHex(header.toU8a()), await includedHead());
	});

	it('gives validators their points for backing', async () => {
		const era = ((await relay.query.staking!.activeEra!()).toJSON() as { index: number }).index;
		const points = (await relay.query.staking!.erasRewardPoints!(era)).toJSON() as {
			total: number;
		};
		// An era has three epochs, and a block gives its author 20.
		assert.ok(points.total > 3 * EPOCH * 20, `${points.total} points`);
	});

	it('takes a transfer within two blocks of the relay chain', async () => {
		await node.rpc('dev_setSealing', 'instant');
		const [alice, bob] = [account('Alice'), account('Bob')];
		const before = await free(para, bob.address);
		const from = (await engine.status()).best;
		const transfer = para.tx.balances.transferKeepAlive(bob.address, 10n ** 12n);
		const { number } = await submit(para, transfer, alice);
		await eventually('inclusion of the transfer', async () => (await heightOnRelay()) >= number);
		assert.equal((await free(para, bob.address)) - before, 10n ** 12n);
		const took = (await engine.status()).best - from;
		await node.rpc('dev_setSealing', 'manual');
		assert.ok(took <= 4, `it took ${took} blocks`);
	});

	it('moves in a bulk run', async () => {
		const from = await heightOnRelay();
		await engine.newBlock({ count: 150 });
		const moved = (await heightOnRelay()) - from;
		assert.ok(moved >= 132, `${moved} blocks in 150 of the relay chain`);
	});

	it('goes through time with the relay chain', async () => {
		const from = await heightOnRelay();
		const month = 30 * 86_400_000;
		const time = await engine.timeTravel((await engine.status()).time + month);
		await engine.newBlock({ count: 20 });
		assert.ok((await heightOnRelay()) >= from + 16);
		const now = (await para.query.timestamp.now()).toNumber();
		assert.ok(now >= time, `the para is at ${now}, and the relay chain came to ${time}`);
	});

	it('goes back with the relay chain, and on from there', async () => {
		const snapshot = await engine.snapshot();
		const state = async () => [
			await includedHead(),
			(await chain.rpc<{ number: string }>('chain_getHeader')).number,
			await chain.rpc<string>('chain_getFinalizedHead')
		];
		const then = await state();
		for (let round = 0; round < 2; round += 1) {
			await engine.newBlock({ count: 60 });
			assert.notDeepEqual(await state(), then);
			await engine.revert(snapshot);
			assert.deepEqual(await state(), then);
		}
		const from = await heightOnRelay();
		await engine.newBlock({ count: 20 });
		assert.ok((await heightOnRelay()) >= from + 16);
	});

	it('is final up to what final blocks of the relay chain include', async () => {
		await engine.newBlock({ finalize: true });
		const final = await chain.rpc<string>('chain_getFinalizedHead');
		const header = await para.rpc.chain.getHeader(final);
		assert.equal(header.number.toNumber(), await heightOnRelay());
	});

	describe('and what validators check of it', () => {
		interface Exported {
			bytes: Uint8Array;
			pov: string;
			data: string;
		}
		let exported: Exported;
		let snapshot: number;
		let handed: string;

		before(async () => {
			// Not the last block of an epoch, which backs nothing.
			while ((await engine.status()).best % EPOCH !== 3) {
				await engine.newBlock();
			}
			snapshot = await engine.snapshot();
			const known = new Set(readdirSync(povs));
			await engine.newBlock();
			const added = readdirSync(povs).filter((name) => !known.has(name));
			assert.equal(added.length, 1);
			const bytes = readFileSync(join(povs, added[0]!));
			const pov = relay.registry.createType('Bytes', bytes);
			const end = pov.encodedLength;
			exported = { bytes, pov: u8aToHex(bytes.subarray(0, end)), data: u8aToHex(bytes.subarray(end)) };
			await engine.revert(snapshot);
		});

		const hand = ({ pov, data }: Exported) =>
			node.rpc<string>('dev_submitCollation', DEMO, pov, data);

		function flipped(hex: string, at: number): string {
			const byte = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16) ^ 1;
			return hex.slice(0, at * 2) + byte.toString(16).padStart(2, '0') + hex.slice(at * 2 + 2);
		}

		it('a block that a collator elsewhere hands in is backed', async () => {
			handed = await hand(exported);
			assert.match(handed, /^0x[0-9a-f]{64}$/);
			const block = await engine.newBlock();
			const events = await eventsAt(relay, block);
			assert.ok(events.some(({ event }) => event.method === 'CandidateBacked'));
		});

		it('and the para goes on from there', async () => {
			const from = await heightOnRelay();
			await engine.newBlock({ count: 20 });
			const more = (await heightOnRelay()) - from;
			assert.ok(more >= 16, `${more} blocks`);
			assert.doesNotMatch(node.log, /not in the para's database/);
		});

		it('so is one that lies in the folder for that', async () => {
			await engine.revert(snapshot);
			writeFileSync(join(inbox, 'whole.pov'), Buffer.from(exported.bytes));
			const [, candidate] = await node.says(/"whole\.pov" is candidate (0x[0-9a-f]{64})/, 30);
			const block = await engine.newBlock();
			const backed = (await eventsAt(relay, block)).filter(
				({ event }) => event.method === 'CandidateBacked'
			);
			assert.equal(backed.length, 1);
			assert.equal(candidate, handed);
			writeFileSync(join(inbox, 'again.pov'), Buffer.from(exported.bytes));
			await node.says(/"again\.pov" is refused: /, 30);
		});

		it('the same again is refused: it does not build on the head', async () => {
			await assert.rejects(hand(exported), /head|relay parent/);
		});

		it('a flipped byte is refused', async () => {
			await engine.revert(snapshot);
			const middle = Math.floor(exported.pov.length / 4);
			await assert.rejects(hand({ ...exported, pov: flipped(exported.pov, middle) }));
		});

		it('another parent head is refused', async () => {
			await assert.rejects(hand({ ...exported, data: flipped(exported.data, 6) }), /head/);
		});

		it('what is no proof of validity is refused by its name', async () => {
			await assert.rejects(hand({ ...exported, pov: '0xff' }), /pov/);
			await assert.rejects(hand({ ...exported, data: '0x00' }), /persistedValidationData/);
		});

		it('a file that comes before a session begins is checked after that', async () => {
			// Never taken: it builds on another head. The session is what is asked for first.
			const refusal = () =>
				hand({ ...exported, data: flipped(exported.data, 6) }).then(String, String);
			for (let tries = 0; !/session/.test(await refusal()); tries++) {
				assert.ok(tries < EPOCH, await refusal());
				await engine.newBlock();
			}
			writeFileSync(join(inbox, 'early.pov'), Buffer.from(exported.bytes));
			await node.says(/"early\.pov" waits: the next block begins a session/, 30);
			assert.doesNotMatch(node.log, /"early\.pov" is/);
			await engine.newBlock();
			await node.says(/"early\.pov" is refused: .*head/, 30);
		});
	});

	it('goes on after the process was killed', async () => {
		await engine.newBlock({ count: 13 });
		await para.disconnect();
		await relay.disconnect();
		await node.kill();
		await start();
		const from = await heightOnRelay();
		await engine.newBlock({ count: 20 });
		const more = (await heightOnRelay()) - from;
		assert.ok(more >= 16, `${more} blocks`);
	});

	it('is on a chain that an ordinary node checks', async () => {
		const { genesisHash } = relay;
		const pairs = await relay.rpc.state.getPairs('0x', genesisHash);
		const top = Object.fromEntries(pairs.map(([key, value]) => [key.toHex(), value.toHex()]));
		const spec = join(temporaryFolder(), 'spec.json');
		writeFileSync(
			spec,
			JSON.stringify({
				name: 'With a para',
				id: 'with_para',
				chainType: 'Development',
				bootNodes: [],
				protocolId: 'canary',
				properties: null,
				genesis: { raw: { top, childrenDefault: {} } }
			})
		);
		const { best, bestHash } = await engine.status();
		const guest = await joining(spec, 'follower', node);
		try {
			const there = async () =>
				Number((await guest.rpc<{ number: string }>('chain_getHeader')).number) >= best;
			await eventually(`block #${best} at the follower`, there, 180);
			assert.equal(await guest.rpc('chain_getBlockHash', best), bestHash);
		} finally {
			await guest.stop();
		}
	});
});
