// SPDX-License-Identifier: GPL-3.0-or-later

/** Many paras that hold leases: there from genesis, and raised by whom leases are given. */

import { UNITS } from '../../lib/api.ts';
import type { Chain } from '../../lib/chain.ts';
import { Referenda } from '../../lib/governance.ts';
import { CODE, HEAD } from '../../lib/paras.ts';
import { address, type GenesisPara, type Patch } from '../../lib/specification.ts';
import { strangers } from './people.ts';

/** The number of the first para. */
const FIRST = 5_000;
/** How many leases one referendum gives: a block must have room for its call. */
const AT_ONCE = 250;
/** Lease periods, from the current one on: as many as one auction sells. */
const PERIODS = 8;
/** What each leaseholder has, and what a lease takes of it. */
const ENDOWMENT = 1e15;
const DEPOSIT = UNITS;
/** Sessions within which a para comes up to its slot. */
const SESSIONS = 4;

/** Puts paras on demand into genesis, and money for those who will lease for them. */
export function withParas(patch: Patch, count: number): void {
	const para = { genesis_head: HEAD, validation_code: CODE, parachain: false };
	patch.paras = {
		paras: Array.from({ length: count }, (_, i): GenesisPara => [FIRST + i, para])
	};
	for (const account of strangers('leaseholder', count)) {
		patch.balances.balances.push([address(account), ENDOWMENT]);
	}
}

/** Gives each of these paras a lease, by referenda, and waits until all hold their slots. */
export async function lease(chain: Chain, count: number): Promise<void> {
	const { api, engine } = chain;
	const { forceLease } = api.tx.slots;
	const calls = [...strangers('leaseholder', count)].map((leaser, i) =>
		forceLease(FIRST + i, address(leaser), DEPOSIT, 0, PERIODS)
	);
	const referenda = new Referenda(chain);
	for (let from = 0; from < count; from += AT_ONCE) {
		const call = api.tx.utility.batchAll(calls.slice(from, from + AT_ONCE));
		await referenda.enact({ power: 'LeaseAdmin', call });
	}
	const session = api.consts.babe.epochDuration.toNumber();
	await engine.newBlock({ count: SESSIONS * session });
	const holding = (await api.query.paras.parachains()).length;
	if (holding !== count) {
		throw new Error(`${holding} paras hold a slot, not ${count}`);
	}
}
