// SPDX-License-Identifier: Apache-2.0

/**
 * A chain under test, for `polkadot-api` (PAPI). It needs `@polkadot-labs/hdkd` and `@polkadot-labs/hdkd-helpers`
 * to sign and, before Node.js 22, `ws` to connect.
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

/** The account with this name, such as `Alice` or `Alice//stash`. Any other name is an account without money. */
export function account(name: AccountName): Account {
	const { publicKey, sign } = derive(`//${name}`);
	return {
		name,
		address: ss58Address(publicKey, SS58_PREFIX),
		publicKey,
		signer: getPolkadotSigner(publicKey, 'Sr25519', sign)
	};
}

/** An event of a pallet: `{ type: 'Balances', value: { type: 'Transfer', value: { from, to, amount } } }`. */
export interface Event {
	type: string;
	value: { type: string; value: unknown };
}

/** A dispatch error, as PAPI decodes it. */
interface DispatchError {
	type: string;
	value?: unknown;
}

/**
 * An API without types, by the names in the metadata: `api.tx.Balances.transfer_keep_alive({...})`,
 * `api.query.System.Account.getValue(address)`. For one with types, pass the descriptors that `papi add` writes to
 * `client.getTypedApi`.
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

/** A PAPI client of a chain or a para. */
export class Papi {
	readonly #testable: Testable;
	readonly #unfollow: () => void;

	readonly api: LooseApi;

	private constructor(
		testable: Testable,
		/** PAPI's own client, for example to get a typed API from it. */
		readonly client: PolkadotClient
	) {
		this.#testable = testable;
		this.api = client.getUnsafeApi();
		this.#unfollow = testable.follow({
			shows: async ({ hash, final }) => {
				await first<BlockInfo[]>(client.bestBlocks$, (blocks) =>
					blocks.some((block) => block.hash === hash)
				);
				// PAPI reads at the newest final block by default.
				if (final) {
					await first<BlockInfo>(client.finalizedBlock$, (block) => block.hash === hash);
				}
			},
			close: () => this.close()
		});
	}

	/** Connects to a chain or a para. Methods that change its head then wait until this client shows it. */
	static async connect(testable: Testable): Promise<Papi> {
		const websocketClass = globalThis.WebSocket ?? (await import('ws')).WebSocket;
		const client = createClient(getWsProvider(testable.url, { websocketClass }));
		await client.getFinalizedBlock();
		return new Papi(testable, client);
	}

	/**
	 * Signs a transaction, has it included in the next block, and returns its outcome. Fails with a
	 * {@link Failure} that names the error if the call fails.
	 */
	async send(transaction: Transaction, who: Account): Promise<Outcome<Event>> {
		const [outcome] = await this.sendAll([transaction, who]);
		return outcome!;
	}

	/**
	 * Signs transactions, has them included in one block in this order, and returns their outcomes. Fails with a
	 * {@link Failure} if one of the calls fails.
	 */
	async sendAll(...acts: (readonly [transaction: Transaction, who: Account])[]): Promise<Outcome<Event>[]> {
		const included = await include(
			this.#testable,
			acts,
			([, { address }]) => address,
			async ([transaction, { signer }], nonce) => {
				// Immortal, so that it stays valid however far the chain is forwarded.
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

	/** Sends a transaction whose call must fail. Returns the error's name, such as `Token.FundsUnavailable`. */
	refusal(transaction: Transaction, who: Account): Promise<string> {
		return refusalOf(nameOf(transaction), () => this.send(transaction, who));
	}

	/** The free balance of an account in plancks. */
	async free({ address }: Account): Promise<bigint> {
		const { data } = (await this.api.query['System'].Account.getValue(address)) as {
			data: { free: bigint };
		};
		return data.free;
	}

	/** The events of a block, by its hash: the best block, or a recent one that PAPI still keeps. */
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

/** The data of each event of one kind, as in `eventsOf(events, 'Balances', 'Transfer')`. */
export function eventsOf<Data = unknown>(events: readonly Event[], pallet: string, name: string): Data[] {
	return events
		.filter(({ type, value }) => type === pallet && value.type === name)
		.map(({ value }) => value.value as Data);
}

function nameOf({ decodedCall }: Transaction): string {
	const { type, value } = decodedCall as { type: string; value: { type: string } };
	return `${type}.${value.type}`;
}

/** The name of an error, after that of its pallet or its kind if it has one. */
function errorName({ type, value }: DispatchError): string {
	if (value === undefined || value === null) {
		return type;
	}
	const { type: inner, value: module } = value as { type: string; value?: { type: string } };
	return type === 'Module' ? `${inner}.${module!.type}` : `${type}.${inner}`;
}

/** The first value of an observable that fits. */
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
					// The first value may come before `subscription` is assigned.
					queueMicrotask(() => subscription.unsubscribe());
				}
			},
			error: reject
		});
	});
}
