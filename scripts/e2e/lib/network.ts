// SPDX-License-Identifier: GPL-3.0-or-later

/** Starts nodes: a development node, or those of a network of several processes. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { within } from './deadline.ts';
import { Node, nodeKey, run, temporaryFolder } from './node.ts';

/** Starts a development node, `canary --dev`. */
export function development(...flags: string[]): Promise<Node> {
	return Node.start(['--dev', ...flags], { name: 'the development node' });
}

/** Starts a node of a chain without peers, which makes no blocks. */
export function alone(chain: string, ...flags: string[]): Promise<Node> {
	return enter(chain, 'the lone node', flags, []);
}

/** Starts the genesis validators of a chain. The first is the bootnode of the others. */
export async function validators(chain: string, names: string[]): Promise<Node[]> {
	const [first, ...others] = names.map((name) => [`--${name}`, '--rpc-methods', 'unsafe']);
	const boot = await enter(chain, names[0]!, first!, []);
	const bootnodes = await addresses(boot);
	const joined = others.map((flags, i) => enter(chain, names[i + 1]!, flags, bootnodes));
	return [boot, ...(await Promise.all(joined))];
}

/** Starts a node that joins the network of `peer`. */
export async function joining(
	chain: string,
	name: string,
	peer: Node,
	...flags: string[]
): Promise<Node> {
	return enter(chain, name, flags, await addresses(peer));
}

function enter(chain: string, name: string, flags: string[], bootnodes: string[]): Promise<Node> {
	const network = ['--no-mdns', '--listen-addr', '/ip4/127.0.0.1/tcp/0', '--node-key', nodeKey()];
	const boot = bootnodes.length === 0 ? [] : ['--bootnodes', ...bootnodes];
	const args = ['--chain', chain, '--name', name, ...flags, ...network, ...boot];
	return Node.start(args, { name, basePath: temporaryFolder() });
}

/** The addresses at which peers reach a node. They are polled: none is known until it listens. */
export function addresses(node: Node): Promise<string[]> {
	return within(20, `address of ${node.name}`, async (over) => {
		while (!over.aborted) {
			const known = await node.rpc<string[]>('system_localListenAddresses');
			const tcp = known.filter((address) => /\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\//.test(address));
			if (tcp.length > 0) {
				return tcp;
			}
			await sleep(100);
		}
		return [];
	});
}

/** The pace of a chain, as its genesis has it. */
export interface Pace {
	epochLength: number;
	sessionsPerEra: number;
	bondingDuration: number;
	spendPeriod: number;
	leasePeriod: number;
	endingPeriod: number;
	governanceSpeed: number;
}

/** The part of a chain specification that tests change. */
interface ChainSpec {
	genesis: { runtimeGenesis: { patch: { pace: { parameters: Pace } } } };
}

/** Writes the specification of a known chain with another pace, and returns the file's path. */
export async function chainAtPace(chain: string, pace: Partial<Pace>): Promise<string> {
	const { code, stdout, stderr } = await run(['export-chain-spec', '--chain', chain]);
	if (code !== 0) {
		throw new Error(`export-chain-spec: ${stderr}`);
	}
	const spec = JSON.parse(stdout) as ChainSpec;
	Object.assign(spec.genesis.runtimeGenesis.patch.pace.parameters, pace);
	const path = join(temporaryFolder(), `${chain}.json`);
	await writeFile(path, JSON.stringify(spec));
	return path;
}
