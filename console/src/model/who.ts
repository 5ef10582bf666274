// SPDX-License-Identifier: GPL-3.0-or-later

/** Names for accounts that everyone knows. */

import { AccountId } from '@polkadot-api/substrate-bindings';

/** The accounts of a development chain, by the hex of their public keys. */
const KNOWN: Record<string, string> = {
	d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d: 'Alice',
	'8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48': 'Bob',
	'90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22': 'Charlie',
	'306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20': 'Dave',
	e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e: 'Eve',
	'1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c': 'Ferdie',
	be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f: 'Alice stash',
	fe65717dad0447d715f660a0a58411de509b42e6efb8375f562f58a554d5860e: 'Bob stash',
	'1e07379407fecc4b89eb7dbd287c2c781cfb1907a96947a3eb18e4f8e7198625': 'Charlie stash',
	e860f1b1c7227f7c22602f53f15af80747814dffd839719731ee3bba6edc126c: 'Dave stash',
	'8ac59e11963af19174d0b94d5d78041c233f55d2e19324665bafdfb62925af2d': 'Eve stash',
	'101191192fc877c24d725b337120fa3edc63d227bbc92705db1e2cb65f56981a': 'Ferdie stash'
};

/** The first bytes of an account that belongs to a pallet. */
const PALLET = 'modl';
/** What pallets call themselves in their accounts. */
const PALLETS: Record<string, string> = {
	'py/trsry': 'the treasury',
	'py/cfund': 'crowdloan'
};

const codec = AccountId();
const names = new Map<string, string>();

/** What an account is called: its name if everyone knows it, or an abbreviation of its address. */
export function who(address: string): string {
	const known = names.get(address) ?? named(address);
	names.set(address, known);
	return known;
}

function named(address: string): string {
	const bytes = bytesOf(address);
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	const text = String.fromCharCode(...bytes.slice(0, 12));
	if (text.startsWith(PALLET)) {
		const pallet = PALLETS[text.slice(PALLET.length)];
		if (pallet !== undefined) {
			const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
			return pallet === 'crowdloan' ? `${pallet} ${number}` : pallet;
		}
	}
	return KNOWN[hex] ?? `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** The public key in an address; nothing in a text that only looks like one. */
function bytesOf(address: string): Uint8Array<ArrayBuffer> {
	try {
		return new Uint8Array(codec.enc(address));
	} catch {
		return new Uint8Array(32);
	}
}
