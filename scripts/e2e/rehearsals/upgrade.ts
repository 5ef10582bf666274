// SPDX-License-Identifier: GPL-3.0-or-later

/** A runtime upgrade by referendum: `scripts/rehearse upgrade` runs this. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import type { ApiPromise } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex, xxhashAsHex } from '@polkadot/util-crypto';

import { account, connect, errorName, eventsAt, only, SLOT, UNITS } from '../lib/api.ts';
import { type Ballot, Referenda, wholeBalances } from '../lib/governance.ts';
import { temporaryFolder } from '../lib/node.ts';
import { register } from '../lib/paras.ts';
import { lightRead } from '../lib/proof.ts';
import { named, single } from '../lib/records.ts';
import { pretender, stateOf, tryUpgrade } from '../lib/runtimes.ts';
import type { Stage } from './stage.ts';

/** Blocks that must come after the upgrade: over an epoch and an era. */
const AFTERWARDS = 100;

const twox = (text: string) => xxhashAsHex(text, 128).slice(2);
const entry = (pallet: string, item: string) => `0x${twox(pallet)}${twox(item)}`;
/** The version of a pallet's records, as the chain has it. */
const PACE_VERSION = entry('Pace', ':__STORAGE_VERSION__:');
/** How many referenda are being decided on root's track, whose number is zero. */
const ROOT_DECIDING = `${entry('Referenda', 'DecidingCount')}${xxhashAsHex('0x0000', 64).slice(2)}0000`;

interface Identity {
	name: string;
	version: number;
}

/** Which runtime ran last: read with proof by a client that knows no more than the block's header. */
async function provenIdentity(api: ApiPromise, block: string): Promise<Identity> {
	const value = await lightRead(api, api.query.system.lastRuntimeUpgrade.key(), block);
	assert.ok(value !== null, 'the chain knows which runtime it ran last');
	const { specName, specVersion } = api.createType('FrameSystemLastRuntimeUpgradeInfo', value);
	return { name: specName.toString(), version: specVersion.toNumber() };
}

/** What is visible of the change: the pace of the treasury, and the version of its record. */
async function visible(api: ApiPromise): Promise<{ spendPeriod: number; record: string }> {
	return {
		spendPeriod: api.consts.treasury.spendPeriod.toNumber(),
		record: String(await api.rpc.state.getStorage(PACE_VERSION))
	};
}

/** Has the public authorize a runtime. */
async function authorize(referenda: Referenda, code: Uint8Array): Promise<void> {
	const call = referenda.chain.api.tx.system.authorizeUpgrade(blake2AsHex(code));
	const { events } = await referenda.enact({ power: 'Root', call });
	assert.equal(single(events, 'system.UpgradeAuthorized')['codeHash'], blake2AsHex(code));
}

