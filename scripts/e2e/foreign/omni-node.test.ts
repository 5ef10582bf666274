// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A collator that is not ours: the SDK's own `polkadot-omni-node` follows our relay chain over RPC, makes the
 * blocks of a para, and leaves them in the folder that our node watches.
 *
 * `SKIP_WASM_BUILD=1 cargo install polkadot-omni-node --version 0.24.0 --locked` builds it, and `CANARY_OMNI_NODE` is to
 * name the binary.
 */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import { account, best, connect, free, SLOT, stranger, submit, UNITS, until } from '../lib/api.ts';
import { development } from '../lib/network.ts';
import { Node, nodeKey, run, temporaryFolder } from '../lib/node.ts';
import { DEMO, demoGenesis, writeParaSpecification } from '../lib/para-specification.ts';
import { writeSpecification } from '../lib/specification.ts';

/** How many blocks the para is to make, and in how many seconds. */
const [BLOCKS, PATIENCE] = [10, 300];

/** The key of the runtime's code in a state. */
const CODE = '0x3a636f6465';

/** Runs a command of the collator's binary, and returns what it prints. */
async function collatorPrints(binary: string, ...args: string[]): Promise<string> {
	const { code, stdout, output } = await run(args, 120, binary);
	assert.equal(code, 0, output);
	return stdout.trim();
}

describe('a collator of the SDK', { timeout: 900_000 }, () => {
	const collations = temporaryFolder();
	let relay: Node;
	let collator: Node;
	let relayApi: ApiPromise;
	let paraApi: ApiPromise;

	before(async () => {
		const binary = process.env['CANARY_OMNI_NODE'];
		assert.ok(binary !== undefined && existsSync(binary), 'CANARY_OMNI_NODE is to name polkadot-omni-node');
		const top = await demoGenesis();
		const chain = writeParaSpecification(DEMO, 'A para', top);
		const head = await collatorPrints(binary, 'export-genesis-head', '--chain', chain);
		const relayChain = await writeSpecification('development', (patch) => {
			const args = { genesis_head: head, validation_code: top[CODE]!, parachain: true };
			patch.paras = { paras: [[DEMO, args]] };
		});

		const sealing = ['--sealing', `interval=${SLOT}`];
		relay = await development('--chain', relayChain, ...sealing, '--collations', collations);
		relayApi = await connect(relay);
		const own = ['--collator', '--alice', '--chain', chain, '--node-key', nodeKey()];
		const here = ['--listen-addr', '/ip4/127.0.0.1/tcp/0', '--no-mdns'];
		const following = ['--relay-chain-rpc-urls', relay.url, '--export-pov-to-path', collations];
		// What stands after `--` is for the part that follows the relay chain.
		const ofRelay = ['--', '--chain', relayChain, ...here];
		collator = await Node.start([...own, ...here, ...following], {
			name: 'polkadot-omni-node',
			basePath: temporaryFolder(),
			binary,
			last: ofRelay
		});
		paraApi = await connect(collator);
	});

	after(async () => {
		await paraApi?.disconnect();
		await relayApi?.disconnect();
		await collator?.stop();
		await relay?.stop();
	});

	/** How far the para has come, as the relay chain has it. */
	async function height(): Promise<number> {
		const head = await relayApi.query.paras!.heads!(DEMO);
		return paraApi.createType('Header', head.toJSON()).number.toNumber();
	}

	it('makes blocks, which the relay chain includes', async () => {
		const reached = async () => ((await height()) >= BLOCKS ? true : undefined);
		await until(best(relayApi), `block ${BLOCKS} of the para`, reached, PATIENCE);
	});

	it('takes a transfer, which is final with the relay chain', async () => {
		const { address } = stranger();
		const transfer = paraApi.tx.balances.transferKeepAlive(address, UNITS);
		await submit(paraApi, transfer, account('Alice'), { finalized: true });
		assert.equal(await free(paraApi, address), UNITS);
	});
});
