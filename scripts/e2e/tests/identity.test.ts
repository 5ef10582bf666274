// SPDX-License-Identifier: GPL-3.0-or-later

/** What the chain and the node say of themselves, before any block matters. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';

import { account, CENTS, connect, NAMES, SLOT, SS58_PREFIX } from '../lib/api.ts';
import { alone, development } from '../lib/network.ts';
import { type Node, run } from '../lib/node.ts';

/** The pallets whose names wallets and explorers look for. */
const PALLETS = [
	'system babe timestamp balances transactionPayment authorship staking offences historical',
	'session grandpa voterList nominationPools treasury bounties childBounties utility identity',
	'vesting scheduler proxy multisig preimage'
]
	.join(' ')
	.split(' ');

/** What `@polkadot/api` asks a node for, and what light clients and operators do. */
const RPC_METHODS = [
	'author_hasKey author_hasSessionKeys author_insertKey author_pendingExtrinsics',
	'author_removeExtrinsic author_rotateKeys author_submitAndWatchExtrinsic',
	'author_submitExtrinsic babe_epochAuthorship chain_getBlock chain_getBlockHash',
	'chain_getFinalizedHead chain_getHeader chain_subscribeAllHeads',
	'chain_subscribeFinalizedHeads chain_subscribeNewHead chain_subscribeNewHeads',
	'chainHead_v1_body chainHead_v1_call chainHead_v1_continue chainHead_v1_follow',
	'chainHead_v1_header chainHead_v1_stopOperation chainHead_v1_storage chainHead_v1_unfollow',
	'chainHead_v1_unpin chainSpec_v1_chainName chainSpec_v1_genesisHash chainSpec_v1_properties',
	'childstate_getKeys childstate_getKeysPaged childstate_getStorage',
	'childstate_getStorageEntries childstate_getStorageHash childstate_getStorageSize',
	'grandpa_proveFinality grandpa_roundState grandpa_subscribeJustifications',
	'payment_queryFeeDetails payment_queryInfo rpc_methods state_call state_getKeysPaged',
	'state_getMetadata state_getReadProof state_getRuntimeVersion state_getStorage',
	'state_getStorageHash state_getStorageSize state_queryStorageAt',
	'state_subscribeRuntimeVersion state_subscribeStorage sync_state_genSyncSpec',
	'system_accountNextIndex system_chain system_chainType system_dryRun system_health',
	'system_localListenAddresses system_localPeerId system_name system_nodeRoles system_peers',
	'system_properties system_syncState system_version transaction_v1_broadcast transaction_v1_stop'
]
	.join(' ')
	.split(' ');

/** What polkadot.js knows how to sign. One that it does not know would break every signature. */
const EXTENSIONS = [
	'CheckNonZeroSender CheckSpecVersion CheckTxVersion CheckGenesis CheckMortality CheckNonce',
	'CheckWeight ChargeTransactionPayment CheckMetadataHash WeightReclaim'
]
	.join(' ')
	.split(' ');

const CODE = '0x3a636f6465';

