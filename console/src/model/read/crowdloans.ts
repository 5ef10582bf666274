// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads the crowdloans, those first that have raised most. */

import { ksm } from '../runtime.ts';
import type { Crowdloans, Fund } from '../types.ts';
import type { Reader } from './reader.ts';

export async function readCrowdloans(reader: Reader): Promise<Crowdloans | null> {
	const { runtime } = reader;
	if (!runtime.has('Crowdloan')) {
		return null;
	}
	const [board, held] = await Promise.all([
		reader.view('Crowdloan', 'leaderboard'),
		reader.view('Crowdloan', 'total_held')
	]);
	const paras = board.map(({ para }: { para: number }) => para) as number[];
	const [listed, stages] = await Promise.all([
		reader.values(paras.map((para) => runtime.entry('Crowdloan', 'Funds', para))),
		Promise.all(paras.map((para) => reader.view('Crowdloan', 'stage', para)))
	]);
	const funds = board.map((rank: { fund_index: number; para: number }, i: number): Fund => {
		// A para may have an earlier fund besides, which is on the board and not in the list.
		const fund = listed[i]?.fund_index === rank.fund_index ? listed[i] : undefined;
		return {
			...ranked(rank),
			depositor: fund?.depositor ?? null,
			end: fund?.end ?? null,
			first: fund?.first_period ?? null,
			last: fund?.last_period ?? null,
			stage: fund === undefined ? null : (stages[i]?.type.toLowerCase() ?? null)
		};
	});
	return { held: ksm(held), funds };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function ranked({ para, fund_index, raised, cap, contributors }: any) {
	return { fund: fund_index, para, raised: ksm(raised), cap: ksm(cap), contributors } as const;
}
