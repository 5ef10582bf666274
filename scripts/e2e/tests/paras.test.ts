// SPDX-License-Identifier: GPL-3.0-or-later

/** Paras: registration, the validators' votes on code, and what wallets read of all that. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import { stringToHex, u8aToHex } from '@polkadot/util';

import { account, attempt, connect, type Outcome, submit, UNITS } from '../lib/api.ts';
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

type Calls = Record<string, (...args: unknown[]) => SubmittableExtrinsic<'promise'>>;

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

	async function openVotes(): Promise<string[]> {
		return (await api.query.paras!.pvfActiveVoteList!()).toJSON() as string[];
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
		assert.equal((await openVotes()).length, 1);
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
		await node.says(/A para's code is fine/, 10);
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
		await node.says(/A para's code is refused: .*it cannot be compiled/, 10);
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

	/** The type of an entry's value, with a `?` where there may be none. */
	function entry(path: string): string {
		const [pallet, name] = path.split('.') as [string, string];
		const query = api.query[pallet]?.[name];
		assert.ok(query, `${path} is missing`);
		const { modifier, type } = query.creator.meta;
		const value = type.isPlain ? type.asPlain : type.asMap.value;
		return `${api.registry.lookup.getTypeDef(value).type}${modifier.isOptional ? '?' : ''}`;
	}

	const number = (pallet: string, name: string) => Number(api.consts[pallet]![name]!.toString());

	it('find every entry of the parachains page, each with its type', () => {
		const genesis = { genesisHead: 'Bytes', validationCode: 'Bytes', paraKind: 'bool' };
		const record = { manager: 'AccountId32', deposit: 'u128', locked: 'Option<bool>' };
		const expected = {
			'paras.parachains': 'Vec<u32>',
			'paras.heads': 'Bytes?',
			'paras.currentCodeHash': 'H256?',
			'paras.futureCodeUpgrades': 'u32?',
			'paras.upcomingParasGenesis': `${JSON.stringify(genesis)}?`,
			'paras.actionsQueue': 'Vec<u32>',
			'parasDmp.downwardMessageQueues': 'Vec<u32>',
			'ump.relayDispatchQueues': 'Vec<u32>',
			'hrmp.hrmpEgressChannelsIndex': 'Vec<u32>',
			'hrmp.hrmpIngressChannelsIndex': 'Vec<u32>',
			'hrmp.hrmpWatermarks': 'u32?',
			'parasInclusion.pendingAvailability': 'Null?',
			'registrar.paras': `${JSON.stringify(record)}?`,
			'registrar.nextFreeParaId': 'u32',
			'registrar.pendingSwap': 'u32?',
			'slots.leases': 'Vec<Option<(AccountId32,u128)>>',
			'auctions.auctionCounter': 'u32',
			'auctions.auctionInfo': '(u32,u32)?',
			'auctions.winning': '[Option<(AccountId32,u32,u128)>;36]?',
			'auctions.reservedAmounts': 'u128?'
		};
		const found = Object.keys(expected).map((path) => [path, entry(path)]);
		assert.deepEqual(Object.fromEntries(found), expected);
	});

	it('find the states of a para in their order', () => {
		assert.deepEqual(JSON.parse(entry('paras.paraLifecycles').replace(/\?$/, '')), {
			_enum: [
				'Onboarding',
				'Parathread',
				'Parachain',
				'UpgradingParathread',
				'DowngradingParachain',
				'OffboardingParathread',
				'OffboardingParachain'
			]
		});
	});

	it('find the deposits, the periods and the ranges in constants', () => {
		for (const name of ['paraDeposit', 'dataDepositPerByte']) {
			assert.equal(api.consts.registrar![name]!.toRawType(), 'u128');
		}
		assert.equal(number('slots', 'leasePeriod'), 200);
		assert.equal(number('slots', 'leaseOffset'), 0);
		assert.equal(number('auctions', 'endingPeriod'), 40);
		assert.equal(number('auctions', 'sampleLength'), 2);
		const periods = number('auctions', 'leasePeriodsPerSlot');
		assert.equal(number('auctions', 'slotRangeCount'), (periods * (periods + 1)) / 2);
	});

	it('can encode every call of the pages, with the arguments in their order', () => {
		const who = account('Alice').address;
		const { registrar, slots, auctions } = api.tx as unknown as Record<string, Calls>;
		const calls = {
			reserve: registrar!.reserve!(),
			register: registrar!.register!(2_000, HEAD, wasm('some')),
			forceRegister: registrar!.forceRegister!(who, UNITS, 2_000, HEAD, wasm('some')),
			deregister: registrar!.deregister!(2_000),
			swap: registrar!.swap!(2_000, 2_001),
			removeLock: registrar!.removeLock!(2_000),
			addLock: registrar!.addLock!(2_000),
			scheduleCodeUpgrade: registrar!.scheduleCodeUpgrade!(2_000, wasm('new')),
			setCurrentHead: registrar!.setCurrentHead!(2_000, HEAD),
			forceLease: slots!.forceLease!(2_000, who, UNITS, 1, 8),
			clearAllLeases: slots!.clearAllLeases!(2_000),
			triggerOnboard: slots!.triggerOnboard!(2_000),
			newAuction: auctions!.newAuction!(100, 1),
			bid: auctions!.bid!(2_000, 1, 1, 8, UNITS),
			cancelAuction: auctions!.cancelAuction!()
		};
		for (const [name, call] of Object.entries(calls)) {
			assert.equal(api.createType('Call', call.method.toU8a()).method, name);
		}
	});

	it('find the events that they look for, with their fields', () => {
		const expected = {
			'registrar.Registered': ['para_id', 'manager'],
			'registrar.Deregistered': ['para_id'],
			'registrar.Reserved': ['para_id', 'who'],
			'registrar.Swapped': ['para_id', 'other_id'],
			'slots.NewLeasePeriod': ['lease_period'],
			'slots.Leased': [
				'para_id',
				'leaser',
				'period_begin',
				'period_count',
				'extra_reserved',
				'total_amount'
			],
			'auctions.AuctionStarted': ['auction_index', 'lease_period', 'ending'],
			'auctions.AuctionClosed': ['auction_index'],
			'auctions.Reserved': ['bidder', 'extra_reserved', 'total_amount'],
			'auctions.Unreserved': ['bidder', 'amount'],
			'auctions.ReserveConfiscated': ['para_id', 'leaser', 'amount'],
			'auctions.BidAccepted': ['bidder', 'para_id', 'amount', 'first_slot', 'last_slot'],
			'auctions.WinningOffset': ['auction_index', 'block_number'],
			'paraInclusion.CandidateBacked': ['', '', '', ''],
			'paraInclusion.CandidateIncluded': ['', '', '', ''],
			'paraInclusion.CandidateTimedOut': ['', '', '']
		};
		const fields = (path: string) => {
			const [pallet, name] = path.split('.') as [string, string];
			const event = api.events[pallet]?.[name];
			return event?.meta.fields.map((field) => field.name.unwrapOr('').toString());
		};
		const found = Object.keys(expected).map((path) => [path, fields(path)]);
		assert.deepEqual(Object.fromEntries(found), expected);
	});

	it('read an auction that is not there, and leases that nobody has', async () => {
		const { auctions, slots } = api.query;
		assert.equal((await auctions!.auctionInfo!()).isEmpty, true);
		assert.equal((await auctions!.winning!(0)).isEmpty, true);
		assert.deepEqual((await slots!.leases!(2_000)).toJSON(), []);
	});
});
