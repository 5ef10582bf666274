// SPDX-License-Identifier: GPL-3.0-or-later

/** A chain that is written to a file goes on elsewhere as if nothing had been. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { account, free, issuance, stranger, UNITS } from '../lib/api.ts';
import { closeAuction, openAuction } from '../lib/auctions.ts';
import { Chain } from '../lib/chain.ts';
import { fundIndex, totalHeld } from '../lib/crowdloans.ts';
import { Engine } from '../lib/engine.ts';
import { forward, Referenda, wholeBalances } from '../lib/governance.ts';
import { Node, RpcError, run, temporaryFolder } from '../lib/node.ts';
import { register } from '../lib/paras.ts';
import { total } from '../lib/records.ts';

/** Lease periods that the campaign is for. */
const [FIRST, LAST] = [2, 3];
/** Blocks in which funds that have ended are gone. */
const RELEASE = 20;

/** Everything that is asked of a chain, at its end and on its way there. */
type Outcome = Record<string, unknown>;

describe('a rehearsed situation', { timeout: 600_000 }, () => {
	const file = join(temporaryFolder(), 'situation');
	const [manager, rival] = [account('Alice'), account('Bob')];
	const contributors = [account('Dave'), account('Eve')] as const;
	const people = [manager, rival, ...contributors, account('Charlie'), account('Alice//stash')];
	const payee = stranger();
	let original: Chain;
	let copy: Chain;
	let paras: number[];
	let bill: number;
	let fund: number;

	before(async () => {
		original = await Chain.start();
		const { api } = original;
		const [dave, eve] = contributors;
		paras = await register(original, [manager, rival]);
		const [lemon, mango] = paras as [number, number];
		const period = Number(api.consts.slots.leasePeriod.toString());
		await openAuction(original, 20, FIRST);
		const { create, contribute } = api.tx.crowdloan;
		await original.include([
			create(lemon, 100_000n * UNITS, FIRST, LAST, FIRST * period, null),
			manager
		]);
		await original.include(
			[contribute(lemon, 60n * UNITS, null), dave],
			[contribute(lemon, 30n * UNITS, null), eve],
			[api.tx.auctions.bid(mango, 1, FIRST, LAST, 20n * UNITS), rival],
			[api.tx.staking.bond(1_000n * UNITS, 'Staked'), eve],
			[api.tx.staking.nominate([account('Alice//stash').address]), eve]
		);
		fund = await fundIndex(api, lemon);
		const [, ending] = (await api.query.auctions.auctionInfo()).unwrap();
		await original.to(ending.toNumber());

		const referenda = new Referenda(original);
		const call = api.tx.treasury.spendLocal(UNITS, payee.address);
		bill = await referenda.open({ power: 'Treasurer', call });
		await referenda.vote(bill, await wholeBalances(original));
		const state = await referenda.runUntil(bill, ({ deciding }) => deciding?.confirming != null);
		assert.equal(state.type, 'Ongoing');
		assert.ok((await api.query.auctions.auctionInfo()).isSome, 'the auction is open');

		const head = await original.node.rpc<string>('dev_dumpState', file);
		assert.equal(head, (await original.engine.status()).bestHash);
		copy = await Chain.start('--load-state', file, '--base-path', temporaryFolder());
	});

	after(async () => {
		await copy?.stop();
		await original?.stop();
	});

	it('is the same elsewhere: genesis, blocks, state and time', async () => {
		const facts = async ({ node, api, engine }: Chain) => {
			const { best, bestHash, finalized, slot, time } = await engine.status();
			const [first, middle] = await Promise.all(
				[0, Math.floor(best / 2)].map((number) => node.rpc<string>('chain_getBlockHash', number))
			);
			const body = await node.rpc('chain_getBlock', middle);
			const money = await Promise.all(people.map(({ address }) => total(api, address)));
			const held = await totalHeld(api);
			return { best, bestHash, finalized, slot, time, first, middle, body, money, held };
		};
		assert.deepEqual(await facts(copy), await facts(original));
		assert.equal((await copy.engine.status()).finalized, await copy.height());
	});

	it('goes on there to the same end', async () => {
		const ends: Outcome[] = [];
		for (const chain of [original, copy]) {
			ends.push(await playToTheEnd(chain));
		}
		assert.deepEqual(ends[1], ends[0]);
		const { wins, given } = ends[0] as { wins: { para: number }[]; given: bigint };
		assert.deepEqual(wins.map(({ para }) => para), [paras[0]]);
		assert.equal(given, UNITS, 'the referendum is carried out');
	});

	/** The auction, the referendum, the leases and the way back of all contributions. */
	async function playToTheEnd(chain: Chain): Promise<Outcome> {
		const { api } = chain;
		const referenda = new Referenda(chain);
		const approved = await referenda.approved(bill);
		await referenda.carriedOut(bill);
		const wins = await closeAuction(chain);
		const leases = (await api.query.slots.leases(paras[0]!)).toHuman();
		const period = Number(api.consts.slots.leasePeriod.toString());
		await forward(chain, (LAST + 1) * period + RELEASE);
		const at = (await chain.engine.status()).bestHash;
		return {
			approved,
			wins,
			leases,
			fund,
			funds: (await api.query.crowdloan.funds.entries()).length,
			held: await totalHeld(api),
			given: await free(api, payee.address),
			money: await Promise.all(people.map(({ address }) => total(api, address))),
			issuance: await issuance(api, at),
			session: (await api.query.session.currentIndex()).toNumber(),
			epoch: (await api.query.babe.epochIndex()).toNumber(),
			era: (await api.query.staking.activeEra()).toHuman(),
			time: (await chain.engine.status()).time
		};
	}
});

