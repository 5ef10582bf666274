// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { blocksOf } from '@canary-network/kit';

test('a span is a number of blocks, or a text with units', () => {
	assert.equal(blocksOf(1), 1);
	assert.equal(blocksOf('6s'), 1);
	assert.equal(blocksOf('7s'), 2, 'a block that has begun counts');
	assert.equal(blocksOf('10m'), 100);
	assert.equal(blocksOf('1d 12h'), 21_600);
	assert.equal(blocksOf('28d'), 403_200);
});

test('what is no span is refused by name', () => {
	for (const wrong of ['', '1', '1 d', '1y', '1.5h', '0s', '-1d', 'soon', 0, -1, 1.5, Number.NaN]) {
		assert.throws(() => blocksOf(wrong), /is no number of blocks from 1 on/, String(wrong));
	}
});
