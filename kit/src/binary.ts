// SPDX-License-Identifier: Apache-2.0

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where the node's binary is: what is given, else what the variable `CANARY_BIN` names, else `canary` in one
 * of the folders of `PATH`. Fails with a list of what was looked at if there is none.
 */
export function findBinary(given?: string): string {
	const named = given ?? process.env['CANARY_BIN'];
	if (named !== undefined && named !== '') {
		if (isProgram(named)) {
			return named;
		}
		const whence = given === undefined ? 'CANARY_BIN' : 'the option `binary`';
		throw new Error(`${whence} names ${named}, which is no program`);
	}
	const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
	const found = folders.map((folder) => join(folder, 'canary')).find(isProgram);
	if (found === undefined) {
		throw new Error(
			'there is no `canary` in PATH: build the node with scripts/dev, and name the binary, ' +
				'target/release/canary, in CANARY_BIN or with the option `binary`'
		);
	}
	return found;
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		// It is not there, or not to be run: whoever asks says so.
		return false;
	}
}
