// SPDX-License-Identifier: GPL-3.0-or-later

/** A development chain that makes blocks on request only. */

import '@polkadot/api-augment/polkadot';

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { EventRecord } from '@polkadot/types/interfaces';

import { all, connect, errorName, eventsAt } from './api.ts';
import { Engine } from './engine.ts';
import { development } from './network.ts';
import type { Node } from './node.ts';

/** The most blocks in one request. A request times out after five minutes, and the machine may be busy. */
const STRIDE = 2_000;

/** A call and its signer. */
export type Act = [call: SubmittableExtrinsic<'promise'>, signer: KeyringPair];

/** The hash of a block, and its events. */
export interface Sealed {
	block: string;
	events: EventRecord[];
}

export class Chain {
	/** The fees in plancks that each address has paid for transactions of this object. */
	readonly fees = new Map<string, bigint>();

	private constructor(
		readonly node: Node,
		readonly api: ApiPromise,
		readonly engine: Engine
	) {}

	/** Starts a node that makes blocks on request only. */
	static async start(...flags: string[]): Promise<Chain> {
		return Chain.of(await development('--sealing', 'manual', ...flags));
	}

	/** The chain of a running development node, which must make blocks on request only. */
	static async of(node: Node): Promise<Chain> {
		return new Chain(node, await connect(node), new Engine(node));
	}

	async stop(): Promise<void> {
		await this.api.disconnect();
		await this.node.stop();
	}

	/** The height of the best block. */
	async height(): Promise<number> {
		return (await this.engine.status()).best;
	}

	/** Makes blocks up to this height, inclusive. */
	async to(number: number): Promise<void> {
		for (let at = await this.height(); at < number; ) {
			at = Math.min(at + STRIDE, number);
			await this.engine.newBlock({ to: at });
		}
	}

	/** Puts transactions into the next block, in this order. All their calls must succeed. */
	async include(...acts: Act[]): Promise<Sealed> {
		const sealed = await this.#seal(acts);
		const errors = await this.#errors(sealed);
		if (errors.length > 0) {
			const calls = acts.map(([{ method }]) => `${method.section}.${method.method}`);
			throw new Error(`of ${[...new Set(calls)].join(', ')}: ${errors.join(', ')}`);
		}
		return sealed;
	}

	/** Puts a transaction into the next block and returns the error of its call, which must fail. */
	async refusal(...act: Act): Promise<string> {
		const [error] = await this.#errors(await this.#seal([act]));
		if (error === undefined) {
			throw new Error(`${act[0].method.section}.${act[0].method.method} has succeeded`);
		}
		return error;
	}

	/** The fees in plancks that an account has paid for transactions of this object. */
	feesOf({ address }: KeyringPair): bigint {
		return this.fees.get(address) ?? 0n;
	}

	async #seal(acts: Act[]): Promise<Sealed> {
		// The first block of a session may hold an election, which leaves no room for transactions.
		if ((await this.height()) % this.api.consts.babe.epochDuration.toNumber() === 0) {
			await this.engine.newBlock();
		}
		const nonces = new Map<string, number>();
		const transactions: string[] = [];
		for (const [call, signer] of acts) {
			const { address } = signer;
			const nonce =
				nonces.get(address) ??
				(await this.api.rpc.system.accountNextIndex(address)).toNumber();
			nonces.set(address, nonce + 1);
			// Immortal, so that thousands can be signed without asking the node for each.
			const { genesisHash, runtimeVersion } = this.api;
			const options = { blockHash: genesisHash, genesisHash, runtimeVersion, nonce };
			transactions.push(call.sign(signer, options).toHex());
		}
		const block = await this.engine.newBlock({ transactions });
		const events = await eventsAt(this.api, block);
		for (const paid of all(events, this.api.events.transactionPayment.TransactionFeePaid)) {
			const who = paid.who.toString();
			this.fees.set(who, (this.fees.get(who) ?? 0n) + paid.actualFee.toBigInt());
		}
		return { block, events };
	}

	/**
	 * The errors of a block's signed transactions. The unsigned ones are validators' votes on code, of which
	 * some may come too late.
	 */
	async #errors({ block, events }: Sealed): Promise<string[]> {
		const { extrinsics } = (await this.api.rpc.chain.getBlock(block)).block;
		const { ExtrinsicFailed } = this.api.events.system;
		return events.flatMap(({ phase, event }) =>
			ExtrinsicFailed.is(event) && extrinsics[phase.asApplyExtrinsic.toNumber()]!.isSigned
				? [errorName(this.api, event.data.dispatchError)]
				: []
		);
	}
}
