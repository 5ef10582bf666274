// SPDX-License-Identifier: Apache-2.0

/**
 * A chain under test through `polkadot-api` (PAPI). `@polkadot-labs/hdkd` and `@polkadot-labs/hdkd-helpers` sign;
 * before Node.js 22, `ws` connects.
 */

import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_MINI_SECRET, ss58Address } from '@polkadot-labs/hdkd-helpers';
import {
	type BlockInfo,
	createClient,
	type PolkadotClient,
	type PolkadotSigner,
	type Transaction
} from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';

import type { Testable } from './chain.js';
import { type AccountName, SS58_PREFIX } from './money.js';
import { Failure, include, type Outcome, refusalOf } from './outcome.js';

export { Failure, type Outcome } from './outcome.js';

const derive = sr25519CreateDerive(DEV_MINI_SECRET);

/** An account whose secret is well known. */
export interface Account {
	name: string;
	address: string;
	publicKey: Uint8Array;
	signer: PolkadotSigner;
}

/** An account by its name, such as `Alice` or `Alice//stash`. Any other name is an account without money. */
export function account(name: AccountName): Account {
	const { publicKey, sign } = derive(`//${name}`);
	return {
		name,
		address: ss58Address(publicKey, SS58_PREFIX),
		publicKey,
		signer: getPolkadotSigner(publicKey, 'Sr25519', sign)
	};
}

/** What a pallet said: `{ type: 'Balances', value: { type: 'Transfer', value: { from, to, amount } } }`. */
export interface Event {
	type: string;
	value: { type: string; value: unknown };
}

/** What PAPI knows of a failure. */
interface DispatchError {
	type: string;
	value?: unknown;
}

/**
 * Everything that the chain has, by its name in the metadata: `api.tx.Balances.transfer_keep_alive({...})`,
 * `api.query.System.Account.getValue(address)`. Nothing of it is checked before the test runs; for that, give the
 * descriptors that `papi add` writes to `client.getTypedApi`.
 */
export interface LooseApi {
	query: Record<string, any>;
	tx: Record<string, any>;
	constants: Record<string, any>;
	apis: Record<string, any>;
	view: Record<string, any>;
}

interface EventRecord {
	phase: { type: string; value?: number };
	event: Event;
}

/** A client of a chain, or of a para beside one. */
export class Papi {
	readonly #testable: Testable;
	readonly #unfollow: () => void;

	readonly api: LooseApi;

	private constructor(
		testable: Testable,
		/** PAPI itself, to get a typed API from for example. */
		readonly client: PolkadotClient
	) {
		this.#testable = testable;
		this.api = client.getUnsafeApi();
		this.#unfollow = testable.follow({
			shows: async ({ hash, final }) => {
				await first<BlockInfo[]>(client.bestBlocks$, (blocks) =>
					blocks.some((block) => block.hash === hash)
				);
				// What is read without a block's hash is read of the newest final one.
				if (final) {
					await first<BlockInfo>(client.finalizedBlock$, (block) => block.hash === hash);
				}
			},
			close: () => this.close()
		});
	}

	/** Connects to a chain or a para. Whatever changes it waits from then on until this client shows the change. */
	static async connect(testable: Testable): Promise<Papi> {
		const websocketClass = globalThis.WebSocket ?? (await import('ws')).WebSocket;
		const client = createClient(getWsProvider(testable.url, { websocketClass }));
		await client.getFinalizedBlock();
		return new Papi(testable, client);
	}

	/**
	 * Signs a transaction, has it included in the next block and returns what it brought about. Fails with a
	 * {@link Failure} that names the error if its call fails.
	 */
	async send(transaction: Transaction, who: Account): Promise<Outcome<Event>> {
		const [outcome] = await this.sendAll([transaction, who]);
		return outcome!;
	}

	/** The same with several transactions, in this order in one block. Fails if one of their calls fails. */
	async sendAll(...acts: (readonly [transaction: Transaction, who: Account])[]): Promise<Outcome<Event>[]> {
		const included = await include(
			this.#testable,
			acts,
			([, { address }]) => address,
			async ([transaction, { signer }], nonce) => {
				// Immortal, so that it does not matter how far the chain has come meanwhile.
				const bytes = await transaction.sign(signer, { nonce, mortality: { mortal: false } });
				return `0x${Buffer.from(bytes).toString('hex')}`;
			}
		);
		const outcomes: Outcome<Event>[] = [];
		for (const [i, { block, place }] of included.entries()) {
			const events = (await this.#recordsAt(block))
				.filter(({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === place)
				.map(({ event }) => event);
			const [failed] = eventsOf<{ dispatch_error: DispatchError }>(events, 'System', 'ExtrinsicFailed');
			if (failed !== undefined) {
				throw new Failure(nameOf(acts[i]![0]), errorName(failed.dispatch_error), block);
			}
			outcomes.push({ block, events });
		}
		return outcomes;
	}

	/** Sends a transaction whose call must fail, and returns why it did, such as `Token.FundsUnavailable`. */
	refusal(transaction: Transaction, who: Account): Promise<string> {
		return refusalOf(nameOf(transaction), () => this.send(transaction, who));
	}

	/** What an account has and is free to use, in plancks. */
	async free({ address }: Account): Promise<bigint> {
		const { data } = (await this.api.query['System'].Account.getValue(address)) as {
			data: { free: bigint };
		};
		return data.free;
	}

	/** All that happened in a block that this client shows: the newest one, or one that it still knows. */
	async eventsAt(block: string): Promise<Event[]> {
		return (await this.#recordsAt(block)).map(({ event }) => event);
	}

	/** Ends the connection. */
	close(): void {
		this.#unfollow();
		this.client.destroy();
	}

	async #recordsAt(block: string): Promise<EventRecord[]> {
		return this.api.query['System'].Events.getValue({ at: block }) as Promise<EventRecord[]>;
	}
}

/** Connects PAPI to a chain or a para. */
export function connect(testable: Testable): Promise<Papi> {
	return Papi.connect(testable);
}

/** The data of each event of one kind, such as `eventsOf(events, 'Balances', 'Transfer')`. */
export function eventsOf<Data = unknown>(events: readonly Event[], pallet: string, name: string): Data[] {
	return events
		.filter(({ type, value }) => type === pallet && value.type === name)
		.map(({ value }) => value.value as Data);
}

function nameOf({ decodedCall }: Transaction): string {
	const { type, value } = decodedCall as { type: string; value: { type: string } };
	return `${type}.${value.type}`;
}

/** The name of an error, with the pallet or the kind of error in front where it has one. */
function errorName({ type, value }: DispatchError): string {
	if (value === undefined || value === null) {
		return type;
	}
	const { type: inner, value: module } = value as { type: string; value?: { type: string } };
	return type === 'Module' ? `${inner}.${module!.type}` : `${type}.${inner}`;
}

/** The first thing told that is as it should be. */
function first<T>(
	told: {
		subscribe(observer: { next(value: T): void; error(error: unknown): void }): { unsubscribe(): void };
	},
	fits: (value: T) => boolean
): Promise<T> {
	return new Promise((resolve, reject) => {
		const subscription = told.subscribe({
			next(value) {
				if (fits(value)) {
					resolve(value);
					// It may be told before there is anything to end.
					queueMicrotask(() => subscription.unsubscribe());
				}
			},
			error: reject
		});
	});
}
