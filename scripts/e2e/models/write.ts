// SPDX-License-Identifier: GPL-3.0-or-later

/** Writes the cases of the models to where the tests of the pallets read them: `npm --prefix scripts/e2e run models`. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { FILES } from './vectors.ts';

for (const [path, text] of FILES) {
	writeFileSync(path, text);
	console.log(`${fileURLToPath(path)}: ${text.length} bytes`);
}
