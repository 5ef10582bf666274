// SPDX-License-Identifier: GPL-3.0-or-later

/** The states in which the development chain is measured. */

import { UNITS } from '../../lib/api.ts';
import type { Chain } from '../../lib/chain.ts';
import type { Endowment, Patch } from '../../lib/specification.ts';
import { contribute } from './contributors.ts';
import { lease, withParas } from './leases.ts';
import { elect, withNominators } from './nominators.ts';
import { strangers, subordinates } from './people.ts';

/** Blocks in a lease period where leases and campaigns must last as long as the measurement does. */
const LONG_PERIOD = 1_000_000;

/** A state. */
export interface Case {
	name: string;
	/** What its genesis has beyond that of the development chain. */
	edit: (patch: Patch) => void;
	endowment?: Endowment;
	/** What happens on the chain before it is measured. */
	prepare: (chain: Chain) => Promise<void>;
}

/** How many there are of each. */
export interface Sizes {
	accounts: number[];
	nominators: number;
	paras: number;
	contributors: number;
}

export const WHOLE: Sizes = {
	accounts: [1_000, 100_000, 1_000_000],
	nominators: 10_000,
	paras: 1_000,
	contributors: 100_000
};

/** Enough to see that it works. */
export const QUICK: Sizes = { accounts: [1_000, 10_000], nominators: 200, paras: 20, contributors: 1_500 };

const nothing = async () => undefined;

/** All cases, smallest first. */
export function cases({ accounts, nominators, paras, contributors }: Sizes): Case[] {
	const show = (count: number) => count.toLocaleString('en');
	return [
		{ name: 'as it ships', edit: () => undefined, prepare: nothing },
		...accounts.map(
			(count): Case => ({
				name: `${show(count)} accounts`,
				edit: () => undefined,
				endowment: { accounts: strangers('holder', count), each: 10n * UNITS },
				prepare: nothing
			})
		),
		{
			name: `${show(nominators)} nominators`,
			edit: (patch) => withNominators(patch, nominators),
			prepare: (chain) => elect(chain, nominators)
		},
		{
			name: `${show(paras)} leased paras`,
			edit: (patch) => {
				patch.pace.parameters.leasePeriod = LONG_PERIOD;
				withParas(patch, paras);
			},
			prepare: (chain) => lease(chain, paras)
		},
		{
			name: `${show(contributors)} contributors`,
			edit: (patch) => {
				patch.pace.parameters.leasePeriod = LONG_PERIOD;
			},
			endowment: { accounts: subordinates(contributors), each: 10n * UNITS },
			prepare: (chain) => contribute(chain, contributors)
		}
	];
}
