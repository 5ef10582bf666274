// SPDX-License-Identifier: GPL-3.0-or-later

/** Chains that begin with another state than those which the binary ships. */

import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { bnToU8a, hexToU8a, u8aConcat, u8aToBigInt, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, encodeAddress, xxhashAsU8a } from '@polkadot/util-crypto';

import { SS58_PREFIX } from './api.ts';
import type { Pace } from './network.ts';
import { run, temporaryFolder } from './node.ts';

/** Who has money at stake in genesis, and behind whom. */
export type Staker = [
	stash: string,
	controller: string,
	value: number,
	status: 'Validator' | { Nominator: string[] }
];

/** A para of genesis, with its code and head in hexadecimal digits. */
export type GenesisPara = [
	id: number,
	args: { genesis_head: string; validation_code: string; parachain: boolean }
];

/** What the genesis of the runtime's pallets may say, as far as scripts change it. Sums are in plancks. */
export interface Patch {
	balances: { balances: [address: string, amount: number][] };
	pace: { parameters: Pace };
	paras?: { paras: GenesisPara[] };
	staking: { stakers: Staker[] };
}

/** Accounts that genesis endows beyond those of the pallets: each with the same sum. */
export interface Endowment {
	accounts: Iterable<Uint8Array>;
	/** In plancks. */
	each: bigint;
}

interface Plain {
	genesis: { runtimeGenesis: { patch: Patch } };
}

interface Raw {
	genesis: { raw: { top: Record<string, string> } };
}

/** New logic of an account: money that is frozen and money that is held are two things. */
const ACCOUNT_FLAGS = 2n ** 127n;
/** How many entries of the state are written to a file at a time. */
const AT_ONCE = 10_000;
/** How long an export may take, in seconds: the SDK compiles the runtime for each of its questions. */
const PATIENCE = 600;

/** The files of chains as they ship, and of states by the specifications that they come from. */
const files = new Map<string, string>();

/**
 * Writes the specification of a chain that ships, changed by `edit`, and returns the file's path.
 *
 * It has the state itself, and not what the runtime shall make of it. So a node begins with it at once, and
 * more accounts can be added than a call into the runtime can take.
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

/** The file that has been made of this already, or else is made now. */
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

/** Writes a state with more accounts, and all money counted, without having all of it in memory. */
function writeEndowed(raw: Raw, { accounts, each }: Endowment, path: string): void {
	const { top } = raw.genesis.raw;
	const issuance = u8aToHex(item('Balances', 'TotalIssuance'));
	let money = u8aToBigInt(hexToU8a(top[issuance]), { isLe: true });
	const value = u8aToHex(endowed(each));
	const prefix = item('System', 'Account');

	// The state's entries stand where this is, so that the rest is written as JSON has it.
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

/** An account that has money and nothing else. */
function endowed(free: bigint): Uint8Array {
	// Nonce, consumers, providers, sufficients; free, reserved and frozen money.
	const counters = new Uint8Array(new Uint32Array([0, 0, 1, 0]).buffer);
	return u8aConcat(counters, little(free), little(0n), little(0n), little(ACCOUNT_FLAGS));
}

/** Where a pallet keeps something in the state. */
function item(pallet: string, name: string): Uint8Array {
	return u8aConcat(xxhashAsU8a(pallet, 128), xxhashAsU8a(name, 128));
}

function little(value: bigint): Uint8Array {
	return bnToU8a(value, { bitLength: 128, isLe: true });
}

/** An account as the chain shows it. */
export function address(account: Uint8Array): string {
	return encodeAddress(account, SS58_PREFIX);
}