describe('a chain that is dumped when its node stops', { timeout: 300_000 }, () => {
	const folder = temporaryFolder();
	const [file, loaded] = [join(folder, 'chain'), join(folder, 'loaded')];
	const flags = ['--dev', '--sealing', 'manual'];
	let best: number;
	let bestHash: string;

	before(async () => {
		const node = await Node.start([...flags, '--dump-state', file]);
		const engine = new Engine(node);
		// Another day, so that going on in its own time can be told from the wall clock's.
		await engine.timeTravel((await engine.newBlock(), (await engine.status()).time + 86_400_000));
		await engine.newBlock({ count: 100 });
		({ best, bestHash } = await engine.status());
		await node.stop();
	});

	it('goes on from there, in its own time, and remains after that', async () => {
		let node = await Node.start([...flags, '--load-state', file], { basePath: loaded });
		let engine = new Engine(node);
		const found = await engine.status();
		assert.deepEqual([found.best, found.bestHash, found.finalized], [best, bestHash, best]);
		await engine.newBlock({ count: 50 });
		const { slot } = await engine.status();
		assert.equal(slot, found.slot + 50, 'no slot is left out');
		await node.stop();

		node = await Node.start(flags, { basePath: loaded });
		engine = new Engine(node);
		assert.equal((await engine.status()).best, best + 50);
		await engine.newBlock({ count: 50, finalize: true });
		assert.equal((await engine.status()).finalized, best + 100);
		await node.stop();
	});

	it('is taken by the sub-commands too', async () => {
		const { code, output } = await run(['check-block', '--dev', '--base-path', loaded, String(best + 1)]);
		assert.equal(code, 0, output);
	});

	it('is not put on top of another chain', async () => {
		const { code, output } = await run([
			...flags, '--load-state', file, '--base-path', loaded, '--rpc-port', '0'
		]);
		assert.notEqual(code, 0);
		assert.match(output, /--load-state begins a chain in a new folder/);
	});

	it('is not begun while another flag is wrong', async () => {
		const basePath = join(temporaryFolder(), 'new');
		const load = [...flags, '--load-state', file];
		const wrong = ['--para', join(folder, 'no-para.json')];
		const { code, output } = await run([...load, ...wrong, '--base-path', basePath, '--rpc-port', '0']);
		assert.equal(code, 1);
		assert.match(output, /no-para\.json/);

		const node = await Node.start(load, { basePath });
		assert.equal((await new Engine(node).status()).best, best);
		await node.stop();
	});

	it('ends with an exit code of 1 if the file could not be written', async () => {
		const gone = mkdtempSync(join(folder, 'gone-'));
		const node = await Node.start([...flags, '--dump-state', join(gone, 'chain')]);
		rmSync(gone, { recursive: true });
		const { code } = await node.stop();
		assert.equal(code, 1);
		assert.match(node.log, /--dump-state: /);
	});

	it('is not taken for another chain', async () => {
		const { code, output } = await run([
			...flags, '--chain', 'kusama', '--load-state', file, '--rpc-port', '0'
		]);
		assert.notEqual(code, 0);
		assert.match(output, /it holds the chain `canary_dev`, and this is `canary_kusama`/);
	});

	it('is refused when the file is damaged, or no such file', async () => {
		const whole = await readFile(file);
		const [half, other, absent] = ['half', 'other', 'absent'].map((name) => join(folder, name));
		writeFileSync(half!, whole.subarray(0, whole.length / 2));
		writeFileSync(other!, '{}');
		for (const [path, reason] of [
			[half, /the file is damaged/],
			[other, /this is not a dump that this version can read/],
			[absent, /No such file/]
		] as const) {
			const basePath = join(temporaryFolder(), 'new');
			const { code, output } = await run([
				...flags, '--load-state', path!, '--base-path', basePath, '--rpc-port', '0'
			]);
			assert.notEqual(code, 0, output);
			assert.match(output, reason);
			assert.ok(output.includes(path!), output);
		}
	});

	it('says why it cannot be written, and goes on', async () => {
		const node = await Node.start(flags);
		const engine = new Engine(node);
		await engine.newBlock();
		const nowhere = join(folder, 'no', 'such', 'folder');
		await assert.rejects(node.rpc('dev_dumpState', nowhere), (error: RpcError) =>
			error.message.includes(nowhere)
		);
		await engine.newBlock();
		await node.rpc('dev_dumpState', join(folder, 'second'));
		assert.ok(statSync(join(folder, 'second')).size > 0);
		await node.stop();
	});
});
