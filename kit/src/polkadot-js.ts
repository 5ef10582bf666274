// SPDX-License-Identifier: Apache-2.0

/** A chain under test, for `@polkadot/api`. */

import '@polkadot/api-augment/polkadot';

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { EventRecord } from '@polkadot/types/interfaces';
import type { SpRuntimeDispatchError } from '@polkadot/types/lookup';
import { cryptoWaitReady } from '@polkadot/util-crypto';

import type { Testable } from './chain.js';
import { type AccountName, SS58_PREFIX } from './money.js';
import { Failure, include, type Outcome, refusalOf } from './outcome.js';

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
			const events = (await this.#recordsAt(block))
				.filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.eq(place))
				.map(({ event }) => event);
			for (const event of events) {
				if (this.api.events.system.ExtrinsicFailed.is(event)) {
					throw new Failure(nameOf(acts[i]![0]), this.#errorName(event.data.dispatchError), block);
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
		return (await this.#recordsAt(block)).map(({ event }) => event);
	}

	/** Ends the connection. */
	async close(): Promise<void> {
		this.#unfollow();
		await this.api.disconnect();
	}

	async #recordsAt(block: string): Promise<EventRecord[]> {
		const state = await this.api.at(block);
		return [...(await state.query.system.events())];
	}

	#errorName(error: SpRuntimeDispatchError): string {
		if (error.isModule) {
			const { section, name } = this.api.registry.findMetaError(error.asModule);
			return `${upper(section)}.${name}`;
		}
		const shown = error.toHuman();
		return typeof shown === 'object' && shown !== null
			? Object.entries(shown).flat().join('.')
			: String(shown);
	}
}

/** Connects `@polkadot/api` to a chain or a para. */
export function connect(testable: Testable): Promise<PolkadotJs> {
	return PolkadotJs.connect(testable);
}

function nameOf({ method }: Call): string {
	// The call's name in the metadata, which the client turns into camel case.
	const call = method.method.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
	return `${upper(method.section)}.${call}`;
}

function upper(name: string): string {
	return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
