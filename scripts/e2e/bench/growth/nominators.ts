// SPDX-License-Identifier: GPL-3.0-or-later

/** Many nominators, all of them from genesis. */

import type { Chain } from '../../lib/chain.ts';
import { address, type Patch, type Staker } from '../../lib/specification.ts';
import { strangers } from './people.ts';

/** The least that one of them stakes, and what they keep beside their stake, in plancks. */
const LEAST = 1e13;
const POCKET_MONEY = 1e12;
/** Stakes differ by as many times the least, so that the list of voters has many bags. */
const STEPS = 100;

/** Puts nominators into genesis, each behind some of the validators. */
export function withNominators(patch: Patch, count: number): void {
	const { stakers } = patch.staking;
	const validators = stakers.filter(([, , , status]) => status === 'Validator').map(([stash]) => stash);
	const nominators = [...strangers('nominator', count)].map((account, i): Staker => {
		const targets = validators.slice(0, 1 + (i % validators.length));
		const who = address(account);
		return [who, who, LEAST * (1 + (i % STEPS)), { Nominator: targets }];
	});
	for (const [stash, , stake] of nominators) {
		patch.balances.balances.push([stash, stake + POCKET_MONEY]);
	}
	stakers.push(...nominators);
}

/** Runs for two eras, and fails unless elections have found voters. */
export async function elect(chain: Chain, count: number): Promise<void> {
	const { api, engine } = chain;
	const nominators = (await api.query.staking.counterForNominators()).toNumber();
	if (nominators < count) {
		throw new Error(`${nominators} nominate, not ${count}`);
	}
	const era = api.consts.babe.epochDuration.toNumber() * api.consts.staking.sessionsPerEra.toNumber();
	await engine.newBlock({ count: 2 * era });
	const active = (await api.query.staking.activeEra()).unwrap().index.toNumber();
	const total = (await api.query.staking.erasTotalStake(active)).toBigInt();
	if (active === 0 || total === 0n) {
		throw new Error(`nobody has been elected for era ${active}`);
	}
}
