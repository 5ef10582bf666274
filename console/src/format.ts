// SPDX-License-Identifier: GPL-3.0-or-later

/** How figures, times and names are written. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const few = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });

/** A number such as `12,345`. */
export function count(value: number): string {
	return whole.format(value);
}

/** A number with its noun, such as `1 block` or `12 blocks`. */
export function counted(value: number, noun: string): string {
	return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** An amount such as `1,234.5`, with fewer digits the larger it is. */
export function amount(value: number): string {
	const size = Math.abs(value);
	return (size >= 1_000 ? whole : size >= 1 ? few : fine).format(value);
}

/** An amount with its token, such as `1,234 KSM`. */
export function money(value: number, token: string): string {
	return `${amount(value)} ${token}`;
}

/** An amount for an axis, such as `43.2K`. */
export function rough(value: number): string {
	return short.format(value);
}

/** A share such as `12.5 %`. */
export function percent(share: number): string {
	return `${few.format(share * 100)} %`;
}

/** A block such as `#1,234`. */
export function block(number: number): string {
	return `#${count(number)}`;
}

/** A day such as `24 Dec 2026`, of the chain's clock. */
export function date(time: number): string {
	return day.format(time);
}

/** A time such as `18:00:00`, of the chain's clock. */
export function hour(time: number): string {
	return clock.format(time);
}

/** A day and a time, of the chain's clock. */
export function moment(time: number): string {
	return `${date(time)}, ${hour(time)}`;
}

/** A span of time in its two largest units, such as `3 d 4 h` or `4 min`. */
export function span(milliseconds: number): string {
	const size = Math.max(Math.round(milliseconds / SECOND) * SECOND, 0);
	const units: [number, string][] = [
		[DAY, 'd'],
		[HOUR, 'h'],
		[MINUTE, 'min'],
		[SECOND, 's']
	];
	const first = units.findIndex(([unit]) => size >= unit);
	if (first === -1) {
		return '0 s';
	}
	let rest = size;
	const parts = units.slice(first, first + 2).map(([unit, name]) => {
		const whole = Math.floor(rest / unit);
		rest -= whole * unit;
		return [whole, name] as const;
	});
	return parts
		.filter(([whole]) => whole > 0)
		.map(([whole, name]) => `${whole} ${name}`)
		.join(' ');
}

/** A span with its direction, such as `in 4 min` or `4 min ago`. */
export function when(milliseconds: number): string {
	if (Math.abs(milliseconds) < SECOND) {
		return 'now';
	}
	return milliseconds > 0 ? `in ${span(milliseconds)}` : `${span(-milliseconds)} ago`;
}

/** A speed such as `412 blocks/s`. */
export function speed(blocksPerSecond: number): string {
	return `${blocksPerSecond >= 10 ? count(blocksPerSecond) : few.format(blocksPerSecond)} blocks/s`;
}

/** A name in words, such as `Staking admin` for `staking_admin` or `StakingAdmin`. */
export function words(name: string): string {
	const spaced = name
		.replaceAll('_', ' ')
		.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
		.toLowerCase();
	return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
