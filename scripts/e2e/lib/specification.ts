// SPDX-License-Identifier: GPL-3.0-or-later

/** Specifications of chains whose genesis differs from those that the binary ships. */

import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { bnToU8a, hexToU8a, u8aConcat, u8aToBigInt, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, encodeAddress, xxhashAsU8a } from '@polkadot/util-crypto';

import { SS58_PREFIX } from './api.ts';
import type { Pace } from './network.ts';
import { run, temporaryFolder } from './node.ts';

/** A staker at genesis. `value` is in plancks. */
export type Staker = [
	stash: string,
	controller: string,
	value: number,
	status: 'Validator' | { Nominator: string[] }
];

/** A para at genesis, with its code and head in hexadecimal digits. */
export type GenesisPara = [
	id: number,
	args: { genesis_head: string; validation_code: string; parachain: boolean }
];

/** The part of the genesis configuration that scripts change. Amounts are in plancks. */
export interface Patch {
	balances: { balances: [address: string, amount: number][] };
	pace: { parameters: Pace };
	session: { keys: [account: string, validator: string, keys: { grandpa: string }][] };
	paras?: { paras: GenesisPara[] };
	staking: { stakers: Staker[] };
}

/** Further accounts that genesis endows, each with the same amount. */
export interface Endowment {
	accounts: Iterable<Uint8Array>;
	/** The amount in plancks. */
	each: bigint;
}

interface Plain {
	genesis: { runtimeGenesis: { patch: Patch } };
}

interface Raw {
	genesis: { raw: { top: Record<string, string> } };
}

/** The flag of accounts in the new format, in which frozen and held money are separate. */
const ACCOUNT_FLAGS = 2n ** 127n;
/** How many entries of the state are written to a file at a time. */
const AT_ONCE = 10_000;
/** Seconds that an export may take. The first one compiles the runtime. */
const PATIENCE = 180;

/** The exported files: the plain ones by the chain's name, the raw ones by the edited specification. */
const files = new Map<string, string>();

/**
 * Writes the specification of a chain that the binary ships, changed by `edit`, and returns the file's path.
 *
 * The specification is raw, so that a node starts with it at once, and so that more accounts can be added
 * than a call into the runtime can take.
 */
export async function writeSpecification(
	chain: string,
	edit: (patch: Patch) => void,
	endowment?: Endowment
): Promise<string> {
	const plainPath = await once(chain, () => exported(chain));
	const plain = JSON.parse(readFileSync(plainPath, 'utf8')) as Plain;
	edit(plain.genesis.runtimeGenesis.patch);
	const edited = JSON.stringify(plain);
	const rawPath = await once(edited, () => {
		const path = join(temporaryFolder(), 'edited.json');
		writeFileSync(path, edited);
		return exported(path, '--raw');
	});
	if (endowment === undefined) {
		return rawPath;
	}
	const raw = JSON.parse(readFileSync(rawPath, 'utf8')) as Raw;
	const endowedPath = join(temporaryFolder(), 'endowed.json');
	writeEndowed(raw, endowment, endowedPath);
	return endowedPath;
}

/** The file for `what`, which `make` makes the first time. */
async function once(what: string, make: () => Promise<string>): Promise<string> {
	const path = files.get(what) ?? (await make());
	files.set(what, path);
	return path;
}

/** Exports a specification and returns the file's path. */
async function exported(chain: string, ...flags: string[]): Promise<string> {
	const path = join(temporaryFolder(), 'specification.json');
	const args = ['export-chain-spec', '--chain', chain, '--output', path, ...flags];
	const { code, output } = await run(args, PATIENCE);
	if (code !== 0) {
		throw new Error(`canary ${args.join(' ')}: ${output}`);
	}
	return path;
}

/** Writes a raw specification with more accounts and the new total issuance, in pieces to save memory. */
function writeEndowed(raw: Raw, { accounts, each }: Endowment, path: string): void {
	const { top } = raw.genesis.raw;
	const issuance = u8aToHex(item('Balances', 'TotalIssuance'));
	let money = u8aToBigInt(hexToU8a(top[issuance]), { isLe: true });
	const value = u8aToHex(endowed(each));
	const prefix = item('System', 'Account');

	// The entries of the state go here. All else is written by `JSON.stringify`.
	const place = '"top":{}';
	raw.genesis.raw.top = {};
	const [head, tail] = JSON.stringify(raw).split(place) as [string, string];
	const file = openSync(path, 'w');
	writeSync(file, `${head}"top":{`);
	let lines: string[] = [];
	for (const account of accounts) {
		const key = u8aToHex(u8aConcat(prefix, blake2AsU8a(account, 128), account));
		if (top[key] !== undefined) {
			throw new Error(`${address(account)} has money already`);
		}
		money += each;
		lines.push(`"${key}":"${value}",`);
		if (lines.length === AT_ONCE) {
			writeSync(file, lines.join(''));
			lines = [];
		}
	}
	writeSync(file, lines.join(''));
	top[issuance] = u8aToHex(little(money));
	writeSync(file, `${JSON.stringify(top).slice(1)}${tail}`);
	closeSync(file);
}

/** The record of an account that has only money. */
function endowed(free: bigint): Uint8Array {
	// Nonce, consumers, providers, sufficients; then free, reserved and frozen money, and flags.
	const counters = new Uint8Array(new Uint32Array([0, 0, 1, 0]).buffer);
	return u8aConcat(counters, little(free), little(0n), little(0n), little(ACCOUNT_FLAGS));
}

/** The key of a pallet's storage item. */
function item(pallet: string, name: string): Uint8Array {
	return u8aConcat(xxhashAsU8a(pallet, 128), xxhashAsU8a(name, 128));
}

function little(value: bigint): Uint8Array {
	return bnToU8a(value, { bitLength: 128, isLe: true });
}

/** The address of an account. */
export function address(account: Uint8Array): string {
	return encodeAddress(account, SS58_PREFIX);
}
