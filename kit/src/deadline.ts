// SPDX-License-Identifier: Apache-2.0

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
