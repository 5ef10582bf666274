// SPDX-License-Identifier: GPL-3.0-or-later

/** A console that a node serves. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Node } from '../../scripts/e2e/lib/node.ts';

/** The folder with the built page. */
export const BUILT = fileURLToPath(new URL('../dist', import.meta.url));

/** The flags with which a node serves it. */
export function flags(): string[] {
	if (!existsSync(BUILT)) {
		throw new Error('the console is not built: npm run build');
	}
	return ['--dev', '--sealing', 'manual', '--console', BUILT];
}

/** Where a node serves it, as the node prints it. */
export async function consoleOf(node: Node): Promise<string> {
	const [, url] = await node.says(/^ {2}Console (http:\/\/127\.0\.0\.1:\d+)$/m, 30);
	return url!;
}
