// SPDX-License-Identifier: GPL-3.0-or-later

/** The runner of the rehearsals: what it says of them, where it shows how far they have come, and its reports. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { account, UNITS } from '../lib/api.ts';
import { Chain } from '../lib/chain.ts';
import { temporaryFolder } from '../lib/node.ts';
import { Progress } from '../rehearsals/progress.ts';
import { rpcOf } from '../report/own-node.ts';
import { writeReport } from '../report/page.ts';
import { type Recording, Record } from '../report/record.ts';

const SCRIPT = fileURLToPath(new URL('../../rehearse', import.meta.url));
const PROGRAMS = fileURLToPath(new URL('../rehearsals', import.meta.url));

const run = promisify(execFile);

/** What the script says when it refuses something. */
async function refusal(...args: string[]): Promise<string> {
	const error = await run(SCRIPT, args).then(
		() => assert.fail(`rehearse ${args.join(' ')} is not refused`),
		(failure: { code: number; stderr: string }) => failure
	);
	assert.equal(error.code, 1);
	return error.stderr;
}

describe('scripts/rehearse', () => {
	it('lists what there is, and there is what it lists', async () => {
		const { stdout } = await run(SCRIPT);
		const listed = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)].map(([, name]) => name!);
		assert.ok(listed.length >= 6);
		const programs = readdirSync(PROGRAMS);
		for (const name of listed) {
			assert.ok(programs.includes(name) || programs.includes(`${name}.ts`), name);
		}
		assert.match(await refusal('wedding'), new RegExp(`no rehearsal 'wedding'.*${listed.join(', ')}`));
	});

	it('refuses flags that it does not know, and those of others', async () => {
		assert.match(await refusal('auction', '--days', '3'), /unknown argument '--days'/);
		assert.match(await refusal('year', '--days', 'many'), /--days takes a number/);
		assert.match(await refusal('--rpc', 'here'), /--rpc takes the address of a node/);
		assert.match(await refusal('--rpc', 'ws://127.0.0.1:1', '--no-report'), /unknown argument/);
	});

	it('makes a page of a chain that runs, and builds what it needs for that', async () => {
		const chain = await Chain.start();
		try {
			const report = join(temporaryFolder(), 'chain.html');
			const { stdout } = await run(SCRIPT, ['--rpc', chain.node.url, '--report', report]);
			assert.match(stdout, /The report is in .*chain\.html/);
			assert.match(readFileSync(report, 'utf8'), /<script[^>]* id="recording">\{/);
		} finally {
			await chain.stop();
		}
	});
});

describe('the progress of a rehearsal', () => {
	/** All that is written to an output. */
	function output(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
		let written = '';
		const write = (text: string) => Boolean((written += text));
		return { stream: { isTTY, columns: 60, write } as never, text: () => written };
	}

	it('is a line that is written anew on a terminal, below the lines that stay', () => {
		const { stream, text } = output(true);
		const progress = new Progress(stream);
		progress.phase = 'an auction, the name of which is longer than a line of a terminal';
		progress.show(1_200, 7_200_000);
		progress.print('the candle is lit');
		const [line, ...rest] = text().split('\r\x1b[K').slice(1);
		assert.match(line!, /^#1200 {2}02:00:00 {2}.* blocks\/s {2}an auction/);
		assert.equal(line!.length, 59);
		assert.deepEqual(rest, ['the candle is lit\n']);
	});

	it('is nothing but lines elsewhere', () => {
		const { stream, text } = output(false);
		const progress = new Progress(stream);
		progress.show(1_200, 7_200_000);
		progress.print('the candle is lit');
		assert.equal(text(), 'the candle is lit\n');
	});
});

describe('a report', () => {
	const PAYMENT = 5n * UNITS;
	let chain: Chain;
	let recording: Recording;
	/** The block with the payment. */
	let paid: number;

	before(async () => {
		chain = await Chain.start();
		const record = await Record.begin(rpcOf(() => chain.node));
		await chain.to(40);
		const { api } = chain;
		await chain.include([api.tx.balances.transferKeepAlive(account('Bob').address, PAYMENT), account('Alice')]);
		paid = await chain.height();
		await record.note('Bob is paid', true);
		await chain.to(100);
		await record.note('a while later', false);
		recording = record.finish({
			title: 'Money & <time>',
			summary: 'Somebody is paid.',
			command: 'this test',
			machine: 'this one',
			checks: [{ text: 'Bob is paid', passed: true }],
			figures: []
		});
	});

	after(() => chain?.stop());

	it('has what happened, and the chain as it was then and in the end', async () => {
		const { states, timeline, history } = recording;
		assert.deepEqual(
			timeline.map(({ block, text }) => [block, text]),
			[
				[paid, 'Bob is paid'],
				[100, 'a while later']
			]
		);
		assert.deepEqual(
			states.map(({ state }) => state.block),
			[paid, 100]
		);
		assert.deepEqual(
			states.map(({ state }) => state.staking?.era),
			[1, 3]
		);
		const names = history.events.map(({ pallet, name }) => `${pallet}.${name}`);
		assert.equal(names.filter((name) => name === 'Staking.EraPaid').length, 3);
		const [transfer, ...others] = history.events.filter(({ name }) => name === 'Transfer');
		assert.deepEqual(others, []);
		assert.deepEqual((transfer?.data as { amount: unknown }).amount, { ksm: Number(PAYMENT / UNITS) });
	});

	it('is a page with all of it inside', async () => {
		const folder = temporaryFolder();
		const [page, report] = [join(folder, 'page.html'), join(folder, 'report.html')];
		writeFileSync(page, '<title>x</title><script type="application/json" id="recording"></script>');
		assert.match(await writeReport(recording, report, page), /The report is in .*report\.html/);
		const html = readFileSync(report, 'utf8');
		assert.match(html, /<title>Money &amp; &lt;time><\/title>/);
		const [, json] = /id="recording">(.*)<\/script>/s.exec(html)!;
		assert.doesNotMatch(json!, /</, 'nothing in it ends the script');
		assert.deepEqual(JSON.parse(json!), JSON.parse(JSON.stringify(recording)));
	});

	it('is the recording alone where there is no page', async () => {
		const folder = temporaryFolder();
		const said = await writeReport(recording, join(folder, 'report.html'), join(folder, 'nowhere.html'));
		assert.match(said, /page is not built.*report\.json/);
		const written = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Recording;
		assert.equal(written.title, recording.title);
	});
});
