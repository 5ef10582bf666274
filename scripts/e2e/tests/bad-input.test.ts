// SPDX-License-Identifier: GPL-3.0-or-later

/** Bad input: every refusal says what is wrong, and nothing is lost. */

import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import { compactToU8a, u8aConcat, u8aToHex } from '@polkadot/util';

import { account, best, connect, height, next, stranger, submit, UNITS } from '../lib/api.ts';
import { development } from '../lib/network.ts';
import { Node, RpcError, run, temporaryFolder } from '../lib/node.ts';

/** How long a command may take to see that its input is bad. */
const PROMPTLY = 30;

describe('the command line', { concurrency: 2 }, () => {
	const folder = temporaryFolder();

	async function file(name: string, content: string): Promise<string> {
		const path = join(await mkdtemp(join(folder, 'spec-')), name);
		await writeFile(path, content);
		return path;
	}

	/** A command must end by itself, not well, and say all of this. */
	async function assertRefused(args: string[], ...reasons: (string | RegExp)[]): Promise<void> {
		const { code, signal, output } = await run(args, PROMPTLY);

		assert.equal(signal, null, output);
		assert.notEqual(code, 0, output);
		for (const reason of reasons) {
			assert.ok(
				typeof reason === 'string' ? output.includes(reason) : reason.test(output),
				`\`canary ${args.join(' ')}\` does not say ${reason}:\n${output}`
			);
		}
		assert.doesNotMatch(output, /panicked|RUST_BACKTRACE/, 'a user’s mistake is no defect');
	}

	it('refuses an unknown chain and names those that it knows', async () => {
		await assertRefused(['--chain', 'polkadot'], 'polkadot', 'development', 'local', 'kusama');
	});

	it('refuses an unknown chain in a sub-command as well', async () => {
		await assertRefused(['export-chain-spec', '--chain', 'polkadot'], 'polkadot', 'kusama');
	});

	it('refuses a chain specification that is not there', async () => {
		const path = join(folder, 'not-there.json');

		await assertRefused(['--chain', path], path, /no such file/i);
	});

	it('refuses a chain specification that is cut short', async () => {
		const path = await file('cut-short.json', '{ "name": "Cut short", ');

		await assertRefused(['--chain', path], path, /EOF|end of/i);
	});

	it('refuses a chain specification that lacks a field', async () => {
		const path = await file('incomplete.json', '{ "name": "Incomplete" }');

		await assertRefused(['--chain', path], path, 'missing field');
	});

	it('refuses a chain specification with a pace that cannot work', async () => {
		const { stdout } = await run(['export-chain-spec', '--chain', 'local']);
		const spec = JSON.parse(stdout) as {
			genesis: { runtimeGenesis: { patch: { pace: { parameters: { epochLength: number } } } } };
		};
		spec.genesis.runtimeGenesis.patch.pace.parameters.epochLength = 2;
		const path = await file('too-fast.json', JSON.stringify(spec));
		const at = ['--base-path', await mkdtemp(join(folder, 'base-'))];

		const ports = ['--rpc-port', '0', '--listen-addr', '/ip4/127.0.0.1/tcp/0'];
		// The reason ends what is said: the genesis does not follow.
		await assertRefused(['--chain', path, ...ports, ...at], /epochLength must be at least 4 blocks\s*$/);
	});

	it('refuses to guess which chain is meant', async () => {
		await assertRefused([], '--dev', '--chain');
	});

	it('refuses a file for the dump that could not be written at the end', async () => {
		const dev = ['--dev', '--rpc-port', '0'];
		const nowhere = join(folder, 'no', 'folder', 'chain');
		await assertRefused([...dev, '--dump-state', nowhere], '--dump-state', nowhere, 'no such folder');
		await assertRefused([...dev, '--dump-state', folder], '--dump-state', folder, 'name a file in it');
	});

	it('refuses an unknown flag', async () => {
		await assertRefused(['--dev', '--warp-speed'], '--warp-speed');
	});

	it('refuses an unknown sub-command', async () => {
		await assertRefused(['launch'], 'launch');
	});

	it('refuses a port that is not a number', async () => {
		await assertRefused(['--dev', '--rpc-port', 'ninety'], 'ninety', '--rpc-port');
	});

	it('refuses a file of blocks that is not there', async () => {
		const path = join(folder, 'not-there.blocks');
		const at = ['--base-path', await mkdtemp(join(folder, 'base-'))];

		await assertRefused(['import-blocks', '--dev', ...at, path], /no such file/i);
	});

	describe('when another program listens', () => {
		const server = createServer();
		let port: number;

		before(async () => {
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			({ port } = server.address() as AddressInfo);
		});

		after(() => server.close());

		it('refuses its port for RPC', async () => {
			await assertRefused(['--dev', '--rpc-port', String(port)], String(port), '--rpc-port');
		});

		it('refuses its port for metrics', async () => {
			const flags = ['--dev', '--rpc-port', '0', '--prometheus-port', String(port)];
			await assertRefused(flags, String(port), '--prometheus-port');
		});

		it('refuses its port for peers', async () => {
			const free = ['--rpc-port', '0'];
			await assertRefused(['--dev', ...free, '--port', String(port)], String(port), '--port');
		});
	});

	describe('when another node has the database', () => {
		const basePath = temporaryFolder();
		let owner: Node;

		before(async () => {
			owner = await Node.start(['--dev'], { name: 'the owner', basePath });
		});

		after(() => owner?.stop());

		it('refuses the database, whose owner goes on', async () => {
			const at = ['--base-path', basePath, '--rpc-port', '0'];

			await assertRefused(['--dev', ...at], basePath, /in use|lock/i, '--base-path');

			const api = await connect(owner);
			assert.equal((await next(best(api), 2, 30)).length, 2);
			await api.disconnect();
		});
	});
});

