// SPDX-License-Identifier: Apache-2.0

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Finds the node's binary: the one that is `given`, else the one that the variable `CANARY_BIN` names, else
 * `canary` in a folder of `PATH`. Fails if what is named is no program, or if nothing is found.
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
		// The file does not exist, or is not executable.
		return false;
	}
}
