// SPDX-License-Identifier: GPL-3.0-or-later

/** Figures of measurements: medians, spreads, and tables in Markdown. */

/** The median of values, of which there must be at least one. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** The median, and the least and the greatest if there are several values: `391 (359 to 430)`. */
export function spread(values: readonly number[], digits = 0): string {
	const show = (value: number) => value.toFixed(digits);
	if (values.length < 2) {
		return show(median(values));
	}
	const ends = [Math.min(...values), Math.max(...values)].map(show);
	return `${show(median(values))} (${ends.join(' to ')})`;
}

/** The quotients of two lists, pair by pair, as a spread: `1.84 (1.70 to 2.00)`. */
export function ratios(values: readonly number[], others: readonly number[]): string {
	return spread(
		values.map((value, i) => value / others[i]!),
		2
	);
}

/** Prints a table in Markdown, with the first column aligned left and the others right. */
export function printTable(title: string, head: string[], rows: string[][]): void {
	const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
	const pad = (cell: string, i: number) =>
		i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
	const line = (cells: string[]) => `| ${cells.map(pad).join(' | ')} |`;
	const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
	console.log(`\n${title}\n`);
	console.log([head, rule, ...rows].map(line).join('\n'));
}
