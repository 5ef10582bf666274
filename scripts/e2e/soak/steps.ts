// SPDX-License-Identifier: GPL-3.0-or-later

/** What the soak does, one thing at a time, and what must be so after each. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';

import { CENTS, SLOT, stranger, UNITS } from '../lib/api.ts';
import { eventually, within } from '../lib/deadline.ts';
import type { Progress } from '../lib/engine.ts';
import type { Chance } from './chance.ts';
import { SENDERS, type World } from './world.ts';

type Step = (world: World, chance: Chance) => Promise<string>;

/** The engine keeps no more than 64 of them; some are left to find that out. */
const SNAPSHOTS = 60;
/** Blocks within which a session's first one has passed, and what is ready has found a place. */
const SETTLING = 4;
/** These leave gaps among their nonces, and so nobody can tell what becomes of their transactions. */
const CARELESS = SENDERS.slice(-4);
const CAREFUL = SENDERS.slice(0, -4);

/** Makes a few blocks, or many, and says how it was asked for. */
const newBlock: Step = async (world, chance) => {
	const { best } = await world.status();
	const count = chance.percent(25) ? chance.between(17, 400) : chance.between(1, 16);
	const finalize = chance.percent(20);
	const request = chance.percent(70) || !world.still ? { count, finalize } : { to: best + count, finalize };
	const hash = await world.ask<string>('dev_newBlock', [request], count);
	const { number } = await world.header(hash);
	const now = await world.status();
	if (world.still) {
		assert.deepEqual([number, now.best, now.bestHash], [best + count, best + count, hash]);
		assert.ok(!finalize || now.finalized === now.best, 'the last block is final');
	} else {
		assert.ok(number >= best + count);
	}
	return `newBlock ${JSON.stringify(request)}`;
};

/** Makes a block of given transactions. */
const newBlockWith: Step = async (world, chance) => {
	const signer = chance.pick(CAREFUL);
	const count = chance.between(1, 30);
	const nonce = (await world.api.query.system.account(signer.address)).nonce.toNumber();
	const transactions = await Promise.all(
		Array.from({ length: count }, (_, i) => sign(call(world, chance), signer, nonce + i))
	);
	world.figures.sent += count;
	const hash = await world.ask<string>('dev_newBlock', [{ transactions }]);
	const { block } = await world.api.rpc.chain.getBlock(hash);
	const held = new Set(block.extrinsics.map((extrinsic) => extrinsic.toHex() as string));
	assert.ok(transactions.every((transaction) => held.has(transaction)), 'the block has them all');
	return `newBlock with ${count} transactions`;
};

/** Asks for what cannot be, which changes nothing. */
const nonsense: Step = async (world, chance) => {
	const { time } = await world.status();
	const [method, params] = chance.pick<[string, unknown[]]>([
		['dev_newBlock', [{ count: 0 }]],
		['dev_newBlock', [{ to: 1, count: 1 }]],
		['dev_newBlock', [{ transactions: ['0x0102'] }]],
		['dev_timeTravel', [time - 60_000]],
		['dev_timeTravel', ['some day']],
		['dev_revert', [1_000_000]],
		['dev_dropSnapshot', [1_000_000]],
		['dev_setSealing', ['never']],
		['engine_createBlock', [true, false, `0x${'00'.repeat(32)}`]],
		['engine_finalizeBlock', [`0x${'00'.repeat(32)}`, null]]
	]);
	await world.refusal(method, params);
	return `${method} ${JSON.stringify(params)}, refused`;
};

const timeTravel: Step = async (world, chance) => {
	const { time } = await world.status();
	const ahead = chance.percent(50) ? chance.between(2, 20) * SLOT : chance.between(1, 48) * 3_600_000;
	// By itself, the engine may have made more blocks than that before it has read the request.
	const to = time + ahead + (world.still ? 0 : 10 * 60_000);
	const answer = await world.ask<number>('dev_timeTravel', [to]);
	assert.equal(answer, to - (to % SLOT));
	return `timeTravel by ${Math.round((to - time) / 1000)} s`;
};

const snapshot: Step = async (world) => {
	if (world.snapshots.size >= SNAPSHOTS) {
		return drop(world, world.snapshots.keys().next().value!);
	}
	// What a snapshot is of can be known only while nothing moves.
	const { sealing } = world;
	await seal(world, 'manual');
	const id = await world.ask<number>('dev_snapshot');
	const status = await world.status();
	const point = await world.point(status);
	await seal(world, sealing);
	assert.equal(status.snapshots[id], point.number);
	assert.equal(status.finalized, point.number);
	world.snapshots.set(id, point);
	return `snapshot ${id} of #${point.number}`;
};

