// SPDX-License-Identifier: GPL-3.0-or-later

/** What a wallet does: connects, signs, submits, and watches heads. */

import '@polkadot/api-augment/substrate';

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { HeaderExtended } from '@polkadot/api-derive/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { EventRecord, Header } from '@polkadot/types/interfaces';
import type { Codec, IEvent, ISubmittableResult } from '@polkadot/types/types';
import { stringToU8a, u8aConcat } from '@polkadot/util';
import { cryptoWaitReady, encodeAddress } from '@polkadot/util-crypto';

import { SOON, within } from './deadline.ts';

/** The number that makes an address look like one of Kusama. */
export const SS58_PREFIX = 2;
/** One KSM in plancks. */
export const UNITS = 10n ** 12n;
/** One cent: 1/3000 KSM, rounded down. */
export const CENTS = UNITS / 3000n;
/** Milliseconds of chain time between two slots. */
export const SLOT = 6_000;

/** The account that every treasury of this family has. */
export const TREASURY = encodeAddress(
	u8aConcat(stringToU8a('modlpy/trsry'), new Uint8Array(20)),
	SS58_PREFIX
);

/** The names of the accounts that a development chain funds. */
export const NAMES = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].flatMap((name) => [
	name,
	`${name}//stash`
]);

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519', ss58Format: SS58_PREFIX });

/** The keys of a development account by its name, or of any other by a made-up one. */
export function account(name: string): KeyringPair {
	return keyring.addFromUri(`//${name}`, { name });
}

/** An account that nobody has used yet. */
export function stranger(): KeyringPair {
	return account(`stranger/${process.pid}/${Math.random()}`);
}

/** What answers clients: a node, or a para in its process. */
export interface Answering {
	readonly name: string;
	readonly url: string;
}

/** Connects a client to a node. It does not reconnect: a node that goes away is a failure. */
export async function connect(node: Answering): Promise<ApiPromise> {
	const provider = await dial(node);
	return within(30, `answer of ${node.name}`, () =>
		ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true })
	);
}

/** Opens a connection for messages that the client library does not know. */
export async function dial(node: Answering): Promise<WsProvider> {
	const provider = new WsProvider(node.url, false);
	await provider.connect();
	return within(30, `connection to ${node.name}`, () => provider.isReady);
}

/** A stream of headers. */
export type Heads<H extends Header = Header> = (watch: (head: H) => void) => Promise<() => void>;

/** Every block that becomes the best one. */
export const best =
	(api: ApiPromise): Heads =>
	(watch) =>
		api.rpc.chain.subscribeNewHeads(watch);

/** Every block that becomes the best one, with its author as explorers find it out. */
export const authored =
	(api: ApiPromise): Heads<HeaderExtended> =>
	(watch) =>
		api.derive.chain.subscribeNewHeads((head) => watch(head));

/** Every block that is finalized, without those that are finalized along with a later one. */
export const finalized =
	(api: ApiPromise): Heads =>
	(watch) =>
		api.rpc.chain.subscribeFinalizedHeads(watch);

/**
 * Looks at each head in turn until `probe` finds something in it.
 *
 * The next head is looked at when `probe` is done with the one before, so heads are not missed.
 */
export async function until<T, H extends Header>(
	heads: Heads<H>,
	what: string,
	probe: (head: H) => Promise<T | undefined> | T | undefined,
	seconds = SOON
): Promise<T> {
	return within(seconds, what, (over) => {
		let unsubscribe: Promise<() => void> | undefined;
		const found = new Promise<T>((resolve, reject) => {
			let turn: Promise<void> = Promise.resolve();
			const look = async (head: H) => {
				if (!over.aborted) {
					const result = await probe(head);
					if (result !== undefined) {
						resolve(result);
					}
				}
			};
			unsubscribe = heads((head) => (turn = turn.then(() => look(head)).catch(reject)));
			unsubscribe.catch(reject);
		});
		over.addEventListener('abort', () => {
			unsubscribe?.then((stop) => stop()).catch(() => undefined);
		});
		return found;
	});
}

/** Waits for a head at least as high as this. */
export function height(
	heads: Heads,
	what: string,
	number: number,
	seconds = SOON
): Promise<Header> {
	return until(
		heads,
		`${what} #${number}`,
		(head) => (head.number.toNumber() >= number ? head : undefined),
		seconds
	);
}

/** Waits for the next `count` heads. */
export async function next(heads: Heads, count: number, seconds: number): Promise<Header[]> {
	const seen: Header[] = [];
	return until(
		heads,
		`run of ${count} heads`,
		(head) => (seen.push(head) >= count ? seen : undefined),
		seconds
	);
}

/** Who made a block, as wallets find out: from its digest and the validators of its session. */
export async function authorOf(api: ApiPromise, block: string): Promise<string> {
	const { author } = await api.derive.chain.getHeader(block);
	if (author === undefined) {
		throw new Error(`block ${block} names no author`);
	}
	return author.toString();
}

/** What became of a transaction in the block that contains it. */
export interface Outcome {
	/** The block. */
	block: string;
	/** The height of the block. */
	number: number;
	/** The place of the transaction in the block. */
	index: number;
	/** What the transaction itself brought about. */
	events: EventRecord[];
	/** Why the transaction failed, such as `balances.InsufficientBalance`. */
	error: string | undefined;
}

/** How to submit. */
export interface Submission {
	tip?: bigint;
	/** Wait until the block is final, which a network needs: its best block may be replaced. */
	finalized?: boolean;
}