/** `stage` has the next version of the runtime, and the same with `try-runtime`. */
export async function rehearse(stage: Stage): Promise<void> {
	const [upgradePath, checkedPath] = stage.wishes.runtimes;
	assert.ok(upgradePath !== undefined && checkedPath !== undefined, 'both runtimes are given');
	const upgrade = readFileSync(upgradePath);
	const checked = readFileSync(checkedPath);

	const basePath = temporaryFolder();
	const start = () => stage.start('--base-path', basePath);
	const alice = account('Alice');

	let chain = await start();
	let { api } = chain;
	let referenda = new Referenda(chain);

	// A chain that is in use: paras, a referendum that goes on, votes, a delegation.
	const paras = await register(chain, [account('Bob')]);
	const ongoing = await referenda.open({
		power: 'GeneralAdmin',
		call: api.tx.identity.addRegistrar({ Id: account('Dave').address }),
		by: account('Eve')
	});
	const ayes: Ballot[] = [
		{ voter: account('Dave'), aye: true, balance: 100_000n * UNITS },
		{ voter: account('Eve'), aye: false, balance: 50_000n * UNITS }
	];
	await referenda.vote(ongoing, ayes);
	const delegate = api.tx.convictionVoting.delegate(
		30,
		{ Id: alice.address },
		'Locked1x',
		10_000n * UNITS
	);
	await chain.include([delegate, account('Ferdie')]);
	const { name, version } = await provenIdentity(api, (await chain.engine.status()).bestHash);
	const before = await visible(api);
	assert.equal(version, api.runtimeVersion.specVersion.toNumber());
	assert.equal(before.record, '0x0000');
	await stage.note(`${name} ${version} runs, with paras and referenda; read with proof`);
	const { best: left } = await chain.engine.status();
	await stage.stop();

	const state = await stateOf(basePath);
	await tryUpgrade(state, checked);
	// The check that finds nothing wrong must be one that would.
	await assert.rejects(
		tryUpgrade(state, checked, { [ROOT_DECIDING]: '0x07000000' }),
		/upgrade checks failed/,
		'a broken state is found'
	);

	chain = await start();
	({ api } = chain);
	referenda = new Referenda(chain);
	assert.equal((await chain.engine.status()).best, left);
	await stage.note('the new runtime is tried on this state: migration and invariants are fine');

	const wrong: [code: Uint8Array, error: string, what: string][] = [
		[pretender('kanary', version + 1), 'system.InvalidSpecName', 'another name'],
		[pretender(name, version), 'system.SpecVersionNeedsToIncrease', 'the same version'],
		[pretender(name, version - 1), 'system.SpecVersionNeedsToIncrease', 'a lower version']
	];
	for (const [code, error, what] of wrong) {
		await authorize(referenda, code);
		const apply = api.tx.system.applyAuthorizedUpgrade(u8aToHex(code));
		const { events } = await chain.include([apply, alice]);
		const refused = only(events, api.events.system.RejectedInvalidAuthorizedUpgrade);
		assert.equal(errorName(api, refused.error), error);
		assert.equal((await api.rpc.state.getRuntimeVersion()).specVersion.toNumber(), version);
		await stage.note(`a runtime with ${what} is refused: ${error}`);
	}

	const apply = api.tx.system.applyAuthorizedUpgrade(u8aToHex(upgrade));
	assert.equal(await chain.refusal(apply, alice), 'system.NothingAuthorized');
	const call = api.tx.system.authorizeUpgrade(blake2AsHex(upgrade));
	const index = await referenda.open({ power: 'Root', call });
	await stage.note(`referendum ${index} asks root to authorize the new runtime`);
	await referenda.vote(index, await wholeBalances(chain));
	await stage.note('token holders vote', 'look');
	await referenda.approved(index);
	await stage.note('approved');
	const { error } = await referenda.carriedOut(index);
	assert.equal(error, undefined);
	assert.ok((await api.query.system.authorizedUpgrade()).isSome);
	await stage.note('enacted: the hash of the new runtime is authorized');

	// It begins under the old rules and ends under the new ones.
	const across = await referenda.open({ power: 'GeneralAdmin', call: api.tx.system.remark('0x01') });
	const pretended = api.tx.system.applyAuthorizedUpgrade(u8aToHex(pretender(name, version + 2)));
	assert.equal(await chain.refusal(pretended, alice), 'system.Unauthorized');
	// A connected client takes up new metadata as soon as the code changes, in place, and what it reads
	// meanwhile may be garbled. A new one reads this block by the rules of its parent.
	const signed = await apply.signAsync(alice, { nonce: -1 });
	const block = await chain.engine.newBlock({ transactions: [signed.toHex()] });
	const reader = await connect(chain.node);
	assert.equal(named(await eventsAt(reader, block), 'system.CodeUpdated').length, 1);
	assert.equal((await provenIdentity(reader, block)).version, version);
	await reader.disconnect();
	await stage.note('the code is there; it runs from the next block on');
	const first = await chain.engine.newBlock();
	// What metadata says of the pace is true from the migration on.
	const upgraded = await connect(chain.node);
	const after = await visible(upgraded);
	assert.deepEqual(await provenIdentity(upgraded, first), { name, version: version + 1 });
	assert.equal(upgraded.runtimeVersion.specVersion.toNumber(), version + 1);
	assert.deepEqual(after, { spendPeriod: 2 * before.spendPeriod, record: '0x0100' });
	await upgraded.disconnect();
	await stage.note(
		`${name} ${version + 1} runs, read with proof; the treasury's period is ${after.spendPeriod} blocks, ` +
			`it was ${before.spendPeriod}`
	);

	const { best: head, time: then } = await chain.engine.status();
	await chain.to(head + AFTERWARDS);
	const status = await chain.engine.status();
	assert.equal(status.best, head + AFTERWARDS);
	assert.equal(status.time, then + AFTERWARDS * SLOT);
	assert.ok(status.best - status.finalized <= status.finalityLag, 'finality goes on');
	await stage.stop();

	chain = await start();
	({ api } = chain);
	referenda = new Referenda(chain);
	const [para] = paras as [number];
	assert.ok((await api.query.paras.paraLifecycles(para)).unwrap().isParathread);
	const [old, over] = [await referenda.state(ongoing), await referenda.state(across)];
	assert.equal(old.type, 'Approved');
	assert.ok(over.type === 'Rejected' && over.at > head, 'it has come to its end by the new rules');
	await chain.include([api.tx.system.remark('0x00'), alice]);
	await stage.note(`${AFTERWARDS} blocks later, and a restart: referenda, paras and transactions go on`);
	await stage.stop();

	await tryUpgrade(await stateOf(basePath), checked);
	stage.holds('the migration and its checks pass on the state of the chain, before and after');
	stage.holds('runtimes with another name, the same version or a lower one are refused');
	stage.holds('every invariant of every pallet holds in the end');
	stage.say('The invariants of every pallet hold.');
}
