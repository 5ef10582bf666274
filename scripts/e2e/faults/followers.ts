// SPDX-License-Identifier: GPL-3.0-or-later

/** A full node that follows the development engine, and stands still while the engine makes blocks. */

import { setTimeout as sleep } from 'node:timers/promises';

import { Engine } from '../lib/engine.ts';
import { addresses, development } from '../lib/network.ts';
import { HERE, Member } from './member.ts';
import { Record } from './record.ts';
import type { Scenario } from './scenario.ts';

/** How many blocks it may miss each time. */
const MOST_BLOCKS = 400;
/** How long it stands still after the last one, in milliseconds: longer than announcements are spaced. */
const STILL = [0, 1_000] as const;
/** How long it may take to have the last block, with no other to tell of it, in seconds. */
const PATIENCE = 60;

/** A follower that stands still so often. */
export const follower = (times = 10): Scenario => ({
	claim:
		'a follower of the engine stands still during a fast-forward: it has the last block soon, though none comes after',
	async play(chance) {
		const record = new Record();
		const engine = new Engine(await development('--sealing', 'manual'));
		const news = { heard: () => {} };
		const follower = new Member('follower', ['--chain', 'development'], record, () => news.heard(), HERE);
		try {
			await engine.newBlock({ count: 20 });
			await follower.start(await addresses(engine.node));
			const arrived = (number: number) =>
				new Promise<boolean>((resolve) => {
					const late = setTimeout(() => resolve(false), PATIENCE * 1000);
					news.heard = () => {
						if (follower.best >= number && follower.final >= number) {
							clearTimeout(late);
							resolve(true);
						}
					};
					news.heard();
				});
			const waits: number[] = [];
			for (let time = 0; time <= times; time++) {
				const { best } = await engine.status();
				if (!(await arrived(best))) {
					throw new Error(
						`the engine is at #${best}; after ${PATIENCE} s the follower is at #${follower.best}, final #${follower.final}`
					);
				}
				if (time === times) {
					break;
				}
				const count = chance.percent(50) ? chance.between(1, 16) : chance.between(17, MOST_BLOCKS);
				const before = chance.percent(50);
				if (before) {
					await follower.pause();
				}
				const made = engine.newBlock({ count });
				if (!before) {
					await sleep(chance.between(0, count));
					await follower.pause();
				}
				await made;
				await sleep(chance.between(...STILL));
				const began = performance.now();
				follower.resume();
				if (await arrived(best + count)) {
					waits.push((performance.now() - began) / 1000);
				}
			}
			await record.compare('engine', (method, ...params) => engine.node.rpc(method, ...params), follower.final);
			if (record.faults.length > 0) {
				throw new Error(record.faults.join('\n'));
			}
			return new Map([['seconds from going on until it has the last block, at most', Math.max(...waits)]]);
		} finally {
			await follower.stop();
			await engine.node.stop();
		}
	}
});
