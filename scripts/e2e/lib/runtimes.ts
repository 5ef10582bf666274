// SPDX-License-Identifier: GPL-3.0-or-later

/** Runtimes as bytes: what they are called, and what they would do to the state of a chain. */

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compactToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';

import { alone } from './network.ts';
import { type Node, run, temporaryFolder } from './node.ts';

/** Where the state of a chain has its runtime: `:code`. */
export const CODE = u8aToHex(stringToU8a(':code'));
/** `UpgradeCheckSelect::All`: before and after the migrations, and every pallet's invariants. */
const ALL_CHECKS = '0x01';

/** The part of a raw specification that matters here. */
interface RawSpec {
	id: string;
	genesis: { raw: { top: Record<string, string> } };
}

/**
 * Where the Wasm of the runtime is that fails on demand. Builds it unless `CANARY_FAILING_RUNTIME` names
 * it; that takes a second where nothing has changed.
 */
export function failingRuntime(): string {
	const script = fileURLToPath(new URL('../../failing-runtime', import.meta.url));
	return (
		process.env['CANARY_FAILING_RUNTIME'] ??
		execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
	);
}

/**
 * A module that claims to be a runtime of this name and version, and can do nothing.
 *
 * A chain reads what a new runtime is called before it takes it, and from this section.
 */
export function pretender(name: string, version: number): Uint8Array {
	const text = (value: string) => {
		const bytes = stringToU8a(value);
		return u8aConcat(compactToU8a(bytes.length), bytes);
	};
	const number = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
	// Names, authoring version, spec version, impl version, no interfaces, transaction version, system
	// version.
	const claim = u8aConcat(
		text(name),
		text('canary-node'),
		number(1),
		number(version),
		number(0),
		compactToU8a(0),
		number(1),
		[1]
	);
	const title = stringToU8a('runtime_version');
	const section = u8aConcat([title.length], title, claim);
	return u8aConcat([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], [0], [section.length], section);
}

/** The state at the head of a chain that is not running, as the genesis of another chain. */
export async function stateOf(basePath: string, ...flags: string[]): Promise<RawSpec> {
	const args = ['export-state', '--dev', '--base-path', basePath, ...flags];
	const { code, stdout, output } = await run(args, 120);
	if (code !== 0) {
		throw new Error(`export-state: ${output}`);
	}
	return JSON.parse(stdout) as RawSpec;
}

/**
 * Runs the migrations of a runtime on a state, and every check that the runtime brings: those of the
 * migrations, whether each value can still be decoded, and each pallet's invariants. The runtime must
 * be built with the feature `try-runtime`. Nothing is written. Fails with the runtime's own words.
 */
export async function tryUpgrade(
	state: RawSpec,
	runtime: Uint8Array,
	changes: Record<string, string> = {}
): Promise<string> {
	const id = `${state.id}_tried`;
	const top = { ...state.genesis.raw.top, ...changes, [CODE]: u8aToHex(runtime) };
	const tried = { ...state, id, genesis: { raw: { ...state.genesis.raw, top } } };
	const path = join(temporaryFolder(), 'tried.json');
	await writeFile(path, JSON.stringify(tried));
	const node: Node = await alone(path);
	try {
		return await node.rpc<string>('state_call', 'TryRuntime_on_runtime_upgrade', ALL_CHECKS);
	} catch (error) {
		// What went wrong is said in the log only: for the client the runtime has just stopped.
		throw new Error(`the upgrade fails: ${String(error)}\n${node.lastLines()}`);
	} finally {
		await node.stop();
	}
}
