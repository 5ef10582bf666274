// SPDX-License-Identifier: Apache-2.0

/** Chain time from one block to the next, in milliseconds. */
export const BLOCK_TIME = 6_000;

/**
 * A span of chain time: a number of blocks, or a text such as `28d`, `6h`, `90m`, `30s`, or a sum such as
 * `1d 12h`.
 */
export type Span = number | string;

const UNITS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** The number of blocks in a span, rounded up. Fails with a `RangeError` if it is no span, or less than 1. */
export function blocksOf(span: Span): number {
	const blocks = typeof span === 'number' ? span : Math.ceil(milliseconds(span) / BLOCK_TIME);
	if (!Number.isSafeInteger(blocks) || blocks < 1) {
		throw new RangeError(`${span} is no number of blocks from 1 on, and no span such as 28d or 1d 12h`);
	}
	return blocks;
}

function milliseconds(span: string): number {
	const parts = span.trim().split(/\s+/);
	return parts.reduce((sum, part) => {
		const [, count, unit] = /^(\d+)([dhms])$/.exec(part) ?? [];
		return sum + Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
	}, 0);
}
