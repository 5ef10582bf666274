// SPDX-License-Identifier: GPL-3.0-or-later

/** The chain under the soak: asked with a deadline, counted, and checked after each step. */

import assert from 'node:assert/strict';

import type { ApiPromise, WsProvider } from '@polkadot/api';

import { account, connect, dial, NAMES, SLOT } from '../lib/api.ts';
import { within } from '../lib/deadline.ts';
import type { Status } from '../lib/engine.ts';
import type { Node } from '../lib/node.ts';
import { residentMegabytes } from '../lib/processes.ts';

/** How long an answer may take, and how much longer for each block that it has to make. */
const DEADLINE = 10;
const PER_BLOCK = 0.05;
/** How long two looks at a chain that moves may differ, in seconds. */
const AGREEMENT = 3;

/** What has been done. */
export interface Figures {
	steps: number;
	blocks: number;
	reverts: number;
	sent: number;
	included: number;
	refused: number;
	longest: { seconds: number; what: string };
}

/** A point to go back to, with what must be there then. */
export interface Point {
	hash: string;
	number: number;
	stateRoot: string;
	time: number;
	issuance: bigint;
	/** How many transactions the senders have on the chain. */
	signed: number;
}

/** Whoever signs something here. */
export const SENDERS = NAMES.map(account);

export class World {
	readonly figures: Figures = {
		steps: 0,
		blocks: 0,
		reverts: 0,
		sent: 0,
		included: 0,
		refused: 0,
		longest: { seconds: 0, what: '' }
	};
	/** What the node has said of each refusal, and how often. */
	readonly reasons = new Map<string, number>();
	readonly snapshots = new Map<number, Point>();
	/** Whether the engine makes blocks by itself. */
	sealing = 'auto';
	/** The newest block, as the last check has seen it, or as a revert has set it. */
	#seen = { best: 0, finalized: 0, time: 0, signed: 0 };

	private constructor(
		readonly node: Node,
		readonly api: ApiPromise,
		readonly client: WsProvider
	) {}

	static async of(node: Node): Promise<World> {
		return new World(node, await connect(node), await dial(node));
	}

	async close(): Promise<void> {
		await this.client.disconnect();
		await this.api.disconnect();
	}

	/** Whether nothing happens unless it is asked for. */
	get still(): boolean {
		return this.sealing === 'manual';
	}

	/** Asks the node, and fails if it takes too long. `blocks` is how many it has to make. */
	async ask<T>(method: string, params: unknown[] = [], blocks = 0): Promise<T> {
		const began = performance.now();
		try {
			return await within(DEADLINE + blocks * PER_BLOCK, `answer to ${method}`, () =>
				this.client.send<T>(method, params)
			);
		} finally {
			const seconds = (performance.now() - began) / 1000;
			if (seconds > this.figures.longest.seconds) {
				const size = blocks > 0 ? ` (${blocks} blocks)` : '';
				this.figures.longest = { seconds, what: `${method}${size} in step ${this.figures.steps}` };
			}
		}
	}

	/** Asks for what must be refused, and returns the reason. */
	async refusal(method: string, params: unknown[]): Promise<string> {
		let answer: unknown;
		try {
			answer = await this.ask(method, params);
		} catch (error) {
			const reason = String(error);
			assert.doesNotMatch(reason, /^Error: no answer/, reason);
			return reason;
		}
		throw new Error(`${method} ${JSON.stringify(params)} is not refused: ${JSON.stringify(answer)}`);
	}

	status(): Promise<Status> {
		return this.ask('dev_status');
	}

	async header(hash: string): Promise<{ number: number; stateRoot: string }> {
		const header = await this.ask<{ number: string; stateRoot: string }>('chain_getHeader', [hash]);
		return { number: Number(header.number), stateRoot: header.stateRoot };
	}

	/** All the money at a block, which must be as much as its accounts own. */
	async issuance(hash: string): Promise<bigint> {
		const state = await this.api.at(hash);
		const [issued, accounts] = await Promise.all([
			state.query.balances.totalIssuance(),
			state.query.system.account.entries()
		]);
		const owned = accounts.reduce(
			(sum, [, { data }]) => sum + data.free.toBigInt() + data.reserved.toBigInt(),
			0n
		);
		assert.equal(owned, issued.toBigInt(), `the accounts own all the money at ${hash}`);
		return owned;
	}

	/** A head that stays the head while it is looked at. */
	async point(status: Status): Promise<Point> {
		const { stateRoot, number } = await this.header(status.bestHash);
		assert.equal(number, status.best);
		const issuance = await this.issuance(status.bestHash);
		const signed = await this.signed(status.bestHash);
		return { hash: status.bestHash, number, stateRoot, time: status.time, issuance, signed };
	}

	/** The chain has been taken back: what was seen before does not bind it. */
	wentBack({ number, time, signed }: Point): void {
		this.figures.reverts += 1;
		this.#seen = { best: number, finalized: number, time, signed };
	}

	/** How many transactions the senders have on the chain, at a block. */
	async signed(hash: string): Promise<number> {
		const state = await this.api.at(hash);
		const accounts = await state.query.system.account.multi(SENDERS.map(({ address }) => address));
		return accounts.reduce((sum, { nonce }) => sum + nonce.toNumber(), 0);
	}

	/** What must hold after each step. */
	async check(): Promise<void> {
		const { best, bestHash, finalized, time, slot, sealing, run } = await this.#settled();
		assert.equal(sealing, this.sealing);
		assert.equal(run, null, 'no run is going on');
		assert.ok(finalized <= best, `#${finalized} is final, #${best} is the best`);
		assert.ok(best >= this.#seen.best, `the best block was #${this.#seen.best}, and is #${best}`);
		assert.ok(finalized >= this.#seen.finalized, `#${this.#seen.finalized} was final already`);
		assert.ok(time >= this.#seen.time, `it was ${this.#seen.time} already, and is ${time}`);
		if (best > 0) {
			assert.equal(Math.floor(time / SLOT), slot);
		}
		const signed = await this.signed(bestHash);
		assert.ok(signed >= this.#seen.signed, 'no transaction leaves the chain');
		this.figures.blocks += best - this.#seen.best;
		this.figures.included += signed - this.#seen.signed;
		this.#seen = { best, finalized, time, signed };

		const [there, final] = await Promise.all([
			this.ask<string>('chain_getBlockHash', [best]),
			this.ask<string>('chain_getFinalizedHead')
		]);
		assert.equal(there, bestHash);
		assert.ok((await this.header(final)).number >= finalized);
	}

	/** The status, when `chain_getHeader` says the same. */
	async #settled(): Promise<Status> {
		let difference = '';
		const until = performance.now() + AGREEMENT * 1000;
		while (performance.now() < until) {
			const status = await this.status();
			const { number } = await this.ask<{ number: string }>('chain_getHeader');
			if (Number(number) === status.best) {
				return status;
			}
			difference = `dev_status says #${status.best}, chain_getHeader #${Number(number)}`;
			assert.ok(!this.still, difference);
		}
		throw new Error(`${difference}, and they have never agreed`);
	}

	/** Takes note of a transaction that is refused. */
	refused(error: unknown): void {
		this.figures.refused += 1;
		const [, reason = String(error)] = /(1\d{3}: [^:]*(?:: [A-Z][^:]*)?)/.exec(String(error)) ?? [];
		this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
	}

	/** Megabytes of memory that the node has. */
	async memory(): Promise<number> {
		return Math.round(residentMegabytes(this.node.pid));
	}
}
