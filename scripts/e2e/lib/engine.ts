// SPDX-License-Identifier: GPL-3.0-or-later

/** The development engine: the methods `dev_*`, which only `canary --dev` has. */

import type { Node } from './node.ts';

/** The progress of a run. `done` and `total` are blocks. */
export interface Progress {
	block: number;
	done: number;
	total: number;
	blocksPerSecond: number;
	remainingSeconds: number;
	finished: boolean;
}

/** The state of the engine and the chain. */
export interface Status {
	sealing: string;
	finalityLag: number;
	best: number;
	bestHash: string;
	finalized: number;
	slot: number;
	time: number;
	/** Why the engine can write nothing, or null. */
	fault: string | null;
	run: Progress | null;
	snapshots: Record<string, number>;
	paras: { id: number; name: string; best: number; finalized: number }[];
}

/** Calls the engine of a node. */
export class Engine {
	constructor(readonly node: Node) {}

	/** Makes blocks and returns the hash of the last one. */
	newBlock(request?: {
		count?: number;
		to?: number;
		transactions?: string[];
		finalize?: boolean;
	}): Promise<string> {
		return this.node.rpc('dev_newBlock', ...(request === undefined ? [] : [request]));
	}

	timeTravel(date: string | number): Promise<number> {
		return this.node.rpc('dev_timeTravel', date);
	}

	snapshot(): Promise<number> {
		return this.node.rpc('dev_snapshot');
	}

	revert(snapshot: number): Promise<string> {
		return this.node.rpc('dev_revert', snapshot);
	}

	dropSnapshot(snapshot: number): Promise<void> {
		return this.node.rpc('dev_dropSnapshot', snapshot);
	}

	/** Makes the next block with this runtime in force, and returns the block's hash. */
	setRuntime(code: string): Promise<string> {
		return this.node.rpc('dev_setRuntime', code);
	}

	setSealing(sealing: string): Promise<void> {
		return this.node.rpc('dev_setSealing', sealing);
	}

	cancel(): Promise<boolean> {
		return this.node.rpc('dev_cancel');
	}

	status(): Promise<Status> {
		return this.node.rpc('dev_status');
	}
}
