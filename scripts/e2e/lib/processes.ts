// SPDX-License-Identifier: GPL-3.0-or-later

/** What a process takes of the machine, as Linux tells in /proc. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks in a second: what user space sees has been this on every platform for decades. */
const TICKS = 100;
/** How often threads are looked at. A thread that ends takes with it what it has done since. */
const LOOK_EVERY = 100;

/** How many megabytes of a process are in memory. */
export function residentMegabytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
	if (kilobytes === undefined) {
		throw new Error(`process ${pid} has no memory`);
	}
	return Number(kilobytes) / 1024;
}

/** The milliseconds that all threads of a process have had a core, also those that have ended. */
export function cpu(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name, in parentheses, may hold anything.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system] = [Number(fields[11]), Number(fields[12])];
	return ((user + system) * 1000) / TICKS;
}

/** The megabytes that the files of a folder take on the disk. */
export function diskMegabytes(folder: string): number {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => statSync(join(entry.parentPath, entry.name)).blocks * 512)
		.reduce((sum, bytes) => sum + bytes / 1e6, 0);
}

/** How threads of one name have spent their time, in milliseconds. */
export interface Threads {
	/** They had a core. */
	running: number;
	/** They could have gone on, and others had the cores. */
	ready: number;
	/** They waited for something: another thread, the disk, a request. */
	blocked: number;
}

/** What a thread had done when it was last looked at, in milliseconds. */
interface Thread {
	name: string;
	running: number;
	ready: number;
	at: number;
}

/** Looks at the threads of a process from now on until it is told to stop. */
export class Watch {
	readonly #timer: NodeJS.Timeout;
	readonly #threads = new Map<string, Thread>();
	readonly #spent = new Map<string, Threads>();
	readonly #began: number;

	constructor(readonly pid: number) {
		this.#began = cpu(pid);
		this.#look(true);
		this.#timer = setInterval(() => this.#look(false), LOOK_EVERY);
	}

	/** The time of the whole process since the beginning, and of its threads by their names. */
	stop(): { running: number; threads: Map<string, Threads> } {
		clearInterval(this.#timer);
		this.#look(false);
		return { running: cpu(this.pid) - this.#began, threads: this.#spent };
	}

	#look(first: boolean): void {
		const at = performance.now();
		for (const [id, times] of threadTimes(this.pid)) {
			const before = this.#threads.get(id);
			if (first) {
				this.#threads.set(id, { name: threadName(this.pid, id), ...times, at });
			} else if (before === undefined) {
				// All that a new thread has done is of this run. How long it has blocked is not known.
				const name = `${threadName(this.pid, id)}, begun meanwhile`;
				this.#threads.set(id, { name, ...times, at });
				this.#add(name, { ...times, blocked: 0 });
			} else {
				const [running, ready] = [times.running - before.running, times.ready - before.ready];
				const blocked = Math.max(0, at - before.at - running - ready);
				this.#add(before.name, { running, ready, blocked });
				Object.assign(before, times, { at });
			}
		}
	}

	#add(name: string, { running, ready, blocked }: Threads): void {
		const sum = this.#spent.get(name) ?? { running: 0, ready: 0, blocked: 0 };
		sum.running += running;
		sum.ready += ready;
		sum.blocked += blocked;
		this.#spent.set(name, sum);
	}
}

/** Milliseconds that the threads of a process which run now have had a core, to the nanosecond. */
export function fineCpu(pid: number): number {
	let sum = 0;
	for (const [, { running }] of threadTimes(pid)) {
		sum += running;
	}
	return sum;
}

/** A thread's name: its own, or that of whoever has begun it. */
function threadName(pid: number, id: string): string {
	return unlessGone(() => readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim()) ?? 'gone';
}

/** What each thread has had of a core, and how long it has waited for one. */
function* threadTimes(pid: number): Generator<[id: string, { running: number; ready: number }]> {
	for (const id of readdirSync(`/proc/${pid}/task`)) {
		const text = unlessGone(() => readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8'));
		if (text !== undefined) {
			const [running, ready] = text.split(' ').map((nanoseconds) => Number(nanoseconds) / 1e6);
			yield [id, { running: running!, ready: ready! }];
		}
	}
}

/** What is read of a thread, or nothing if it has ended meanwhile. */
function unlessGone(read: () => string): string | undefined {
	try {
		return read();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ESRCH') {
			return undefined;
		}
		throw error;
	}
}
