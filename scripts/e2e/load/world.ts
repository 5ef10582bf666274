// SPDX-License-Identifier: GPL-3.0-or-later

/** A chain on which there is something to do, in a file, and transactions for it that are signed beforehand. */

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';

import { account, UNITS } from '../lib/api.ts';
import { openAuction } from '../lib/auctions.ts';
import { Chain } from '../lib/chain.ts';
import { type Call, Referenda } from '../lib/governance.ts';
import { temporaryFolder } from '../lib/node.ts';
import { register } from '../lib/paras.ts';
import { writeSpecification } from '../lib/specification.ts';

/** An auction and a referendum that do not end while somebody bids and votes. */
const PACE = { governanceSpeed: 100, leasePeriod: 100_000 };
/** How long bids are taken, and until when contributions are, in blocks. */
const STARTING = 50_000;
/** The first lease period that is auctioned. */
const OFFERED = 1;
/** Transfers in one batch. */
const BATCH = 100;
/** What each account has. */
const MONEY = 400n * UNITS;

/** What somebody wants of the chain. */
export type Kind = 'transfer' | 'contribution' | 'vote' | 'bid';

/** A signed transaction. */
export interface Transaction {
	kind: Kind;
	sender: number;
	hex: string;
}

/** A chain that is ready, and what is to be sent to it. */
export interface World {
	/** What `--chain` takes. */
	chain: string;
	/** What `--load-state` takes. */
	file: string;
	transactions: Transaction[];
}

/** So many accounts, the same in every run. */
export function crowd(size: number): KeyringPair[] {
	const root = account('load');
	return Array.from({ length: size }, (_, i) => root.derive(`//${i}`));
}

/** Gives all of these accounts money: batches to be sent. */
export function gifts({ tx }: ApiPromise, users: KeyringPair[], each = MONEY): Call[] {
	const batches: Call[] = [];
	for (let from = 0; from < users.length; from += BATCH) {
		const calls = users
			.slice(from, from + BATCH)
			.map(({ address }) => tx.balances.transferKeepAlive(address, each));
		batches.push(tx.utility.batchAll(calls));
	}
	return batches;
}

/** Signs a call that can be sent at any time. */
export function signed({ genesisHash, runtimeVersion }: ApiPromise, call: Call, by: KeyringPair, nonce: number): string {
	return call.sign(by, { blockHash: genesisHash, genesisHash, runtimeVersion, nonce }).toHex();
}

/** Calls that a user signs one after the other. */
type Plan = (place: number) => [Kind, Call][];

/** Signs what each of these users plans, by ascending nonce. The client's other work goes on meanwhile. */
async function signAll(api: ApiPromise, users: KeyringPair[], plan: Plan): Promise<Transaction[]> {
	const transactions: Transaction[] = [];
	for (const [sender, user] of users.entries()) {
		for (const [nonce, [kind, call]] of plan(sender).entries()) {
			transactions.push({ kind, sender, hex: signed(api, call, user, nonce) });
		}
		await setImmediate();
	}
	return transactions;
}

/** Transfers of each account to the next one, by ascending nonce. */
export function transfers(api: ApiPromise, users: KeyringPair[], each: number): Promise<Transaction[]> {
	return signAll(api, users, (place) => Array(each).fill(['transfer', small(api, users, place)]));
}

/** A small transfer to the next user. */
function small({ tx }: ApiPromise, users: KeyringPair[], place: number): Call {
	return tx.balances.transferKeepAlive(users[(place + 1) % users.length]!.address, UNITS / 1_000n);
}

/**
 * Prepares a chain with an auction, a crowdloan and a referendum, for so many users, of whom each contributes,
 * votes and bids once, and spends the rest of `each` transactions on transfers.
 */
export async function prepare(size: number, each: number): Promise<World> {
	const users = crowd(size);
	const path = await writeSpecification('development', ({ pace }) => Object.assign(pace.parameters, PACE));
	const chain = await Chain.start('--chain', path);
	try {
		const { api } = chain;
		const [alice, bob] = [account('Alice'), account('Bob')];
		for (const batch of gifts(api, users)) {
			await chain.include([batch, account('Charlie')]);
		}
		const [para, other] = (await register(chain, [alice, bob])) as [number, number];
		await openAuction(chain, STARTING, OFFERED);
		const end = (await chain.height()) + STARTING;
		const cap = 100_000n * UNITS;
		await chain.include([api.tx.crowdloan.create(other, cap, OFFERED, OFFERED + 1, end, null), bob]);
		const call = api.tx.system.remark('0x6c6f6164');
		const poll = await new Referenda(chain).open({ power: 'Root', call, form: 'inline' });
		const file = join(temporaryFolder(), 'load.chain');
		await chain.node.rpc('dev_dumpState', file);

		const increment = BigInt(api.consts.auctions['minimumIncrement']!.toString());
		const index = (await api.query.auctions.auctionCounter()).toNumber();
		const plan: Plan = (i) => {
			const standard = { vote: { aye: i % 2 === 0, conviction: 'None' }, balance: 10n * UNITS };
			const bid = api.tx.auctions.bid(para, index, OFFERED, OFFERED + (i % 8), BigInt(i + 1) * increment);
			const once: [Kind, Call][] = [
				['contribution', api.tx.crowdloan.contribute(other, 5n * UNITS, null)],
				['vote', api.tx.convictionVoting.vote(poll, { Standard: standard })],
				['bid', bid]
			];
			return [...once, ...Array(each - once.length).fill(['transfer', small(api, users, i)])];
		};
		const transactions = await signAll(api, users, plan);
		return { chain: path, file, transactions };
	} finally {
		await chain.stop();
	}
}
