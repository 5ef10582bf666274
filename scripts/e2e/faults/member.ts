// SPDX-License-Identifier: GPL-3.0-or-later

/** A node of a network: started, killed, paused and started again, and watched while it lives. */

import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { WsProvider } from '@polkadot/api';

import { dial } from '../lib/api.ts';
import { within } from '../lib/deadline.ts';
import { Node, nodeKey, temporaryFolder } from '../lib/node.ts';
import type { Header, Record } from './record.ts';

/** How often a node is asked how far it is, in milliseconds: of what it synchronizes it tells nobody. */
const LOOK_EVERY = 250;
/** How long a node may take to say where it listens, in seconds. */
const LISTENS = 30;

/** Where a node runs. */
export interface Place {
	/** The address at which its peers reach it. */
	address: string;
	/** A program that starts the binary there, if it is not this machine's own network. */
	binary?: string;
	/** A port of this machine at which it answers RPC all the same. */
	rpcPort?(): Promise<number>;
}

/** This machine's own network. */
export const HERE: Place = { address: '127.0.0.1' };

/** A new height of a node, and when it was heard of. */
export interface Move {
	at: number;
	number: number;
}

export class Member {
	readonly #key = nodeKey();
	readonly #basePath = temporaryFolder();
	#node: Node | undefined;
	#client: WsProvider | undefined;
	/** Grows with each start: what belongs to an earlier life is over. */
	#life = 0;
	/** The look at how far it is that goes on, if one does. */
	#looking: Promise<void> = Promise.resolve();
	#paused = false;
	/** How far it is, in this life. */
	best = 0;
	final = 0;
	/** The last block that its subscription has called final in this life. */
	#told = 0;
	/** Each height at which it has called a block final, in all of its lives. */
	readonly moves: Move[] = [];

	constructor(
		readonly name: string,
		readonly flags: string[],
		readonly record: Record,
		readonly news: () => void,
		readonly place: Place = HERE
	) {}

	/** Starts it, with all of its data if it has run before. Returns when it answers RPC. */
	async start(bootnodes: string[]): Promise<void> {
		const { name, place } = this;
		const listen = `/ip4/${place.address}/tcp/0`;
		const network = ['--no-mdns', '--listen-addr', listen, '--node-key', this.#key];
		const boot = bootnodes.length === 0 ? [] : ['--bootnodes', ...bootnodes];
		this.#node = await Node.start([...this.flags, '--name', name, ...network, ...boot], {
			name,
			basePath: this.#basePath,
			...(place.binary === undefined ? {} : { binary: place.binary }),
			...(place.rpcPort === undefined ? {} : { rpcPort: await place.rpcPort() })
		});
		this.#client = await dial(this.#node);
		await this.#watch(this.#client, ++this.#life);
	}

	get alive(): boolean {
		return this.#node !== undefined;
	}

	/** The node, which must be running. */
	get node(): Node {
		if (this.#node === undefined) {
			throw new Error(`${this.name} does not run`);
		}
		return this.#node;
	}

	ask = <T>(method: string, ...params: unknown[]): Promise<T> => {
		if (this.#client === undefined) {
			throw new Error(`${this.name} does not run`);
		}
		return this.#client.send<T>(method, params);
	};

	/** Where peers reach it. */
	addresses(): Promise<string[]> {
		return within(LISTENS, `address of ${this.name}`, async (over) => {
			while (!over.aborted) {
				const known = await this.ask<string[]>('system_localListenAddresses');
				const here = known.filter((address) => address.startsWith(`/ip4/${this.place.address}/tcp/`));
				if (here.length > 0) {
					return here;
				}
				await sleep(LOOK_EVERY);
			}
			return [];
		});
	}

	/** Ends it between two instructions. */
	async kill(): Promise<void> {
		await this.#end((node) => node.kill());
	}

	/** Asks it to end. */
	async stop(): Promise<void> {
		if (this.#node !== undefined) {
			this.resume();
			await this.#end((node) => node.stop());
		}
	}

	/** Takes away all that a dead one has: its chain, and what it has voted. Its keys are in its flags. */
	wipe(): void {
		if (this.alive) {
			throw new Error(`${this.name} still runs`);
		}
		rmSync(this.#basePath, { recursive: true });
	}

	/** Stands it still: its connections stay, and nobody answers them. */
	async pause(): Promise<void> {
		this.#paused = true;
		await this.#looking;
		process.kill(this.node.pid, 'SIGSTOP');
	}

	resume(): void {
		process.kill(this.node.pid, 'SIGCONT');
		this.#paused = false;
	}

	async #end(how: (node: Node) => Promise<unknown>): Promise<void> {
		const [node, client] = [this.node, this.#client!];
		this.#life += 1;
		this.#node = this.#client = undefined;
		// What a request of before still waits for does not come.
		await client.disconnect();
		await how(node);
	}

	async #watch(client: WsProvider, life: number): Promise<void> {
		[this.best, this.final, this.#told] = [0, 0, 0];
		const now = () => life === this.#life;
		await this.#subscribe(client, now);
		void this.#lookAgainAndAgain(now);
	}

	async #subscribe(client: WsProvider, now: () => boolean): Promise<void> {
		await client.subscribe('chain_newHead', 'chain_subscribeNewHeads', [], (error, header: Header) => {
			if (error === null && now()) {
				this.#reached('best', Number(header.number));
			}
		});
		const finality = ['chain_finalizedHead', 'chain_subscribeFinalizedHeads'] as const;
		await client.subscribe(...finality, [], (error, header: Header) => {
			if (error === null && now()) {
				this.#toldFinal(header);
			}
		});
	}

	async #lookAgainAndAgain(now: () => boolean): Promise<void> {
		while (now()) {
			if (!this.#paused) {
				// A node closes a connection on which nobody has answered for long, as while it stood still itself.
				if (!this.#client!.isConnected) {
					this.#client = await dial(this.node);
					await this.#subscribe(this.#client, now);
				}
				this.#looking = this.#look(now).catch((error) => {
					if (now() && this.#client!.isConnected) {
						throw error;
					}
				});
				await this.#looking;
			}
			await sleep(LOOK_EVERY);
		}
	}

	async #look(now: () => boolean): Promise<void> {
		const best = await this.ask<Header>('chain_getHeader');
		const hash = await this.ask<string>('chain_getFinalizedHead');
		const final = await this.ask<Header>('chain_getHeader', hash);
		if (now()) {
			this.#reached('best', Number(best.number));
			if (Number(final.number) > this.final) {
				this.#calledFinal(final);
			}
		}
	}

	/** The subscription's word. An answer to a request may have known of a later block before. */
	#toldFinal(header: Header): void {
		const number = Number(header.number);
		if (number < this.#told) {
			this.record.faults.push(`${this.name} called #${this.#told} final, and then #${number}`);
		}
		this.#told = number;
		this.#calledFinal(header);
	}

	#calledFinal(header: Header): void {
		const number = Number(header.number);
		this.record.final(this.name, header);
		if (number > this.final) {
			this.moves.push({ at: performance.now(), number });
			this.#reached('final', number);
		}
	}

	/** The best block may be lower than the one before: of a longer chain with heavier blocks. */
	#reached(which: 'best' | 'final', number: number): void {
		if (this[which] !== number) {
			this[which] = number;
			this.news();
		}
	}
}