/** Submits a transaction and says what became of it. Fails only if the pool does not take it. */
export async function attempt(
	api: ApiPromise,
	tx: SubmittableExtrinsic<'promise'>,
	signer: KeyringPair,
	{ tip = 0n, finalized = false }: Submission = {}
): Promise<Outcome> {
	const what = `${tx.method.section}.${tx.method.method} of ${String(signer.meta['name'])}`;
	// The client's own way of counting does not see what waits in the pool.
	const nonce = await api.rpc.system.accountNextIndex(signer.address);

	const result = await within(SOON, `block with ${what}`, (over) => {
		let unsubscribe: Promise<() => void> | undefined;
		const included = new Promise<ISubmittableResult>((resolve, reject) => {
			unsubscribe = tx.signAndSend(signer, { nonce, tip }, (result) => {
				if (result.isError) {
					reject(new Error(`${what}: the pool says ${result.status.type}`));
				} else if (result.isFinalized || (!finalized && result.isInBlock)) {
					// In a fast-forward a block is final before the client has told of it.
					resolve(result);
				}
			});
			unsubscribe.catch(reject);
		});
		over.addEventListener('abort', () => {
			unsubscribe?.then((stop) => stop()).catch(() => undefined);
		});
		return included;
	});

	const { status, dispatchError } = result;
	const block = (result.isFinalized ? status.asFinalized : status.asInBlock).toHex();
	const { number } = await api.rpc.chain.getHeader(block);
	return {
		block,
		number: number.toNumber(),
		index: result.txIndex!,
		events: result.events,
		error: dispatchError && errorName(api, dispatchError)
	};
}

/** Submits a transaction that must succeed. */
export async function submit(
	api: ApiPromise,
	tx: SubmittableExtrinsic<'promise'>,
	signer: KeyringPair,
	submission: Submission = {}
): Promise<Outcome> {
	const outcome = await attempt(api, tx, signer, submission);
	if (outcome.error !== undefined) {
		const { section, method } = tx.method;
		throw new Error(`${section}.${method} in #${outcome.number} failed: ${outcome.error}`);
	}
	return outcome;
}

/** The name of a dispatch error, such as `balances.InsufficientBalance` or `BadOrigin`. */
export function errorName(
	api: ApiPromise,
	error: {
		isModule: boolean;
		asModule: Parameters<ApiPromise['registry']['findMetaError']>[0];
	} & Codec
): string {
	if (error.isModule) {
		const { section, name } = api.registry.findMetaError(error.asModule);
		return `${section}.${name}`;
	}
	const shown = error.toHuman();
	return typeof shown === 'object' && shown !== null
		? Object.entries(shown).flat().join('.')
		: String(shown);
}

/** Why calls failed that another one has carried out: a batch, or a proxy's. */
export function innerErrors(api: ApiPromise, records: EventRecord[]): string[] {
	const { proxy, utility } = api.events;
	return [
		...all(records, utility.BatchInterrupted).map(({ error }) => error),
		...all(records, utility.ItemFailed).map(({ error }) => error),
		...all(records, proxy.ProxyExecuted).flatMap(({ result }) => (result.isErr ? result.asErr : []))
	].map((error) => errorName(api, error));
}

/** The shape of an event's description in the api, such as `api.events.balances.Transfer`. */
interface EventKind<Data extends Codec[], Fields> {
	is(event: IEvent<Codec[]>): event is IEvent<Data, Fields>;
}

/** The data of each event of one kind. */
export function all<Data extends Codec[], Fields>(
	records: EventRecord[],
	kind: EventKind<Data, Fields>
): Fields[] {
	return records.flatMap(({ event }) => (kind.is(event) ? [event.data as Fields] : []));
}

/** The data of the only event of one kind. */
export function only<Data extends Codec[], Fields>(
	records: EventRecord[],
	kind: EventKind<Data, Fields>
): Fields {
	const found = all(records, kind);
	if (found.length !== 1) {
		const names = records.map(({ event }) => `${event.section}.${event.method}`).join(', ');
		throw new Error(`${found.length} such events, not one, among: ${names}`);
	}
	return found[0]!;
}

/** What an account owns and is free to use, at a block or now. */
export async function free(api: ApiPromise, address: string, block?: string): Promise<bigint> {
	const state = block === undefined ? api : await api.at(block);
	const { data } = await state.query.system.account(address);
	return data.free.toBigInt();
}

/** All the money there is, at a block. */
export async function issuance(api: ApiPromise, block: string): Promise<bigint> {
	const state = await api.at(block);
	return (await state.query.balances.totalIssuance()).toBigInt();
}

/** The events of a block. */
export async function eventsAt(api: ApiPromise, block: string): Promise<EventRecord[]> {
	const state = await api.at(block);
	return [...(await state.query.system.events())];
}

/** What the events of some blocks say was minted, less what they say was burned. */
export function minted(api: ApiPromise, events: EventRecord[]): bigint {
	const sum = (amounts: { toBigInt(): bigint }[]) =>
		amounts.reduce((total, amount) => total + amount.toBigInt(), 0n);

	const toTreasury = all(events, api.events.staking.EraPaid).map(({ remainder }) => remainder);
	const toStakers = all(events, api.events.staking.Rewarded).map(({ amount }) => amount);
	const burned = all(events, api.events.treasury.Burnt).map(({ burntFunds }) => burntFunds);
	const lost = all(events, api.events.balances.DustLost).map(({ amount }) => amount);
	return sum(toTreasury) + sum(toStakers) - sum(burned) - sum(lost);
}

/** The hashes of the blocks of the best chain, from the first one or a later one on. */
export function blocks(api: ApiPromise, to: number, from = 1): Promise<string[]> {
	const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
	return Promise.all(
		numbers.map(async (number) => (await api.rpc.chain.getBlockHash(number)).toHex())
	);
}
