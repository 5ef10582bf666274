// SPDX-License-Identifier: Apache-2.0

/** Staking over eras of chain time, with vitest and `@polkadot/api`. */

import { Chain, rewindEach, UNITS } from '@canary-network/kit';
import { account, connect } from '@canary-network/kit/polkadot-js';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';

const chain = await Chain.start();
const client = await connect(chain);
const { query, tx } = client.api;
afterAll(() => chain.stop());
rewindEach(chain, { beforeEach, afterEach });

const [eve, validator] = [account('Eve'), account('Alice//stash')];
const activeEra = async () => (await query.staking.activeEra()).unwrap().index.toNumber();

test('a nominator is paid for the era after the next election', async () => {
	await client.send(tx.staking.bond(1_000n * UNITS, 'Stash'), eve);
	await client.send(tx.staking.nominate([validator.address]), eve);
	const era = await activeEra();
	await chain.forwardUntil('era with the nomination', async () => (await activeEra()) === era + 3);

	const before = await client.free(eve);
	await client.send(tx.staking.payoutStakers(validator.address, era + 2), account('Bob'));
	expect(await client.free(eve)).toBeGreaterThan(before);
});

test('nobody has nominated', async () => {
	expect((await query.staking.nominators(eve.address)).isNone).toBe(true);
});
