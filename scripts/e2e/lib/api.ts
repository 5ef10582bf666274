// SPDX-License-Identifier: GPL-3.0-or-later

/** A client as wallets use it: it connects, signs, submits, and watches heads. */

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

/** The SS58 prefix of Kusama's addresses. */
export const SS58_PREFIX = 2;
/** One KSM in plancks. */
export const UNITS = 10n ** 12n;
/** One cent: 1/3000 KSM, rounded down. */
export const CENTS = UNITS / 3000n;
/** The length of a slot in milliseconds of chain time. */
export const SLOT = 6_000;

/** The treasury's account, which is the same on every chain with the treasury's usual pallet id. */
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

/** The keys of the account with this name: a development account, or any other. */
export function account(name: string): KeyringPair {
	return keyring.addFromUri(`//${name}`, { name });
}

/** A new account, which nobody has used. */
export function stranger(): KeyringPair {
	return account(`stranger/${process.pid}/${Math.random()}`);
}

/** What clients can connect to: a node, or a para in its process. */
export interface Answering {
	readonly name: string;
	readonly url: string;
}

/** Connects a client. It does not reconnect, so a node that ends makes the test fail. */
export async function connect(node: Answering): Promise<ApiPromise> {
	const provider = await dial(node);
	return within(30, `answer of ${node.name}`, () =>
		ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true })
	);
}

/** Opens a connection for calls that the client library does not have. */
export async function dial(node: Answering): Promise<WsProvider> {
	const provider = new WsProvider(node.url, false);
	await provider.connect();
	return within(30, `connection to ${node.name}`, () => provider.isReady);
}

/** A subscription to headers. Resolves to a function that ends it. */
export type Heads<H extends Header = Header> = (watch: (head: H) => void) => Promise<() => void>;

/** Every block that becomes the best one. */
export const best =
	(api: ApiPromise): Heads =>
	(watch) =>
		api.rpc.chain.subscribeNewHeads(watch);

/** Every block that becomes the best one, with its author as explorers determine it. */
export const authored =
	(api: ApiPromise): Heads<HeaderExtended> =>
	(watch) =>
		api.derive.chain.subscribeNewHeads((head) => watch(head));

/** Every finalized block, without those that are finalized together with a later one. */
export const finalized =
	(api: ApiPromise): Heads =>
	(watch) =>
		api.rpc.chain.subscribeFinalizedHeads(watch);

/**
 * Calls `probe` with one head after another until it returns something, and returns that. Fails after
 * `seconds` with a message that names `what`. No head is missed, because a head waits until `probe` is done
 * with the last one.
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

/** Waits for a head at least this high. */
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

/** The author of a block as wallets determine it: from its digest and the validators of its session. */
export async function authorOf(api: ApiPromise, block: string): Promise<string> {
	const { author } = await api.derive.chain.getHeader(block);
	if (author === undefined) {
		throw new Error(`block ${block} names no author`);
	}
	return author.toString();
}

/** The outcome of a transaction that is in a block. */
export interface Outcome {
	/** The hash of the block. */
	block: string;
	/** The height of the block. */
	number: number;
	/** The index of the transaction in the block. */
	index: number;
	/** The events of the transaction. */
	events: EventRecord[];
	/** The error if its call failed, such as `balances.InsufficientBalance`. */
	error: string | undefined;
}

/** How to submit. */
export interface Submission {
	tip?: bigint;
	/** Whether to wait until the block is final. In a network the best block may be replaced. */
	finalized?: boolean;
	/** Whether it stays valid for ever. A long run makes the 64 blocks that wallets give it in less than 0.1 s. */
	immortal?: boolean;
}

/** Submits a transaction and returns its outcome, also if its call fails. Fails if the pool refuses it. */
export async function attempt(
	api: ApiPromise,
	tx: SubmittableExtrinsic<'promise'>,
	signer: KeyringPair,
	{ tip = 0n, finalized = false, immortal = false }: Submission = {}
): Promise<Outcome> {
	const what = `${tx.method.section}.${tx.method.method} of ${String(signer.meta['name'])}`;
	// The nonce that the client would take does not count transactions in the pool.
	const nonce = await api.rpc.system.accountNextIndex(signer.address);

	const result = await within(SOON, `block with ${what}`, (over) => {
		let unsubscribe: Promise<() => void> | undefined;
		const included = new Promise<ISubmittableResult>((resolve, reject) => {
			const options = { nonce, tip, ...(immortal ? { era: 0 } : {}) };
			unsubscribe = tx.signAndSend(signer, options, (result) => {
				if (result.isError) {
					reject(new Error(`${what}: the pool says ${result.status.type}`));
				} else if (result.isFinalized || (!finalized && result.isInBlock)) {
					// In a fast-forward a block may be final before the client reports that it exists.
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

/** Submits a transaction whose call must succeed, and returns its outcome. */
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

/** The errors of calls inside others: those of a batch, and those that a proxy makes. */
export function innerErrors(api: ApiPromise, records: EventRecord[]): string[] {
	const { proxy, utility } = api.events;
	return [
		...all(records, utility.BatchInterrupted).map(({ error }) => error),
		...all(records, utility.ItemFailed).map(({ error }) => error),
		...all(records, proxy.ProxyExecuted).flatMap(({ result }) => (result.isErr ? result.asErr : []))
	].map((error) => errorName(api, error));
}

/** The type of an event's description in the API, such as `api.events.balances.Transfer`. */
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

/** The data of the only event of one kind. Fails unless there is exactly one. */
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

/** The free balance of an account in plancks, at a block or now. */
export async function free(api: ApiPromise, address: string, block?: string): Promise<bigint> {
	const state = block === undefined ? api : await api.at(block);
	const { data } = await state.query.system.account(address);
	return data.free.toBigInt();
}

/** The total issuance in plancks, at a block. */
export async function issuance(api: ApiPromise, block: string): Promise<bigint> {
	const state = await api.at(block);
	return (await state.query.balances.totalIssuance()).toBigInt();
}

/** The events of a block. */
export async function eventsAt(api: ApiPromise, block: string): Promise<EventRecord[]> {
	const state = await api.at(block);
	return [...(await state.query.system.events())];
}

/** The plancks that were minted by these events, less those that were burned. */
export function minted(api: ApiPromise, events: EventRecord[]): bigint {
	const sum = (amounts: { toBigInt(): bigint }[]) =>
		amounts.reduce((total, amount) => total + amount.toBigInt(), 0n);

	const toTreasury = all(events, api.events.staking.EraPaid).map(({ remainder }) => remainder);
	const toStakers = all(events, api.events.staking.Rewarded).map(({ amount }) => amount);
	const burned = all(events, api.events.treasury.Burnt).map(({ burntFunds }) => burntFunds);
	const lost = all(events, api.events.balances.DustLost).map(({ amount }) => amount);
	return sum(toTreasury) + sum(toStakers) - sum(burned) - sum(lost);
}

/** The hashes of the blocks `from` to `to` of the best chain. */
export function blocks(api: ApiPromise, to: number, from = 1): Promise<string[]> {
	const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
	return Promise.all(
		numbers.map(async (number) => (await api.rpc.chain.getBlockHash(number)).toHex())
	);
}
