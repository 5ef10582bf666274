// SPDX-License-Identifier: GPL-3.0-or-later

/** A real browser without a window. */

import { existsSync } from 'node:fs';

import { type Browser, chromium } from 'playwright-core';

const PLACES = [
	process.env['CHROMIUM'],
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome'
];

/** Where the browser is; nothing where there is none. */
export const CHROMIUM = PLACES.find((place) => place !== undefined && existsSync(place));

/** Why there is nothing to see without one. */
export const NO_CHROMIUM =
	'there is no Chromium here: install one (on Debian: apt-get install chromium chromium-sandbox), or name it in CHROMIUM';

/** Starts it. */
export async function browse(): Promise<Browser> {
	if (CHROMIUM === undefined) {
		throw new Error(NO_CHROMIUM);
	}
	// Chromium's sandbox is not for root.
	return chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
}
