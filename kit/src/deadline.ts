// SPDX-License-Identifier: Apache-2.0

/**
 * Runs `wait`, and fails with a message that names `what` unless it is over within `seconds`.
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