describe('the RPC', () => {
	const sender = account('Bob');
	let node: Node;
	let api: ApiPromise;
	let worth: string;

	before(async () => {
		node = await development('--sealing', 'interval=1000');
		api = await connect(node);
		// One transaction that is in order, so that there is a nonce that is stale.
		await submit(api, api.tx.balances.transferKeepAlive(stranger().address, UNITS), sender);
		worth = (await api.query.system.account(sender.address)).toString();
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	function transfer(): SubmittableExtrinsic<'promise'> {
		return api.tx.balances.transferKeepAlive(stranger().address, UNITS);
	}

	/** The bytes of an extrinsic, changed by `spoil` without the length in front of them. */
	async function spoiled(
		tx: SubmittableExtrinsic<'promise'>,
		spoil: (body: Uint8Array) => Uint8Array
	): Promise<string> {
		const signed = await tx.signAsync(sender);
		const body = spoil(signed.toU8a(true));
		return u8aToHex(u8aConcat(compactToU8a(body.length), body));
	}

	async function assertRefused(bytes: string, reason: RegExp): Promise<void> {
		await assert.rejects(node.rpc('author_submitExtrinsic', bytes), (error: unknown) => {
			assert.ok(error instanceof RpcError, String(error));
			assert.match(error.message, reason);
			return true;
		});
	}

	it('refuses a bad signature', async () => {
		const bytes = await spoiled(transfer(), (body) => {
			// The version, the kind and the address of the signer, and the kind of the signature.
			body[1 + 1 + 32 + 1 + 10]! ^= 0xff;
			return body;
		});

		await assertRefused(bytes, /1010.*bad signature/i);
	});

	it('refuses a stale nonce', async () => {
		const signed = await transfer().signAsync(sender, { nonce: 0 });

		await assertRefused(signed.toHex(), /1010.*outdated/i);
	});

	it('refuses a signature made for another chain', async () => {
		const { runtimeVersion } = api;
		const elsewhere = `0x${'11'.repeat(32)}`;
		const chain = { genesisHash: elsewhere, blockHash: elsewhere, runtimeVersion };
		const signed = transfer().sign(sender, { ...chain, nonce: 1 });

		await assertRefused(signed.toHex(), /1010.*bad signature/i);
	});

	it('refuses a transaction that its sender cannot pay for', async () => {
		const signed = await transfer().signAsync(stranger());

		await assertRefused(signed.toHex(), /1010.*(pay|balance)/i);
	});

	it('refuses an unknown pallet', async () => {
		const tx = transfer();
		const bytes = await spoiled(tx, (body) => {
			body[body.length - tx.method.encodedLength] = 254;
			return body;
		});

		await assertRefused(bytes, /decode|execution|verification/i);
	});

	it('refuses an unknown call of a known pallet', async () => {
		const tx = transfer();
		const bytes = await spoiled(tx, (body) => {
			body[body.length - tx.method.encodedLength + 1] = 254;
			return body;
		});

		await assertRefused(bytes, /decode|execution|verification/i);
	});

	it('refuses an extrinsic that is larger than its share of a block', async () => {
		const remark = api.tx.system.remark(`0x${'00'.repeat(4 * 1024 * 1024)}`);
		const signed = await remark.signAsync(sender);

		await assertRefused(signed.toHex(), /1010.*exhaust/i);
	});

	it('refuses a request that is larger than any block', async () => {
		// The server may close the connection before it has read it all.
		await assert.rejects(
			node.rpc('author_submitExtrinsic', `0x${'00'.repeat(16 * 1024 * 1024)}`)
		);
	});

	it('refuses bytes that are no extrinsic', async () => {
		for (const bytes of ['0x', '0x00', '0xdeadbeef', '0xffffffffffffffff', '0x0400', '0x0484']) {
			await assertRefused(bytes, /author_submitExtrinsic/);
		}
	});

	it('refuses text that is no bytes', async () => {
		await assertRefused('an extrinsic', /invalid params/i);
	});

	it('refuses a method and a state that it does not have', async () => {
		const nowhere = `0x${'22'.repeat(32)}`;

		await assert.rejects(node.rpc('dev_doesNotExist'), /method not found/i);
		await assert.rejects(node.rpc('state_getRuntimeVersion', nowhere), RpcError);
	});

	it('has lost nothing by all this', async () => {
		const head = await api.rpc.chain.getHeader();
		await height(best(api), 'best block', head.number.toNumber() + 2);

		assert.equal((await api.query.system.account(sender.address)).toString(), worth);
		assert.equal((await api.rpc.author.pendingExtrinsics()).length, 0);
		// A runtime that cannot decode says so in words of its own; the node must not.
		assert.doesNotMatch(node.log, /Thread '.*' panicked/);
	});
});
