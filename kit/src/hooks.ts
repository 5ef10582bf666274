// SPDX-License-Identifier: Apache-2.0

import type { Chain, Snapshot } from './chain.js';

/** A hook of a test runner, such as `beforeEach` of `node:test` or vitest. */
type Hook = (what: () => Promise<void>) => unknown;

/**
 * Reverts the chain after each test to where it was before, so that no test sees the changes of another.
 *
 * `hooks` are `beforeEach` and `afterEach` of `node:test`, of vitest, or of any other test runner that waits for
 * promises.
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
