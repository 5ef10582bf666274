// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The network at Kusama's pace, day after day: auctions, crowdloans, leases, referenda, staking, and a slash.
 * `scripts/rehearse year` runs this. It fails if anything is otherwise than it should be.
 */

import assert from 'node:assert/strict';

import { writeSpecification } from '../../lib/specification.ts';
import type { Stage } from '../stage.ts';
import { type Actor, calendarOf, STEPS_PER_DAY } from './calendar.ts';
import { assertAllOwned, Ledger } from './ledger.ts';
import { Seasons } from './seasons.ts';
import { Stakers } from './stakers.ts';
import { Voters } from './voters.ts';

/** Days that are rehearsed if nothing is said. */
const DAYS = 14;
/** Kusama's session, in blocks, and the shortest that leaves room for what is done in three of them. */
const SESSION = 600;
const SHORTEST_SESSION = 10;
/** Blocks whose states are kept, to account for each of them: more than come between two audits. */
const KEPT = 8_192;

export async function rehearse(stage: Stage): Promise<void> {
	const { days = DAYS, speed = 1 } = stage.wishes;
	const specification = speed === 1 ? 'kusama' : await shortened(speed);
	const chain = await stage.start('--chain', specification, '--state-pruning', String(KEPT));
	const calendar = calendarOf(chain);
	const { slots, staking } = chain.api.consts;
	assert.equal(slots.leasePeriod.toNumber(), 42 * calendar.day, "the proportions are Kusama's");
	assert.equal(staking.bondingDuration.toNumber(), 28);
	const ledger = await Ledger.open(chain);
	const actors: Actor[] = [new Stakers(), new Voters(speed), new Seasons()];

	const steps = days * STEPS_PER_DAY;
	for (let step = 0; step <= steps; step++) {
		stage.during(`day ${Math.floor(step / STEPS_PER_DAY)} of ${days}`);
		await chain.to(step * calendar.step);
		const today = { chain, stage, calendar, step, height: await chain.height() };
		for (const actor of actors) {
			await actor.act(today);
		}
		await ledger.audit();
	}

	const today = { chain, stage, calendar, step: steps, height: await chain.height() };
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
	for (const line of lines) {
		stage.holds(line);
	}
	stage.say(`\nWhat held:\n${lines.map((line) => `  ${line}`).join('\n')}`);
	await stage.stop();
}

/** The specification of a chain on which each of Kusama's periods has so many times fewer blocks. */
async function shortened(speed: number): Promise<string> {
	const session = SESSION / speed;
	if (!Number.isInteger(session) || session < SHORTEST_SESSION) {
		const most = SESSION / SHORTEST_SESSION;
		throw new Error(`--speed: a session has ${SESSION} blocks, so it is a divisor of that up to ${most}`);
	}
	const day = 24 * session;
	const pace = {
		epochLength: session,
		spendPeriod: 6 * day,
		leasePeriod: 42 * day,
		endingPeriod: 5 * day,
		sampleLength: Math.max(1, Math.floor(20 / speed)),
		governanceSpeed: speed,
		fastTrackPeriod: 3 * session,
		instantPeriod: Math.max(3, Math.floor(session / 6)),
		coolingOffPeriod: 7 * day
	};
	return writeSpecification('kusama', (genesis) => void Object.assign(genesis.pace.parameters, pace));
}
