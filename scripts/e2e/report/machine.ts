// SPDX-License-Identifier: GPL-3.0-or-later

/** On what a report was made. */

import { cpus, totalmem } from 'node:os';

/** The machine in a few words, such as `2 cores, AMD EPYC, 24 GB`. */
export function machine(): string {
	const cores = cpus();
	const memory = Math.round(totalmem() / 2 ** 30);
	return `${cores.length} cores, ${cores[0]?.model.trim() ?? 'unknown'}, ${memory} GB`;
}
