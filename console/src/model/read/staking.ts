// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads the era: how far it is, who is elected, and what the last ones paid. */

import { type Decoded, ksm } from '../runtime.ts';
import type { Elected, EraReward, Pace, Staking } from '../types.ts';
import type { Reader } from './reader.ts';

/** Eras whose rewards are read. */
const ERAS = 12;

export async function readStaking(
	reader: Reader,
	block: number,
	{ session: length, sessionsPerEra }: Pace
): Promise<Staking | null> {
	const { runtime } = reader;
	if (!runtime.has('Staking')) {
		return null;
	}
	const [active, session, validators, [, sessionStart], nominators] = (await reader.values([
		runtime.entry('Staking', 'ActiveEra'),
		runtime.entry('Session', 'CurrentIndex'),
		runtime.entry('Session', 'Validators'),
		runtime.entry('Babe', 'EpochStart'),
		runtime.entry('Staking', 'CounterForNominators')
	])) as [Decoded, number, string[], [number, number], number];
	if (active === undefined) {
		return null;
	}
	const era = active.index as number;
	const past = Array.from({ length: Math.min(ERAS, era) }, (_, i) => era - 1 - i);
	const [begin, points, ...rest] = await reader.values([
		runtime.entry('Staking', 'ErasStartSessionIndex', era),
		runtime.entry('Staking', 'ErasRewardPoints', era),
		...past.map((one) => runtime.entry('Staking', 'ErasValidatorReward', one)),
		...validators.map((one) => runtime.entry('Staking', 'ErasStakersOverview', era, one))
	]);
	const payouts = rest.slice(0, past.length);
	const overviews = rest.slice(past.length);

	const sessionDone = Math.min(Math.max(block - sessionStart, 0), length);
	const total = length * sessionsPerEra;
	const done = (session - (begin ?? session)) * length + sessionDone;
	const earned = new Map<string, number>(points?.individual ?? []);
	return {
		era,
		done: Math.min(Math.max(done, 0), total),
		total,
		session,
		sessionDone,
		elected: validators.map((validator, i) => elected(validator, overviews[i], earned)),
		nominators,
		rewards: past.flatMap((one, i): EraReward[] =>
			payouts[i] === undefined ? [] : [{ era: one, payout: ksm(payouts[i]) }]
		)
	};
}

function elected(validator: string, overview: Decoded, earned: Map<string, number>): Elected {
	return {
		validator,
		total: ksm(overview?.total ?? 0n),
		own: ksm(overview?.own ?? 0n),
		nominators: overview?.nominator_count ?? 0,
		points: earned.get(validator) ?? 0
	};
}
