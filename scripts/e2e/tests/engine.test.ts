// SPDX-License-Identifier: GPL-3.0-or-later

/** The development engine: sealing, time, long runs, and what it refuses. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import { u8aConcat, u8aToHex } from '@polkadot/util';

import {
	account,
	authorOf,
	best,
	connect,
	dial,
	free,
	height,
	SLOT,
	stranger,
	submit,
	UNITS
} from '../lib/api.ts';
import { eventually } from '../lib/deadline.ts';
import { Engine, type Progress } from '../lib/engine.ts';
import { alone, development, joining } from '../lib/network.ts';
import { Node, RpcError, run, temporaryFolder } from '../lib/node.ts';

/**
 * How long forty reads may take on a busy machine, in milliseconds. A run is made in slices of a second: reads that
 * waited for these would take twice as long.
 */
const ANSWERS = 20_000;

/** Refused, and for a reason that names the thing. */
function refused(pattern: RegExp): (error: unknown) => boolean {
	return (error) => error instanceof RpcError && pattern.test(error.message);
}

describe('sealing', () => {
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;

	before(async () => {
		node = await development('--sealing', 'manual', '--finality-lag', '2');
		api = await connect(node);
		engine = new Engine(node);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	it('by hand makes blocks on request only', async () => {
		assert.equal((await engine.status()).best, 0);
		const hash = await engine.newBlock();
		const header = await api.rpc.chain.getHeader();

		assert.equal(header.hash.toHex(), hash);
		assert.equal(header.number.toNumber(), 1);
	});

	it('puts given transactions in front, or makes no block', async () => {
		const to = stranger();
		const nonce = await api.rpc.system.accountNextIndex(account('Bob').address);
		const transfer = api.tx.balances.transferKeepAlive(to.address, UNITS);
		const signed = await transfer.signAsync(account('Bob'), { nonce });
		const { best: before } = await engine.status();

		const hash = await engine.newBlock({ transactions: [signed.toHex()] });
		assert.equal(await free(api, to.address, hash), UNITS);
		await assert.rejects(
			engine.newBlock({ transactions: [signed.toHex()] }),
			refused(/transaction 0 is refused: .*outdated/)
		);
		assert.equal((await engine.status()).best, before + 1);
	});

	it('at once makes a block for each ready transaction', async () => {
		await engine.setSealing('instant');
		const { best: before } = await engine.status();
		await submit(api, api.tx.system.remark('0x00'), account('Bob'));
		await submit(api, api.tx.system.remark('0x01'), account('Bob'));
		const { best: now } = await engine.status();
		// A session's first block has no room for transactions.
		assert.ok(now - before >= 2 && now - before <= 4, `${now - before} blocks`);
		await engine.setSealing('manual');
	});

	it('by an interval makes blocks in its rhythm', async () => {
		const { best: before } = await engine.status();
		await engine.setSealing('interval=50');
		await height(best(api), 'best block', before + 10);
		await engine.setSealing('manual');
	});

	it('is never behind the head in its status, while it makes blocks by itself', async () => {
		// For whoever follows there is something to do between a block and the word of it.
		const follower = await dial(node);
		await follower.subscribe('chainHead_v1_followEvent', 'chainHead_v1_follow', [false], () => undefined);
		await engine.setSealing('interval=20');
		const { best: before } = await engine.status();
		for (let head = before; head < before + 100; ) {
			head = Number((await node.rpc<{ number: string }>('chain_getHeader')).number);
			const { best: shown, slot, time } = await engine.status();
			assert.ok(shown >= head, `the head is #${head}, and the status says #${shown}`);
			assert.equal(time, slot * SLOT);
		}
		await engine.setSealing('manual');
		await follower.disconnect();
	});

	it('serves the methods of the manual seal too', async () => {
		interface Created {
			hash: string;
		}
		const { hash } = await node.rpc<Created>('engine_createBlock', true, false, null);
		const { best: head, bestHash, finalized: before } = await engine.status();
		assert.equal(hash, bestHash);
		assert.equal(before, head - 2);

		assert.equal(await node.rpc('engine_finalizeBlock', hash, null), true);
		assert.equal((await engine.status()).finalized, head);
		await assert.rejects(
			node.rpc('engine_createBlock', false, false, null),
			refused(/no transaction is ready/)
		);
	});

	it('keeps finality at its lag', async () => {
		for (let i = 0; i < 5; i++) {
			await engine.newBlock();
		}
		const status = await engine.status();
		assert.equal(status.finalityLag, 2);
		assert.equal(status.best - status.finalized, 2);
		await engine.newBlock({ finalize: true });
		const { best: head, finalized: now } = await engine.status();
		assert.equal(now, head);
	});

	it('travels through time by skipping slots', async () => {
		const { time, slot } = await engine.status();
		const to = time + 7 * 24 * 60 * 60 * 1000;
		assert.equal(await engine.timeTravel(to), to - (to % SLOT));
		const status = await engine.status();
		assert.equal(status.slot, Math.floor(to / SLOT));
		assert.ok(status.slot > slot + 100_000);
		assert.equal((await api.query.timestamp.now()).toNumber(), status.time);
		// Over the next epochs too.
		await engine.newBlock({ count: 50 });
		assert.equal((await engine.status()).slot, status.slot + 50);

		const date = new Date(status.time + 3_600_000).toISOString();
		assert.equal(await engine.timeTravel(date), Math.floor(Date.parse(date) / SLOT) * SLOT);
	});

	it('refuses what makes no sense, and says why', async () => {
		const cases: [string, unknown[], RegExp][] = [
			['dev_newBlock', [{ count: 0 }], /`count` must be at least 1/],
			['dev_newBlock', [{ count: 1, to: 5 }], /exclude each other/],
			['dev_newBlock', [{ count: -1 }], /invalid value|Invalid params/],
			['dev_newBlock', [{ count: 4294967295 }], /there is no block/],
			['dev_newBlock', [{ to: 1 }], /block #1 is made already/],
			['dev_newBlock', [{ blocks: 3 }], /unknown field `blocks`/],
			['dev_newBlock', [{ transactions: ['0x00ff'] }], /`transactions\[0\]`/],
			['dev_timeTravel', ['tomorrow'], /`tomorrow` is not a time/],
			['dev_timeTravel', [0], /chain time cannot run backwards/],
			['dev_revert', [77], /there is no snapshot 77/],
			['dev_dropSnapshot', [77], /there is no snapshot 77/],
			['dev_setSealing', ['fast'], /`fast` is not a sealing mode; use `auto`/],
			['dev_setSealing', ['interval=0'], /from 10 to 86400000/],
			['engine_createBlock', [true, false, `0x${'00'.repeat(32)}`], /on the head/],
			['engine_finalizeBlock', [`0x${'00'.repeat(32)}`, null], /there is no block/]
		];
		const { best: before } = await engine.status();
		for (const [method, params, reason] of cases) {
			await assert.rejects(node.rpc(method, ...params), refused(reason));
		}
		assert.equal((await engine.status()).best, before);
	});
});

describe('finality where no block comes by itself', () => {
	for (const sealing of ['instant', 'manual']) {
		it(`reaches a transaction that is the only one: ${sealing}`, async () => {
			const node = await development('--sealing', sealing);
			const [api, engine] = [await connect(node), new Engine(node)];
			assert.equal((await engine.status()).best, 0, 'no block is made at the start');
			const remark = api.tx.system.remark('0x');
			const included = submit(api, remark, account('Bob'), { finalized: true });
			if (sealing === 'manual') {
				const ready = async () => (await api.rpc.author.pendingExtrinsics()).length > 0;
				await eventually('ready transaction', ready);
				await engine.newBlock();
			}
			const { block } = await included;
			assert.equal((await engine.status()).bestHash, block);
			await api.disconnect();
			await node.stop();
		});
	}

	it('changes with the sealing, unless the user has said how far behind it is', async () => {
		for (const [flags, lags] of [
			[[], [0, 2, 0, 2]],
			[['--finality-lag', '5'], [5, 5, 5, 5]]
		] as const) {
			const node = await development('--sealing', 'manual', ...flags);
			const engine = new Engine(node);
			const seen = [];
			for (const sealing of ['manual', 'interval=86400000', 'instant', 'auto']) {
				await engine.setSealing(sealing);
				seen.push((await engine.status()).finalityLag);
			}
			assert.deepEqual(seen, lags);
			await node.stop();
		}
	});

	it('is not said to be there where keys are missing', async () => {
		const node = await development('--sealing', 'manual');
		const [api, engine] = [await connect(node), new Engine(node)];
		// The validators exchange the keys with which they vote, the first ones, for some that nobody has.
		const transactions: string[] = [];
		for (const stash of ['Alice', 'Bob', 'Charlie', 'Dave'].map((name) => account(`${name}//stash`))) {
			const present = (await api.query.session.nextKeys(stash.address)).unwrap().toU8a();
			const keys = u8aToHex(u8aConcat(stranger().publicKey, present.slice(32)));
			const call = api.tx.session.setKeys(keys as never, '0x');
			transactions.push((await call.signAsync(stash, { era: 0 })).toHex());
		}
		await engine.newBlock({ transactions });
		await engine.newBlock({ count: 40 });
		const notFinal = refused(/is not final: not enough of the validators' GRANDPA keys are here/);
		await assert.rejects(engine.newBlock({ finalize: true }), notFinal);
		await assert.rejects(node.rpc('engine_createBlock', true, true, null), notFinal);
		const { best, finalized } = await engine.status();
		assert.ok(finalized < best);
		await api.disconnect();
		await node.stop();
	});
});

describe('the engine is for the owner of a development chain', () => {
	it('is not there on other chains', async () => {
		const node = await alone('local', '--alice', '--rpc-methods', 'unsafe');
		await assert.rejects(node.rpc('dev_newBlock'), refused(/Method not found/));
		await node.stop();
	});

	it('does not serve those who may use safe methods only', async () => {
		const node = await development('--rpc-methods', 'safe');
		for (const method of ['dev_newBlock', 'dev_snapshot', 'dev_status']) {
			await assert.rejects(node.rpc(method), refused(/unsafe/));
		}
		await node.stop();
	});

	for (const [flags, reason] of [
		[['--chain', 'local', '--sealing', 'instant'], /--sealing is for the development engine/],
		[['--chain', 'local', '--fast-forward', '5'], /add `--dev`/],
		[['--dev', '--sealing', 'fast'], /`fast` is not a sealing mode/],
		[['--dev', '--fast-forward', 'soon'], /neither a number of blocks nor a time/],
		[['--dev', '--finality-lag', '301'], /0\.\.=300/],
		[['--dev', '--start-time', 'then'], /`then` is not a time/],
		[['--chain', 'local', '--load-state', 'there'], /--load-state is for the development engine/],
		[['--dev', '--no-grandpa'], /--no-grandpa has no effect on the development engine/],
		[['--dev', '--wasm-runtime-overrides', '.'], /it makes blocks with the code in the state/],
		[['--dev', '--sync', 'warp'], /--sync has no effect on the development engine/],
		[['--dev', '--pool-type', 'fork-aware'], /--pool-type has no effect on the development engine/],
		[['--dev', '--db-cache', '64'], /--db-cache has no effect: .*ParityDB/],
		[['import-blocks', '--dev', '--warm-up-trie-cache'], /--warm-up-trie-cache has no effect: /]
	] as const) {
		it(`refuses ${flags.join(' ')}`, async () => {
			const { code, output } = await run([...flags]);
			assert.notEqual(code, 0);
			assert.match(output, reason);
		});
	}
});

describe('a run of 3,000 blocks', () => {
	const basePath = temporaryFolder();
	/** A hundred eras, more than staking remembers. A chain of 10,000 blocks is in `native.test.ts`. */
	const COUNT = 3_000;
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;
	/** So long ago that the last block is in the past: then even the clock check holds. */
	const start = new Date(Date.now() - (COUNT + 20_000) * SLOT).toISOString();

	before(async () => {
		const flags = ['--dev', '--sealing', 'manual', '--start-time', start, '--no-mdns'];
		const listen = ['--listen-addr', '/ip4/127.0.0.1/tcp/0', '--unsafe-force-node-key-generation'];
		node = await Node.start([...flags, ...listen], { basePath });
		api = await connect(node);
		engine = new Engine(node);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	it('goes through epochs and eras with elections, and tells how it goes', async () => {
		const client = await dial(node);
		const seen: Progress[] = [];
		await client.subscribe(
			'dev_progress',
			'dev_subscribeProgress',
			[],
			(error: Error | null, progress: Progress) => void (error ?? seen.push(progress))
		);
		await engine.newBlock({ to: COUNT });
		await eventually('end of the progress', () => seen.some(({ finished }) => finished));
		await client.disconnect();

		const last = seen.at(-1)!;
		assert.deepEqual([last.done, last.total, last.block], [COUNT, COUNT, COUNT]);
		assert.ok(seen.length > 1);
		await node.says(new RegExp(`Fast-forward by ${COUNT} blocks`), 10);
		assert.equal((await api.rpc.chain.getHeader()).number.toNumber(), COUNT);

		const era = (await api.query.staking.activeEra()).unwrap().index.toNumber();
		assert.ok(era >= 96 && era <= 101, `era ${era}`);
		const exposed = await api.query.staking.erasStakersOverview.entries(era);
		assert.equal(exposed.length, 4, 'four validators are elected');
		// The 30 slots of a single era may all fall to three of them.
		const eras = Array.from({ length: 5 }, (_, i) => era - 1 - i);
		const points = await Promise.all(eras.map((one) => api.query.staking.erasRewardPoints(one)));
		const authors = new Set(points.flatMap(({ individual }) => [...individual.keys()].map(String)));
		assert.equal(authors.size, 4, 'all of them have made blocks');
	});

	it('is made by the validators in turn', async () => {
		const stashes = ['Alice', 'Bob', 'Charlie', 'Dave'].map(
			(name) => account(`${name}//stash`).address
		);
		const authors = new Set<string>();
		for (let number = COUNT - 40; number <= COUNT; number++) {
			const hash = await api.rpc.chain.getBlockHash(number);
			authors.add(await authorOf(api, hash.toHex()));
		}
		assert.deepEqual([...authors].sort(), stashes.sort());
	});

	it('answers reads while it runs, and ends when it is told to', async () => {
		const running = engine.newBlock({ count: 1_000_000 });
		await eventually('run', async () => (await engine.status()).run !== null);
		const began = Date.now();
		for (let i = 0; i < 20; i++) {
			await api.query.timestamp.now();
			await api.rpc.chain.getHeader();
		}
		assert.ok(Date.now() - began < ANSWERS, `it took ${Date.now() - began} ms`);
		assert.equal(await engine.cancel(), true);
		await running;
		const { best: head, run } = await engine.status();
		assert.ok(head > COUNT && head < 900_000);
		assert.equal(run, null);
		assert.equal(await engine.cancel(), false);
	});

	it('is taken by a node that checks everything', { timeout: 300_000 }, async () => {
		const target = await api.rpc.chain.getBlockHash(COUNT);
		const follower = await joining('development', 'the follower', node);
		try {
			// Blocks of a synchronization are not announced to subscribers.
			const has = async () =>
				(await follower.rpc<string | null>('chain_getBlockHash', COUNT)) === target.toHex();
			await eventually('synchronized block', has, 240);
			const finality = async () => {
				const final = await follower.rpc<string>('chain_getFinalizedHead');
				const { number } = await follower.rpc<{ number: string }>('chain_getHeader', final);
				const same = await api.rpc.chain.getBlockHash(Number(number));
				return Number(number) >= COUNT - 600 && same.toHex() === final;
			};
			await eventually('finality', finality, 60);
		} finally {
			await follower.stop();
		}
	});

	it('goes on after a long pause, from where it was', async () => {
		const { best: head, slot } = await engine.status();
		await api.disconnect();
		await node.stop();
		node = await Node.start(['--dev', '--sealing', 'manual'], { basePath });
		engine = new Engine(node);
		api = await connect(node);
		assert.equal((await engine.status()).best, head);
		// The first block jumps to the present, or goes on from where the chain is ahead of it.
		await engine.newBlock();
		const status = await engine.status();
		assert.ok(status.slot >= Math.max(slot + 1, Math.floor(Date.now() / SLOT) - 10));
		await engine.newBlock({ count: 100 });
		assert.equal((await engine.status()).best, head + 101);
		assert.equal((await engine.status()).slot, status.slot + 100);
	});
});

describe('a node that was stopped for weeks', () => {
	it('starts again and goes on in the present', async () => {
		const basePath = temporaryFolder();
		const flags = ['--dev', '--sealing', 'manual'];
		const then = new Date(Date.now() - 21 * 24 * 3_600_000).toISOString();
		let node = await Node.start([...flags, '--start-time', then], { basePath });
		let engine = new Engine(node);
		await engine.newBlock({ count: 100 });
		const before = await engine.status();
		await node.stop();

		node = await Node.start(flags, { basePath });
		engine = new Engine(node);
		await engine.newBlock({ count: 100 });
		const after = await engine.status();
		assert.equal(after.best, before.best + 100);
		assert.ok(after.slot - before.slot > 20 * 14_400, `${after.slot - before.slot} slots`);
		assert.equal(after.finalized, after.best);
		await node.stop();
	});
});
