// SPDX-License-Identifier: GPL-3.0-or-later

/** Sends transactions over several connections at once, and writes down what becomes of each. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Answering } from '../lib/api.ts';
import { within } from '../lib/deadline.ts';
import { RpcError } from '../lib/node.ts';
import type { Transaction } from './world.ts';
import { Wire } from './wire.ts';

/** How a load is sent. */
export interface Manner {
	connections: number;
	/** How many transactions of a connection are under way at a time. A connection may have 1,024 subscriptions. */
	window: number;
	/** How long all of it may take, in seconds. */
	patience: number;
	/** After how many milliseconds whoever found no room, or was put out again, tries again. Without it nobody does. */
	insist?: number;
}

/** The codes of `author` for a pool that has no room, and for a transaction that has been put out of it just now. */
const NOT_NOW = [1016, 1012];

/** What became of a transaction, with the moments in milliseconds. */
export interface Fate {
	transaction: Transaction;
	/** Why it was not taken, each time: the code and the words. */
	refusals: string[];
	accepted?: number;
	included?: number;
	final?: number;
	/** The words with which its watcher was told that it will not be included, each time that it was accepted. */
	gone: string[];
	/** Whether it was accepted, and nothing final said of it since. */
	open: boolean;
}

/** The words after which nothing comes any more. */
const LAST = ['finalized', 'finalityTimeout', 'usurped', 'dropped', 'invalid'];

/** Nothing has become of a transaction yet. */
export function fresh(transaction: Transaction): Fate {
	return { transaction, refusals: [], gone: [], open: false };
}

/** Sends all of them. Those of one sender go over one connection, in their order. */
export async function drive(nodes: Answering[], transactions: Transaction[], manner: Manner): Promise<Fate[]> {
	const { connections, window, patience, insist } = manner;
	const wires = await Promise.all(
		Array.from({ length: connections }, (_, i) => Wire.open(nodes[i % nodes.length]!))
	);
	try {
		const fates = transactions.map(fresh);
		const queues = wires.map((_, i) => fates.filter(({ transaction }) => transaction.sender % connections === i));
		const all = () =>
			Promise.all(
				wires.map(async (wire, i) => {
					const queue = queues[i]!.values();
					const worker = async () => {
						for (const fate of queue) {
							while (!(await send(wire, fate)) && insist !== undefined) {
								await sleep(insist);
							}
						}
					};
					await Promise.all(Array.from({ length: window }, worker));
				})
			);
		await within(patience, `end of ${transactions.length} transactions`, all);
		return fates;
	} finally {
		await Promise.all(wires.map((wire) => wire.close()));
	}
}

/** Sends one and waits until nothing more is said of it. Returns whether there is no use in trying again. */
async function send(wire: Wire, fate: Fate): Promise<boolean> {
	let end = (): void => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	// The pool says a word, or a word with something.
	const hear = (status: unknown) => {
		const word = typeof status === 'string' ? status : Object.keys(status as object)[0]!;
		const now = performance.now();
		if (word === 'inBlock') {
			fate.included ??= now;
		} else if (word === 'finalized') {
			fate.included ??= now;
			fate.final = now;
		} else if (LAST.includes(word)) {
			fate.gone.push(word);
		}
		if (LAST.includes(word)) {
			fate.open = false;
			end();
		}
	};
	try {
		const { hex } = fate.transaction;
		fate.open = true;
		const subscription = await wire.subscribe(hear, 'author_submitAndWatchExtrinsic', hex);
		fate.accepted = performance.now();
		await ended;
		wire.forget(subscription);
		return fate.final !== undefined;
	} catch (error) {
		if (!(error instanceof RpcError)) {
			throw error;
		}
		fate.open = false;
		fate.refusals.push(error.message.replace(/^\S+ /, ''));
		return !NOT_NOW.includes(error.code);
	}
}
