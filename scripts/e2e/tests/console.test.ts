// SPDX-License-Identifier: GPL-3.0-or-later

/** The console's page, as the node serves it: its files and nothing else, on loopback. */

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Node, run, temporaryFolder } from '../lib/node.ts';

const SECRET = 'what nobody may read';

describe('the console', () => {
	const folder = temporaryFolder();
	const page = join(folder, 'page');
	let node: Node;
	let url: URL;

	before(async () => {
		mkdirSync(join(page, 'assets'), { recursive: true });
		writeFileSync(join(page, 'index.html'), '<title>The page</title>');
		writeFileSync(join(page, 'assets', 'a.js'), 'export const a = 1;');
		writeFileSync(join(folder, 'secret.txt'), SECRET);
		symlinkSync(join(folder, 'secret.txt'), join(page, 'link.txt'));
		const flags = ['--rpc-cors', 'https://a.page', '--console', page];
		node = await Node.start(['--dev', '--sealing', 'manual', ...flags]);
		const [, address] = await node.says(/^ {2}Console (http:\/\/127\.0\.0\.1:\d+)$/m, 10);
		url = new URL(address!);
	});

	after(() => node.stop());

	it('is the second link that is printed', async () => {
		const lines = node.log.split('\n');
		const at = lines.findIndex((line) => line.startsWith('  Console '));
		assert.match(lines[at - 2]!, /^ {2}RPC {5}ws:/);
		assert.match(lines[at - 1]!, /^ {2}Wallet {2}https:/);
	});

	it('serves the page, and says what it may do', async () => {
		for (const [path, type, content] of [
			['/', 'text/html; charset=utf-8', '<title>The page</title>'],
			['/index.html', 'text/html; charset=utf-8', '<title>The page</title>'],
			['/assets/a.js', 'text/javascript; charset=utf-8', 'export const a = 1;']
		] as const) {
			const response = await fetch(new URL(path, url));
			assert.equal(response.status, 200, path);
			assert.equal(response.headers.get('content-type'), type);
			assert.match(response.headers.get('content-security-policy')!, /default-src 'none'/);
			assert.equal(await response.text(), content);
		}
	});

	it('tells the page where its node is', async () => {
		const response = await fetch(new URL('/config.json', url));
		const { rpcPort } = (await response.json()) as { rpcPort: number };
		assert.equal(rpcPort, node.rpcPort);
	});

	it('may ask the node, whichever pages are named', async () => {
		const ask = (origin: string) =>
			new Promise<number>((resolve, reject) => {
				const headers = { origin, 'content-type': 'application/json' };
				const asked = request({ host: '127.0.0.1', port: node.rpcPort, method: 'POST', headers });
				asked.on('response', (response) => resolve(response.resume().statusCode!));
				asked.on('error', reject);
				asked.end('{"jsonrpc":"2.0","id":1,"method":"dev_status","params":[]}');
			});
		assert.equal(await ask(`http://127.0.0.1:${url.port}`), 200);
		assert.equal(await ask(`http://localhost:${url.port}`), 200);
		assert.equal(await ask('https://a.page'), 200);
		assert.equal(await ask('https://another.page'), 403);
	});

	it('serves nothing else', async () => {
		for (const path of [
			'/link.txt',
			'/nothing.js',
			'/assets',
			'/../secret.txt',
			'/assets/../../secret.txt',
			'/%2e%2e/secret.txt',
			'/..%2fsecret.txt',
			'//etc/passwd',
			'/../../../../../../etc/passwd'
		]) {
			const answer = await asked(url, `GET ${path} HTTP/1.1`);
			assert.match(answer, /^HTTP\/1\.1 404 /, path);
			assert.ok(!answer.includes(SECRET) && !answer.includes('root:'), path);
		}
		assert.match(await asked(url, 'POST / HTTP/1.1'), /^HTTP\/1\.1 405 /);
	});

	it('refuses a port that is taken, and a folder that is no console, before it begins', async () => {
		const flags = ['--dev', '--tmp', '--rpc-port', '0', '--console'];
		const taken = await run([...flags, page, '--console-port', url.port]);
		assert.equal(taken.code, 1);
		assert.match(taken.output, /the console port \d+ is taken, .*`--console-port <PORT>`/);

		const wrong = await run([...flags, join(page, 'assets')]);
		assert.equal(wrong.code, 1);
		assert.match(wrong.output, /has no index\.html; `--console <FOLDER>` takes/);

		const network = await run(['--chain', 'local', '--alice', '--tmp', '--console', page]);
		assert.equal(network.code, 1);
		assert.match(network.output, /--console is for the development engine/);
	});
});

/** What a server answers to a request, letter by letter: clients of the field tidy paths up. */
function asked({ hostname, port, host }: URL, request: string): Promise<string> {
	return new Promise((resolve, reject) => {
		let answer = '';
		const socket: Socket = connect(Number(port), hostname, () =>
			socket.write(`${request}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
		);
		socket.setEncoding('utf8');
		socket.on('data', (text: string) => (answer += text));
		socket.on('end', () => resolve(answer));
		socket.on('error', reject);
	});
}
