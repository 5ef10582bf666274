// SPDX-License-Identifier: GPL-3.0-or-later

/** Which web pages may use a node: browsers say which page it is, for WebSockets as for HTTP requests. */

import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { alone, development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';
import { ParaChain } from '../lib/para-chain.ts';

/** The number of the para that the binary ships. */
const DEMO = 2_000;
const CALL = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'dev_status', params: [] });
const STRANGE = 'https://evil.example';
/** Those that a development chain lets in where nothing is said. */
const KNOWN = [
	'http://localhost:3000',
	'http://127.0.0.1:9966',
	'https://localhost',
	'https://polkadot.js.org',
	'https://dotapps.io',
	'https://dev.papi.how',
	'chrome-extension://mopnmbcafieddcagagdcbnhejhlodfdd'
];
/** Those that look like one of them, and the origin of frames that say none. */
const ALIKE = [
	STRANGE,
	'null',
	'http://localhost.evil.example:3000',
	'http://localhost:3000.evil.example',
	'https://polkadot.js.org.evil.example',
	'http://polkadot.js.org',
	'https://evilpolkadot.js.org'
];

interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
}

/** Sends a request as a browser does for a page. An upgrade that is granted counts as an answer. */
function send(
	port: number,
	method: 'POST' | 'GET' | 'OPTIONS',
	headers: Record<string, string>,
	body?: string
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const asked = request({ host: '127.0.0.1', port, method, headers });
		asked.on('response', (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (part: string) => (text += part));
			response.on('end', () => {
				resolve({ status: response.statusCode!, headers: response.headers, body: text });
			});
		});
		asked.on('upgrade', (response, socket) => {
			socket.destroy();
			resolve({ status: response.statusCode!, headers: response.headers, body: '' });
		});
		asked.on('error', reject);
		asked.end(body);
	});
}

const from = (origin: string | undefined): Record<string, string> =>
	origin === undefined ? {} : { origin };

/** Opens a WebSocket for a page, or for a program. */
const webSocket = (port: number, origin?: string, headers: Record<string, string> = {}) =>
	send(port, 'GET', {
		...from(origin),
		...headers,
		connection: 'Upgrade',
		upgrade: 'websocket',
		'sec-websocket-version': '13',
		'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ=='
	});

/** Calls a method for a page, or for a program. */
const post = (port: number, origin?: string, type = 'application/json') =>
	send(port, 'POST', { ...from(origin), 'content-type': type }, CALL);

describe('web pages', () => {
	let node: Node;
	let ports: [name: string, port: number][];

	before(async () => {
		node = await development('--para', 'demo', '--para-rpc-port', '0');
		ports = [
			['relay chain', node.rpcPort],
			['para', Number(new URL((await ParaChain.of(node, DEMO)).url).port)]
		];
	});

	after(() => node.stop());

	it('from elsewhere open no WebSocket, and are told what lets them in', async () => {
		for (const [name, port] of ports) {
			for (const origin of ALIKE) {
				const { status, body } = await webSocket(port, origin);
				assert.equal(status, 403, `${origin}, ${name}`);
				assert.match(body, /--rpc-cors/);
			}
		}
	});

	it('from elsewhere call nothing over HTTP either, by whatever kind of request', async () => {
		for (const [name, port] of ports) {
			for (const type of ['application/json', 'text/plain']) {
				assert.equal((await post(port, STRANGE, type)).status, 403, name);
			}
			const health = await send(port, 'GET', from(STRANGE));
			assert.equal(health.status, 403, name);
		}
	});

	it('of this machine and of known wallets are served both ways, and may read the answers', async () => {
		for (const [name, port] of ports) {
			for (const origin of KNOWN) {
				assert.equal((await webSocket(port, origin)).status, 101, `${origin}, ${name}`);
				const { status, headers } = await post(port, origin);
				assert.equal(status, 200, `${origin}, ${name}`);
				assert.equal(headers['access-control-allow-origin'], origin);
			}
		}
	});

	it('ask beforehand whether they may, and are answered', async () => {
		const ask = (origin: string) =>
			send(node.rpcPort, 'OPTIONS', {
				origin,
				'access-control-request-method': 'POST',
				'access-control-request-headers': 'content-type'
			});
		const { status, headers } = await ask(KNOWN[0]!);
		assert.equal(status, 200);
		assert.equal(headers['access-control-allow-origin'], KNOWN[0]);
		assert.match(String(headers['access-control-allow-headers']), /content-type/i);
		assert.match(String(headers['access-control-allow-methods']), /POST/);
		assert.equal((await ask(STRANGE)).status, 403);
	});

	it('whose own name leads to this machine are refused by it', async () => {
		for (const [name, port] of ports) {
			const host = { host: `evil.example:${port}` };
			assert.equal((await webSocket(port, undefined, host)).status, 403, name);
			const itself = `http://evil.example:${port}`;
			assert.equal((await webSocket(port, itself, host)).status, 403, name);
		}
	});

	it('come through a tunnel too, whose port is another', async () => {
		for (const [name, port] of ports) {
			for (const host of ['localhost:9999', '[::1]:9999', '127.0.0.1']) {
				assert.equal((await webSocket(port, KNOWN[0], { host })).status, 101, `${host}, ${name}`);
			}
		}
	});

	it('are no programs: who says no origin is served', async () => {
		for (const [name, port] of ports) {
			assert.equal((await webSocket(port)).status, 101, name);
			assert.equal((await post(port)).status, 200, name);
		}
	});

	it('that were refused stand in the log, each once', async () => {
		await webSocket(node.rpcPort, STRANGE);
		await node.says(/A web page of https:\/\/evil\.example wanted to use this node/, 10);
		const lines = node.log.split('\n').filter((line) => line.includes(`of ${STRANGE} wanted`));
		// Once by each of the two chains.
		assert.equal(lines.length, 2, lines.join('\n'));
	});
});

describe('web pages that are named', () => {
	it('by --rpc-cors are let in, and only those', async () => {
		const node = await development('--rpc-cors', 'https://a.page,http://b.page:*');
		const status = async (origin: string) => (await webSocket(node.rpcPort, origin)).status;
		assert.equal(await status('https://a.page'), 101);
		assert.equal(await status('http://b.page:8080'), 101);
		assert.equal(await status('https://polkadot.js.org'), 403);
		await node.stop();
	});

	it('all of them, are all let in', async () => {
		const node = await development('--rpc-cors', 'all');
		assert.equal((await webSocket(node.rpcPort, STRANGE)).status, 101);
		assert.equal((await post(node.rpcPort, STRANGE)).status, 200);
		await node.stop();
	});

	it('on a node that is no development chain are those of the stock list', async () => {
		const node = await alone('local');
		const status = async (origin?: string) => (await webSocket(node.rpcPort, origin)).status;
		assert.equal(await status(), 101);
		assert.equal(await status('http://localhost:3000'), 101);
		assert.equal(await status(STRANGE), 403);
		await node.stop();
	});
});
