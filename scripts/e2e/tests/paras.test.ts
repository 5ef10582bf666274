// SPDX-License-Identifier: GPL-3.0-or-later

/** Paras: registration, the validators' votes on code, and what wallets read of all that. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import { stringToHex, u8aToHex } from '@polkadot/util';

import { account, attempt, connect, type Outcome, submit } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

/** A Wasm module with one function that does nothing, and a name. Nobody runs a para here. */
function wasm(name: string): string {
	const header = '0061736d01000000';
	const sections = ['010401600000', '03020100', '0a040102000b'];
	const text = new TextEncoder().encode(name);
	const custom = u8aToHex(Uint8Array.from([0, text.length + 1, text.length, ...text])).slice(2);
	return `0x${header}${sections.join('')}${custom}`;
}

/** Long enough to be code, and nothing that can be run. */
const NO_WASM = stringToHex('this is not Wasm, it is a sentence');
const HEAD = '0x00';

/** As many blocks as two sessions and the rest of a third one have. */
const TWO_SESSIONS = 30;

interface Para {
	manager: string;
	deposit: string;
	locked: boolean | null;
}

/** A para's manager at the wallet. */
class Manager {
	constructor(
		readonly api: ApiPromise,
		readonly who: KeyringPair
	) {}

	async reserve(): Promise<number> {
		const id = (await this.api.query.registrar!.nextFreeParaId!()).toJSON() as number;
		await submit(this.api, this.api.tx.registrar!.reserve!(), this.who);
		return id;
	}

	register(id: number, code: string): Promise<Outcome> {
		return attempt(this.api, this.api.tx.registrar!.register!(id, HEAD, code), this.who);
	}

	/** The number of a para that has just been registered. */
	async registered(code: string): Promise<number> {
		const id = await this.reserve();
		assert.equal((await this.register(id, code)).error, undefined);
		return id;
	}

	async deregister(id: number): Promise<void> {
		await submit(this.api, this.api.tx.registrar!.deregister!(id), this.who);
	}

	async record(id: number): Promise<Para | null> {
		return (await this.api.query.registrar!.paras!(id)).toJSON() as Para | null;
	}

	async reserved(): Promise<bigint> {
		const { data } = await this.api.query.system.account(this.who.address);
		return data.reserved.toBigInt();
	}
}

