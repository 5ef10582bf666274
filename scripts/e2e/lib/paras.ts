// SPDX-License-Identifier: GPL-3.0-or-later

/** Paras: from a free number to one that may bid for a slot. */

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';

import { only, type Outcome, submit } from './api.ts';
import type { Chain } from './chain.ts';
import type { Engine } from './engine.ts';

/** A Wasm module with one function that does nothing: nobody runs a para here. */
export const CODE = '0x0061736d01000000010401600000030201000a040102000b';
export const HEAD = '0x00';

/** What a para begins with: its genesis header, encoded, and the code of its blocks. */
export interface Genesis {
	head: string;
	code: string;
}

/** Sessions within which the validators vote on the code and the para comes up. */
const SESSIONS = 4;

/** Registers a para for each of these managers and waits until all of them are on demand. */
export async function register(
	chain: Chain,
	managers: KeyringPair[],
	{ head, code }: Genesis = { head: HEAD, code: CODE }
): Promise<number[]> {
	const { api, engine } = chain;
	const paras: number[] = [];
	for (const manager of managers) {
		const { events } = await chain.include([api.tx.registrar.reserve(), manager]);
		const para = only(events, api.events.registrar.Reserved).paraId.toNumber();
		await chain.include([api.tx.registrar.register(para, head, code), manager]);
		paras.push(para);
	}

	const session = api.consts.babe.epochDuration.toNumber();
	for (let sessions = 0; sessions <= SESSIONS; sessions++) {
		const lifecycles = await api.query.paras.paraLifecycles.multi(paras);
		if (lifecycles.every((lifecycle) => lifecycle.isSome && lifecycle.unwrap().isParathread)) {
			return paras;
		}
		await engine.newBlock({ count: session });
	}
	throw new Error(`${paras.join(', ')} have not come up: has nobody accepted their code?`);
}

/**
 * Submits a transaction to a para, which must succeed, and makes blocks of the relay chain until it is
 * final: the para's newest block goes back where a session ends.
 */
export async function submitToPara(
	engine: Engine,
	para: ApiPromise,
	call: SubmittableExtrinsic<'promise'>,
	signer: KeyringPair
): Promise<Outcome> {
	let over = false;
	const outcome = submit(para, call, signer, { finalized: true }).finally(() => (over = true));
	while (!over) {
		await engine.newBlock();
	}
	return outcome;
}
