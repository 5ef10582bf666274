// SPDX-License-Identifier: GPL-3.0-or-later

/** What a user sees of a chain with each client library: its heads, an account, and the runtime. */

import { DedotClient } from '@dedot/api';
import { WsProvider as DedotProvider } from '@dedot/providers';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { WebSocket } from '@polkadot/x-ws';
import { createClient, type PolkadotClient } from 'polkadot-api';
import { getWsProvider } from 'polkadot-api/ws';

import type { Answering } from './api.ts';
import { eventually } from './deadline.ts';

/** Milliseconds within which the best block follows a final one that was reported before it. */
const OVERTAKEN = 1_000;

/** The last value of each subscription of a client, and what was wrong. */
export class View {
	best: number | undefined;
	finalized: number | undefined;
	free: bigint | undefined;
	spec: number | undefined;
	/** Errors of subscriptions, and final blocks above the best block that is reported soon after. */
	readonly faults: string[] = [];
	readonly #ordered: boolean;
	/** The final block above the best block, as long as that is so. */
	#ahead: number | undefined;

	/** A client that is not `ordered` may report a final block above the best block that it has reported. */
	constructor(ordered = true) {
		this.#ordered = ordered;
	}

	/** To be called for each best block. */
	onBest(number: number): void {
		this.best = number;
		if (this.#ahead !== undefined && number >= this.#ahead) {
			this.#ahead = undefined;
		}
	}

	/** To be called for each finalized block. */
	onFinalized(number: number): void {
		this.finalized = number;
		if (this.#ordered && (this.best === undefined || number > this.best)) {
			// The node serves each subscription for itself: on a busy machine one may overtake the other.
			this.#ahead = number;
			setTimeout(() => {
				if (this.#ahead === number) {
					this.faults.push(`#${number} is final, and the best block is #${this.best}`);
				}
			}, OVERTAKEN).unref();
		}
	}

	onFailure(what: string, error: unknown): void {
		this.faults.push(`${what}: ${error instanceof Error ? error.message : JSON.stringify(error)}`);
	}
}

/** A client that watches a chain. */
export interface Watcher {
	view: View;
	/**
	 * Whether it shows a revert before the next block. dedot 1.3.0 does not: it subscribes again, and ignores
	 * a best block that is also final.
	 */
	seesReverts: boolean;
	/**
	 * Whether it shows the state of each best block. PAPI 2.2.2 does not always: if it was reading at a block
	 * that is reverted, it reads again only when finality has reached the height of that block.
	 */
	readsOn: boolean;
	close(): Promise<void>;
}

/** Watches a chain and the free balance of an account. */
export type Watch = (node: Answering, address: string) => Promise<Watcher>;

async function polkadotJs(node: Answering, address: string): Promise<Watcher> {
	const view = new View();
	const provider = new WsProvider(node.url, false);
	await provider.connect();
	const api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
	api.on('error', (error) => view.onFailure('connection', error));
	await api.rpc.chain.subscribeNewHeads(({ number }) => view.onBest(number.toNumber()));
	await eventually('first head', () => view.best !== undefined);
	await api.rpc.chain.subscribeFinalizedHeads(({ number }) => view.onFinalized(number.toNumber()));
	await api.query.system.account(address, ({ data }) => void (view.free = data.free.toBigInt()));
	await api.rpc.state.subscribeRuntimeVersion(
		({ specVersion }) => void (view.spec = specVersion.toNumber())
	);
	return { view, seesReverts: true, readsOn: true, close: () => api.disconnect() };
}

/** Connects PAPI, which takes its types from the chain's metadata. */
export function connectPapi({ url }: Answering): PolkadotClient {
	return createClient(getWsProvider(url, { websocketClass: WebSocket as never }));
}

async function papi(node: Answering, address: string): Promise<Watcher> {
	const view = new View();
	const client = connectPapi(node);
	const error = (what: string) => ({ error: (error: unknown) => view.onFailure(what, error) });
	const { Account, LastRuntimeUpgrade } = client.getUnsafeApi().query['System']!;
	client.bestBlocks$.subscribe({ next: ([best]) => view.onBest(best!.number), ...error('heads') });
	client.finalizedBlock$.subscribe({
		next: ({ number }) => view.onFinalized(number),
		...error('finality')
	});
	Account!.watchValue(address, { at: 'best' }).subscribe({
		next: ({ value }) => void (view.free = (value as { data: { free: bigint } }).data.free),
		...error('account')
	});
	LastRuntimeUpgrade!.watchValue({ at: 'best' }).subscribe({
		next: ({ value }) => void (view.spec = (value as { spec_version: number }).spec_version),
		...error('runtime')
	});
	return { view, seesReverts: true, readsOn: false, close: async () => client.destroy() };
}

async function dedot(node: Answering, address: string): Promise<Watcher> {
	// When dedot 1.3.0 subscribes again, it first reports what has become final meanwhile.
	const view = new View(false);
	const client = await DedotClient.new({
		provider: new DedotProvider({ endpoint: node.url, retryDelayMs: 0 }),
		rpcVersion: 'v2'
	});
	client.block.best(({ number }) => view.onBest(number));
	await eventually('first head', () => view.best !== undefined);
	client.block.finalized(({ number }) => view.onFinalized(number));
	await client.query.system.account(address, ({ data }) => void (view.free = data.free));
	await client.query.system.lastRuntimeUpgrade(
		(upgrade) => void (view.spec = upgrade?.specVersion)
	);
	return { view, seesReverts: false, readsOn: true, close: () => client.disconnect() };
}

/** The client libraries by name. */
export const CLIENTS: Record<string, Watch> = {
	'@polkadot/api': polkadotJs,
	'polkadot-api': papi,
	dedot
};
