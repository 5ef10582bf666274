// SPDX-License-Identifier: GPL-3.0-or-later

/** The whole state of a block, in a small file with which tests of the runtime begin. */

import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

import { u8aConcat } from '@polkadot/util';

import type { Chain } from '../lib/chain.ts';
import type { Node } from '../lib/node.ts';
import { CODE } from '../lib/runtimes.ts';

/** How many keys or values a node is asked for at once. */
const PAGE = 1_000;
/** What the keys begin with that have the roots of child tries: `:child_storage:default:`. */
const CHILD = '0x3a6368696c645f73746f726167653a64656661756c743a';

type Pair = [key: string, value: string];

/** Reads the state of a block, without the runtime's code, and writes it. Returns the file's length. */
export async function dump({ api, node }: Chain, block: string, path: string): Promise<number> {
	const header = await api.rpc.chain.getHeader(block);
	const keys = await allKeys(node, 'state_getKeysPaged', ['0x'], block);
	const top = await valuesOf(
		node,
		keys.filter((key) => key !== CODE && !key.startsWith(CHILD)),
		block
	);
	const children: [root: string, pairs: Pair[]][] = [];
	for (const root of keys.filter((key) => key.startsWith(CHILD))) {
		const pairs: Pair[] = [];
		for (const key of await allKeys(node, 'childstate_getKeysPaged', [root, '0x'], block)) {
			pairs.push([key, await node.rpc<string>('childstate_getStorage', root, key, block)]);
		}
		children.push([root, pairs]);
	}
	const state = api.createType('(Vec<(Bytes, Bytes)>, Vec<(Bytes, Vec<(Bytes, Bytes)>)>)', [
		top,
		children
	]);
	const commit = api.createType('Text', await commitOf(node));
	const content = u8aConcat(commit.toU8a(), header.toU8a(), state.toU8a());

	const length = new Uint8Array(4);
	new DataView(length.buffer).setUint32(0, content.length, true);
	const file = u8aConcat(length, deflateSync(content, { level: 9 }));
	writeFileSync(path, file);
	return file.length;
}

/** The first digits of the commit that a node was built from. */
export async function commitOf(node: Node): Promise<string> {
	const version = await node.rpc<string>('system_version');
	const [, commit] = /-([0-9a-f]{7})[0-9a-f]*$/.exec(version) ?? [];
	if (commit === undefined) {
		throw new Error(`the version ${version} does not name the commit of the node`);
	}
	return commit;
}

async function allKeys(node: Node, method: string, where: string[], block: string): Promise<string[]> {
	const keys: string[] = [];
	for (;;) {
		const page = await node.rpc<string[]>(method, ...where, PAGE, keys.at(-1) ?? null, block);
		keys.push(...page);
		if (page.length < PAGE) {
			return keys;
		}
	}
}

async function valuesOf(node: Node, keys: string[], block: string): Promise<Pair[]> {
	const pairs: Pair[] = [];
	for (let at = 0; at < keys.length; at += PAGE) {
		const page = keys.slice(at, at + PAGE);
		const [set] = await node.rpc<[{ changes: Pair[] }]>('state_queryStorageAt', page, block);
		pairs.push(...set.changes);
	}
	return pairs;
}
