// SPDX-License-Identifier: Apache-2.0

/** A Canary chain under test, for use with any client. */

export { findBinary } from './binary.js';
export {
	Chain,
	type ChainOptions,
	type Follower,
	type Head,
	type Snapshot,
	type Status,
	type Testable
} from './chain.js';
export { Failure, type Outcome } from './outcome.js';
export { rewindEach } from './hooks.js';
export { ACCOUNTS, type AccountName, CENTS, SS58_PREFIX, UNITS } from './money.js';
export { Para } from './para.js';
export { RpcError } from './rpc.js';
export { BLOCK_TIME, blocksOf, type Span } from './span.js';
