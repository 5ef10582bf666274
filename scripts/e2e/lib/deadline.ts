// SPDX-License-Identifier: GPL-3.0-or-later

/** Waits with a time limit. The error names what was waited for. */

/** Seconds that something may take which takes a block or two, on a busy machine. */
export const SOON = 60;

/**
 * Runs `wait`. Fails with a message that names `what` if it does not resolve within `seconds`.
 *
 * `wait` gets a signal that is aborted at the end in any case, so that it can clean up.
 */
export async function within<T>(
	seconds: number,
	what: string,
	wait: (over: AbortSignal) => Promise<T>
): Promise<T> {
	const over = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no ${what} within ${seconds} s`)), seconds * 1000);
	});
	try {
		return await Promise.race([wait(over.signal), late]);
	} finally {
		clearTimeout(timer);
		over.abort();
	}
}

/** Polls until `holds` returns true, for what has no event. */
export async function eventually(
	what: string,
	holds: () => boolean | Promise<boolean>,
	seconds = 30
): Promise<void> {
	await within(seconds, what, async (over) => {
		while (!over.aborted && !(await holds())) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	});
}
