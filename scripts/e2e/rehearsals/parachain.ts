// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A team brings its para to a chain that is there already: from a number to a lease, blocks, an upgrade,
 * the lease's end and another one. `scripts/rehearse parachain` runs this. It fails if anything is
 * otherwise than it should be.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { EventRecord } from '@polkadot/types/interfaces';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

import { account, blocks, connect, eventsAt, free, type Outcome, UNITS } from '../lib/api.ts';
import { closeAuction, openAuction } from '../lib/auctions.ts';
import { fundAccount, fundIndex } from '../lib/crowdloans.ts';
import { temporaryFolder } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { register, submitToPara } from '../lib/paras.ts';
import { type Fields, named } from '../lib/records.ts';
import { CODE } from '../lib/runtimes.ts';
import type { Stage } from './stage.ts';

/** The number of the para that comes with the binary. */
const DEMO = 2_000;
/** Blocks in which an auction's starting period passes. */
const STARTING_PERIOD = 20;
/** Lease periods from the one in which an auction is asked for to the first on offer, and of a lease. */
const [AHEAD, PERIODS] = [2, 2];
/** Blocks of the para that must come one after another. */
const RUN = 100;
/** Sessions in which a para moves to or from a slot, with one to spare. */
const MOVE = 3;
/** Blocks in which new code must be in force: the votes on it, the delay, and the para's next block. */
const PATIENCE = 40;

