// SPDX-License-Identifier: GPL-3.0-or-later

/** Specifications of paras, made from the demo para. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { development } from './network.ts';
import { temporaryFolder } from './node.ts';
import { ParaChain } from './para-chain.ts';

/** The number of the para that the binary ships. */
export const DEMO = 2_000;

/** A state: values by their keys, both in hexadecimal digits. */
export type State = Record<string, string>;

/** Starts a node with the demo para, and returns the para's state at genesis. */
export async function demoGenesis(): Promise<State> {
	const flags = ['--sealing', 'manual', '--para-lease', '--para-rpc-port', '0', '--para', 'demo'];
	const node = await development(...flags);
	const demo = await ParaChain.of(node, DEMO);
	const genesis = await demo.rpc<string>('chain_getBlockHash', 0);
	const pairs = await demo.rpc<[string, string][]>('state_getPairs', '0x', genesis);
	await node.stop();
	return Object.fromEntries(pairs);
}

/** Writes the raw specification of a para of the development chain, and returns the file's path. */
export function writeParaSpecification(id: number, name: string, top: State): string {
	const path = join(temporaryFolder(), 'para.json');
	const specification = {
		name,
		id: name.toLowerCase().replaceAll(' ', '_'),
		chainType: 'Development',
		bootNodes: [],
		properties: null,
		relay_chain: 'canary_dev',
		para_id: id,
		genesis: { raw: { top, childrenDefault: {} } }
	};
	writeFileSync(path, JSON.stringify(specification));
	return path;
}
