// SPDX-License-Identifier: GPL-3.0-or-later

/** The console in a real browser, over a real node: an auction from its opening to a lease, and back. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import type { Browser, Page } from 'playwright-core';

import { Chain } from '../../scripts/e2e/lib/chain.ts';
import { Engine } from '../../scripts/e2e/lib/engine.ts';
import { Node, temporaryFolder } from '../../scripts/e2e/lib/node.ts';
import { Recorder } from '../src/model/recorder.ts';
import { embed } from '../src/report/embed.ts';
import { browse, CHROMIUM, NO_CHROMIUM } from './chromium.ts';
import { consoleOf, flags } from './page.ts';
import * as scene from './scene.ts';

const skip = CHROMIUM === undefined ? NO_CHROMIUM : false;

describe('the console in a browser', { skip }, () => {
	const basePath = temporaryFolder();
	let node: Node;
	let chain: Chain;
	let browser: Browser;
	let page: Page;
	let stage: scene.Scene;
	/** What the browser complained of. */
	const complaints: string[] = [];

	before(async () => {
		node = await Node.start(flags(), { name: 'the node', basePath });
		browser = await browse();
		page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
		page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
		page.on('console', (message) => {
			if (message.type() === 'error') {
				complaints.push(message.text());
			}
		});
		await page.goto(await consoleOf(node));
	});

	after(async () => {
		await browser?.close();
		await chain?.api.disconnect();
		await node?.stop();
	});

	const panel = (name: string) => page.getByRole('region', { name, exact: true });
	const button = (name: string) => page.getByRole('button', { name, exact: true });
	const head = () => page.locator('[data-test=head]');
	const at = (block: number) => `#${block.toLocaleString('en')}`;

	/** Waits until a panel, by the beginning of its heading, says something. */
	async function says(name: string | RegExp, text: string | RegExp): Promise<void> {
		const region = page.getByRole('region', { name });
		await region.getByText(text).first().waitFor({ timeout: 30_000 });
	}

	/** Waits until the page shows this head. */
	async function shows(block: number): Promise<void> {
		await head().getByText(at(block), { exact: true }).waitFor({ timeout: 30_000 });
	}

	it('says on a new chain what to do', async () => {
		await says('Auction', 'No auction yet.');
		await says('Crowdloans', 'No crowdloan yet.');
		await says('Leases', 'No para has a lease yet.');
		await says('Referenda', 'No referendum goes on.');
		await says('Paras', 'No para is registered yet.');
		await says('Staking', /^Charlie stash$/);
		assert.equal(await button('Next auction phase').isDisabled(), true);
	});

	it('makes blocks, sessions and eras', async () => {
		await button('Forward by a block').click();
		await shows(1);
		await button('Forward by a session').click();
		await shows(11);
		await button('Forward by an era').click();
		await shows(41);
		await says('Staking', /^\d+ of 30 blocks, /);
	});

	it('goes to a date, by all blocks or by one', async () => {
		const { time } = await new Engine(node).status();
		const later = new Date(time + 10 * 60_000);
		await page.getByLabel('Date, in UTC').fill(later.toISOString().slice(0, 16));
		await button('Run').click();
		await page.getByText('Going to', { exact: false }).waitFor({ state: 'detached' });
		const ran = await new Engine(node).status();
		const minute = Date.parse(`${later.toISOString().slice(0, 16)}Z`);
		assert.ok(ran.time >= minute && ran.time < minute + 6_000, 'it is there, and no further');
		await shows(ran.best);

		await page.getByLabel('Date, in UTC').fill(new Date(time + 86_400_000).toISOString().slice(0, 16));
		await button('Jump').click();
		await shows(ran.best + 1);
		assert.ok((await new Engine(node).status()).time > ran.time + 80_000_000);
	});

	it('shows crowdloans as they are contributed to', async () => {
		chain = await Chain.of(node);
		stage = await scene.paras(chain);
		await scene.crowdloans(chain, stage);
		await says('Crowdloans', '3 funds');
		const { held, day } = { held: '16,440 KSM', day: 'Contributed in the last 24 h' };
		await says('Crowdloans', held);
		assert.match((await panel('Crowdloans').innerText()).replaceAll('\n', ' '), new RegExp(`${day} ${held}`));
		await says('Paras', '4 paras');
	});

	it('shows an auction, and goes from phase to phase', async () => {
		await scene.auction(chain, stage);
		await says(/^Auction/, 'Starting period');
		await button('Take').click();
		const marked = await chain.height();
		await page.getByLabel('Snapshot', { exact: true }).getByText(at(marked)).waitFor({ state: 'attached' });

		await button('Next auction phase').click();
		await says(/^Auction/, 'Ending period');
		const [, ending] = (await chain.api.query.auctions.auctionInfo()).unwrap();
		await shows(ending.toNumber());
		// The funds bid in the block in which the candle is lit.
		const standing = page.getByRole('img', { name: /^Leading bids: ([^;]*; ){3}[^;]*$/ });
		const said = await standing.getAttribute('aria-label');
		// 43,200 KSM of one for all eight periods are more than any others together.
		const winner = /para (\d+), periods \d+ to \d+, 5,400 KSM for each, would win/.exec(said!);
		assert.equal(Number(winner![1]), stage.funded[2]);

		await button('Next auction phase').click();
		await says(/^Auction/, 'Drawing the lot');
		await button('Next auction phase').click();
		await says(/^Auction/, /^Closing$|No auction runs\./);
		const leases = await chain.api.query.slots.leases(stage.funded[2]!);
		assert.ok(leases.some((lease) => lease.isSome), 'the winner has a lease');
		await page.getByRole('img', { name: new RegExp(`para ${stage.funded[2]} leases periods`) }).waitFor();
		await says('Events', /Auctions · Bid won/);
	});

	it('shows the lot that was drawn, when the auction is cleared', async () => {
		await button('Forward by a session').click();
		await says('Auction', /sample \d+ of 20 was drawn\./);
		await says('Auction', 'crowdloan 2');
	});

	it('takes everything back to a snapshot, charts and events too', async () => {
		const marked = Number(
			(await page.getByLabel('Snapshot', { exact: true }).innerText()).replaceAll(/^.*#|\D/g, '')
		);
		await button('Revert').click();
		await shows(marked);
		await says(/^Auction/, 'Starting period');
		await page.getByText('Auctions · Bid won').waitFor({ state: 'detached' });
		assert.equal(await page.getByRole('img', { name: /leases periods/ }).count(), 0);

		await button('Next auction phase').click();
		await says(/^Auction/, 'Ending period');
		await button('Drop').click();
		await page.getByLabel('Snapshot', { exact: true }).getByText('none yet').waitFor({ state: 'attached' });
	});

	it('shows referenda against their bars, and goes to a decision', async () => {
		const numbers = await scene.referenda(chain);
		const first = numbers[0]!;
		const card = page.getByRole('article', { name: `Referendum ${first}` });
		await card.getByText(/^Approval [\d.]+ % of [\d.]+ %$/).waitFor();
		await card.getByRole('img', { name: /^Approval [\d.]+ % of/ }).waitFor();
		await card.getByRole('button', { name: 'To its decision' }).click();
		await card.waitFor({ state: 'detached', timeout: 60_000 });
		const info = await chain.api.query.referenda.referendumInfoFor(first);
		assert.ok(info.unwrap().isApproved || info.unwrap().isRejected);
	});

	it('shows how a long run goes, and cancels it', async () => {
		const before = await chain.height();
		await button('Forward by a day').click();
		await page.getByRole('meter', { name: 'Blocks of the run that are made' }).waitFor();
		await button('Cancel').click();
		await page.getByText('Cancelled: Making 14,400 blocks.').waitFor({ timeout: 30_000 });
		const { best, run } = await new Engine(node).status();
		assert.ok(best > before && best < before + 14_400 && run === null);
		await shows(best);
	});

	it('changes the sealing, and says in words what is refused', async () => {
		await page.getByLabel('Sealing', { exact: true }).selectOption('interval=200');
		const begin = await chain.height();
		await page.waitForFunction(
			(from) =>
				Number(document.querySelector('[data-test=head]')!.textContent!.replaceAll(/\D/g, '')) > from + 3,
			begin
		);
		await page.getByLabel('Sealing', { exact: true }).selectOption('manual');
		await page.getByText('Blocks come on request.').waitFor();

		await button('Write to a file…').click();
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('textbox').fill('/nowhere/at/all.chain');
		await dialog.getByRole('button', { name: 'Write', exact: true }).click();
		await page.getByText(/^Writing the chain failed: .*nowhere/).waitFor();
		await button('Dismiss').click();
	});

	it('filters events', async () => {
		const events = panel('Events');
		await events.getByRole('searchbox').fill('contributed');
		const lines = events.getByRole('listitem');
		await lines.first().getByText('Crowdloan · Contributed').waitFor();
		for (const line of await lines.allInnerTexts()) {
			assert.match(line, /Contributed/);
			assert.doesNotMatch(line, /[{}[\]"]/, 'words, not JSON');
		}
		await events.getByRole('searchbox').fill('no such thing');
		await events.getByText('No event matches.').waitFor();
		await events.getByRole('searchbox').fill('');
	});

	it('shows a recording in one file', async () => {
		const recorder = await Recorder.begin({
			request: (method, ...params) => node.rpc(method, ...params)
		});
		await recorder.note('It begins', true);
		await chain.engine.newBlock();
		await recorder.follow();
		const facts = { summary: 'Nothing much.', command: 'none', machine: 'this one' };
		const recording = recorder.finish({
			...facts,
			title: 'A try',
			checks: [{ text: 'all is well', passed: true }],
			figures: [{ label: 'Blocks', value: '1' }]
		});
		const file = join(temporaryFolder(), 'report.html');
		const built = new URL('../dist-report/report.html', import.meta.url);
		writeFileSync(file, embed(readFileSync(built, 'utf8'), recording));

		const report = await browser.newPage();
		const errors: string[] = [];
		report.on('pageerror', (error) => errors.push(String(error)));
		await report.goto(pathToFileURL(file).href);
		await report.getByRole('heading', { name: 'A try' }).waitFor();
		await report.getByRole('region', { name: 'Checks' }).getByText('all hold').waitFor();
		const [first, last] = recording.states.map(({ state }) => at(state.block));
		await report.getByRole('button', { name: `The end ${last}`, pressed: true }).waitFor();
		await report.getByRole('button', { name: `It begins ${first}` }).click();
		await report.getByRole('img', { name: /^Held by crowdloans: .* at #/ }).waitFor();
		assert.deepEqual(errors, []);
		await report.close();
	});

	it('is used by keyboard', async () => {
		const skip = page.getByRole('link', { name: 'Skip to the panels' });
		await skip.focus();
		assert.ok((await skip.boundingBox())!.y >= 0, 'it shows when it has the focus');
		await skip.press('Enter');
		assert.equal(await page.evaluate(() => document.activeElement!.id), 'panels');
		const chart = page.getByRole('img', { name: /^Held by crowdloans/ });
		await chart.focus();
		await chart.press('ArrowLeft');
		await chart.locator('rect.tip').waitFor();
		await chart.press('Escape');
		await chart.locator('rect.tip').waitFor({ state: 'detached' });

		await button('Forward by a block').focus();
		const before = await chain.height();
		await page.keyboard.press('Enter');
		await shows(before + 1);
	});

	it('fits at 1280 and at 800 pixels, in light and dark', async () => {
		for (const width of [1280, 800]) {
			await page.setViewportSize({ width, height: 900 });
			const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			assert.ok(excess <= 0, `${excess} pixels too wide at ${width}`);
		}
		const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		await page.getByLabel('Colours').selectOption('light');
		const light = await ground();
		await page.getByLabel('Colours').selectOption('dark');
		assert.notEqual(await ground(), light);
		await page.setViewportSize({ width: 1280, height: 900 });
	});

	/** Waits until every panel has stood still for some frames: charts follow a change of the window later. */
	function stillness(): Promise<void> {
		return page.evaluate(async () => {
			let [before, frames] = ['', 0];
			while (frames < 10) {
				await new Promise(requestAnimationFrame);
				const places = [...document.querySelectorAll('section')].map((panel) => panel.getBoundingClientRect());
				const now = JSON.stringify(places);
				frames = now === before ? frames + 1 : 0;
				before = now;
			}
		});
	}

	it('does not jump while blocks come', async () => {
		await stillness();
		await page.evaluate(() => {
			interface Shift extends PerformanceEntry {
				value: number;
				sources: { node: globalThis.Node | null }[];
			}
			const seen = window as unknown as { shifted: string[] };
			seen.shifted = [];
			new PerformanceObserver((list) => {
				for (const { sources } of list.getEntries() as Shift[]) {
					// The list of events is a list of news: it moves on, within its frame. And words move within
					// a text that changes.
					for (const { node } of sources) {
						const element = node?.nodeType === node?.ELEMENT_NODE ? node : null;
						if (element?.parentElement?.closest('.events') === null) {
							seen.shifted.push(`${element.nodeName} ${element.textContent}`);
						}
					}
				}
			}).observe({ type: 'layout-shift', buffered: false });
		});
		const begin = await chain.height();
		await chain.engine.newBlock({ count: 5 });
		await shows(begin + 5);
		await chain.engine.newBlock({ count: 20 });
		await shows(begin + 25);
		const shifted = await page.evaluate(() => (window as unknown as { shifted: string[] }).shifted);
		assert.deepEqual(shifted, []);
	});

	it('says that the node is away, and goes on when it is back', async () => {
		assert.deepEqual(complaints, []);
		const best = await chain.height();
		const { rpcPort } = node;
		await chain.api.disconnect();
		await node.stop();
		await page.getByRole('alert').getByText('does not answer').waitFor({ timeout: 30_000 });
		assert.equal(await button('Forward by a block').isDisabled(), true);

		node = await Node.start(flags(), { name: 'the node, again', basePath, rpcPort });
		await page.getByRole('alert').waitFor({ state: 'detached', timeout: 60_000 });
		await button('Forward by a block').click();
		await shows(best + 1);
		chain = await Chain.of(node);
	});
});