describe('the identity of the chain', { concurrency: true }, () => {
	let node: Node;
	let kusamaNode: Node;
	let api: ApiPromise;
	let kusama: ApiPromise;

	before(async () => {
		[node, kusamaNode] = await Promise.all([development(), alone('kusama')]);
		[api, kusama] = await Promise.all([connect(node), connect(kusamaNode)]);
	});

	after(async () => {
		await Promise.all([api?.disconnect(), kusama?.disconnect()]);
		await Promise.all([node?.stop(), kusamaNode?.stop()]);
	});

	it('is canary, made by canary-node', async () => {
		const { specName, implName } = api.runtimeVersion;
		assert.equal(specName.toString(), 'canary');
		assert.equal(implName.toString(), 'canary-node');
		assert.equal(await node.rpc('system_name'), 'Canary Node');
	});

	it('has old states for those methods only that say so', async () => {
		const methods = async (one: Node) => {
			const { methods } = await one.rpc<{ methods: string[] }>('rpc_methods');
			return methods.filter((name) => name.startsWith('archive_'));
		};
		assert.deepEqual(await methods(node), []);
		const archive = await development('--sealing', 'manual', '--state-pruning', 'archive');
		assert.ok((await methods(archive)).includes('archive_v1_storage'));
		await archive.stop();
	});

	it('says at the start what is of use, and nothing that the SDK wonders about', async () => {
		await node.says(/Canary Development is up/, 30);
		assert.doesNotMatch(node.log, /wrong size|did not provide entropy|Operating system/);
	});

	it('has Kusama’s token and Kusama’s addresses', async () => {
		const properties = await api.rpc.system.properties();

		assert.deepEqual(api.registry.chainTokens, ['KSM']);
		assert.deepEqual(api.registry.chainDecimals, [12]);
		assert.equal(properties.ss58Format.unwrap().toNumber(), SS58_PREFIX);
		assert.equal(api.consts.system.ss58Prefix.toNumber(), SS58_PREFIX);
	});

	it('asks for one cent to keep an account', () => {
		assert.equal(api.consts.balances.existentialDeposit.toBigInt(), CENTS);
		assert.equal(CENTS, 333_333_333n);
	});

	it('tells wallets to offer the development accounts', async () => {
		assert.equal((await api.rpc.system.chainType()).toString(), 'Development');
		assert.equal((await kusama.rpc.system.chainType()).toString(), 'Local');
	});

	it('offers metadata of versions 14, 15 and 16', async () => {
		const offered = (await api.call.metadata.metadataVersions()).map((v) => v.toNumber());
		const served = await Promise.all(
			[14, 15, 16].map((version) => api.call.metadata.metadataAtVersion(version))
		);

		assert.deepEqual([14, 15, 16].filter((version) => !offered.includes(version)), []);
		assert.ok(served.every((metadata) => metadata.isSome));
	});

	it('has its periods in the constants that wallets read', () => {
		const periods = ({ consts }: ApiPromise) => ({
			epoch: consts.babe.epochDuration.toNumber(),
			era: consts.staking.sessionsPerEra.toNumber(),
			unbonding: consts.staking.bondingDuration.toNumber(),
			spending: consts.treasury.spendPeriod.toNumber()
		});

		assert.deepEqual(periods(api), { epoch: 10, era: 3, unbonding: 3, spending: 60 });
		assert.deepEqual(periods(kusama), { epoch: 600, era: 6, unbonding: 28, spending: 86_400 });
	});

	it('makes a block every six seconds at any pace', async () => {
		for (const chain of [api, kusama]) {
			const babe = await chain.call.babeApi.configuration();
			assert.equal(babe.slotDuration.toNumber(), SLOT);
			assert.equal(chain.consts.babe.expectedBlockTime.toNumber(), SLOT);
		}
	});

	it('runs the same Wasm at any pace', async () => {
		assert.equal(
			await node.rpc('state_getStorageHash', CODE),
			await kusamaNode.rpc('state_getStorageHash', CODE)
		);
	});

	it('has the pallets that wallets look for', () => {
		assert.deepEqual(
			PALLETS.filter((name) => !(name in api.tx || name in api.query || name in api.consts)),
			[]
		);
		assert.ok(!('sudo' in api.tx), 'power comes from governance');
	});

	it('offers every RPC method that a wallet, a light client or an operator needs', async () => {
		const { methods } = await node.rpc<{ methods: string[] }>('rpc_methods');

		assert.deepEqual(RPC_METHODS.filter((method) => !methods.includes(method)), []);
	});

	it('has types that polkadot.js recognises', () => {
		assert.equal(api.tx.utility.batch.meta.args[0]?.type.toString(), 'Vec<Call>');
		assert.ok(api.registry.lookup.names.some((name) => name.endsWith('RuntimeProxyType')));
	});

	it('has only transaction extensions that polkadot.js can sign', () => {
		assert.deepEqual(api.registry.signedExtensions, EXTENSIONS);
	});
});

describe('the start of a development chain', { concurrency: true }, () => {
	let node: Node;

	before(async () => {
		node = await development();
		await node.says(/polkadot\.js\.org/, 30);
	});

	after(() => node?.stop());

	it('prints the address of every funded account', () => {
		const missing = NAMES.filter((name) => !node.log.includes(account(name).address));

		assert.deepEqual(missing, []);
	});

	it('prints where to connect', () => {
		assert.ok(node.log.includes(node.url), `${node.url} is not in the log`);
	});

	it('prints a link that opens polkadot.js apps on this very node', () => {
		const link = /https:\/\/polkadot\.js\.org\/apps\/\S*/.exec(node.log)?.[0] ?? '';

		assert.equal(new URL(link).searchParams.get('rpc'), node.url);
	});

	it('is told apart from other versions by --version', async () => {
		const { code, stdout } = await run(['--version']);

		assert.equal(code, 0);
		assert.match(stdout, /^canary \d+\.\d+\.\d+/);
	});
});
