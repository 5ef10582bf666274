// SPDX-License-Identifier: Apache-2.0

/** A chain under test, for `@polkadot/api`. */

import '@polkadot/api-augment/polkadot';

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import type { AugmentedEvent, SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Option, U8aFixed } from '@polkadot/types';
import type { EventRecord } from '@polkadot/types/interfaces';
import type { SpRuntimeDispatchError } from '@polkadot/types/lookup';
import type { AnyTuple } from '@polkadot/types/types';
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto';

import type { Chain, Testable } from './chain.js';
import { type AccountName, SS58_PREFIX } from './money.js';
import { Failure, include, type Outcome, refusalOf } from './outcome.js';
import { ballotOf, enacted, INLINE, taskOf, VOTERS } from './referendum.js';

export { Failure, type Outcome } from './outcome.js';

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519', ss58Format: SS58_PREFIX });

/** The account with this name, such as `Alice` or `Alice//stash`. Any other name is an account without money. */
export function account(name: AccountName): KeyringPair {
	return keyring.createFromUri(`//${name}`, { name });
}

/** A transaction that is not signed yet. */
type Call = SubmittableExtrinsic<'promise'>;

/** An `@polkadot/api` client of a chain or a para. */
export class PolkadotJs {
	readonly #testable: Testable;
	readonly #unfollow: () => void;

	private constructor(
		testable: Testable,
		/** The client itself. It reads at the best block by default. */
		readonly api: ApiPromise
	) {
		this.#testable = testable;
		this.#unfollow = testable.follow({
			// The client reads from the node, but keeps metadata until it hears of another runtime.
			shows: async () => {
				const { specVersion } = await testable.rpc<{ specVersion: number }>('state_getRuntimeVersion');
				if (!api.runtimeVersion.specVersion.eq(specVersion)) {
					await new Promise<void>((resolve) => api.once('decorated', () => resolve()));
				}
			},
			close: () => this.close()
		});
	}

	/** Connects to a chain or a para. The client does not reconnect, so a node that ends makes the test fail. */
	static async connect(testable: Testable): Promise<PolkadotJs> {
		const provider = new WsProvider(testable.url, false);
		await provider.connect();
		const api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
		return new PolkadotJs(testable, api);
	}

	/**
	 * Signs a transaction, has it included in the next block, and returns its outcome. Fails with a
	 * {@link Failure} that names the error if the call fails.
	 */
	async send(transaction: Call, who: KeyringPair): Promise<Outcome<EventRecord['event']>> {
		const [outcome] = await this.sendAll([transaction, who]);
		return outcome!;
	}

	/**
	 * Signs transactions, has them included in one block in this order, and returns their outcomes. Fails with a
	 * {@link Failure} if one of the calls fails.
	 */
	async sendAll(
		...acts: (readonly [transaction: Call, who: KeyringPair])[]
	): Promise<Outcome<EventRecord['event']>[]> {
		const { genesisHash, runtimeVersion } = this.api;
		const included = await include(
			this.#testable,
			acts,
			([, { address }]) => address,
			async ([transaction, who], nonce) => {
				// Immortal, so that it stays valid however far the chain is forwarded.
				const options = { blockHash: genesisHash, genesisHash, runtimeVersion, nonce };
				return transaction.sign(who, options).toHex();
			}
		);
		const outcomes: Outcome<EventRecord['event']>[] = [];
		for (const [i, { block, place }] of included.entries()) {
			const events = (await recordsAt(this.api, block))
				.filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.eq(place))
				.map(({ event }) => event);
			for (const event of events) {
				if (this.api.events.system.ExtrinsicFailed.is(event)) {
					throw new Failure(nameOf(acts[i]![0]), errorName(this.api, event.data.dispatchError), block);
				}
			}
			outcomes.push({ block, events });
		}
		return outcomes;
	}

	/** Sends a transaction whose call must fail. Returns the error's name, such as `Token.FundsUnavailable`. */
	refusal(transaction: Call, signer: KeyringPair): Promise<string> {
		return refusalOf(nameOf(transaction), () => this.send(transaction, signer));
	}

	/** The free balance of an account in plancks. */
	async free({ address }: { address: string }): Promise<bigint> {
		const { data } = await this.api.query.system.account(address);
		return data.free.toBigInt();
	}

	/** The events of a block, by its hash. Its state must still be there, as for the last 4,096 blocks. */
	async eventsAt(block: string): Promise<EventRecord['event'][]> {
		return (await recordsAt(this.api, block)).map(({ event }) => event);
	}

	/** Ends the connection. */
	async close(): Promise<void> {
		this.#unfollow();
		await this.api.disconnect();
	}
}

