// SPDX-License-Identifier: GPL-3.0-or-later

/** The authors of a development chain's blocks, and which of them are disabled. */

import { account, blocks } from './api.ts';
import type { Chain } from './chain.ts';
import { type Claim, claimOf, equivocation } from './offences.ts';

/** The keys of BABE that the validators have. */
const KEYS = ['Alice', 'Bob', 'Charlie', 'Dave'].map(account);

/** The blocks of some time in which authors were disabled. */
export interface History {
	/** A message for each block whose author was disabled both before and after it. */
	offences: string[];
	/** How many blocks have somebody disabled in their state. */
	under: number;
	/** How many slots right before those blocks are empty. */
	empty: number;
}

export class Authors {
	constructor(readonly chain: Chain) {}

	/** The author and the slot of a block, or of the head. */
	async claim(block?: string): Promise<Claim> {
		const { api, engine } = this.chain;
		return claimOf(await api.rpc.chain.getHeader(block ?? (await engine.status()).bestHash));
	}

	/** The author and the slot of the next block, which is made and reverted: the next one has them again. */
	async next(): Promise<Claim> {
		const { engine } = this.chain;
		const here = await engine.snapshot();
		const claim = await this.claim(await engine.newBlock());
		await engine.revert(here);
		await engine.dropSnapshot(here);
		return claim;
	}

	/** The indices of the validators that are disabled after a block, or now. */
	async disabled(block?: string): Promise<number[]> {
		const { api, node } = this.chain;
		const { disabledValidators } = api.query.session;
		// For hundreds of blocks, the client's API at a block would take long.
		const found = await node.rpc<string | null>(
			'state_getStorage',
			disabledValidators.key(),
			...(block === undefined ? [] : [block])
		);
		const type = api.registry.createLookupType(disabledValidators.creator.meta.type.asPlain);
		const list = api.registry.createType(type, found ?? '0x00').toJSON() as [number, unknown][];
		return list.map(([index]) => index);
	}

	/** A transaction, signed by Eve, that reports an authority for two blocks in the slot of the head. */
	async report(authority: number): Promise<string> {
		const { api } = this.chain;
		const { slot } = await this.claim();
		const [id] = (await api.query.babe.authorities())[authority]!;
		const key = KEYS.find(({ publicKey }) => id.eq(publicKey))!;
		const call = await equivocation(api, key, { authority, slot });
		return (await call.signAsync(account('Eve'), { era: 0 })).toHex();
	}

	/** The history of the blocks after `from`. */
	async history(from: number): Promise<History> {
		const { api, engine } = this.chain;
		const { best } = await engine.status();
		const offences: string[] = [];
		let [under, empty] = [0, 0];
		const parent = (await api.rpc.chain.getBlockHash(from)).toHex();
		let [{ slot: last }, before] = await Promise.all([this.claim(parent), this.disabled(parent)]);
		for (const [i, block] of (await blocks(api, best, from + 1)).entries()) {
			const [{ authority, slot }, now] = await Promise.all([
				this.claim(block),
				this.disabled(block)
			]);
			// A block may disable its own author, and the first block of an era enables all.
			if (before.includes(authority) && now.includes(authority)) {
				offences.push(`#${from + 1 + i} is by ${authority}, who is disabled`);
			}
			if (now.length > 0) {
				under += 1;
				empty += slot - last - 1;
			}
			[last, before] = [slot, now];
		}
		return { offences, under, empty };
	}
}
