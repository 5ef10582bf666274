// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The network at Kusama's pace, day after day: auctions, crowdloans, leases, referenda, staking, and a slash.
 * `scripts/rehearse year` runs this. It fails if anything is otherwise than it should be.
 */

import assert from 'node:assert/strict';

import type { Stage } from '../stage.ts';
import { type Actor, DAY, STEP, STEPS_PER_DAY } from './calendar.ts';
import { assertAllOwned, Ledger } from './ledger.ts';
import { Seasons } from './seasons.ts';
import { Stakers } from './stakers.ts';
import { Voters } from './voters.ts';

/** Days that are rehearsed if nothing is said. */
const DAYS = 14;
/** Blocks whose states are kept, to account for each of them: more than come between two audits. */
const KEPT = 8_192;

export async function rehearse(stage: Stage): Promise<void> {
	const { days = DAYS } = stage.wishes;
	const chain = await stage.start('--chain', 'kusama', '--state-pruning', String(KEPT));
	const { api } = chain;
	assert.equal(api.consts.slots.leasePeriod.toNumber(), 42 * DAY, "the pace is Kusama's");
	const ledger = await Ledger.open(chain);
	const actors: Actor[] = [new Stakers(), new Voters(), new Seasons()];

	const steps = days * STEPS_PER_DAY;
	for (let step = 0; step <= steps; step++) {
		stage.during(`day ${Math.floor(step / STEPS_PER_DAY)} of ${days}`);
		await chain.to(step * STEP);
		const today = { chain, stage, step, height: await chain.height() };
		for (const actor of actors) {
			await actor.act(today);
		}
		await ledger.audit();
	}

	const today = { chain, stage, step: steps, height: await chain.height() };
	const lines: string[] = [];
	for (const actor of actors) {
		lines.push(...(await actor.close(today)));
	}
	await ledger.audit();
	const accounts = await assertAllOwned(chain);
	await stage.note(`${days} days have gone by`);
	const ksm = (plancks: bigint) => `${(plancks / 10n ** 12n).toLocaleString('en')} KSM`;
	const { toStakers, toTreasury, burned } = ledger;
	lines.push(
		`minted: ${ksm(toStakers.plancks)} for stakers in ${toStakers.times} rewards, ` +
			`${ksm(toTreasury.plancks)} for the treasury in ${toTreasury.times} eras`,
		`burned: ${ksm(burned.plancks)} in ${burned.times} times; nothing else has come or gone`,
		`${accounts} accounts own all the money there is`
	);
	stage.say(`\nWhat held:\n${lines.map((line) => `  ${line}`).join('\n')}`);
	await stage.stop();
}
