// SPDX-License-Identifier: GPL-3.0-or-later

/** Other runtimes: one that fails on demand, one that does nothing, and one whose migrations are tried. */

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compactToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';

import { alone } from './network.ts';
import { type Node, run, temporaryFolder } from './node.ts';

/** The key of the runtime in a chain's state, `:code`. */
export const CODE = u8aToHex(stringToU8a(':code'));
/** `UpgradeCheckSelect::All`: the checks of the migrations, and every pallet's invariants. */
const ALL_CHECKS = '0x01';

/** The part of a raw specification that is used here. */
interface RawSpec {
	id: string;
	genesis: { raw: { top: Record<string, string> } };
}

/**
 * The path of the Wasm of the runtime that fails on demand. Builds it unless `CANARY_FAILING_RUNTIME` names it,
 * which takes a second if nothing has changed.
 */
export function failingRuntime(): string {
	const script = fileURLToPath(new URL('../../failing-runtime', import.meta.url));
	return (
		process.env['CANARY_FAILING_RUNTIME'] ??
		execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
	);
}

/**
 * A Wasm module with the name and the version of a runtime, and no functions.
 *
 * Before a chain takes a new runtime, it reads both from the section `runtime_version`.
 */
export function pretender(name: string, version: number): Uint8Array {
	const text = (value: string) => {
		const bytes = stringToU8a(value);
		return u8aConcat(compactToU8a(bytes.length), bytes);
	};
	const number = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
	// spec_name, impl_name, authoring_version, spec_version, impl_version, no apis, transaction_version,
	// system_version.
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

/** Exports the state at the head of a chain that is not running, as the genesis of another chain. */
export async function stateOf(basePath: string, ...flags: string[]): Promise<RawSpec> {
	const args = ['export-state', '--dev', '--base-path', basePath, ...flags];
	const { code, stdout, output } = await run(args, 120);
	if (code !== 0) {
		throw new Error(`export-state: ${output}`);
	}
	return JSON.parse(stdout) as RawSpec;
}

/**
 * Runs the migrations of a runtime on a state with these changes, and all checks of the runtime: those of the
 * migrations, whether each value can be decoded, and each pallet's invariants. The runtime must be built with
 * the feature `try-runtime`. No state is changed. Fails with the node's last lines, which have the reason.
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
		// The reason is in the log only. The client's error just says that the runtime has stopped.
		throw new Error(`the upgrade fails: ${String(error)}\n${node.lastLines()}`);
	} finally {
		await node.stop();
	}
}