describe('a para', () => {
	let node: Node;
	let api: ApiPromise;
	let engine: Engine;
	let alice: Manager;
	let bob: Manager;

	before(async () => {
		node = await development('--sealing', 'instant');
		api = await connect(node);
		engine = new Engine(node);
		alice = new Manager(api, account('Alice'));
		bob = new Manager(api, account('Bob'));
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	async function lifecycle(id: number): Promise<unknown> {
		return (await api.query.paras!.paraLifecycles!(id)).toHuman();
	}

	async function session(): Promise<number> {
		return (await api.query.session.currentIndex()).toNumber();
	}

	async function openVotes(): Promise<unknown> {
		return (await api.query.paras!.pvfActiveVoteList!()).toJSON();
	}

	const constant = (name: string) => BigInt(api.consts.registrar![name]!.toString());

	it('begins with a number that its manager reserves and pays for', async () => {
		const free = (await api.query.registrar!.nextFreeParaId!()).toJSON();
		assert.equal(free, 2_000);
		assert.equal(await alice.reserve(), 2_000);
		assert.equal(await bob.reserve(), 2_001);

		const record = await alice.record(2_000);
		assert.equal(record?.manager, alice.who.address);
		assert.equal(BigInt(record.deposit), constant('paraDeposit'));
		assert.equal(await alice.reserved(), constant('paraDeposit'));
		assert.equal(await lifecycle(2_000), null);
	});

	it('is on demand within two sessions, its code voted for in the block after', async () => {
		const { error, events } = await alice.register(2_000, wasm('first'));
		assert.equal(error, undefined);
		assert.ok(events.some(({ event }) => api.events.registrar!.Registered!.is(event)));
		assert.equal(await lifecycle(2_000), 'Onboarding');
		assert.equal((await openVotes() as unknown[]).length, 1);
		const began = await session();

		// The first block of a session has no room for votes.
		await engine.newBlock();
		await engine.newBlock();
		assert.deepEqual(await openVotes(), []);
		while ((await lifecycle(2_000)) === 'Onboarding') {
			await engine.newBlock();
			assert.ok((await session()) <= began + 2, 'two sessions at most');
		}
		assert.equal(await lifecycle(2_000), 'Parathread');
		assert.equal((await api.query.paras!.heads!(2_000)).toJSON(), HEAD);
		assert.notEqual((await api.query.paras!.currentCodeHash!(2_000)).toJSON(), null);
		assert.match(node.log, /A para's code is fine/);
	});

	it('is registered by who has its number, once, and with code of a possible size', async () => {
		const refusals = [
			[await bob.register(2_000, wasm('his')), 'registrar.NotOwner'],
			[await alice.register(2_000, wasm('hers')), 'registrar.AlreadyRegistered'],
			[await alice.register(2_999, wasm('no one’s')), 'registrar.NotReserved'],
			[await bob.register(2_001, '0x0061736d01000000'), 'registrar.InvalidCode']
		] as const;
		for (const [{ error }, expected] of refusals) {
			assert.equal(error, expected);
		}
	});

	it('is on-boarded in the middle of a long run', async () => {
		assert.equal((await bob.register(2_001, wasm('second'))).error, undefined);
		await engine.newBlock({ count: TWO_SESSIONS });
		assert.equal(await lifecycle(2_001), 'Parathread');
	});

	it('with code that is not Wasm is refused, and its manager gets his deposit back', async () => {
		const before = await bob.reserved();
		const id = await bob.registered(NO_WASM);
		assert.equal(await lifecycle(id), 'Onboarding');
		assert.ok((await bob.reserved()) > before);

		await engine.newBlock({ count: TWO_SESSIONS });
		assert.equal(await lifecycle(id), null);
		assert.match(node.log, /A para's code is refused: .*not valid Wasm/);
		await bob.deregister(id);
		assert.equal(await bob.record(id), null);
		assert.equal(await bob.reserved(), before);
	});

	it('is voted for again after the chain went back', async () => {
		const id = await bob.registered(wasm('again'));
		const snapshot = await engine.snapshot();
		for (let round = 0; round < 2; round++) {
			assert.equal(await lifecycle(id), 'Onboarding');
			await engine.newBlock({ count: TWO_SESSIONS });
			assert.equal(await lifecycle(id), 'Parathread');
			await engine.revert(snapshot);
		}
		await engine.dropSnapshot(snapshot);
	});

	it('is gone within two sessions after its manager has deregistered it', async () => {
		const before = await alice.reserved();
		const { deposit } = (await alice.record(2_000))!;
		await alice.deregister(2_000);
		assert.equal(await lifecycle(2_000), 'OffboardingParathread');
		assert.equal(await alice.reserved(), before - BigInt(deposit));
		await engine.newBlock({ count: TWO_SESSIONS });
		assert.equal(await lifecycle(2_000), null);
	});
});

describe('wallets that look at paras', () => {
	let node: Node;
	let api: ApiPromise;

	before(async () => {
		node = await development();
		api = await connect(node);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	/** Whether an entry always has a value, and the type of it. */
	function entry(pallet: string, name: string): string {
		const { meta } = api.query[pallet]![name]!.creator;
		const value = meta.type.isPlain ? meta.type.asPlain : meta.type.asMap.value;
		const { type } = api.registry.lookup.getTypeDef(value);
		return `${meta.modifier.type}: ${type}`;
	}

	const names = (fields: Iterable<{ name: { toString(): string } }>) =>
		[...fields].map(({ name }) => name.toString());
	const call = (pallet: string, name: string) => names(api.tx[pallet]![name]!.meta.args);
	const event = (pallet: string, name: string) =>
		[...api.events[pallet]![name]!.meta.fields].map(({ name }) => name.unwrapOr('').toString());
	const constant = (pallet: string, name: string) =>
		BigInt(api.consts[pallet]![name]!.toString());

	it('print everything', () => {
		for (const [pallet, entries] of Object.entries({
			paras: ['parachains', 'paraLifecycles', 'heads', 'currentCodeHash', 'futureCodeUpgrades', 'upcomingParasGenesis', 'actionsQueue'],
			parasDmp: ['downwardMessageQueues'],
			ump: ['relayDispatchQueues'],
			hrmp: ['hrmpEgressChannelsIndex', 'hrmpIngressChannelsIndex', 'hrmpWatermarks'],
			parasInclusion: ['pendingAvailability'],
			registrar: ['paras', 'nextFreeParaId', 'pendingSwap'],
			slots: ['leases'],
			auctions: ['auctionCounter', 'auctionInfo', 'winning', 'reservedAmounts']
		})) {
			for (const name of entries) console.log(pallet, name, entry(pallet, name));
		}
		for (const pallet of ['registrar', 'slots', 'auctions']) {
			for (const name of Object.keys(api.tx[pallet]!)) console.log(pallet, 'T', name, call(pallet, name));
			for (const name of Object.keys(api.events[pallet]!)) console.log(pallet, 'E', name, event(pallet, name));
			for (const name of Object.keys(api.consts[pallet]!)) console.log(pallet, 'C', name, constant(pallet, name));
		}
		console.log(Object.keys(api.events.paraInclusion!), Object.keys(api.query.paraInclusion!));
	});
});
