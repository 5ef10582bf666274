// SPDX-License-Identifier: GPL-3.0-or-later

/** Who makes the blocks of a development chain, and who of them is disabled. */

import { account, blocks } from './api.ts';
import type { Chain } from './chain.ts';
import { type Claim, claimOf, equivocation } from './offences.ts';

/** The keys with which the validators make blocks. */
const KEYS = ['Alice', 'Bob', 'Charlie', 'Dave'].map(account);

/** What became of blocks while somebody was disabled. */
export interface History {
	/** The blocks of authors who were disabled before and after. */
	offences: string[];
	/** How many blocks left somebody disabled. */
	under: number;
	/** How many slots before those have no block. */
	empty: number;
}

export class Authors {
	constructor(readonly chain: Chain) {}

	/** Who has made a block, or the head, and in which slot. */
	async claim(block?: string): Promise<Claim> {
		const { api, engine } = this.chain;
		return claimOf(await api.rpc.chain.getHeader(block ?? (await engine.status()).bestHash));
	}

	/** Who makes the next block if nothing else happens: lots are the same after the chain was taken back. */
	async next(): Promise<Claim> {
		const { engine } = this.chain;
		const here = await engine.snapshot();
		const claim = await this.claim(await engine.newBlock());
		await engine.revert(here);
		await engine.dropSnapshot(here);
		return claim;
	}

	/** The indices of those that are disabled after a block, or now. */
	async disabled(block?: string): Promise<number[]> {
		const { api, node } = this.chain;
		const { disabledValidators } = api.query.session;
		// Without a client's view of each block's whole state, which takes long for hundreds of blocks.
		const found = await node.rpc<string | null>(
			'state_getStorage',
			disabledValidators.key(),
			...(block === undefined ? [] : [block])
		);
		const type = api.registry.createLookupType(disabledValidators.creator.meta.type.asPlain);
		const list = api.registry.createType(type, found ?? '0x00').toJSON() as [number, unknown][];
		return list.map(([index]) => index);
	}

	/** A report, signed by Eve, that an authority has made two blocks in the slot of the head. */
	async report(authority: number): Promise<string> {
		const { api } = this.chain;
		const { slot } = await this.claim();
		const [id] = (await api.query.babe.authorities())[authority]!;
		const key = KEYS.find(({ publicKey }) => id.eq(publicKey))!;
		const call = await equivocation(api, key, { authority, slot });
		return (await call.signAsync(account('Eve'), { era: 0 })).toHex();
	}

	/** The blocks after `from`: who made them while who was disabled, and how many slots are empty. */
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
			// A block may disable its own author, and the first of an era lets all of them go.
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
