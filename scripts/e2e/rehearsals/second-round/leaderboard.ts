// SPDX-License-Identifier: GPL-3.0-or-later

/** The funds in a table. */

import { UNITS } from '../../lib/api.ts';
import type { Rank } from '../../lib/crowdloans.ts';

/** An amount in whole KSM. */
export function ksm(amount: bigint): string {
	return (amount / UNITS).toLocaleString('en');
}

/** The funds as they stand, with what has come since an earlier look at them. */
export function showLeaderboard(
	name: (para: number) => string,
	now: Rank[],
	before: Rank[],
	total: bigint
): string {
	const header = ['', 'para', 'KSM', 'share', 'contributors', 'last 24 h, KSM', 'new'];
	const lines = now.map(({ para, raised, contributors }, place) => {
		const earlier = before.find((rank) => rank.para === para);
		return [
			`${place + 1}`,
			`${name(para)} (${para})`,
			ksm(raised),
			`${(Number((raised * 10_000n) / total) / 100).toFixed(2)} %`,
			contributors.toLocaleString('en'),
			ksm(raised - (earlier?.raised ?? 0n)),
			(contributors - (earlier?.contributors ?? 0)).toLocaleString('en')
		];
	});
	const sum = (figure: (rank: Rank) => number) =>
		now.reduce((all, rank) => all + figure(rank), 0).toLocaleString('en');
	const earlier = before.reduce((all, { raised }) => all + raised, 0n);
	const footer = ['', 'all', ksm(total), '', sum((rank) => rank.contributors), ksm(total - earlier)];
	return table([header, ...lines, footer]);
}

/** Words to the left, figures to the right. */
function table(rows: string[][]): string {
	const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
	const lines = rows.map((row) => {
		const cells = widths.map((width, i) =>
			i === 1 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width)
		);
		return `    ${cells.join('  ').trimEnd()}`;
	});
	return lines.join('\n');
}
