// SPDX-License-Identifier: GPL-3.0-or-later

/** A node from its start to its sudden death, and a client that writes down what it is told. */

import type { WsProvider } from '@polkadot/api';

import { dial } from '../lib/api.ts';
import { within } from '../lib/deadline.ts';
import type { Status } from '../lib/engine.ts';
import { Node } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';
import type { Book, Header, Place } from './book.ts';

/** How long an answer may take. */
const DEADLINE = 60;
/** The number of the para that comes with the binary, and what has its blocks made. */
const PARA_ID = 2_000;
const PARA = ['--para', 'demo', '--para-lease', '--para-rpc-port', '0'];

export class Life {
	#dead = false;

	private constructor(
		readonly node: Node,
		readonly book: Book,
		readonly client: WsProvider
	) {}

	/** Starts a node that makes blocks on request, of a para as well if that is wanted. */
	static async begin(name: string, basePath: string, book: Book, para: boolean): Promise<Life> {
		const flags = ['--dev', '--sealing', 'manual', ...(para ? PARA : [])];
		const node = await Node.start(flags, { name, basePath });
		return new Life(node, book, await dial(node));
	}

	/** How far the para is, which is to have the block that the relay chain has included. */
	async para(): Promise<number> {
		const chain = await ParaChain.of(this.node, PARA_ID);
		await chain.check(this.node);
		return Number((await chain.rpc<Header>('chain_getHeader')).number);
	}

	/** Listens to all that the node says by itself. */
	async listen(): Promise<void> {
		const heads: [type: string, method: string, final: boolean][] = [
			['chain_newHead', 'chain_subscribeNewHeads', false],
			['chain_finalizedHead', 'chain_subscribeFinalizedHeads', true]
		];
		for (const [type, method, final] of heads) {
			await this.client.subscribe(type, method, [], (error: Error | null, header: Header) => {
				if (error === null) {
					this.book.header(header, final);
				}
			});
		}
	}

	/** Asks, and waits for the answer. */
	ask<T>(method: string, params: unknown[] = []): Promise<T> {
		return within(DEADLINE, `answer to ${method}`, () => this.client.send<T>(method, params));
	}

	/** Asks, and writes the answer down if one comes before the death. */
	request<T>(method: string, params: unknown[], told: (answer: T) => void): void {
		this.client.send<T>(method, params).then(told, (error) => {
			if (!this.#dead) {
				throw error;
			}
		});
	}

	async status(): Promise<Status> {
		return this.ask<Status>('dev_status');
	}

	async head(): Promise<Place> {
		const { best, bestHash } = await this.status();
		return { number: best, hash: bestHash };
	}

	/** Makes blocks, and writes down the last one. */
	async make(count: number, finalize = false): Promise<Place> {
		const { best } = await this.status();
		const hash = await this.ask<string>('dev_newBlock', [{ count, finalize }]);
		const place = { number: best + count, hash };
		this.book.made(place);
		if (finalize) {
			this.book.final(place.number);
		}
		return place;
	}

	/** Asks over and over how far the chain is, until the node is dead. */
	watch(): void {
		const look = async () => {
			while (!this.#dead) {
				this.book.header(await this.ask<Header>('chain_getHeader'), false);
				this.book.hash(await this.ask<string>('chain_getFinalizedHead'), true);
				const { best, bestHash, finalized } = await this.status();
				this.book.made({ number: best, hash: bestHash });
				this.book.final(finalized);
			}
		};
		look().catch((error) => {
			if (!this.#dead) {
				throw error;
			}
		});
	}

	/** From now on nothing that the node does is a surprise: it may refuse, or die by itself. */
	doom(): void {
		this.#dead = true;
	}

	/** Kills the node. What it had said before still arrives, and counts. */
	async end(): Promise<void> {
		const silent = this.client.isConnected
			? new Promise((resolve) => this.client.on('disconnected', resolve))
			: Promise.resolve();
		this.#dead = true;
		await this.node.kill();
		await within(DEADLINE, 'end of the connection', () => silent);
		await this.client.disconnect();
	}
}
