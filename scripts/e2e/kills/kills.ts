// SPDX-License-Identifier: GPL-3.0-or-later

/** One chain through many sudden deaths, and what it has lost by each. */

import { temporaryFolder } from '../lib/node.ts';
import { Chance } from '../soak/chance.ts';
import { Book } from './book.ts';
import { DEATHS, firstStart, fullDisk } from './deaths.ts';
import { Life } from './life.ts';

/** The six situations in which a node is killed. */
export const SITUATIONS = [...Object.keys(DEATHS), 'first start'] as const;

/** What happens to a node on a small disk, in place of these. */
export const FULL_DISK = 'full disk';

/** What else a run may be. */
export interface Options {
	/** A folder on a small disk that nobody else uses: the chain is there, and dies with the disk full. */
	disk?: string | undefined;
	/** Whether a para makes blocks too, which is looked at after each death. */
	para?: boolean;
}

/** Of 32 blocks of the relay chain, how many have one of the para's at least: sessions begin among them. */
const PARA_BLOCKS = 20;

/** A death, and what was wrong after it. */
export interface Result {
	situation: string;
	/** What the node was at. */
	what: string;
	/** What was told and is not there, or why the chain does not go on. */
	faults: string[];
}

/**
 * Kills a node so many times, and looks each time whether everything is there and the chain goes on.
 *
 * A folder that is ruined is left behind, and the next death begins with another one.
 */
export async function* kills(
	seed: number,
	times: number,
	{ disk, para = false }: Options = {}
): AsyncGenerator<Result, { facts: number }> {
	let [basePath, book] = [temporaryFolder(disk), new Book()];
	let facts = 0;
	for (let time = 0; time < times; time++) {
		const chance = new Chance(seed, time);
		const situation = disk === undefined ? SITUATIONS[time % SITUATIONS.length]! : FULL_DISK;
		const faults: string[] = [];
		let what = 'the first life';
		try {
			if (situation === 'first start') {
				what = await firstStart(chance);
			} else {
				const name = `the node before death ${time + 1}`;
				const life = await Life.begin(name, basePath, book, para);
				const death =
					disk === undefined ? DEATHS[situation as keyof typeof DEATHS] : fullDisk(disk);
				what = await death(life, chance);
				const after = `the node after death ${time + 1}`;
				faults.push(...(await goesOn(after, basePath, book, para)));
			}
		} catch (error) {
			faults.push(String(error).split('\n')[0]!);
		}
		if (faults.length > 0) {
			facts += book.facts;
			[basePath, book] = [temporaryFolder(disk), new Book()];
		}
		yield { situation, what, faults };
	}
	return { facts: facts + book.facts };
}

/** What a node lacks after the death of the one before, and why it makes no blocks. It dies too. */
async function goesOn(
	name: string,
	basePath: string,
	book: Book,
	para: boolean
): Promise<string[]> {
	const life = await Life.begin(name, basePath, book, para);
	try {
		const faults = await book.check(life.node);
		const { number } = await life.head();
		const paraBlocks = para ? await life.para() : 0;
		// Beyond the end of an epoch, whichever block it is.
		await life.make(12);
		await life.make(20, true);
		const { best, finalized } = await life.status();
		if (best !== number + 32 || finalized !== best) {
			faults.push(`the chain was at #${number}, made 32 blocks and is at #${best}, final #${finalized}`);
		}
		const more = para ? (await life.para()) - paraBlocks : PARA_BLOCKS;
		if (more < PARA_BLOCKS) {
			faults.push(`the para was at #${paraBlocks}, and made ${more} blocks within 32 of the relay chain`);
		}
		return faults;
	} finally {
		await life.end();
	}
}
