// SPDX-License-Identifier: GPL-3.0-or-later

/** Equivocations: two blocks by one author in one slot, and the proof of it for the chain. */

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Header } from '@polkadot/types/interfaces';
import { bnToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

/** BABE's name in digests. */
const BABE = '0x42414245';
/** What a secondary author of the plain kind puts in front of its index. */
const SECONDARY_PLAIN = 2;

/** The index of the author among the authorities of its epoch, and the slot. */
export interface Claim {
	authority: number;
	slot: number;
}

/** What the header of a block says about its author. */
export function claimOf({ digest }: Header): Claim {
	const [, claim] = digest.logs.find((item) => item.isPreRuntime)!.asPreRuntime;
	// The kind comes first, then the index. The slot follows in every kind.
	const bytes = new DataView(claim.toU8a(true).slice().buffer);
	return { authority: bytes.getUint32(1, true), slot: Number(bytes.getBigUint64(5, true)) };
}

/** A header of an author, which need not be of a block that exists. */
function sealed(api: ApiPromise, author: KeyringPair, claim: Claim, variant: number): Header {
	const root = `0x${variant.toString(16).padStart(64, '0')}`;
	const proof = u8aConcat(
		[SECONDARY_PLAIN],
		bnToU8a(claim.authority, { bitLength: 32, isLe: true }),
		bnToU8a(claim.slot, { bitLength: 64, isLe: true })
	);
	const fields = { parentHash: root, number: 1, stateRoot: root, extrinsicsRoot: root };
	const header = (logs: object[]) =>
		api.registry.createType<Header>('Header', { ...fields, digest: { logs } });
	const claimed = { PreRuntime: [BABE, u8aToHex(proof)] };
	const seal = author.sign(blake2AsU8a(header([claimed]).toU8a()));
	return header([claimed, { Seal: [BABE, u8aToHex(seal)] }]);
}

/**
 * A report that an authority has made two blocks in a slot of the newest block's epoch. `author` is
 * its BABE key. Anybody may sign the report.
 */
export async function equivocation(
	api: ApiPromise,
	author: KeyringPair,
	claim: Claim
): Promise<SubmittableExtrinsic<'promise'>> {
	const key = api.registry.createType('(u64, AuthorityId)', [claim.slot, author.publicKey]);
	const opaque = await api.rpc.state.call(
		'BabeApi_generate_key_ownership_proof',
		key.toHex()
	);
	const owner = api.registry.createType('Option<Bytes>', opaque.toU8a(true));
	const proof = {
		offender: author.publicKey,
		slot: claim.slot,
		firstHeader: sealed(api, author, claim, 1).toHex(),
		secondHeader: sealed(api, author, claim, 2).toHex()
	};
	const call = api.tx.babe.reportEquivocation;
	const membership = api.registry.createType(
		call.meta.args[1]!.type.toString(),
		owner.unwrap().toU8a(true)
	);
	return call(proof, membership as never);
}
