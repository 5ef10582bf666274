// SPDX-License-Identifier: GPL-3.0-or-later

/** Registers paras, and submits transactions to them. */

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';

import { only, type Outcome, submit } from './api.ts';
import type { Chain } from './chain.ts';
import type { Engine } from './engine.ts';

/** A Wasm module whose only function does nothing. It passes the pre-check, and no block of the para is made. */
export const CODE = '0x0061736d01000000010401600000030201000a040102000b';
export const HEAD = '0x00';

/** The genesis of a para in hexadecimal digits: its encoded header, and its code. */
export interface Genesis {
	head: string;
	code: string;
}

/** The most sessions until the validators have accepted the code and the paras are onboarded. */
const SESSIONS = 4;

/** Registers a para for each manager, and runs until all are on-demand parachains. Returns their numbers. */
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
 * Submits a transaction whose call must succeed to a para, and makes blocks of the relay chain until it is
 * final. Until then its block may be dropped, as happens where a session ends.
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
