// SPDX-License-Identifier: GPL-3.0-or-later

/** Money in auctions: none is held for leases that cannot be given, and none longer than for a bid. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import { account, free, innerErrors, stranger, UNITS } from '../lib/api.ts';
import { openAuction } from '../lib/auctions.ts';
import { type Act, Chain } from '../lib/chain.ts';
import { type Call, Referenda, wholeBalances } from '../lib/governance.ts';
import { register } from '../lib/paras.ts';
import { holds } from '../lib/records.ts';

describe('money in auctions', () => {
	/** The first lease period on offer. The chain is in period 0. */
	const OFFERED = 2;
	/** An auction of so many periods from this one on offers some for which no lease is given yet. */
	const TOO_FAR = 9;
	/** Blocks of the starting period. */
	const STARTING = 20;
	const [operator, rival] = [account('Alice'), account('Bob')];
	let chain: Chain;
	let api: ApiPromise;
	let para: number;

	before(async () => {
		chain = await Chain.start();
		api = chain.api;
		[para] = (await register(chain, [operator])) as [number];
	});

	after(() => chain?.stop());

	it('is not asked for in an auction that could not give leases', async () => {
		const referenda = new Referenda(chain);
		const call = api.tx.auctions.newAuction(STARTING, TOO_FAR);
		const index = await referenda.open({ power: 'AuctionAdmin', call });
		await referenda.vote(index, await wholeBalances(chain));
		await referenda.approved(index);

		assert.equal((await referenda.carriedOut(index)).error, 'auctions.LeasePeriodTooFar');

		assert.ok((await api.query.auctions.auctionInfo()).isNone);
	});

	it('comes back to the last planck also to an account that lives by something else', async () => {
		// Less than what an account must have that lives by its money.
		const surplus = 1_000n;
		assert.ok(surplus < api.consts.balances.existentialDeposit.toBigInt());
		const bidder = stranger();
		const bid = (period: number, amount: bigint) =>
			api.tx.auctions.bid(para, 1, OFFERED + period, OFFERED + period, amount);
		const { nominationPools, proxy } = api.tx;
		// Another one pays the fees, so that nothing need be left for them.
		const onBehalf = (call: Call): Act => [
			proxy.proxy({ Id: bidder.address }, null, call),
			operator
		];
		const heldForBids = async () => (await holds(api, bidder.address))['auctions.Bid'];
		const who = operator.address;
		await chain.include(
			[nominationPools.create(1_000n * UNITS, who, who, who), operator],
			[api.tx.balances.transferKeepAlive(bidder.address, 50n * UNITS), rival]
		);
		const pool = await api.query.nominationPools.lastPoolId();
		await chain.include(
			[nominationPools.join(10n * UNITS, pool), bidder],
			[proxy.addProxy({ Id: who }, 'Any', 0), bidder]
		);
		await openAuction(chain, STARTING, OFFERED);

		const everything = await free(api, bidder.address);
		const { events } = await chain.include(
			onBehalf(bid(1, everything)),
			onBehalf(bid(0, everything - surplus))
		);
		assert.deepEqual(innerErrors(api, events), []);
		assert.equal(await heldForBids(), everything);
		assert.equal(await free(api, bidder.address), 0n);

		await chain.include([bid(1, 2n * everything), rival]);

		assert.equal(await heldForBids(), everything - surplus);
		assert.equal(await free(api, bidder.address), surplus);
	});
});
