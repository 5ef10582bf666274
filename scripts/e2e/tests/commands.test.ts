// SPDX-License-Identifier: GPL-3.0-or-later

/** The sub-commands: a chain is written out, read in elsewhere, checked, taken back, deleted. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import { best, connect, height } from '../lib/api.ts';
import { Engine } from '../lib/engine.ts';
import { alone } from '../lib/network.ts';
import { type Answer, Node, nodeKey, run, temporaryFolder } from '../lib/node.ts';

/** What `chain-info` prints. */
interface Info {
	best_hash: string;
	best_number: number;
	finalized_hash: string;
	finalized_number: number;
	genesis_hash: string;
}

describe('the sub-commands', () => {
	const [original, copy] = [temporaryFolder(), temporaryFolder()];
	const blocks = join(temporaryFolder(), 'blocks');
	let made: Info;

	/** A command that must end well. */
	async function command(...args: string[]): Promise<Answer> {
		const answer = await run(args);
		assert.equal(answer.code, 0, answer.output);
		return answer;
	}

	async function info(basePath: string): Promise<Info> {
		const { stdout } = await command('chain-info', '--dev', '--base-path', basePath);
		return JSON.parse(stdout) as Info;
	}

	before(async () => {
		const node = await Node.start(['--dev', '--sealing', 'interval=500'], { basePath: original });
		const api = await connect(node);
		await height(best(api), 'best block', 3);
		await api.disconnect();
		await node.stop();
		made = await info(original);
	});

	it('chain-info tells how far a stopped chain has come', () => {
		assert.ok(made.best_number >= 3);
		assert.ok(made.finalized_number <= made.best_number);
	});

	it('export-blocks and import-blocks carry a chain to another database', async () => {
		await command('export-blocks', '--dev', '--base-path', original, '--binary', blocks);
		await command('import-blocks', '--dev', '--base-path', copy, '--binary', blocks);

		const carried = await info(copy);
		assert.equal(carried.best_hash, made.best_hash);
		assert.equal(carried.genesis_hash, made.genesis_hash);
	});

	it('import-blocks --dev makes a chain that the engine goes on with', async () => {
		const node = await Node.start(['--dev', '--sealing', 'manual'], { basePath: copy });
		const engine = new Engine(node);
		await engine.newBlock({ finalize: true });
		assert.equal((await engine.status()).finalized, made.best_number + 1);
		await node.stop();
	});

	it('import-blocks without --dev makes one of which the engine says why it cannot', async () => {
		const other = temporaryFolder();
		const chain = ['--chain', 'development', '--base-path', other];
		await command('import-blocks', ...chain, '--binary', blocks);

		const { code, output } = await run(['--dev', '--rpc-port', '0', '--base-path', other]);
		assert.notEqual(code, 0);
		assert.match(output, /was made without `--dev`.*`import-blocks --dev`/);
		assert.ok(output.includes(other), output);
	});

	it('check-block finds every block of the chain valid, by number or hash', async () => {
		const blocks = Array.from({ length: made.best_number }, (_, before) => String(before + 1));
		for (const block of [...blocks, made.best_hash]) {
			await command('check-block', '--dev', '--base-path', original, block);
		}
		assert.deepEqual(await info(original), made);
		for (const [block, reason] of [
			['0', /runs nothing/],
			[String(made.best_number + 1), /there is no block/]
		] as const) {
			const { code, output } = await run(['check-block', '--dev', '--base-path', original, block]);
			assert.notEqual(code, 0);
			assert.match(output, reason);
		}
	});

	it('check-block and export-blocks say which blocks of a pruned chain are gone', async () => {
		const basePath = temporaryFolder();
		const flags = ['--dev', '--sealing', 'manual', '--blocks-pruning', '40'];
		const node = await Node.start(flags, { basePath });
		await new Engine(node).newBlock({ count: 100 });
		await node.stop();
		const check = (block: number) => run(['check-block', '--dev', '--base-path', basePath, String(block)]);
		assert.equal((await check(95)).code, 0);
		assert.match((await check(10)).output, /the extrinsics of block #10 are not in this database/);

		const file = join(basePath, 'blocks');
		const write = ['export-blocks', '--dev', '--base-path', basePath, file];
		assert.match((await run(write)).output, /the extrinsics of block #1 are not in this database/);
		assert.match((await run([...write, '--from', '90', '--to', '101'])).output, /ends with #100/);
		await command(...write, '--from', '90');
	});

	it('no command but import-blocks begins a chain', async () => {
		const nowhere = temporaryFolder();
		for (const [name, ...args] of [
			['chain-info'],
			['check-block', '1'],
			['export-blocks'],
			['export-state'],
			['revert', '1']
		]) {
			const { code, output } = await run([name!, '--dev', '--base-path', nowhere, ...args]);
			assert.notEqual(code, 0);
			assert.match(output, /there is no chain in .*--base-path/);
			assert.ok(output.includes(nowhere), output);
		}
		assert.ok(!existsSync(join(nowhere, 'chains', 'canary_dev', 'paritydb')));
	});

	it('revert takes back the newest block', async () => {
		const { best_number, finalized_number } = await info(copy);

		await command('revert', '--dev', '--base-path', copy, '1');

		const reverted = await info(copy);
		assert.equal(reverted.best_number, Math.max(best_number - 1, finalized_number));
	});

	it('purge-chain deletes the database', async () => {
		const database = join(copy, 'chains', 'canary_dev', 'paritydb', 'full');
		assert.ok(existsSync(database));

		await command('purge-chain', '--dev', '--base-path', copy, '-y');

		assert.ok(!existsSync(database));
	});

	it('export-chain-spec writes a chain of the same genesis, readable or raw', async () => {
		for (const form of [[], ['--raw']]) {
			const path = join(temporaryFolder(), 'chain.json');
			await command('export-chain-spec', '--chain', 'dev', ...form, '--output', path);
			const node = await alone(path);

			assert.equal(await node.rpc('chain_getBlockHash', 0), made.genesis_hash);
			await node.stop();
		}
	});

	it('build-spec writes what a network launcher asks for, in its words', async () => {
		// As zombienet does: the plain one, which it edits, then the raw one of that, and a node with it.
		const folder = temporaryFolder();
		const plain = await command('build-spec', '--chain', 'local', '--disable-default-bootnode');
		const spec = JSON.parse(plain.stdout) as { bootNodes: string[]; name: string };
		assert.deepEqual(spec.bootNodes, []);
		spec.name = 'Launched';
		const path = join(folder, 'plain.json');
		await writeFile(path, JSON.stringify(spec));
		const flags = ['--raw', '--disable-default-bootnode'];
		const { stdout: raw } = await command('build-spec', '--chain', path, ...flags);
		await writeFile(join(folder, 'raw.json'), raw);

		const node = await Node.start(
			[
				['--chain', join(folder, 'raw.json'), '--name', 'alice', '--rpc-cors', 'all'],
				['--rpc-methods', 'unsafe', '--no-mdns', '--node-key', nodeKey(), '--validator'],
				['--listen-addr', '/ip4/127.0.0.1/tcp/0/ws']
			].flat(),
			{ basePath: join(folder, 'alice') }
		);
		assert.equal(await node.rpc('system_chain'), 'Launched');
		assert.deepEqual(await node.rpc('system_nodeRoles'), ['Authority']);
		await node.stop();
	});

	it('key finds the address of a secret', async () => {
		const { stdout } = await command('key', 'inspect', '--network', 'kusama', '//Alice');

		assert.match(stdout, /HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F/);
	});
});
