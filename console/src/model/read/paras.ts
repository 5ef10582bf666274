// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads the paras: what they are, how far they have come, and on which core. */

import { compact } from '@polkadot-api/substrate-bindings';

import type { Para } from '../types.ts';
import type { Reader } from './reader.ts';

/** Bytes of a header before its number, and after: the parent's hash, and two roots. */
const PARENT = 32;
const ROOTS = 64;

export async function readParas(reader: Reader): Promise<Para[] | null> {
	const { runtime } = reader;
	if (!runtime.has('Paras')) {
		return null;
	}
	const rows = await reader.map('Paras', 'ParaLifecycles');
	const ids = rows.map(({ keys }) => keys[0] as number);
	const cores = runtime.has('ParaCores');
	const [heads, registered, served, waiting] = await Promise.all([
		reader.values(ids.map((id) => runtime.entry('Paras', 'Heads', id))),
		reader.values(ids.map((id) => runtime.entry('Registrar', 'Paras', id))),
		Promise.all(ids.map((id) => (cores ? reader.view('ParaCores', 'core_of', id) : undefined))),
		cores ? reader.view('ParaCores', 'waiting') : []
	]);
	const paras = rows.map(({ value }, i): Para => {
		const id = ids[i]!;
		const place = (waiting as number[]).indexOf(id);
		return {
			id,
			name: null,
			lifecycle: value.type,
			head: heightOf(heads[i]),
			core: served[i] ?? null,
			waits: place === -1 ? null : place + 1,
			manager: registered[i]?.manager ?? null
		};
	});
	return paras.sort((a, b) => a.id - b.id);
}

/** The number in a para's head, if that is a header as chains of this family have it. */
export function heightOf(head: Uint8Array | undefined): number | null {
	if (head === undefined || head.length <= PARENT + ROOTS) {
		return null;
	}
	return Number(compact.dec(head.slice(PARENT)));
}