/** Connects `@polkadot/api` to a chain or a para. */
export function connect(testable: Testable): Promise<PolkadotJs> {
	return PolkadotJs.connect(testable);
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
export async function enact(
	chain: Chain,
	client: PolkadotJs,
	call: Call
): Promise<Outcome<EventRecord['event']>> {
	const { api } = client;
	const { convictionVoting, preimage, referenda } = api.tx;
	const alice = account('Alice');
	const [hash, len] = [call.method.hash.toHex(), call.method.encodedLength];
	const inline = len <= INLINE;
	if (!inline && (await api.query.preimage.preimageFor([hash, len])).isNone) {
		await client.send(preimage.notePreimage(call.method.toHex()), alice);
	}
	const proposal = inline ? { Inline: call.method.toHex() } : { Lookup: { hash, len } };
	const submit = referenda.submit({ system: 'Root' } as never, proposal, { After: 1 });
	const [submitted] = dataOf((await client.send(submit, alice)).events, api.events.referenda.Submitted);
	const index = submitted!.index.toNumber();

	const voters = VOTERS.map(account);
	const accounts = await api.query.system.account.multi(voters.map(({ address }) => address));
	const votes = voters.flatMap((voter, i) => {
		const { free, reserved } = accounts[i]!.data;
		const balance = ballotOf(free.toBigInt(), reserved.toBigInt());
		const ballot = { vote: { aye: true, conviction: 'Locked1x' }, balance };
		return balance > 0n ? [[convictionVoting.vote(index, { Standard: ballot }), voter] as const] : [];
	});
	const [placed] = await client.sendAll([referenda.placeDecisionDeposit(index), alice], ...votes);

	const { Dispatched, PermanentlyOverweight } = api.events.scheduler;
	const task = blake2AsHex(taskOf(index));
	const isTask = ({ id }: { id: Option<U8aFixed> }) => id.isSome && id.unwrap().toHex() === task;
	return enacted(chain, placed!.block, nameOf(call), async (block) => {
		const { query } = await api.at(block);
		const info = await query.referenda.referendumInfoFor(index);
		const records = await recordsAt(api, block);
		const events = records.filter(({ phase }) => phase.isInitialization).map(({ event }) => event);
		const result = dataOf(events, Dispatched).find(isTask)?.result;
		return {
			state: info.isSome ? info.unwrap().type : undefined,
			events,
			tooHeavy: dataOf(events, PermanentlyOverweight).some(isTask),
			result: result && { error: result.isErr ? errorName(api, result.asErr) : undefined }
		};
	});
}

/** The data of each event of one kind, such as `api.events.scheduler.Dispatched`. */
function dataOf<Data extends AnyTuple, Fields>(
	events: EventRecord['event'][],
	kind: AugmentedEvent<'promise', Data, Fields>
): Fields[] {
	return events.flatMap((event) => (kind.is(event) ? [event.data as Fields] : []));
}

async function recordsAt(api: ApiPromise, block: string): Promise<EventRecord[]> {
	const state = await api.at(block);
	return [...(await state.query.system.events())];
}

function nameOf({ method }: Call): string {
	// The call's name in the metadata, which the client turns into camel case.
	const call = method.method.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
	return `${upper(method.section)}.${call}`;
}

function upper(name: string): string {
	return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function errorName({ registry }: ApiPromise, error: SpRuntimeDispatchError): string {
	if (error.isModule) {
		const { section, name } = registry.findMetaError(error.asModule);
		return `${upper(section)}.${name}`;
	}
	const shown = error.toHuman();
	return typeof shown === 'object' && shown !== null
		? Object.entries(shown).flat().join('.')
		: String(shown);
}
