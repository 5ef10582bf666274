// SPDX-License-Identifier: GPL-3.0-or-later

/** Reports of equivocations: two blocks by one author in one slot. */

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Header } from '@polkadot/types/interfaces';
import { bnToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

/** The engine of BABE's digest items. */
const BABE = '0x42414245';
/** The first byte of a claim of a secondary slot without VRF. */
const SECONDARY_PLAIN = 2;

/** A claim of a slot: the author's index among the authorities of its epoch, and the slot. */
export interface Claim {
	authority: number;
	slot: number;
}

/** The claim in the header of a block. */
export function claimOf({ digest }: Header): Claim {
	const [, claim] = digest.logs.find((item) => item.isPreRuntime)!.asPreRuntime;
	// The kind of the claim is the first byte. The index and the slot follow in every kind.
	const bytes = new DataView(claim.toU8a(true).slice().buffer);
	return { authority: bytes.getUint32(1, true), slot: Number(bytes.getBigUint64(5, true)) };
}

/** A sealed header of an author, of a block that need not exist. `variant` makes headers differ. */
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
 * A report that an authority has made two blocks in a slot, which must be in the best block's epoch. `author`
 * is its BABE key. Anybody may sign the report.
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
