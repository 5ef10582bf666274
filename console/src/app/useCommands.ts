// SPDX-License-Identifier: GPL-3.0-or-later

import { useMemo, useRef, useState } from 'react';

import type { Live } from '../model/live.ts';
import { toDecision, toNextPhase, type Traveller } from '../model/steps.ts';
import type { Pace } from '../model/types.ts';

/** Blocks that are asked for at once: what a client is told comes at the end of each such run. */
const STRIDE = 20_000;

/** What the console can have the node do. */
export interface Commands {
	/** What is being done, in words. */
	busy: string | null;
	/** Why the last of it failed, or what came of it. */
	said: { text: string; bad: boolean } | null;
	dismiss(): void;
	blocks(count: number): void;
	to(block: number): void;
	jump(time: number): void;
	nextPhase(pace: Pace): void;
	decision(index: number): void;
	seal(mode: string): void;
	snapshot(): void;
	revert(id: number): void;
	drop(id: number): void;
	dump(path: string): void;
	cancel(): void;
}

export function useCommands(source: Live): Commands {
	const [busy, setBusy] = useState<string | null>(null);
	const [said, setSaid] = useState<Commands['said']>(null);
	const stopped = useRef(false);

	const actions = useMemo(() => {
		const run = (what: string, action: () => Promise<string | void>) => {
			stopped.current = false;
			setBusy(what);
			setSaid(null);
			const cancelled = { text: `Cancelled: ${what}.`, bad: false };
			action()
				.then((text) => {
					// A run that was cancelled answers with its last block, as one that is complete.
					if (stopped.current) {
						setSaid(cancelled);
					} else if (text !== undefined) {
						setSaid({ text, bad: false });
					}
				})
				.catch((error: unknown) => {
					const reason = error instanceof Error ? error.message : String(error);
					setSaid(
						stopped.current ? cancelled : { text: `${what} failed: ${reason}.`, bad: true }
					);
				})
				.finally(() => setBusy(null));
		};
		const ask = (method: string, ...params: unknown[]) => source.request<unknown>(method, ...params);
		const to = async (block: number) => {
			let at = Number(
				(await source.request<{ number: string }>('chain_getHeader')).number
			);
			while (at < block && !stopped.current) {
				at = Math.min(at + STRIDE, block);
				await ask('dev_newBlock', { to: at });
			}
		};
		const traveller: Traveller = {
			to,
			reader: async () => source.reader(),
			cancelled: () => stopped.current
		};
		return {
			dismiss: () => setSaid(null),
			blocks: (count: number) =>
				run(count === 1 ? 'Making a block' : `Making ${count.toLocaleString('en')} blocks`, async () => {
					await ask('dev_newBlock', { count });
				}),
			to: (block: number) => run(`Going to #${block.toLocaleString('en')}`, () => to(block)),
			jump: (time: number) =>
				run('Jumping', async () => {
					await ask('dev_timeTravel', time);
				}),
			nextPhase: (pace: Pace) =>
				run('Going to the next phase of the auction', () => toNextPhase(traveller, pace)),
			decision: (index: number) =>
				run(`Going to the decision of referendum ${index}`, () => toDecision(traveller, index)),
			seal: (mode: string) =>
				run('Changing the sealing', async () => {
					await ask('dev_setSealing', mode);
				}),
			snapshot: () =>
				run('Taking a snapshot', async () => {
					await ask('dev_snapshot');
				}),
			revert: (id: number) =>
				run('Reverting', async () => {
					await ask('dev_revert', id);
				}),
			drop: (id: number) =>
				run('Dropping the snapshot', async () => {
					await ask('dev_dropSnapshot', id);
				}),
			dump: (path: string) =>
				run('Writing the chain', async () => {
					await ask('dev_dumpState', path);
					return `The chain is written to ${path}, on the node's machine.`;
				}),
			cancel: () => {
				stopped.current = true;
				ask('dev_cancel').catch((error: unknown) =>
					setSaid({ text: `Cancelling failed: ${String(error)}.`, bad: true })
				);
			}
		};
	}, [source]);

	return { busy, said, ...actions };
}
