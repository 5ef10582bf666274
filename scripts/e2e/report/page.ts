// SPDX-License-Identifier: GPL-3.0-or-later

/** Puts a recording into the page that shows it. */

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Recording } from '../../../console/src/model/types.ts';
import { embed } from '../../../console/src/report/embed.ts';

/** The page without a recording, as the console's build leaves it. */
const PAGE = fileURLToPath(new URL('../../../console/dist-report/report.html', import.meta.url));

/**
 * Writes a page that needs nothing else, and returns a sentence that says where it is. Where there is no page to
 * put it into, the recording alone is written, as JSON.
 */
export async function writeReport(recording: Recording, path: string, page = PAGE): Promise<string> {
	if (existsSync(page)) {
		await writeFile(path, embed(await readFile(page, 'utf8'), recording));
		return `The report is in ${resolve(path)}`;
	}
	const data = `${path.replace(/\.html$/, '')}.json`;
	await writeFile(data, JSON.stringify(recording));
	return `The report's page is not built. What it would show is in ${resolve(data)}`;
}
