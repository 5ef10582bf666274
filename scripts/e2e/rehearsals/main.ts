// SPDX-License-Identifier: GPL-3.0-or-later

/** Runs a rehearsal by its name, and makes its report: `scripts/rehearse` calls this. */

import { parseArgs } from 'node:util';

import { whole } from '../lib/flags.ts';
import { machine } from '../report/machine.ts';
import { writeReport } from '../report/page.ts';
import { rehearse as auction } from './auction.ts';
import { rehearse as incident } from './incident.ts';
import { rehearse as parachain } from './parachain.ts';
import { rehearse as secondRound } from './second-round/main.ts';
import { span } from './span.ts';
import { type Rehearsal, Stage } from './stage.ts';
import { rehearse as upgrade } from './upgrade.ts';
import { rehearse as year } from './year/main.ts';

interface Play {
	title: string;
	summary: string;
	rehearse: Rehearsal;
}

const REHEARSALS: Record<string, Play> = {
	auction: {
		title: 'A slot auction',
		summary:
			'One slot auction at Kusama’s pace, with nothing shortened: two paras bid in two days of starting period and ' +
			'five of ending period, of which one of 3,600 samples counts.',
		rehearse: auction
	},
	incident: {
		title: 'An incident',
		summary:
			'Urgent governance at Kusama’s pace: an ordinary referendum, a fix that the technical committee hurries, one ' +
			'that finds no votes, one that a member vetoes, one that is cancelled, and an attack that is blacklisted.',
		rehearse: incident
	},
	parachain: {
		title: 'The life of a parachain',
		summary:
			'A team brings its para to a chain that is there already: it is registered, wins a lease, makes blocks, is ' +
			'upgraded, stands still when the lease ends, and goes on with another one that a crowdloan has paid for.',
		rehearse: parachain
	},
	'second-round': {
		title: 'Kusama’s second round of slot auctions',
		summary:
			'213,793 KSM of 3,000 contributors in ten crowdloans, five auctions and their leases, and everyone’s KSM back.',
		rehearse: secondRound
	},
	upgrade: {
		title: 'A runtime upgrade',
		summary:
			'Token holders replace the runtime of a chain in use: wrong ones are refused, the right one is tried on the ' +
			'chain’s state, voted for, authorized and applied, with a migration.',
		rehearse: upgrade
	},
	year: {
		title: 'The network, day after day',
		summary:
			'Auctions every two weeks with crowdloans that win and lose, leases that begin, end and are renewed, referenda ' +
			'on several tracks, spends of the treasury, staking with its payouts, and a slash.',
		rehearse: year
	}
};

const { values, positionals } = parseArgs({
	options: {
		days: { type: 'string' },
		speed: { type: 'string' },
		report: { type: 'string' }
	},
	allowPositionals: true
});
const [name = '', ...runtimes] = positionals;
const play = REHEARSALS[name];
if (play === undefined) {
	throw new Error(`there is no rehearsal ${name}`);
}
const { days, speed, report } = values;
const stage = new Stage({
	runtimes,
	report: report !== undefined,
	...(days === undefined ? {} : { days: whole(days, 'days') }),
	...(speed === undefined ? {} : { speed: whole(speed, 'speed') })
});

let failure: string | undefined;
try {
	await play.rehearse(stage);
} catch (error) {
	failure = error instanceof Error ? error.message : String(error);
	stage.say(error instanceof Error ? (error.stack ?? failure) : failure);
	process.exitCode = 1;
	// The chain as it is now shows why. It may be what has failed.
	await stage.record?.look().catch((late: unknown) => stage.say(`no more is recorded: ${String(late)}`));
} finally {
	await stage.stop();
}
if (report !== undefined && stage.record !== undefined) {
	const { title, summary } = play;
	const { blocks, time } = stage.passed;
	const flags = [days && ` --days ${days}`, speed && ` --speed ${speed}`].filter(Boolean).join('');
	const recording = stage.record.finish({
		title,
		summary: speed === undefined ? summary : `${summary} Kusama’s periods have ${speed} times fewer blocks here.`,
		command: `scripts/rehearse ${name}${flags}`,
		machine: machine(),
		checks: [
			...stage.held.map((text) => ({ text, passed: true })),
			...(failure === undefined ? [] : [{ text: failure, passed: false }])
		],
		figures: [
			{ label: 'Blocks', value: blocks.toLocaleString('en') },
			{ label: 'Chain time', value: span(time) },
			{ label: 'Wall time', value: span(stage.seconds * 1_000) },
			{ label: 'Blocks a second', value: Math.round(blocks / stage.seconds).toLocaleString('en') }
		]
	});
	console.log(`\n${await writeReport(recording, report)}`);
}
