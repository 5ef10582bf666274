// SPDX-License-Identifier: GPL-3.0-or-later

/** Sudden deaths at moments of all that a node does: nothing is lost of which anybody was told. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { kills, SITUATIONS } from '../kills/kills.ts';

/** `scripts/kills` draws others. With these moments, engines that lose something were caught. */
const SEED = 7;

describe('a node that is killed', () => {
	const deaths = kills(SEED, SITUATIONS.length);

	for (const situation of SITUATIONS) {
		it(`loses nothing: ${situation}`, async () => {
			const { value } = await deaths.next();
			assert.ok(value !== undefined && 'situation' in value && value.situation === situation);
			assert.deepEqual(value.faults, [], value.what);
		});
	}
});
