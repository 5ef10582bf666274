// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * One slot auction on a chain that runs already and makes blocks on request, from the referendum that opens it
 * to the lease. `auction <port>` prints what happened when.
 */

import { account, UNITS } from '../e2e/lib/api.ts';
import { closeAuction } from '../e2e/lib/auctions.ts';
import { Chain } from '../e2e/lib/chain.ts';
import { forward, Referenda } from '../e2e/lib/governance.ts';
import { ask, type Node } from '../e2e/lib/node.ts';
import { register } from '../e2e/lib/paras.ts';

/** The starting period as a part of the ending period: on Kusama two days before five. */
const STARTING = 0.4;
const DAY = 24 * 3_600_000;

const port = Number(process.argv[2]);
const node = {
	name: 'canary',
	url: `ws://127.0.0.1:${port}`,
	rpc: (method: string, ...params: unknown[]) => ask(port, method, params)
};
// All that a chain asks of its node when nobody stops it.
const chain = await Chain.of(node as unknown as Node);
const { api, engine } = chain;
const begin = { chain: (await engine.status()).time, wall: performance.now() };

async function note(what: string): Promise<void> {
	const { best, time } = await engine.status();
	const days = ((time - begin.chain) / DAY).toFixed(2);
	const seconds = ((performance.now() - begin.wall) / 1_000).toFixed(0);
	console.log(`#${String(best).padEnd(7)} day ${days}  after ${seconds.padStart(3)} s  ${what}`);
}

const ending = api.consts.auctions.endingPeriod.toNumber();
const [moon, rock] = [account('Dave'), account('Eve')];
const [first, second] = (await register(chain, [moon, rock])) as [number, number];
await note(`paras ${first} and ${second} are registered`);

/** The first lease period on offer. */
const offered = Math.floor((await chain.height()) / api.consts.slots.leasePeriod.toNumber()) + 1;
const call = api.tx.auctions.newAuction(ending * STARTING, offered);
await new Referenda(chain).enact({ power: 'AuctionAdmin', call });
await note('a referendum has opened an auction');

const bid = (para: number, last: number, ksm: bigint) =>
	api.tx.auctions.bid(para, 1, offered, offered + last, ksm * UNITS);
const [, candle] = (await api.query.auctions.auctionInfo()).unwrap();
await chain.include([bid(first, 7, 500n), moon], [bid(second, 7, 900n), rock]);
await note(`${first} bids 500 KSM a period, ${second} 900`);
await forward(chain, candle.toNumber());
await note(`the candle is lit, for ${ending.toLocaleString('en')} blocks`);
await forward(chain, candle.toNumber() + ending / 4);
await chain.include([bid(first, 7, 1_200n), moon]);
await note(`${first} bids 1,200`);

for (const { para, amount } of await closeAuction(chain)) {
	await note(`${para} has won with ${(amount / UNITS).toLocaleString('en')} KSM a period, and leases a slot`);
}
await api.disconnect();