const revert: Step = async (world, chance) => {
	if (world.snapshots.size === 0) {
		return snapshot(world, chance);
	}
	// Mostly to a recent one: otherwise the chain would stay short.
	const ids = [...world.snapshots.keys()];
	const id = chance.percent(80) ? chance.pick(ids.slice(-3)) : chance.pick(ids);
	const point = world.snapshots.get(id)!;
	const { sealing } = world;
	await seal(world, 'manual');
	const { best } = await world.status();
	const hash = await world.ask<string>('dev_revert', [id], Math.max(0, best - point.number));
	const status = await world.status();
	const now = await world.point(status);
	assert.equal(hash, point.hash);
	assert.deepEqual(now, point);
	world.wentBack(point);
	for (const [other, { number }] of world.snapshots) {
		if (number > point.number) {
			world.snapshots.delete(other);
		}
	}
	const left = [...world.snapshots].map(([other, { number }]) => [String(other), number]);
	assert.deepEqual(status.snapshots, Object.fromEntries(left));
	await seal(world, sealing);
	return `revert to snapshot ${id}, from #${best} to #${point.number}`;
};

async function drop(world: World, id: number): Promise<string> {
	await world.ask('dev_dropSnapshot', [id]);
	world.snapshots.delete(id);
	assert.ok(!(id in (await world.status()).snapshots));
	return `dropSnapshot ${id}`;
}

const dropSnapshot: Step = async (world, chance) =>
	world.snapshots.size === 0
		? snapshot(world, chance)
		: drop(world, chance.pick([...world.snapshots.keys()]));

async function seal(world: World, sealing: string): Promise<void> {
	if (world.sealing !== sealing) {
		await world.ask('dev_setSealing', [sealing]);
		world.sealing = sealing;
	}
}

const setSealing: Step = async (world, chance) => {
	const interval = `interval=${chance.between(200, 2_000)}`;
	await seal(world, chance.pick(['auto', 'instant', 'manual', 'manual', interval]));
	return `setSealing ${world.sealing}`;
};

/** Begins some runs that nobody would wait for, and ends them. */
const cancel: Step = async (world, chance) => {
	const runs = Array.from({ length: chance.between(1, 3) }, () =>
		world.client.send<string>('dev_newBlock', [{ count: 1_000_000 }])
	);
	const all = Promise.all(runs);
	// Whatever fails before they are waited for is the failure.
	all.catch(() => undefined);
	await eventually('run', async () => (await world.status()).run !== null, 10);
	await sleep(chance.between(0, 300));
	assert.equal(await world.ask('dev_cancel'), true);
	const hashes = await within(10, 'end of the cancelled runs', () => all);
	assert.equal(new Set(hashes).size, 1, 'all of them end at the same head');
	return `cancel of ${runs.length} runs`;
};

const subscribeProgress: Step = async (world, chance) => {
	const count = chance.between(20, 100);
	const seen: Progress[] = [];
	const [type, method] = ['dev_progress', 'dev_subscribeProgress'];
	const id = await world.client.subscribe(type, method, [], (error: Error | null, told: Progress) => {
		if (error === null) {
			seen.push(told);
		}
	});
	await world.ask('dev_newBlock', [{ count }], count);
	const over = () => seen.some(({ finished, total, done }) => finished && total === count && done >= count);
	await eventually('end of the progress', over, 10);
	await world.client.unsubscribe(type, 'dev_unsubscribeProgress', id);
	return `subscribeProgress of ${count} blocks`;
};

const createBlock: Step = async (world, chance) => {
	const finalize = chance.percent(30);
	const { hash } = await world.ask<{ hash: string }>('engine_createBlock', [true, finalize, null]);
	const { bestHash, best, finalized } = await world.status();
	assert.ok(!world.still || bestHash === hash);
	assert.ok(!world.still || !finalize || finalized === best);
	return 'engine_createBlock';
};

const finalizeBlock: Step = async (world, chance) => {
	const { best, finalized } = await world.status();
	const number = chance.between(finalized, best);
	const hash = await world.ask<string>('chain_getBlockHash', [number]);
	assert.equal(await world.ask('engine_finalizeBlock', [hash, null]), true);
	assert.ok((await world.status()).finalized >= number);
	return `engine_finalizeBlock #${number}`;
};

/** Many requests before the first answer. */
const pipelined: Step = async (world, chance) => {
	const [count, each] = [chance.between(20, 120), chance.between(1, 3)];
	const request = () => world.client.send<string>('dev_newBlock', [{ count: each }]);
	const hashes = await within(10 + count * each * 0.05, `answers to ${count} requests`, () =>
		Promise.all(Array.from({ length: count }, request))
	);
	assert.equal(new Set(hashes).size, count);
	return `${count} times newBlock of ${each}, pipelined`;
};

