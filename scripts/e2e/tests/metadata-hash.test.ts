// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * What a hardware wallet signs: a transaction with the hash of the metadata that it was shown with. The
 * hash is computed here, from what the chain says of itself, by code that the build of the runtime does not
 * share.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { Bytes, Option } from '@polkadot/types';
import { u8aToHex } from '@polkadot/util';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { getPolkadotSigner } from 'polkadot-api/signer';

import { account, connect, free, stranger, UNITS } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import { eventually, SOON } from '../lib/deadline.ts';
import { joining } from '../lib/network.ts';
import { ParaChain } from '../lib/para-chain.ts';
import { connectPapi } from '../lib/watchers.ts';

/** Blocks of the relay chain until the para has made some. */
const BEGINNING = 25;
/** The number of the para that the binary ships. */
const DEMO = 2_000;
/** More blocks than the engine makes with native code without a look at the next one. */
const MANY = 300;
/** The mode in which a signature covers the hash. */
const ENABLED = 1;
/** How long a node may take to check so many blocks, on a busy machine. */
const PATIENCE = 120;

const alice = account('Alice');

/** The hash at which a wallet arrives that asks a chain for its metadata. */
async function hashOf(api: ApiPromise): Promise<Uint8Array> {
	const metadata = await api.call.metadata!.metadataAtVersion!(15);
	const { tokenDecimals, tokenSymbol } = await api.rpc.system.properties();
	return merkleizeMetadata((metadata as Option<Bytes>).unwrap().toHex(), {
		decimals: tokenDecimals.unwrap()[0]!.toNumber(),
		tokenSymbol: tokenSymbol.unwrap()[0]!.toString()
	}).digest();
}

/** A transfer of one unit to somebody new, signed over a hash, or over none in the mode that wants one. */
async function transfer(api: ApiPromise, hash: Uint8Array | undefined) {
	const { address } = stranger();
	const { genesisHash, runtimeVersion } = api;
	const nonce = await api.rpc.system.accountNextIndex(alice.address);
	const options = { blockHash: genesisHash, genesisHash, runtimeVersion, nonce, mode: ENABLED };
	const signed = api.tx.balances
		.transferKeepAlive(address, UNITS)
		.sign(alice, hash === undefined ? options : { ...options, metadataHash: u8aToHex(hash) });
	return { address, bytes: signed.toHex() };
}

/** Makes sure that a chain takes no transaction that is signed over this. */
async function assertRefused(chain: Chain, hash: Uint8Array | undefined): Promise<void> {
	const { bytes } = await transfer(chain.api, hash);
	await assert.rejects(chain.node.rpc('author_submitExtrinsic', bytes), /bad signature/);
}

/** Makes sure that a transfer which is signed over this is in the next block. */
async function assertIncluded({ api, engine }: Chain, hash: Uint8Array): Promise<void> {
	const { address, bytes } = await transfer(api, hash);
	const block = await engine.newBlock({ transactions: [bytes] });
	assert.equal(await free(api, address, block), UNITS);
}

describe('the metadata hash', { timeout: 400_000 }, () => {
	let chain: Chain;

	before(async () => {
		chain = await Chain.start();
	});

	after(() => chain?.stop());

	it('is known to the chain, and no other is taken for it', async () => {
		const hash = await hashOf(chain.api);
		await assertIncluded(chain, hash);
		await assertRefused(chain, hash.map((byte) => byte ^ 1));
		await assertRefused(chain, new Uint8Array(32));
		await assertRefused(chain, undefined);
	});

	it('is signed by polkadot-api', async () => {
		const client = connectPapi(chain.node);
		try {
			const { address } = stranger();
			const signer = getPolkadotSigner(alice.publicKey, 'Sr25519', (data) => alice.sign(data));
			const { transfer_keep_alive: call } = client.getUnsafeApi().tx['Balances']!;
			const hash = await hashOf(chain.api);
			const extension = {
				value: new Uint8Array([ENABLED]),
				additionalSigned: new Uint8Array([1, ...hash])
			};
			const signed = await call!({ dest: { type: 'Id', value: address }, value: UNITS }).sign(
				signer,
				{ customSignedExtensions: { CheckMetadataHash: extension } }
			);
			const block = await chain.engine.newBlock({ transactions: [u8aToHex(signed)] });
			assert.equal(await free(chain.api, address, block), UNITS);
		} finally {
			client.destroy();
		}
	});

	it('makes no difference between native code and Wasm', async () => {
		const { node, engine, api } = chain;
		await engine.newBlock({ count: MANY });
		await assertIncluded(chain, await hashOf(api));
		await engine.newBlock({ count: MANY, finalize: true });
		assert.equal((await node.rpc<{ execution: string }>('dev_status')).execution, 'native');

		const { finalized } = await engine.status();
		const guest = await joining('development', 'guest', node);
		try {
			const head = async () =>
				Number((await guest.rpc<{ number: string }>('chain_getHeader')).number) >= finalized;
			await eventually(`block #${finalized} at the guest`, head, PATIENCE);
		} finally {
			await guest.stop();
		}
	});
});

describe('the metadata hash of a para', { timeout: 200_000 }, () => {
	let chain: Chain;
	let para: ApiPromise;

	before(async () => {
		chain = await Chain.start('--para', 'demo', '--para-lease', '--para-rpc-port', '0');
		const demo = await ParaChain.of(chain.node, DEMO);
		await chain.engine.newBlock({ count: BEGINNING });
		para = await connect(demo);
	});

	after(async () => {
		await para?.disconnect();
		await chain?.stop();
	});

	it('is known to the para, and no other is taken for it', async () => {
		const hash = await hashOf(para);
		await assert.rejects(
			para.rpc.author.submitExtrinsic((await transfer(para, await hashOf(chain.api))).bytes),
			/bad signature/
		);
		const { address, bytes } = await transfer(para, hash);
		await para.rpc.author.submitExtrinsic(bytes);
		const arrives = async () => {
			await chain.engine.newBlock();
			return (await free(para, address)) === UNITS;
		};
		await eventually('transfer on the para', arrives, SOON);
	});
});
