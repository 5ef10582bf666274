// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads what the development engine is at. */

import type { Rpc } from '../rpc.ts';
import type { Engine, Progress, Snapshot } from '../types.ts';

/** The code of JSON-RPC for a method that a node does not have. */
const NO_SUCH_METHOD = -32601;

interface Status extends Omit<Engine, 'snapshots'> {
	snapshots: Record<string, number>;
	run: Progress | null;
}

/** Asks the engine; nothing where there is none. */
export async function readEngine(rpc: Rpc): Promise<Engine | null> {
	try {
		const status = await rpc.request<Status>('dev_status');
		const snapshots = Object.entries(status.snapshots).map(
			([id, block]): Snapshot => ({ id: Number(id), block })
		);
		return { ...status, snapshots: snapshots.sort((a, b) => a.id - b.id) };
	} catch (error) {
		if ((error as { code?: number }).code === NO_SUCH_METHOD) {
			return null;
		}
		throw error;
	}
}
