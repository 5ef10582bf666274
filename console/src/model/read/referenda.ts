// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads the referenda that go on. */

import { type Decoded, ksm } from '../runtime.ts';
import type { Measure, Point, Referendum } from '../types.ts';
import type { Reader, Row } from './reader.ts';

const BILLION = 1e9;

export async function readReferenda(reader: Reader): Promise<Referendum[] | null> {
	const { runtime } = reader;
	if (!runtime.has('Referenda')) {
		return null;
	}
	const [rows, accelerations] = await Promise.all([
		reader.map('Referenda', 'ReferendumInfoFor'),
		runtime.has('FastTrack') ? reader.view('FastTrack', 'accelerations') : []
	]);
	const hastened = new Map<number, number>(
		accelerations.map((one: Decoded) => [one.index, one.until])
	);
	const ongoing = rows.filter(({ value }) => value.type === 'Ongoing');
	const all = await Promise.all(ongoing.map((row) => referendum(reader, row, hastened)));
	return all.sort((a, b) => b.index - a.index);
}

async function referendum(
	reader: Reader,
	{ keys: [index], value: { value } }: Row,
	hastened: Map<number, number>
): Promise<Referendum> {
	const [bar, forecast] = await Promise.all([
		reader.view('Referenda', 'missing_for_approval', index),
		reader.view('Referenda', 'would_pass_at', index)
	]);
	const { deciding, tally } = value;
	return {
		index,
		track: value.track,
		origin: value.origin.value?.type ?? value.origin.type,
		submitted: value.submitted,
		deciding: deciding === undefined ? null : { since: deciding.since, confirming: deciding.confirming ?? null },
		inQueue: value.in_queue,
		deposit: value.decision_deposit !== undefined,
		alarm: value.alarm?.[0] ?? null,
		ayes: ksm(tally.ayes),
		nays: ksm(tally.nays),
		approval: measure(bar?.approval),
		support: measure(bar?.support),
		passing: bar?.passing ?? false,
		forecast: forecast
			? { confirmingFrom: forecast.confirming_from, approvedAt: forecast.approved_at }
			: null,
		hastenedUntil: hastened.get(index) ?? null
	};
}

/** How the referenda stand that go on, off the storage alone. */
export async function readTallies(reader: Reader): Promise<Point['tallies']> {
	const { runtime } = reader;
	if (!runtime.has('Referenda')) {
		return {};
	}
	const [rows, [issued, inactive]] = await Promise.all([
		reader.map('Referenda', 'ReferendumInfoFor'),
		reader.values([
			runtime.entry('Balances', 'TotalIssuance'),
			runtime.entry('Balances', 'InactiveIssuance')
		])
	]);
	const electorate = ksm(issued - inactive);
	const ongoing = rows.filter(({ value }) => value.type === 'Ongoing');
	return Object.fromEntries(
		ongoing.map(({ keys: [index], value: { value } }) => {
			const [ayes, nays] = [ksm(value.tally.ayes), ksm(value.tally.nays)];
			const approval = ayes + nays === 0 ? 0 : ayes / (ayes + nays);
			return [index, { approval, support: ksm(value.tally.support) / electorate }];
		})
	);
}

function measure(condition: { present: number; required: number } | undefined): Measure {
	const share = (parts: number | undefined) => (parts ?? 0) / BILLION;
	return { present: share(condition?.present), required: share(condition?.required) };
}