/** `stage` has the next version of the demo para. */
export async function rehearse(stage: Stage): Promise<void> {
	const [upgradePath] = stage.wishes.runtimes;
	assert.ok(upgradePath !== undefined, 'the next version of the demo para is given');
	const upgrade = readFileSync(upgradePath);

	const basePath = temporaryFolder();
	const [alice, bob, charlie] = [account('Alice'), account('Bob'), account('Charlie')];

	let chain = await stage.start('--base-path', basePath);
	await stage.note('a relay chain without paras');
	await stage.stop();

	chain = await stage.start('--base-path', basePath, '--para', 'demo', '--para-rpc-port', '0');
	const { api, engine } = chain;
	const demo = await ParaChain.of(chain.node, DEMO);
	const para = await connect(demo);
	const session = api.consts.babe.epochDuration.toNumber();
	const leasePeriod = api.consts.slots.leasePeriod.toNumber();

	/** How far the para has come, as the relay chain has it. */
	async function includedHeight(): Promise<number> {
		const head = (await api.query.paras.heads(DEMO)).unwrap();
		return para.registry.createType('Header', head.toU8a(true)).number.toNumber();
	}

	async function lifecycle(): Promise<string> {
		return (await api.query.paras.paraLifecycles(DEMO)).unwrap().type;
	}

	/** What happened on the relay chain in these blocks. */
	async function eventsOf(from: number, to: number): Promise<EventRecord[]> {
		const hashes = await blocks(api, to, from);
		return (await Promise.all(hashes.map((hash) => eventsAt(api, hash)))).flat();
	}

	/** In which block after this one something happened on the relay chain first. */
	async function when(event: string, after: number): Promise<number> {
		const best = await chain.height();
		for (let number = after + 1; number <= best; number++) {
			if (named(await eventsOf(number, number), event).length > 0) {
				return number;
			}
		}
		throw new Error(`no ${event} from #${after + 1} to #${best}`);
	}

	/** What the relay chain said of the para's core in the blocks after this one. */
	async function saidOfCore(after: number, what: 'Assigned' | 'Released'): Promise<Fields[]> {
		const events = await eventsOf(after + 1, await chain.height());
		const said = named(events, `paraCores.${what}`);
		return said.filter(({ paraId }) => paraId === DEMO);
	}

	/** Has Alice do something on the para, and gives what came of it when it is final. */
	function onPara(call: SubmittableExtrinsic<'promise'>): Promise<Outcome> {
		return submitToPara(engine, para, call, alice);
	}

	/** Which runtime makes the para's next block. */
	async function specVersion(): Promise<number> {
		return (await para.rpc.state.getRuntimeVersion()).specVersion.toNumber();
	}

	/** The code that the validators run for it. */
	async function codeHash(): Promise<string> {
		return (await api.query.paras.currentCodeHash(DEMO)).unwrap().toHex();
	}

	/** Has an auction held that the para wins, and gives the first period of its lease. */
	async function win(bid: (auction: number, first: number, last: number) => Promise<string>): Promise<number> {
		const first = Math.floor((await chain.height()) / leasePeriod) + AHEAD;
		await openAuction(chain, STARTING_PERIOD, first);
		const auction = (await api.query.auctions.auctionCounter()).toNumber();
		await stage.note(`auction ${auction} is open, by a referendum, for lease period ${first} and later`);
		const bidder = await bid(auction, first, first + PERIODS - 1);
		const wins = await closeAuction(chain);
		assert.deepEqual(
			wins.map((won) => [won.para, won.bidder]),
			[[DEMO, bidder]]
		);
		const lease = `lease periods ${first} to ${first + PERIODS - 1}`;
		await stage.note(`the candle is out: ${DEMO} has ${lease} for ${wins[0]!.amount / UNITS} KSM`, 'look');
		return first;
	}

	/** Runs into the lease until the para makes blocks, which it must do within a few sessions. */
	async function begin(first: number): Promise<void> {
		const then = first * leasePeriod;
		await chain.to(then - 1);
		const before = await includedHeight();
		await chain.to(then + MOVE * session);
		assert.equal(await lifecycle(), 'Parachain');
		const [assigned, ...others] = await saidOfCore(then - 1, 'Assigned');
		assert.ok(assigned !== undefined && others.length === 0);
		assert.ok((await includedHeight()) > before, 'the para makes blocks');
		await stage.note(`the lease has begun with #${then}: core ${String(assigned['core'])} serves ${DEMO}`, 'look');
	}

	/** Runs until the para has made this many blocks more: nine in a session of ten of the relay chain. */
	async function run(count: number): Promise<void> {
		const [from, height] = [await chain.height(), await includedHeight()];
		await chain.to(from + Math.ceil((count * session) / (session - 1)) + 2);
		const made = (await includedHeight()) - height;
		assert.ok(made >= count, `${made} blocks, not ${count}`);
		const took = (await chain.height()) - from;
		await stage.note(`the para has made ${made} blocks in ${took} of the relay chain`);
	}

	/** Money changes hands on the para. */
	async function transfer(): Promise<void> {
		const owned = await free(para, bob.address);
		const { number } = await onPara(para.tx.balances.transferKeepAlive(bob.address, UNITS));
		assert.equal((await free(para, bob.address)) - owned, UNITS);
		await stage.note(`a transfer is in the para's block #${number}, which is final`);
	}

	// The team has what anybody has: the para's own RPC.
	const genesis = para.genesisHash.toHex();
	const registered = await register(chain, [alice], {
		head: u8aToHex((await para.rpc.chain.getHeader(genesis)).toU8a()),
		code: await demo.rpc<string>('state_getStorage', CODE, genesis)
	});
	assert.deepEqual(registered, [DEMO]);
	assert.equal(named(await eventsOf(1, await chain.height()), 'paras.PvfCheckAccepted').length, 1);
	await stage.note(`para ${DEMO} is registered, the validators accept its code, it is on demand`);

	const first = await win(async (auction, from, to) => {
		await chain.include([api.tx.auctions.bid(DEMO, auction, from, to, 100n * UNITS), alice]);
		return alice.address;
	});
	assert.equal(await includedHeight(), 0, 'a para without a core makes no blocks');
	await begin(first);
	await run(RUN);
	await transfer();

	const version = await specVersion();
	await onPara(para.tx.sudo!.sudo!(para.tx.system.authorizeUpgrade(blake2AsHex(upgrade))));
	const asked = await chain.height();
	await onPara(para.tx.system.applyAuthorizedUpgrade(u8aToHex(upgrade)));
	const announced = await when('paras.PvfCheckStarted', asked);
	await stage.note(`code of ${upgrade.length} bytes is announced in #${announced}, by a block of the para`);
	const code = await codeHash();
	while ((await codeHash()) === code) {
		assert.ok((await chain.height()) < asked + PATIENCE, 'the new code does not come into force');
		await engine.newBlock();
	}
	assert.equal(await specVersion(), version + 1);
	const { validationUpgradeDelay } = await api.query.configuration.activeConfig();
	const accepted = await when('paras.PvfCheckAccepted', asked);
	const updated = await chain.height();
	assert.ok(accepted > announced && updated >= announced + validationUpgradeDelay.toNumber());
	await stage.note(
		`the validators have accepted it in #${accepted}; spec version ${version + 1} is in force with #${updated}`
	);
	await run(RUN);
	// The runtime takes only what was signed for its own version.
	await transfer();

	const end = (first + PERIODS) * leasePeriod;
	assert.ok((await chain.height()) < end, 'all of that was within the lease');
	await chain.to(end + MOVE * session);
	assert.equal(await lifecycle(), 'Parathread');
	assert.equal((await saidOfCore(end - 1, 'Released')).length, 1);
	const stopped = await includedHeight();
	await chain.to(end + 2 * MOVE * session);
	assert.equal(await includedHeight(), stopped, 'a para without a lease makes no blocks');
	await stage.note(`the lease has ended with #${end}: the para stands still at its block #${stopped}`, 'look');

	const second = await win(async (_, from, to) => {
		const cap = 500n * UNITS;
		const until = (from + 1) * leasePeriod;
		await chain.include([api.tx.crowdloan.create(DEMO, cap, from, to, until, null), alice]);
		await chain.include([api.tx.crowdloan.contribute(DEMO, 300n * UNITS, null), charlie]);
		return fundAccount(await fundIndex(api, DEMO));
	});
	assert.equal(await includedHeight(), stopped);
	await begin(second);
	await run(RUN);
	await engine.newBlock({ finalize: true });
	const { number: final } = await para.rpc.chain.getHeader(await para.rpc.chain.getFinalizedHead());
	assert.equal(final.toNumber(), await includedHeight());
	await stage.note(`the relay chain's finality is the para's: its block #${final.toString()} is final`);
	stage.holds('a para with a lease makes blocks, and one without makes none');
	stage.holds('its new code is voted on by the validators, and makes its blocks from then on');
	stage.holds('it goes on from where it stood, and is final with the relay chain');
	await para.disconnect();
	await stage.stop();
}