/** Something that an account can do, and that does not cost much. */
function call({ api }: World, chance: Chance): SubmittableExtrinsic<'promise'> {
	const other = chance.pick(SENDERS).address;
	return chance.weighted<() => SubmittableExtrinsic<'promise'>>([
		[6, () => api.tx.balances.transferKeepAlive(stranger().address, UNITS)],
		[6, () => api.tx.balances.transferKeepAlive(other, BigInt(chance.between(1, 1_000)) * CENTS)],
		[3, () => api.tx.system.remarkWithEvent(`0x${'2a'.repeat(chance.between(0, 500))}`)],
		[2, () => api.tx.utility.batchAll([api.tx.system.remark('0x01'), api.tx.system.remark('0x02')])],
		[1, () => api.tx.staking.bondExtra(UNITS)],
		[1, () => api.tx.proxy.addProxy(other, 'Any', 0)],
		[1, () => api.tx.proxy.removeProxies()],
		[1, () => api.tx.balances.transferKeepAlive(other, 10_000_000n * UNITS)]
	])();
}

async function sign(
	tx: SubmittableExtrinsic<'promise'>,
	signer: KeyringPair,
	nonce: number
): Promise<string> {
	return (await tx.signAsync(signer, { nonce, era: 0 })).toHex();
}

/** Transactions in a row that arrive at the same time: each of them gets in. */
const transactions: Step = async (world, chance) => {
	const signer = chance.pick(CAREFUL);
	const count = chance.between(1, 40);
	const first = (await world.api.rpc.system.accountNextIndex(signer.address)).toNumber();
	const signed = await Promise.all(
		Array.from({ length: count }, (_, i) => sign(call(world, chance), signer, first + i))
	);
	world.figures.sent += count;
	await within(20, `answers to ${count} transactions`, () =>
		Promise.all(signed.map((tx) => world.client.send('author_submitExtrinsic', [tx])))
	);
	if (world.still) {
		await world.ask('dev_newBlock', [{ count: SETTLING }], SETTLING);
	}
	const nonce = async () => (await world.api.query.system.account(signer.address)).nonce.toNumber();
	await eventually(`${count} transactions on the chain`, async () => (await nonce()) >= first + count, 20).catch(
		async (error) => {
			const missing = signed[(await nonce()) - first]!;
			const said = await world.ask('author_submitExtrinsic', [missing]).catch(String);
			throw new Error(`${(await nonce()) - first} of ${count} transactions are on the chain: ${said}`, {
				cause: error
			});
		}
	);
	return `${count} transactions`;
};

/** Transactions that wait for others, or are no good. */
const oddTransactions: Step = async (world, chance) => {
	const signer = chance.pick(CARELESS);
	const next = (await world.api.query.system.account(signer.address)).nonce.toNumber();
	const [what, nonce, spoilt] = chance.pick<[string, number, boolean]>([
		['with a gap', next + chance.between(1, 10), false],
		['in turn', next, false],
		['outdated', Math.max(0, next - 1), false],
		['with a bad signature', next, true]
	]);
	const signed = await sign(call(world, chance), signer, nonce);
	// Some digits of the signature, which comes after the signer.
	const bytes = spoilt ? `${signed.slice(0, 120)}${signed.slice(120, 124) === '0000' ? '1111' : '0000'}${signed.slice(124)}` : signed;
	world.figures.sent += 1;
	const answer = await world.ask('author_submitExtrinsic', [bytes]).catch((error) => world.refused(error));
	assert.ok(!spoilt || answer === undefined, 'a bad signature is refused');
	return `a transaction ${what}`;
};

/** All that is too slow to be looked at in each step. */
const audit: Step = async (world) => {
	const { bestHash } = await world.status();
	const issuance = await world.issuance(bestHash);
	assert.doesNotMatch(world.node.log, /panicked at/, 'nothing has panicked');
	return `${issuance / UNITS} KSM, all of them owned`;
};

const STEPS: readonly (readonly [number, Step])[] = [
	[20, newBlock],
	[8, newBlockWith],
	[4, nonsense],
	[5, timeTravel],
	[7, snapshot],
	[9, revert],
	[4, dropSnapshot],
	[5, setSealing],
	[2, cancel],
	[3, subscribeProgress],
	[5, createBlock],
	[3, finalizeBlock],
	[3, pipelined],
	[14, transactions],
	[8, oddTransactions],
	[3, audit]
];

/** What chance says is to be done. It returns in words what it has done. */
export function choose(chance: Chance): Step {
	return chance.weighted(STEPS);
}
