// SPDX-License-Identifier: GPL-3.0-or-later

/** A node that was started here, as the console's model asks it. */

import { type Rpc, RpcError as Refusal } from '../../../console/src/model/rpc.ts';
import { type Node, RpcError } from '../lib/node.ts';

/** Asks the node that runs at the moment. The model takes a state that is gone for no failure. */
export function rpcOf(node: () => Node): Rpc {
	return {
		async request<T>(method: string, ...params: unknown[]): Promise<T> {
			try {
				return await node().rpc<T>(method, ...params);
			} catch (error) {
				if (error instanceof RpcError) {
					throw new Refusal(method, error.code, error.message);
				}
				throw error;
			}
		}
	};
}
