// SPDX-License-Identifier: GPL-3.0-or-later

/** Who contributes how much to which fund: many a little, few a lot, the same in every run. */

import { Keyring } from '@polkadot/keyring';
import type { KeyringPair } from '@polkadot/keyring/types';
import { blake2AsU8a } from '@polkadot/util-crypto';

import { SS58_PREFIX, UNITS } from '../../lib/api.ts';
import type { Fund } from './data.ts';

/** Hours of the last day. */
export const HOURS = 24;
/** What everyone gives at least: enough for the chain, which takes a little less than a KSM. */
const LEAST = UNITS;

export interface Person {
	keys: KeyringPair;
	/** Which of the funds. */
	fund: number;
	/** What he contributes, in plancks. */
	amount: bigint;
	/** In which hour of the last day he does; nothing if before. */
	hour: number | undefined;
}

const keyring = new Keyring({ type: 'sr25519', ss58Format: SS58_PREFIX });

/** A number below 2^32 that depends on what is asked for and nothing else. */
function draw(what: string): number {
	return new DataView(blake2AsU8a(`second round/${what}`).buffer).getUint32(0);
}

/** All contributors. What those of a fund give adds up exactly to what it is said to have raised. */
export function people(funds: readonly Fund[]): Person[] {
	return funds.flatMap(({ name, raised, lastDay, contributors }, fund) => {
		const late = Math.max(1, Math.round((contributors * lastDay) / raised));
		return [
			...group(fund, `${name}/before`, contributors - late, raised - lastDay, () => undefined),
			...group(fund, `${name}/last day`, late, lastDay, (who) => draw(`${who}/hour`) % HOURS)
		];
	});
}

function group(
	fund: number,
	name: string,
	count: number,
	ksm: number,
	hour: (who: string) => number | undefined
): Person[] {
	const names = Array.from({ length: count }, (_, i) => `${name}/${i}`);
	const amounts = split(BigInt(ksm) * UNITS, names.map(weight));
	return names.map((who, i) => ({
		keys: keyring.addFromSeed(blake2AsU8a(`second round/${who}`), { name: who }),
		fund,
		amount: amounts[i]!,
		hour: hour(who)
	}));
}

/**
 * How much somebody gives compared with others. One in n gives n times as much as most, as it is with
 * wealth; nobody more than some thousand times as much.
 */
function weight(who: string): bigint {
	return 2n ** 48n / (BigInt(draw(`${who}/weight`)) + 2n ** 20n);
}

/** Splits an amount in proportion to weights, with the least for everyone. */
function split(total: bigint, weights: bigint[]): bigint[] {
	const free = total - LEAST * BigInt(weights.length);
	if (free < 0n) {
		throw new Error(`${total} is too little for ${weights.length} contributors`);
	}
	const all = weights.reduce((sum, weight) => sum + weight, 0n);
	const amounts = weights.map((weight) => LEAST + (free * weight) / all);
	const given = amounts.reduce((sum, amount) => sum + amount, 0n);
	amounts[0] = amounts[0]! + (total - given);
	return amounts;
}
