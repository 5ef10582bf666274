// SPDX-License-Identifier: Apache-2.0

import type { Chain, Snapshot } from './chain.js';

/** A function that has something done around tests, as those of `node:test` and of vitest. */
type Hook = (what: () => Promise<void>) => unknown;

/**
 * Takes the chain back after each test to where it was before it, so that no test sees what another one has done.
 *
 * `hooks` are `beforeEach` and `afterEach` of the test runner: those of `node:test`, of vitest, or of any other
 * that waits for promises.
 */
export function rewindEach(chain: Chain, hooks: { beforeEach: Hook; afterEach: Hook }): void {
	let before: Snapshot | undefined;
	hooks.beforeEach(async () => {
		before = await chain.snapshot();
	});
	hooks.afterEach(async () => {
		await before?.revert();
		await before?.drop();
		before = undefined;
	});
}
