// SPDX-License-Identifier: GPL-3.0-or-later

/** Two nodes with the keys of one validator: what it signs twice is found out, reported and paid for. */

import type { ApiPromise } from '@polkadot/api';

import { account, best, connect, until } from '../lib/api.ts';
import { writeSpecification } from '../lib/specification.ts';
import type { Chance } from '../soak/chance.ts';
import { goesOn } from './deaths.ts';
import { CHAIN, Network, VALIDATORS } from './network.ts';
import type { Figures, Scenario } from './scenario.ts';

/** Eras of a minute, and slashes that governance may cancel for one of them: a shipped pace takes nine minutes. */
const PACE = { sessionsPerEra: 1, bondingDuration: 2 };
/** The kind of the offence of two blocks in one slot. */
const TWO_BLOCKS = 'babe:equivocatio';
/** How long two nodes with one key may take to be in one slot at once, and the chain to punish it, in seconds. */
const PATIENCE = 600;

/** What somebody has at stake, in plancks. */
async function stake(api: ApiPromise, name: string): Promise<bigint> {
	const ledger = await api.query.staking.ledger(account(`${name}//stash`).address);
	return ledger.unwrap().active.toBigInt();
}

/** The kinds of the offences that were reported. */
async function kinds(api: ApiPromise): Promise<string[]> {
	const reports = await api.query.offences.concurrentReportsIndex.keys();
	return reports.map(({ args: [kind] }) => kind.toUtf8());
}

async function play(network: Network, chance: Chance): Promise<Figures> {
	const names = VALIDATORS.map((name) => `${name[0]!.toUpperCase()}${name.slice(1)}`);
	const place = chance.between(0, names.length - 1);
	const [name, honest] = [names[place]!, network.members.filter((_, i) => i !== place)];
	const api = await connect(honest[0]!.node);
	try {
		const stakes = await Promise.all(names.map((one) => stake(api, one)));
		const began = performance.now();
		await network.join(`the other ${name}`, [`--${VALIDATORS[place]!}`]);
		const seconds = () => (performance.now() - began) / 1000;

		let reported: number | undefined;
		let disabled: number | undefined;
		let slashed: number | undefined;
		// By the state and not by events: those of a block that another one takes the place of are gone.
		await until(
			best(api),
			`slash of ${name}, and a report of two blocks in a slot`,
			async () => {
				if ((await network.offences()) > 0) {
					reported ??= seconds();
				}
				if ((await api.query.session.disabledValidators()).length > 0) {
					disabled ??= seconds();
				}
				if ((await stake(api, name)) < stakes[place]!) {
					slashed ??= seconds();
				}
				return slashed !== undefined && (await kinds(api)).includes(TWO_BLOCKS) ? slashed : undefined;
			},
			PATIENCE
		);
		if (reported === undefined || slashed === undefined) {
			throw new Error(`${name} is slashed without having been reported`);
		}
		// Votes may differ or not. In a slot of its own, each of the two makes a block.
		const reports = await kinds(api);
		const left = await Promise.all(names.map((one) => stake(api, one)));
		const innocent = names.filter((_, i) => i !== place && left[i]! < stakes[i]!);
		if (innocent.length > 0) {
			throw new Error(`${innocent.join(', ')} paid for what ${name} has done`);
		}
		const share = Number(((stakes[place]! - left[place]!) * 10_000n) / stakes[place]!) / 100;
		const more = await goesOn(network, honest);
		return new Map([
			['seconds from the start of the second until the chain knows', reported],
			// With the next era, a minute later at most, it makes blocks again.
			...(disabled === undefined ? [] : [['seconds until the validator is disabled', disabled] as const]),
			['seconds until its stake is less', slashed],
			['percent of its stake that are gone', share],
			['seconds for six final blocks after that', more],
			['reports of two blocks in a slot', reports.filter((kind) => kind === TWO_BLOCKS).length],
			['reports of two votes in a round', reports.filter((kind) => kind !== TWO_BLOCKS).length]
		]);
	} finally {
		await api.disconnect();
	}
}

export const twins: Scenario = {
	claim: 'two nodes have the keys of one validator: it is reported and slashed, nobody else, and finality goes on',
	async play(chance) {
		const chain = await writeSpecification(CHAIN, ({ pace }) => Object.assign(pace.parameters, PACE));
		const network = await Network.start({ chain });
		try {
			const figures = await play(network, chance);
			await network.check(Infinity);
			figures.set('offences reported', await network.offences());
			return figures;
		} finally {
			await network.stop();
		}
	}
};
