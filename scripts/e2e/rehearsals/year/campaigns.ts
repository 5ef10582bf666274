// SPDX-License-Identifier: GPL-3.0-or-later

/** Crowdloans for one auction: who gives how much and when, and that all of them have it back. */

import assert from 'node:assert/strict';

import type { KeyringPair } from '@polkadot/keyring/types';

import { account, UNITS } from '../../lib/api.ts';
import type { Act, Chain } from '../../lib/chain.ts';
import { fundIndex } from '../../lib/crowdloans.ts';
import { holds, total } from '../../lib/records.ts';

/** Contributors of a fund. */
const GIVERS = 12;
/** What one of them gives in one of the waves: the first the least. */
const LEAST = 5n * UNITS;
/** What fees are paid from. */
const FOR_FEES = 2n * UNITS;

/** One contributor. */
interface Giver {
	keys: KeyringPair;
	/** What they owned before they gave anything. */
	began: bigint;
	given: bigint;
}

/** A fund with its contributors. */
export class Campaign {
	readonly givers: Giver[];
	/** What the fund had after each wave: with one of these sums it has won, if it has. */
	readonly standings: bigint[] = [];
	#index = -1;

	constructor(
		readonly name: string,
		readonly para: number,
		readonly manager: KeyringPair
	) {
		this.givers = Array.from({ length: GIVERS }, (_, i) => ({
			keys: account(`${name}/contributor ${i}`),
			began: 0n,
			given: 0n
		}));
	}

	/** All that contributors give in a wave of this size. */
	static wave(times: bigint): bigint {
		return Array.from({ length: GIVERS }, (_, i) => LEAST * BigInt(i + 1) * times).reduce(
			(sum, amount) => sum + amount,
			0n
		);
	}

	get raised(): bigint {
		return this.givers.reduce((sum, { given }) => sum + given, 0n);
	}

	/** Opens the campaign, with what its contributors are to give in waves of this size altogether. */
	async open(chain: Chain, waves: bigint, first: number, last: number, end: number): Promise<void> {
		const { balances, crowdloan, utility } = chain.api.tx;
		const gifts = this.givers.map(({ keys }, i) =>
			balances.transferKeepAlive(keys.address, LEAST * BigInt(i + 1) * waves + FOR_FEES)
		);
		const cap = 2n * Campaign.wave(waves);
		await chain.include(
			[utility.batchAll(gifts), account('Alice')],
			[crowdloan.create(this.para, cap, first, last, end, null), this.manager]
		);
		for (const giver of this.givers) {
			giver.began = await total(chain.api, giver.keys.address);
		}
		this.#index = await fundIndex(chain.api, this.para);
	}

	/** Everyone contributes once, in proportion. */
	async give(chain: Chain, times: bigint): Promise<void> {
		const acts = this.givers.map((giver, i): Act => {
			const amount = LEAST * BigInt(i + 1) * times;
			giver.given += amount;
			return [chain.api.tx.crowdloan.contribute(this.para, amount, null), giver.keys];
		});
		await chain.include(...acts);
		this.standings.push(this.raised);
	}

	/** The number of the fund. */
	get index(): number {
		return this.#index;
	}

	/** What is given is held, on the accounts of those who gave it. */
	async assertHeld({ api, ...chain }: Chain): Promise<void> {
		for (const { keys, began, given } of this.givers) {
			const held = (await holds(api, keys.address))['crowdloan.Contribution'];
			assert.equal(held, given, `held of ${this.name}'s contributors`);
			const fees = chain.fees.get(keys.address) ?? 0n;
			assert.equal(await total(api, keys.address), began - fees);
		}
	}

	/** Everyone has what they began with, less fees, and is free to use it. */
	async assertGivenBack({ api, fees }: Chain): Promise<void> {
		for (const { keys, began } of this.givers) {
			const { data } = await api.query.system.account(keys.address);
			assert.equal(data.reserved.toBigInt(), 0n, `something is held of ${this.name}'s contributors`);
			assert.equal(data.free.toBigInt(), began - (fees.get(keys.address) ?? 0n));
		}
	}
}
