// SPDX-License-Identifier: GPL-3.0-or-later

/** All the money there is: whatever comes to it or goes from it must be in the events of that block. */

import assert from 'node:assert/strict';

import { hexToU8a, u8aToBigInt } from '@polkadot/util';

import { all, eventsAt, minted } from '../../lib/api.ts';
import type { Chain } from '../../lib/chain.ts';

/** How often a sum has changed, and by how much. */
interface Sum {
	times: number;
	plancks: bigint;
}

/** What the issuance has been made up of since the ledger was opened. */
export class Ledger {
	readonly toTreasury: Sum = { times: 0, plancks: 0n };
	readonly toStakers: Sum = { times: 0, plancks: 0n };
	readonly burned: Sum = { times: 0, plancks: 0n };
	readonly #key: string;
	#height = 0;
	#issuance = 0n;

	private constructor(readonly chain: Chain) {
		this.#key = chain.api.query.balances.totalIssuance.key();
	}

	/** Opens a ledger at the newest block. */
	static async open(chain: Chain): Promise<Ledger> {
		const ledger = new Ledger(chain);
		ledger.#height = await chain.height();
		ledger.#issuance = await ledger.#issuanceAt(ledger.#height);
		return ledger;
	}

	/**
	 * Accounts for every block since the last audit, of which the states must still be there. Fails at a
	 * block in which the issuance changes by another sum than its events say.
	 */
	async audit(): Promise<void> {
		const to = await this.chain.height();
		const issuance = await this.#issuanceAt(to);
		await this.#explain(this.#height, this.#issuance, to, issuance);
		this.#height = to;
		this.#issuance = issuance;
	}

	/** Explains the changes in the blocks after `from`, up to and with `to`. */
	async #explain(from: number, before: bigint, to: number, after: bigint): Promise<void> {
		if (before === after) {
			return;
		}
		if (to - from === 1) {
			await this.#book(to, after - before);
			return;
		}
		const middle = Math.floor((from + to) / 2);
		const between = await this.#issuanceAt(middle);
		await this.#explain(from, before, middle, between);
		await this.#explain(middle, between, to, after);
	}

	async #book(number: number, change: bigint): Promise<void> {
		const { api, node } = this.chain;
		const events = await eventsAt(api, await node.rpc<string>('chain_getBlockHash', number));
		assert.equal(change, minted(api, events), `the events of #${number} account for the issuance`);
		const { balances, staking, treasury } = api.events;
		const sums = (amounts: { toBigInt(): bigint }[]) => amounts.map((amount) => amount.toBigInt());
		const gone = [
			...all(events, treasury.Burnt).map(({ burntFunds }) => burntFunds),
			...all(events, balances.DustLost).map(({ amount }) => amount)
		];
		for (const [sum, amounts] of [
			[this.toTreasury, sums(all(events, staking.EraPaid).map(({ remainder }) => remainder))],
			[this.toStakers, sums(all(events, staking.Rewarded).map(({ amount }) => amount))],
			[this.burned, sums(gone)]
		] as const) {
			sum.times += amounts.length;
			sum.plancks += amounts.reduce((total, amount) => total + amount, 0n);
		}
	}

	async #issuanceAt(number: number): Promise<bigint> {
		const { node } = this.chain;
		const hash = await node.rpc<string>('chain_getBlockHash', number);
		const value = await node.rpc<string>('state_getStorage', this.#key, hash);
		return u8aToBigInt(hexToU8a(value), { isLe: true });
	}
}

/** Fails unless the accounts own together all the money there is. */
export async function assertAllOwned({ api }: Chain): Promise<number> {
	const head = await api.at((await api.rpc.chain.getHeader()).hash);
	const [issued, accounts] = await Promise.all([
		head.query.balances.totalIssuance(),
		head.query.system.account.entries()
	]);
	const owned = accounts.reduce(
		(sum, [, { data }]) => sum + data.free.toBigInt() + data.reserved.toBigInt(),
		0n
	);
	assert.equal(owned, issued.toBigInt(), 'the accounts own all the money');
	return accounts.length;
}
