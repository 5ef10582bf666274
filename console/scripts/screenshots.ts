// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Takes the pictures of docs/console.md, of a chain in the middle of an auction. `npm run screenshots` does
 * it; the node and the page must be built.
 */

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright-core';

import { Chain } from '../../scripts/e2e/lib/chain.ts';
import { Node } from '../../scripts/e2e/lib/node.ts';
import { browse } from '../tests/chromium.ts';
import { consoleOf, flags } from '../tests/page.ts';
import * as scene from '../tests/scene.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images', import.meta.url));
/** The most bytes of a picture: pages with them are read over slow lines. */
const LARGEST = 300_000;

const more = ['--start-time', '2026-12-24T18:00:00Z', '--para', 'demo', '--para-lease', '--para-rpc-port', '0'];
const node = await Node.start([...flags(), ...more]);
const browser = await browse();
try {
	const chain = await Chain.of(node);
	await scene.ongoing(chain);
	const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
	await page.goto(await consoleOf(node));
	mkdirSync(FOLDER, { recursive: true });

	await take(page, 'light', 'console-light', { y: 0, height: 1400 });
	await take(page, 'dark', 'console-dark', { y: 0, height: 1400 });
	const staking = await page.getByRole('region', { name: 'Staking' }).boundingBox();
	await take(page, 'light', 'console-chain', { y: staking!.y - 14, height: staking!.height + 28 });
	await page.setViewportSize({ width: 800, height: 1000 });
	await take(page, 'dark', 'console-narrow', { y: 0, height: 1000, width: 800 });
	await chain.api.disconnect();
} finally {
	await browser.close();
	await node.stop();
}

/** Takes a picture of a part of the page, once it shows the newest block. */
async function take(
	page: Page,
	colours: 'light' | 'dark',
	name: string,
	{ y, height, width = 1280 }: { y: number; height: number; width?: number }
): Promise<void> {
	await page.getByLabel('Colours').selectOption(colours);
	await page.getByRole('img', { name: /^Leading bids: / }).waitFor();
	await page.mouse.move(0, 0);
	const path = join(FOLDER, `${name}.png`);
	await page.screenshot({ path, fullPage: true, clip: { x: 0, y, width, height } });
	const { size } = statSync(path);
	console.log(`${name}.png: ${Math.round(size / 1_000)} kB`);
	if (size > LARGEST) {
		throw new Error(`${path} has more than ${LARGEST / 1_000} kB`);
	}
}
