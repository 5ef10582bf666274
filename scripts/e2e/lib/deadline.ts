// SPDX-License-Identifier: GPL-3.0-or-later

/** Waiting with a limit, and saying what was waited for when the limit is reached. */

/** How long a thing that takes a block or two may take on a busy machine. */
export const SOON = 60;

/**
 * Runs `wait` and fails with a message that names `what` unless it resolves within `seconds`.
 *
 * `wait` gets a signal that is raised when its result no longer matters, so that it can clean up.
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

/** Waits until something holds of which no event tells. */
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
