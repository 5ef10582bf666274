// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads the crowdloans, those first that have raised most. */

import { ksm } from '../runtime.ts';
import type { Crowdloans, Fund } from '../types.ts';
import type { Reader } from './reader.ts';

/** A line of the leaderboard, as the runtime has it. */
interface Rank {
	para: number;
	fund_index: number;
	raised: bigint;
	cap: bigint;
	contributors: number;
}

export async function readCrowdloans(reader: Reader): Promise<Crowdloans | null> {
	const { runtime } = reader;
	if (!runtime.has('Crowdloan')) {
		return null;
	}
	const [board, held] = await Promise.all([
		reader.view('Crowdloan', 'leaderboard'),
		reader.view('Crowdloan', 'total_held')
	]);
	const paras = (board as Rank[]).map(({ para }) => para);
	const [listed, stages] = await Promise.all([
		reader.values(paras.map((para) => runtime.entry('Crowdloan', 'Funds', para))),
		Promise.all(paras.map((para) => reader.view('Crowdloan', 'stage', para)))
	]);
	const funds = (board as Rank[]).map((rank, i): Fund => {
		// A para may have an earlier fund besides, which is on the board and not in the list.
		const fund = listed[i]?.fund_index === rank.fund_index ? listed[i] : undefined;
		return {
			fund: rank.fund_index,
			para: rank.para,
			raised: ksm(rank.raised),
			cap: ksm(rank.cap),
			contributors: rank.contributors,
			depositor: fund?.depositor ?? null,
			end: fund?.end ?? null,
			first: fund?.first_period ?? null,
			last: fund?.last_period ?? null,
			stage: fund === undefined ? null : (stages[i]?.type.toLowerCase() ?? null)
		};
	});
	return { held: ksm(held), funds };
}

/** What has been raised for each para, its earlier funds included. */
export async function readRaised(reader: Reader): Promise<Record<number, number>> {
	if (!reader.runtime.has('Crowdloan')) {
		return {};
	}
	const board: Rank[] = await reader.view('Crowdloan', 'leaderboard');
	const raised: Record<number, number> = {};
	for (const rank of board) {
		raised[rank.para] = (raised[rank.para] ?? 0) + ksm(rank.raised);
	}
	return raised;
}
