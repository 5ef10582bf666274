// SPDX-License-Identifier: GPL-3.0-or-later

/** Runs a rehearsal by its name: `scripts/rehearse` calls this. */

import { parseArgs } from 'node:util';

import { whole } from '../lib/flags.ts';
import { rehearse as auction } from './auction.ts';
import { rehearse as incident } from './incident.ts';
import { rehearse as parachain } from './parachain.ts';
import { rehearse as secondRound } from './second-round/main.ts';
import { type Rehearsal, Stage } from './stage.ts';
import { rehearse as upgrade } from './upgrade.ts';
import { rehearse as year } from './year/main.ts';

const REHEARSALS: Record<string, Rehearsal> = {
	auction,
	incident,
	parachain,
	'second-round': secondRound,
	upgrade,
	year
};

const { values, positionals } = parseArgs({
	options: { days: { type: 'string' } },
	allowPositionals: true
});
const [name, ...runtimes] = positionals;
const rehearse = REHEARSALS[name ?? ''];
if (rehearse === undefined) {
	throw new Error(`there is no rehearsal ${name}`);
}
const stage = new Stage({
	runtimes,
	...(values.days === undefined ? {} : { days: whole(values.days, 'days') })
});
try {
	await rehearse(stage);
} catch (error) {
	stage.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
	process.exitCode = 1;
} finally {
	await stage.stop();
}
