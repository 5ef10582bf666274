// SPDX-License-Identifier: GPL-3.0-or-later

/** A network of validators by the wall clock, to which faults happen. */

import { EventEmitter } from 'node:events';

import { xxhashAsHex } from '@polkadot/util-crypto';

import { within } from '../lib/deadline.ts';
import { HERE, Member, type Place } from './member.ts';
import { Record } from './record.ts';

/** The four who are validators in the genesis of this chain. Three of them are needed for finality. */
export const CHAIN = 'development';
export const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];
/** How long a network may take until its first blocks are final, in seconds. */
const BEGINNING = 120;
/** What the runtime keeps of each offence that was reported. */
const REPORTS = `0x${[xxhashAsHex('Offences', 128), xxhashAsHex('Reports', 128)]
	.map((part) => part.slice(2))
	.join('')}`;

/** What differs from four validators of the shipped chain on this machine's own network. */
export interface Setting {
	/** A chain with these four. */
	chain?: string;
	/** Where each of them runs. */
	place?: (name: string) => Place;
}

export class Network {
	readonly members: Member[] = [];
	readonly record = new Record();
	readonly #news = new EventEmitter().setMaxListeners(0);

	private constructor(readonly chain: string) {}

	/** Starts the four validators, each with a connection to each other, and waits until blocks are final. */
	static async start({ chain = CHAIN, place = () => HERE }: Setting = {}): Promise<Network> {
		const network = new Network(chain);
		try {
			for (const name of VALIDATORS) {
				await network.join(name, [`--${name}`], place(name));
			}
			const { members } = network;
			await network.until('first final blocks', () => members.every(({ final }) => final >= 2), BEGINNING);
		} catch (error) {
			await network.stop();
			throw error;
		}
		return network;
	}

	/** Runs something on a network of its own, and looks afterwards whether nothing final was ever reverted. */
	static async with<T>(use: (network: Network) => Promise<T>, setting?: Setting): Promise<T> {
		const network = await Network.start(setting);
		try {
			const result = await use(network);
			await network.check();
			return result;
		} finally {
			await network.stop();
		}
	}

	/** Adds a node that nobody has seen before. */
	async join(name: string, flags: string[], place: Place = HERE): Promise<Member> {
		const all = ['--chain', this.chain, '--rpc-methods', 'unsafe', ...flags];
		const member = new Member(name, all, this.record, () => this.#news.emit('news'), place);
		await this.start(member);
		this.members.push(member);
		return member;
	}

	/** Starts a member, which learns the addresses of all who live. */
	async start(member: Member): Promise<void> {
		const others = this.alive.filter((other) => other !== member);
		const addresses = await Promise.all(others.map((other) => other.addresses()));
		await member.start(addresses.flat());
	}

	/** Those who run. */
	get alive(): Member[] {
		return this.members.filter(({ alive }) => alive);
	}

	/** Waits until this holds of the heights of the members. Returns the seconds that it took. */
	async until(what: string, holds: () => boolean, seconds: number): Promise<number> {
		const began = performance.now();
		const waiting = (over: AbortSignal) =>
			new Promise<void>((resolve) => {
				const look = () => {
					if (holds()) {
						resolve();
					}
				};
				this.#news.on('news', look);
				over.addEventListener('abort', () => this.#news.off('news', look));
				look();
			});
		try {
			await within(seconds, what, waiting);
		} catch (error) {
			throw new Error(`${(error as Error).message}: ${this.heights()}`);
		}
		return (performance.now() - began) / 1000;
	}

	/** How far each of them is. */
	heights(): string {
		const heights = this.members.map(({ name, alive, best, final }) =>
			alive ? `${name} #${best}, final #${final}` : `${name} is dead`
		);
		return heights.join('; ');
	}

	/** How many offences the chain knows of. */
	async offences(): Promise<number> {
		const [member] = this.alive;
		return (await member!.ask<string[]>('state_getKeysPaged', REPORTS, 100)).length;
	}

	/**
	 * Looks whether all who live have the same blocks up to what they call final, whether these are those which
	 * were called final at any time, and whether nobody is accused of anything but what was `expected`.
	 */
	async check(expected = 0): Promise<void> {
		for (const { name, ask, final } of this.alive) {
			await this.record.compare(name, ask, final);
		}
		const { faults } = this.record;
		const offences = await this.offences();
		if (offences > expected) {
			faults.push(`the chain knows of ${offences} offences, and not of ${expected}`);
		}
		if (faults.length > 0) {
			throw new Error(faults.slice(0, 10).join('\n'));
		}
	}

	async stop(): Promise<void> {
		await Promise.all(this.members.map((member) => member.stop()));
	}
}
