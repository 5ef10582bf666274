// SPDX-License-Identifier: GPL-3.0-or-later

/** The values of flags. */

/** Reads a flag's value as a whole number from 1 to 2^32 - 1. Fails if it is none. */
export function whole(text: string, flag: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) {
		throw new Error(`--${flag}: ${text} is no whole number from 1 to ${2 ** 32 - 1}`);
	}
	return number;
}
