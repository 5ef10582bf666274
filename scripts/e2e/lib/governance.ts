// SPDX-License-Identifier: GPL-3.0-or-later

/** Open governance: referenda from proposal to enactment, the fellowship, the technical committee. */

import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { EventRecord } from '@polkadot/types/interfaces';
import { blake2AsHex } from '@polkadot/util-crypto';

import { account, all, errorName, eventsAt, NAMES, only, UNITS } from './api.ts';
import type { Act, Chain, Sealed } from './chain.ts';
import { amount, type Fields, type Plain, single } from './records.ts';

/** A call, such as `api.tx.system.remark('0x')`. */
export type Call = SubmittableExtrinsic<'promise'>;

/** The plancks that a voter does not vote with, to pay fees. */
const KEPT_FOR_FEES = 1_000n * UNITS;
/** The most alarms of a referendum, or attempts at its call, before this counts as a failure. */
const WAKINGS = 200;

/** A proposal. */
export interface Bill {
	/** The origin of the call: `Root`, or the name of another one such as `AuctionAdmin`. */
	power: string;
	call: Call;
	/** Blocks from approval to enactment, 1 by default. The track may demand more. */
	after?: number;
	/** Where the call is: in a preimage, as with wallets (the default), or in the proposal, if it is short. */
	form?: 'preimage' | 'inline';
	/** The account that submits it and pays the deposits; Alice by default. */
	by?: KeyringPair;
}

/** A vote that is not split. */
export interface Ballot {
	voter: KeyringPair;
	aye: boolean;
	balance: bigint;
	conviction?: Conviction;
}

export type Conviction =
	| 'None'
	| 'Locked1x'
	| 'Locked2x'
	| 'Locked3x'
	| 'Locked4x'
	| 'Locked5x'
	| 'Locked6x';

/** A deposit in a record, in plancks. */
export interface Deposit {
	who: string;
	amount: bigint;
}

/** A referendum that goes on. */
export interface Ongoing {
	type: 'Ongoing';
	track: number;
	submitted: number;
	deciding: { since: number; confirming: number | null } | null;
	inQueue: boolean;
	/** The block of the next alarm, at which the referendum is looked at again. */
	alarm: number | null;
	tally: Record<string, bigint>;
	submissionDeposit: Deposit;
	decisionDeposit: Deposit | null;
}

/** A referendum that has ended, with the deposits that are not refunded yet. */
export interface Ended {
	type: 'Approved' | 'Rejected' | 'Cancelled' | 'TimedOut' | 'Killed';
	at: number;
	left: Deposit[];
}

/** A block by its height, with its events. */
export interface Moment {
	number: number;
	events: EventRecord[];
}

/** Makes blocks up to this height, inclusive. */
export function forward(chain: Chain, to: number): Promise<void> {
	return chain.to(to);
}

/** The events of the block at this height. */
export async function moment({ api }: Chain, number: number): Promise<Moment> {
	const hash = await api.rpc.chain.getBlockHash(number);
	return { number, events: await eventsAt(api, hash.toHex()) };
}

/** Votes of these accounts, each with its whole balance except some money for fees. */
export async function wholeBalances(
	{ api }: Chain,
	aye = true,
	conviction: Conviction = 'Locked1x',
	voters: KeyringPair[] = NAMES.map(account)
): Promise<Ballot[]> {
	const accounts = await api.query.system.account.multi(voters.map(({ address }) => address));
	// Held money counts for votes too.
	return accounts.map(({ data }, i) => ({
		voter: voters[i]!,
		aye,
		balance: data.free.toBigInt() + data.reserved.toBigInt() - KEPT_FOR_FEES,
		conviction
	}));
}

/** The referenda of the public, or those of the fellowship. */
export class Referenda {
	constructor(
		readonly chain: Chain,
		readonly pallet: 'referenda' | 'fellowshipReferenda' = 'referenda'
	) {}

