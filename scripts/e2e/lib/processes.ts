// SPDX-License-Identifier: GPL-3.0-or-later

/** What a process uses of the machine, as Linux has it in /proc. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks in a second, as user space sees them on every platform. */
const TICKS = 100;
/** Milliseconds between samples of the threads. What a thread does after its last sample is lost. */
const LOOK_EVERY = 100;

/** The resident memory of a process in MiB. */
export function residentMegabytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
	if (kilobytes === undefined) {
		throw new Error(`process ${pid} has no memory`);
	}
	return Number(kilobytes) / 1024;
}

/** The CPU time of a process in milliseconds, with that of its threads which have ended. */
export function cpu(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name, in parentheses, may contain spaces and parentheses.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system] = [Number(fields[11]), Number(fields[12])];
	return ((user + system) * 1000) / TICKS;
}

/** The size of a folder's files on the disk, in MB. */
export function diskMegabytes(folder: string): number {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => statSync(join(entry.parentPath, entry.name)).blocks * 512)
		.reduce((sum, bytes) => sum + bytes / 1e6, 0);
}

/** How threads of one name have spent their time, in milliseconds. */
export interface Threads {
	/** On a core. */
	running: number;
	/** Ready to run, while others had the cores. */
	ready: number;
	/** Waiting for another thread, the disk, or a request. */
	blocked: number;
}

/** The last sample of a thread. Times are in milliseconds. */
interface Thread {
	name: string;
	running: number;
	ready: number;
	at: number;
}

/** Samples the threads of a process until it is stopped. */
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

	/** Stops sampling. Returns the CPU time of the process since the start, and its threads' times by name. */
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
				// All times of a new thread count. How long it was blocked is unknown.
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

/** The CPU time of the threads that a process has now, in milliseconds with the resolution of a nanosecond. */
export function fineCpu(pid: number): number {
	let sum = 0;
	for (const [, { running }] of threadTimes(pid)) {
		sum += running;
	}
	return sum;
}

/** The name of a thread: its own, or that of the thread which started it. */
function threadName(pid: number, id: string): string {
	return unlessGone(() => readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim()) ?? 'gone';
}

/** For each thread, the milliseconds on a core, and those in which it was ready and had none. */
function* threadTimes(pid: number): Generator<[id: string, { running: number; ready: number }]> {
	for (const id of readdirSync(`/proc/${pid}/task`)) {
		const text = unlessGone(() => readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8'));
		if (text !== undefined) {
			const [running, ready] = text.split(' ').map((nanoseconds) => Number(nanoseconds) / 1e6);
			yield [id, { running: running!, ready: ready! }];
		}
	}
}

/** What `read` returns, or undefined if the thread has ended. */
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
