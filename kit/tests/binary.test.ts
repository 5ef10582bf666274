// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';

import { Chain, findBinary } from '@canary-network/kit';

const folder = mkdtempSync(join(tmpdir(), 'canary-kit-test-'));
const before = { ...process.env };
afterEach(() => void (process.env = { ...before }));
after(() => rmSync(folder, { recursive: true }));

/** A program that ends at once. */
function program(...path: string[]): string {
	const file = join(folder, ...path);
	mkdirSync(join(file, '..'), { recursive: true });
	writeFileSync(file, '#!/bin/sh\necho nothing to see; exit 3\n');
	chmodSync(file, 0o755);
	return file;
}

test('the option goes before CANARY_BIN, and that before PATH', () => {
	const [option, named, found] = [program('option'), program('named'), program('path', 'canary')];
	process.env['PATH'] = join(folder, 'path');
	process.env['CANARY_BIN'] = named;
	assert.equal(findBinary(option), option);
	assert.equal(findBinary(), named);
	delete process.env['CANARY_BIN'];
	assert.equal(findBinary(), found);
});

test('what is missing is said', () => {
	process.env['PATH'] = join(folder, 'nothing');
	delete process.env['CANARY_BIN'];
	assert.throws(() => findBinary(), /no `canary` in PATH.*CANARY_BIN/);
	process.env['CANARY_BIN'] = folder;
	assert.throws(() => findBinary(), /CANARY_BIN names .* which is no program/);
	assert.throws(() => findBinary(join(folder, 'nowhere')), /the option `binary` names .*nowhere/);
});

test('a node that ends at once is told of, with its last words', async () => {
	const binary = program('short');
	await assert.rejects(Chain.start({ binary }), /the node has ended \(3\):\nnothing to see/);
});

test('a flag that the node refuses is told of', async () => {
	await assert.rejects(Chain.start({ flags: ['--no-such-flag'] }), /unexpected argument '--no-such-flag'/);
});
