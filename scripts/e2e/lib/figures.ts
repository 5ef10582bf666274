// SPDX-License-Identifier: GPL-3.0-or-later

/** Figures as measurements give them: the middle, the spread, and tables that a document can take. */

/** The middle one, or the mean of the two in the middle. There must be one. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** The median, with the least and the greatest where there are several: `391 (359 to 430)`. */
export function spread(values: readonly number[], digits = 0): string {
	const show = (value: number) => value.toFixed(digits);
	if (values.length < 2) {
		return show(median(values));
	}
	const ends = [Math.min(...values), Math.max(...values)].map(show);
	return `${show(median(values))} (${ends.join(' to ')})`;
}

/** How much larger the values of one list are than those of the other, pair by pair: `1.84 (1.7 to 2)`. */
export function ratios(values: readonly number[], others: readonly number[]): string {
	return spread(
		values.map((value, i) => value / others[i]!),
		2
	);
}

/** Prints a table as Markdown has them: words to the left, figures to the right. */
export function printTable(title: string, head: string[], rows: string[][]): void {
	const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
	const pad = (cell: string, i: number) =>
		i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
	const line = (cells: string[]) => `| ${cells.map(pad).join(' | ')} |`;
	const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
	console.log(`\n${title}\n`);
	console.log([head, rule, ...rows].map(line).join('\n'));
}
