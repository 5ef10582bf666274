// SPDX-License-Identifier: Apache-2.0

/**
 * Runs a program, and ends it when this process's standard input closes. That happens when the process that
 * started this one ends, so that a node does not outlive its tests even if they are killed. Removes a folder at
 * the end.
 *
 * Arguments: the folder, the program, and the program's own arguments.
 */

import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Milliseconds that the program may take to end after SIGTERM. */
const PATIENCE = 20_000;

const [folder, program, ...args] = process.argv.slice(2) as [string, string, ...string[]];
const child = spawn(program, args, {
	env: { ...process.env, TMPDIR: folder },
	stdio: ['ignore', 'inherit', 'inherit']
});

function end(): void {
	child.kill('SIGTERM');
	setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
}

process.stdin.once('end', end).once('error', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, end);
}
child.once('error', (error) => {
	process.stderr.write(`${program}: ${error.message}\n`);
	leave(1);
});
child.once('exit', (code) => leave(code ?? 1));

function leave(code: number): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	process.exit(code);
}
