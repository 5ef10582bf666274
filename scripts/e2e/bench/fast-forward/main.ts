// SPDX-License-Identifier: GPL-3.0-or-later

/** Measures what a block costs: `scripts/bench fast-forward` runs this. */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { whole } from '../../lib/flags.ts';
import { BINARY } from '../../lib/node.ts';
import { type Build, describeLoad, introduce } from '../machine.ts';
import { measureKinds } from './kinds.ts';
import { measureLongRun } from './long-run.ts';
import { measureBesideManualSeal } from './manual-seal.ts';
import { measureRuns } from './runs.ts';
import { QUICK, WHOLE } from './sizes.ts';
import { measureStart } from './start.ts';
import { measureTransfers } from './transfers.ts';

/** The paces at which blocks are measured. */
const CHAINS = ['development', 'kusama'];

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		against: { type: 'string' },
		rounds: { type: 'string' }
	}
});
const sizes = { ...(values.quick ? QUICK : WHOLE) };
if (values.rounds !== undefined) {
	sizes.rounds = whole(values.rounds, 'rounds');
}
const build: Build = { name: 'this build', binary: BINARY };
const builds = [build];
if (values.against !== undefined) {
	builds.push({ name: 'the other', binary: resolve(values.against) });
}

await introduce(builds);
await measureStart(builds);
for (const chain of CHAINS) {
	await measureRuns(builds, chain, sizes);
	await measureKinds(builds, chain, sizes);
}
await measureTransfers(builds, sizes);
await measureLongRun(builds, sizes);
await measureBesideManualSeal(build, sizes);
console.log();
describeLoad();
