// SPDX-License-Identifier: GPL-3.0-or-later

/** What is given to a command as a flag. */

/** A whole number from 1 on that is given as a flag. */
export function whole(text: string, flag: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) {
		throw new Error(`--${flag}: ${text} is no whole number from 1 to ${2 ** 32 - 1}`);
	}
	return number;
}