	/** Submits a proposal and returns the index of its referendum. */
	async submit(bill: Bill): Promise<number> {
		const { power, call, after = 1, form = 'preimage', by = account('Alice') } = bill;
		const { method } = call;
		const acts: Act[] = [];
		let proposal: object = { Inline: method.toHex() };
		if (form === 'preimage') {
			const { preimage } = this.chain.api.tx;
			const hash = method.hash.toHex();
			proposal = { Lookup: { hash, len: method.encodedLength } };
			if ((await this.chain.api.query.preimage.requestStatusFor(hash)).isNone) {
				acts.push([preimage.notePreimage(method.toHex()), by]);
			}
		}
		const origin = power === 'Root' ? { system: 'Root' } : { Origins: power };
		acts.push([this.#tx('submit')(origin, proposal, { After: after }), by]);
		const { events } = await this.chain.include(...acts);
		return this.event(events, 'Submitted')['index'] as number;
	}

	/** Places the decision deposit of a referendum. */
	placeDeposit(index: number, by = account('Alice')): Promise<Sealed> {
		return this.chain.include([this.#tx('placeDecisionDeposit')(index), by]);
	}

	/** Submits a proposal and places its decision deposit. Returns the index of its referendum. */
	async open(bill: Bill): Promise<number> {
		const index = await this.submit(bill);
		await this.placeDeposit(index, bill.by);
		return index;
	}

	/** Casts votes of token holders, all in one block. */
	vote(index: number, ballots: Ballot[]): Promise<Sealed> {
		const { convictionVoting } = this.chain.api.tx;
		return this.chain.include(
			...ballots.map(({ voter, aye, balance, conviction = 'Locked1x' }): Act => {
				const standard = { vote: { aye, conviction }, balance };
				return [convictionVoting.vote(index, { Standard: standard }), voter];
			})
		);
	}

	/** The state of a referendum. */
	async state(index: number): Promise<Ongoing | Ended> {
		const info = await this.chain.api.query[this.pallet]!['referendumInfoFor']!(index);
		const record = info.toJSON() as Record<string, unknown> | null;
		if (record === null) {
			throw new Error(`${this.pallet} ${index} has no record`);
		}
		const [[type, value]] = Object.entries(record) as [[string, unknown]];
		if (type === 'ongoing') {
			return ongoing(value as RawOngoing);
		}
		const [at, ...deposits] = type === 'killed' ? [value as number] : (value as RawEnded);
		const name = `${type[0]!.toUpperCase()}${type.slice(1)}` as Ended['type'];
		return { type: name, at: at as number, left: deposits.flatMap((one) => deposit(one) ?? []) };
	}

	/** The state of a referendum that must be ongoing. */
	async ongoing(index: number): Promise<Ongoing> {
		const state = await this.state(index);
		if (state.type !== 'Ongoing') {
			throw new Error(`${this.pallet} ${index} is over: ${state.type} in #${state.at}`);
		}
		return state;
	}

	/** Runs from alarm to alarm of a referendum until `there` returns true, or until it has ended. */
	async runUntil(index: number, there: (state: Ongoing) => boolean): Promise<Ongoing | Ended> {
		for (let wakings = 0; wakings < WAKINGS; wakings++) {
			const state = await this.state(index);
			if (state.type !== 'Ongoing' || there(state)) {
				return state;
			}
			if (state.alarm === null) {
				throw new Error(`${this.pallet} ${index} waits in a queue: ${show(state)}`);
			}
			await this.chain.to(Math.max(state.alarm, (await this.chain.height()) + 1));
		}
		throw new Error(`${this.pallet} ${index} goes nowhere: ${show(await this.state(index))}`);
	}

	/** Runs to the end of a referendum. */
	async end(index: number): Promise<Ended> {
		return (await this.runUntil(index, () => false)) as Ended;
	}

	/** Runs to the end of a referendum, which must be approved. */
	async approved(index: number): Promise<Ended> {
		const ended = await this.end(index);
		if (ended.type !== 'Approved') {
			throw new Error(`${this.pallet} ${index} is not approved: ${show(ended)}`);
		}
		return ended;
	}

	/** The name of the scheduler's task that enacts a referendum. */
	task(index: number): string {
		const pallet = `${this.pallet[0]!.toUpperCase()}${this.pallet.slice(1)}`;
		const name = this.chain.api.createType('(Text, Text, u32)', [pallet, 'enactment', index]);
		return blake2AsHex(name.toU8a());
	}

	/** The block for which the call of an approved referendum is scheduled. */
	async dueAt(index: number): Promise<number> {
		const place = await this.chain.api.query.scheduler.lookup(this.task(index));
		if (place.isNone) {
			throw new Error(`the call of ${this.pallet} ${index} is not on the agenda`);
		}
		return place.unwrap()[0].toNumber();
	}

	/** Runs to the block that dispatches an approved referendum's call. Returns its events and the call's error. */
	async carriedOut(index: number): Promise<Moment & { error: string | undefined }> {
		const { api } = this.chain;
		const task = this.task(index);
		let at = await this.dueAt(index);
		// A block without room, such as the first one of a session, leaves its agenda to the next block.
		for (let wakings = 0; wakings < WAKINGS; wakings++) {
			await this.chain.to(at);
			const there = await moment(this.chain, at);
			for (const { id, result } of all(there.events, api.events.scheduler.Dispatched)) {
				if (id.isSome && id.unwrap().toHex() === task) {
					const error = result.isErr ? errorName(api, result.asErr) : undefined;
					return { ...there, error };
				}
			}
			for (const { id } of all(there.events, api.events.scheduler.CallUnavailable)) {
				if (id.isSome && id.unwrap().toHex() === task) {
					throw new Error(`the preimage of ${this.pallet} ${index} is gone`);
				}
			}
			at = Math.max(at + 1, await this.dueAt(index));
		}
		throw new Error(`the call of ${this.pallet} ${index} is put off for ever`);
	}

	/** Runs until a referendum is approved and its call has succeeded. */
	async enacted(index: number): Promise<Moment> {
		await this.approved(index);
		const { error, ...there } = await this.carriedOut(index);
		if (error !== undefined) {
			throw new Error(`the call of ${this.pallet} ${index} failed in #${there.number}: ${error}`);
		}
		return there;
	}

	/** Takes a proposal from its submission to its enactment, with the votes of all accounts. */
	async enact(bill: Bill): Promise<Moment & { index: number }> {
		const index = await this.open(bill);
		await this.vote(index, await wholeBalances(this.chain));
		return { ...(await this.enacted(index)), index };
	}

	/** The fields of the only event of this pallet with this name. */
	event(records: EventRecord[], name: string): Fields {
		return single(records, `${this.pallet}.${name}`);
	}

	#tx(name: string): (...params: unknown[]) => Call {
		return this.chain.api.tx[this.pallet]![name]!;
	}
}

/** The fellowship, whose members vote by rank. */
export class Fellowship {
	readonly referenda: Referenda;

	/** The fellowship of a chain. `voters` are the members who vote. */
	constructor(
		readonly chain: Chain,
		readonly voters: KeyringPair[] = ['Alice', 'Bob', 'Charlie', 'Dave'].map(account)
	) {
		this.referenda = new Referenda(chain, 'fellowshipReferenda');
	}

	/** Casts votes of members, all in one block. */
	vote(index: number, aye = true, voters = this.voters): Promise<Sealed> {
		const vote = this.chain.api.tx['fellowshipCollective']!['vote']!;
		return this.chain.include(...voters.map((voter): Act => [vote(index, aye), voter]));
	}

	/** Takes a proposal of the fellowship from its submission to its enactment, with the votes of all voters. */
	async enact(bill: Bill): Promise<Moment & { index: number }> {
		const index = await this.referenda.open(bill);
		await this.vote(index);
		return { ...(await this.referenda.enacted(index)), index };
	}

	/** Has the fellowship whitelist a call, which may then be dispatched as root. */
	async whitelist(call: Call): Promise<Moment & { index: number }> {
		const { whitelist } = this.chain.api.tx;
		return this.enact({ power: 'Fellows', call: whitelist.whitelistCall(call.method.hash) });
	}
}

/** The outcome of a motion: the block that closes it. */
export interface Motion extends Sealed {
	/** The error of the motion's call if it failed, such as `fastTrack.CoolingOff`. */
	error: string | undefined;
}

/** The technical committee. */
export class Committee {
	constructor(
		readonly chain: Chain,
		readonly members: KeyringPair[] = ['Alice', 'Bob', 'Charlie'].map(account)
	) {}

	/**
	 * Passes a motion as the Tech. comm. page of polkadot.js apps does: the first of `ayes` proposes and closes
	 * it, and all of them vote for it.
	 */
	async motion(call: Call, ayes: KeyringPair[] = this.members.slice(0, 2)): Promise<Motion> {
		const { api } = this.chain;
		const { technicalCommittee } = api.tx;
		const [mover] = ayes as [KeyringPair];
		const length = call.method.encodedLength;
		const hash = call.method.hash;
		const index = await api.query.technicalCommittee.proposalCount();

		await this.chain.include([technicalCommittee.propose(ayes.length, call, length), mover]);
		await this.chain.include(
			...ayes.map((member): Act => [technicalCommittee.vote(hash, index, true), member])
		);
		const { weight } = await call.paymentInfo(mover);
		const closed = await this.chain.include([
			technicalCommittee.close(hash, index, weight, length),
			mover
		]);
		const { result } = only(closed.events, api.events.technicalCommittee.Executed);
		return { ...closed, error: result.isErr ? errorName(api, result.asErr) : undefined };
	}

	/** Passes a motion whose call must succeed. */
	async carry(call: Call, ayes?: KeyringPair[]): Promise<Sealed> {
		const { error, ...closed } = await this.motion(call, ayes);
		if (error !== undefined) {
			throw new Error(`the motion for ${name(call)} is carried, and the call fails: ${error}`);
		}
		return closed;
	}

	/** Has a single member dispatch a call as a member. The page has no button for it. */
	async alone(member: KeyringPair, call: Call): Promise<Motion> {
		const { api } = this.chain;
		const execute = api.tx.technicalCommittee.execute(call, call.method.encodedLength);
		const done = await this.chain.include([execute, member]);
		const { result } = only(done.events, api.events.technicalCommittee.MemberExecuted);
		return { ...done, error: result.isErr ? errorName(api, result.asErr) : undefined };
	}
}

interface RawDeposit {
	who: string;
	amount: Plain;
}

type RawEnded = [number, RawDeposit | null, RawDeposit | null];

interface RawOngoing {
	track: number;
	submitted: number;
	deciding: Ongoing['deciding'];
	inQueue: boolean;
	alarm: [number, unknown] | null;
	tally: Record<string, Plain>;
	submissionDeposit: RawDeposit;
	decisionDeposit: RawDeposit | null;
}

function deposit(raw: RawDeposit | null): Deposit | null {
	return raw === null ? null : { who: raw.who, amount: amount(raw.amount) };
}

function ongoing(raw: RawOngoing): Ongoing {
	const { track, submitted, deciding, inQueue } = raw;
	const tally = Object.entries(raw.tally).map(([what, votes]) => [what, amount(votes)]);
	return {
		type: 'Ongoing',
		track,
		submitted,
		deciding,
		inQueue,
		alarm: raw.alarm?.[0] ?? null,
		tally: Object.fromEntries(tally) as Record<string, bigint>,
		submissionDeposit: deposit(raw.submissionDeposit)!,
		decisionDeposit: deposit(raw.decisionDeposit)
	};
}

/** A state as text, for a message. */
function show(state: Ongoing | Ended): string {
	return JSON.stringify(state, (_, value: unknown) =>
		typeof value === 'bigint' ? value.toString() : value
	);
}

/** The name of a call, for a message. */
function name({ method: { section, method } }: Call): string {
	return `${section}.${method}`;
}
