// SPDX-License-Identifier: GPL-3.0-or-later

/** Spans of time as people read them. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of milliseconds such as `2 d 03:04:30`. */
export function span(milliseconds: number): string {
	const part = (unit: number, of: number) =>
		String(Math.floor((milliseconds % of) / unit)).padStart(2, '0');
	const days = Math.floor(milliseconds / DAY);
	const clock = `${part(HOUR, DAY)}:${part(MINUTE, HOUR)}:${part(SECOND, MINUTE)}`;
	return days === 0 ? clock : `${days} d ${clock}`;
}
