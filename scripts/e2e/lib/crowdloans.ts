// SPDX-License-Identifier: GPL-3.0-or-later

/** Crowdloans: their funds, and verifiers' signatures for contributions. */

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { u128, u32, u8, Vec } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import { u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, encodeAddress } from '@polkadot/util-crypto';

import { SS58_PREFIX } from './api.ts';
import { view } from './view.ts';

/** A line of the leaderboard. Amounts are in plancks. */
export interface Rank {
	para: number;
	fundIndex: number;
	raised: bigint;
	cap: bigint;
	contributors: number;
	percentOfCap: number;
}

/** All funds at a block or now, the one that has raised most first. */
export async function leaderboard(api: ApiPromise, block?: string): Promise<Rank[]> {
	interface Line {
		para: u32;
		fundIndex: u32;
		raised: u128;
		cap: u128;
		contributors: u32;
		percentOfCap: u8;
	}
	const answer = await view(api, 'Crowdloan', 'leaderboard', undefined, block);
	return (answer as unknown as Vec<Line & Codec>).map((line) => ({
		para: line.para.toNumber(),
		fundIndex: line.fundIndex.toNumber(),
		raised: line.raised.toBigInt(),
		cap: line.cap.toBigInt(),
		contributors: line.contributors.toNumber(),
		percentOfCap: line.percentOfCap.toNumber()
	}));
}

/** The plancks that are held of all contributors. */
export async function totalHeld(api: ApiPromise): Promise<bigint> {
	return ((await view(api, 'Crowdloan', 'total_held')) as unknown as u128).toBigInt();
}

/** The index of a para's fund. */
export async function fundIndex(api: ApiPromise, para: number): Promise<number> {
	return (await api.query.crowdloan.funds(para)).unwrap().fundIndex.toNumber();
}

/** The account of a fund, with which it bids and leases. */
export function fundAccount(index: number): string {
	const name = u8aConcat('modlpy/cfund', number(index), new Uint8Array(16));
	return encodeAddress(name, SS58_PREFIX);
}

/** A contribution for which a verifier may sign. */
export interface Signed {
	para: number;
	fund: number;
	who: KeyringPair;
	/** The plancks that they have contributed to the fund before. */
	given: bigint;
	value: bigint;
}

/** The payload that a verifier signs on Kusama: it lacks the index of the fund. */
export function payloadOnKusama(api: ApiPromise, { para, who, given, value }: Signed): Uint8Array {
	return u8aConcat(
		number(para),
		who.publicKey,
		api.createType('u128', given).toU8a(),
		api.createType('u128', value).toU8a()
	);
}

/** A verifier's signature for a contribution. */
export function signature(
	api: ApiPromise,
	verifier: KeyringPair,
	signed: Signed
): { Sr25519: Uint8Array } {
	const payload = u8aConcat(payloadOnKusama(api, signed), number(signed.fund));
	return { Sr25519: verifier.sign(payload) };
}

/** The key of the child trie that holds the contributions to a fund. */
export function childKey(index: number): string {
	return u8aToHex(
		u8aConcat(':child_storage:default:', blake2AsU8a(u8aConcat('crowdloan', number(index))))
	);
}

function number(value: number): Uint8Array {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setUint32(0, value, true);
	return bytes;
}
