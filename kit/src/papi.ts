// SPDX-License-Identifier: Apache-2.0

/**
 * A chain under test, for `polkadot-api` (PAPI). It needs `@polkadot-labs/hdkd` and `@polkadot-labs/hdkd-helpers`
 * to sign and, before Node.js 22, `ws` to connect.
 */

import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { blake2b256, DEV_MINI_SECRET, ss58Address } from '@polkadot-labs/hdkd-helpers';
import {
	type BlockInfo,
	createClient,
	type PolkadotClient,
	type PolkadotSigner,
	type Transaction
} from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';

import type { Chain, Testable } from './chain.js';
import { type AccountName, SS58_PREFIX } from './money.js';
import { Failure, include, type Outcome, refusalOf } from './outcome.js';
import { ballotOf, enacted, INLINE, taskOf, VOTERS } from './referendum.js';

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

/** The data of an event of the scheduler about one of its tasks. */
interface Task {
	id?: string;
}

/** The data of the event for a task whose call has been dispatched. */
interface Dispatched extends Task {
	result: { success: true } | { success: false; value: DispatchError };
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
				return hex(bytes);
			}
		);
		const outcomes: Outcome<Event>[] = [];
		for (const [i, { block, place }] of included.entries()) {
			const events = (await recordsAt(this.api, block))
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
		return (await recordsAt(this.api, block)).map(({ event }) => event);
	}

	/** Ends the connection. */
	close(): void {
		this.#unfollow();
		this.client.destroy();
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

/**
 * Has a call dispatched with the origin Root, by a referendum for which all of `ACCOUNTS` and their stashes vote.
 * It makes the blocks that this takes, eight or nine at the development pace. Returns the block that dispatches the
 * call, and the events of its initialization. Fails with a {@link Failure} that names the error if the call fails.
 *
 * The votes lock these accounts' money, except 1,000 KSM each. Alice pays the deposits. It also fails if the call is
 * not dispatched within 1,000 blocks of the votes, as on the chain `kusama`, where the periods are Kusama's own: two
 * days of chain time at the least.
 */
export async function enact(chain: Chain, client: Papi, call: Transaction): Promise<Outcome<Event>> {
	const { api } = client;
	const { query, tx } = api;
	const alice = account('Alice');
	const bytes = await call.getEncodedData();
	const [hash, len] = [hex(blake2b256(bytes)), bytes.length];
	const inline = len <= INLINE;
	if (!inline && (await query['Preimage'].PreimageFor.getValue([hash, len])) === undefined) {
		await client.send(tx['Preimage'].note_preimage({ bytes }), alice);
	}
	const submit = tx['Referenda'].submit({
		proposal_origin: { type: 'system', value: { type: 'Root' } },
		proposal: inline ? { type: 'Inline', value: bytes } : { type: 'Lookup', value: { hash, len } },
		enactment_moment: { type: 'After', value: 1 }
	});
	const { events } = await client.send(submit, alice);
	const [{ index }] = eventsOf<{ index: number }>(events, 'Referenda', 'Submitted') as [{ index: number }];

	const voters = VOTERS.map(account);
	const accounts: { data: { free: bigint; reserved: bigint } }[] = await query['System'].Account.getValues(
		voters.map(({ address }) => [address])
	);
	const votes = voters.flatMap((voter, i) => {
		const { free, reserved } = accounts[i]!.data;
		const balance = ballotOf(free, reserved);
		// Aye with Locked1x.
		const vote = { type: 'Standard', value: { vote: 0x81, balance } };
		const call: Transaction = tx['ConvictionVoting'].vote({ poll_index: index, vote });
		return balance > 0n ? [[call, voter] as const] : [];
	});
	const [placed] = await client.sendAll([tx['Referenda'].place_decision_deposit({ index }), alice], ...votes);

	const task = hex(blake2b256(taskOf(index)));
	const isTask = ({ id }: Task) => id === task;
	return enacted(chain, placed!.block, nameOf(call), async (block) => {
		const info = await query['Referenda'].ReferendumInfoFor.getValue(index, { at: block });
		const records = await recordsAt(api, block);
		const events = records.filter(({ phase }) => phase.type === 'Initialization').map(({ event }) => event);
		const result = eventsOf<Dispatched>(events, 'Scheduler', 'Dispatched').find(isTask)?.result;
		return {
			state: info?.type,
			events,
			tooHeavy: eventsOf<Task>(events, 'Scheduler', 'PermanentlyOverweight').some(isTask),
			result: result && { error: result.success ? undefined : errorName(result.value) }
		};
	});
}

async function recordsAt(api: LooseApi, block: string): Promise<EventRecord[]> {
	return api.query['System'].Events.getValue({ at: block }) as Promise<EventRecord[]>;
}

function hex(bytes: Uint8Array): string {
	return `0x${Buffer.from(bytes).toString('hex')}`;
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
