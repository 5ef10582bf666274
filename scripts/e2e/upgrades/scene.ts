// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A chain on which something of everything is under way: an auction takes bids, leases run and wait, campaigns
 * are open, over or won, referenda are at every stage, and accounts have what accounts can have.
 *
 * The upgrades' tests of the runtime begin with its state. What they ask of it stands in
 * `runtime/tests/runtime/upgrades/chains.rs`.
 */

import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

import { account, UNITS } from '../lib/api.ts';
import { closeAuction, openAuction } from '../lib/auctions.ts';
import type { Act, Chain } from '../lib/chain.ts';
import { fundIndex, signature } from '../lib/crowdloans.ts';
import {
	type Ballot,
	type Call,
	Committee,
	Fellowship,
	Referenda,
	wholeBalances
} from '../lib/governance.ts';
import { register } from '../lib/paras.ts';

type Six<T> = [T, T, T, T, T, T];

const PEOPLE = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map(account) as Six<KeyringPair>;
const [ALICE, BOB, CHARLIE, DAVE, EVE, FERDIE] = PEOPLE;
/** Accounts that do nothing but contribute: more than a block releases however full it is. */
const CROWD = Array.from({ length: 20 }, (_, i) => account(`crowd/${i}`));

/** The starting period of the first auction and of the second, in blocks. */
const STARTING = [20, 40] as const;
/** For how many blocks of a lease period there is time for the first auction. */
const EARLY = 80;
/** Sessions until a para moves up. */
const SESSIONS_OF_A_MOVE = 3;
/** How far into the ending period of the second auction the scene ends, in blocks. */
const INTO_THE_END = 24;
/** How long before that period questions are opened that are still open then, in blocks. */
const BEFORE_THE_END = 10;
/** How much later than its approval a call is carried out, in blocks. */
const LATER = 300;

/** Plays it, and returns the hash of the last block. */
export async function play(chain: Chain): Promise<string> {
	const { api } = chain;
	const period = Number(api.consts.slots.leasePeriod.toString());
	const paras = (await register(chain, PEOPLE)) as Six<number>;
	await ordinaryThings(chain);
	const forgotten = await new Referenda(chain).submit({ power: 'GeneralAdmin', call: note(chain, 'forgotten') });

	const height = await chain.height();
	if (height % period > EARLY) {
		await chain.to(height - (height % period) + period);
	}
	const first = Math.floor((await chain.height()) / period) + 1;
	await firstAuction(chain, paras, first);
	await contested(chain);
	await chain.to(first * period + SESSIONS_OF_A_MOVE * api.consts.babe.epochDuration.toNumber());
	if ((await new Referenda(chain).state(forgotten)).type !== 'TimedOut') {
		throw new Error('a referendum without a deposit has not timed out');
	}
	await secondAuction(chain, paras, first + 1);
	return chain.engine.newBlock();
}

/** A call that does nothing. */
function note({ api }: Chain, text: string): Call {
	return api.tx.system.remarkWithEvent(text);
}

/** Proxies, a multisig, a vesting schedule, stake, a pool, a bounty, a preimage and a reserved number. */
async function ordinaryThings(chain: Chain): Promise<void> {
	const { bounties, multisig, nominationPools, preimage, proxy, registrar, staking, utility, vesting } =
		chain.api.tx;
	const { transferKeepAlive } = chain.api.tx.balances;
	const others = [ALICE, EVE].map(({ address }) => address).sort();
	await chain.include(
		[proxy.addProxy(BOB.address, 'Any', 0), ALICE],
		[proxy.addProxy(CHARLIE.address, 'NonTransfer', 3), ALICE],
		[proxy.announce(ALICE.address, blake2AsHex('announced')), CHARLIE],
		[proxy.createPure('Any', 0, 0), BOB],
		[
			multisig.approveAsMulti(2, others, null, blake2AsHex('approved'), {
				refTime: 1_000_000_000,
				proofSize: 10_000
			}),
			DAVE
		],
		[
			vesting.vestedTransfer(account('vesting').address, {
				locked: 1_000n * UNITS,
				perBlock: UNITS / 10n,
				startingBlock: 100
			}),
			FERDIE
		],
		[
			utility.batchAll([
				staking.bond(1_000n * UNITS, 'Staked'),
				staking.nominate([account('Alice//stash').address]),
				staking.unbond(100n * UNITS)
			]),
			EVE
		],
		[nominationPools.create(1_000n * UNITS, FERDIE.address, FERDIE.address, FERDIE.address), FERDIE],
		[nominationPools.join(100n * UNITS, 1), DAVE],
		[bounties.proposeBounty(100n * UNITS, 'for a cause'), CHARLIE],
		[preimage.notePreimage('0x00'), CHARLIE],
		[registrar.reserve(), FERDIE],
		[utility.batchAll(CROWD.map(({ address }) => transferKeepAlive(address, 20n * UNITS))), ALICE]
	);
}

/** A fund wins the period `first`, an account the one after it, and a third para is given both. */
async function firstAuction(chain: Chain, paras: Six<number>, first: number): Promise<void> {
	const { auctions, crowdloan, slots } = chain.api.tx;
	const [lemon, mango, plum] = paras;
	await openAuction(chain, STARTING[0], first);
	const end = (await chain.height()) + 100;
	await chain.include([crowdloan.create(lemon, 10_000n * UNITS, first, first, end, null), ALICE]);
	await chain.include(
		[crowdloan.contribute(lemon, 60n * UNITS, null), DAVE],
		[crowdloan.contribute(lemon, 40n * UNITS, null), EVE],
		[crowdloan.addMemo(lemon, 'for lemon'), EVE],
		...CROWD.map((who): Act => [crowdloan.contribute(lemon, 5n * UNITS, null), who]),
		[auctions.bid(mango, 1, first + 1, first + 1, 50n * UNITS), BOB]
	);
	await new Referenda(chain).enact({
		power: 'LeaseAdmin',
		call: slots.forceLease(plum, CHARLIE.address, 30n * UNITS, first, 2)
	});
	const wins = await closeAuction(chain);
	if (wins.length !== 2) {
		throw new Error(`the first auction has ${wins.length} winners, not two`);
	}
}

/** Referenda that the committee has hurried, stopped and cancelled, and one that the fellowship backs. */
async function contested(chain: Chain): Promise<void> {
	const { api } = chain;
	const { fastTrack, scheduler, utility } = api.tx as unknown as Record<
		string,
		Record<string, (...params: unknown[]) => Call>
	>;
	const referenda = new Referenda(chain);
	const committee = new Committee(chain);
	const { fastTrackPeriod } = api.consts['fastTrack']!;
	const floor = Number(fastTrackPeriod!.toString());
	const open = (text: string) => referenda.open({ power: 'GeneralAdmin', call: note(chain, text), by: EVE });

	await referenda.enact({
		power: 'Root',
		call: utility!['batchAll']!([
			scheduler!['scheduleNamed']!(new Uint8Array(32).fill(7), 10_000, [10, 100], 0, note(chain, 'regular')),
			fastTrack!['blacklist']!(blake2AsHex('never'), null)
		])
	});
	const ranOut = await open('not so urgent');
	await committee.carry(fastTrack!['fastTrack']!(ranOut, floor, 1));
	const cancelled = await open('by mistake');
	await committee.carry(fastTrack!['cancel']!(cancelled));
	await new Fellowship(chain).whitelist(note(chain, 'whitelisted'));
	await chain.to((await chain.height()) + floor);
}

/** An auction in its ending period, campaigns of all kinds, and referenda at every stage. */
async function secondAuction(chain: Chain, paras: Six<number>, first: number): Promise<void> {
	const { api } = chain;
	const { auctions, crowdloan } = api.tx;
	const [lemon, mango, plum, pear, fig, quince] = paras;
	await openAuction(chain, STARTING[1], first);
	const [, ending] = (await api.query.auctions.auctionInfo()).unwrap();
	const candle = ending.toNumber();

	const cap = 10_000n * UNITS;
	const long = candle + 80;
	const verifier = { Sr25519: u8aToHex(FERDIE.publicKey) };
	await chain.include(
		[crowdloan.create(lemon, cap, first, first, long, null), ALICE],
		[crowdloan.create(plum, cap, first + 2, first + 2, candle + INTO_THE_END - 2, null), CHARLIE],
		[crowdloan.create(pear, cap, first + 1, first + 2, long, null), DAVE],
		[crowdloan.create(fig, cap, first + 1, first + 1, long, verifier), EVE]
	);
	const signed = { para: fig, fund: await fundIndex(api, fig), who: BOB, given: 0n, value: 70n * UNITS };
	await chain.include(
		[crowdloan.contribute(lemon, 20n * UNITS, null), DAVE],
		[crowdloan.contribute(plum, 25n * UNITS, null), EVE],
		[crowdloan.contribute(pear, 15n * UNITS, null), FERDIE],
		[crowdloan.addMemo(pear, 'for pear'), FERDIE],
		[crowdloan.contribute(fig, signed.value, signature(api, FERDIE, signed)), BOB],
		...CROWD.map((who): Act => [crowdloan.contribute(pear, 3n * UNITS, null), who]),
		[auctions.bid(quince, 2, first, first, 30n * UNITS), FERDIE]
	);
	await settledBusiness(chain);
	await chain.to(candle - BEFORE_THE_END);
	await openQuestions(chain);
	await chain.to(candle + 2);
	await chain.include(
		[auctions.bid(mango, 2, first + 2, first + 2, 30n * UNITS), BOB],
		[auctions.bid(mango, 2, first + 2, first + 2, 60n * UNITS), BOB]
	);
	await chain.to(candle + 6);
	await chain.include([auctions.bid(quince, 2, first, first, 35n * UNITS), DAVE]);
	await urgentQuestions(chain, candle + INTO_THE_END);
}

/** What waits for longer than the rest takes: an approved call, delegations, a motion. */
async function settledBusiness(chain: Chain): Promise<void> {
	const { api } = chain;
	const { convictionVoting, technicalCommittee, treasury } = api.tx;
	const referenda = new Referenda(chain);
	const spend = treasury.spendLocal(UNITS, FERDIE.address);
	const approved = await referenda.open({ power: 'SmallSpender', call: spend, after: LATER, by: FERDIE });
	await referenda.vote(approved, await wholeBalances(chain));
	await referenda.approved(approved);

	await chain.include(
		[convictionVoting.delegate(14, ALICE.address, 'Locked2x', 1_000n * UNITS), FERDIE],
		[convictionVoting.delegate(14, DAVE.address, 'None', 10n * UNITS), CHARLIE]
	);

	const motion = note(chain, 'moved').method;
	await chain.include([technicalCommittee.propose(2, motion, motion.encodedLength), ALICE]);
	const index = (await api.query.technicalCommittee.proposalCount()).toNumber() - 1;
	await chain.include([technicalCommittee.vote(motion.hash, index, true), ALICE]);
}

/** Referenda that are decided, or wait for it, for some forty blocks. */
async function openQuestions(chain: Chain): Promise<void> {
	const { api } = chain;
	const { convictionVoting, preimage } = api.tx;
	const { setMetadata } = api.tx.referenda;
	const referenda = new Referenda(chain);
	const conviction = 'Locked1x' as const;

	// Root's track decides one at a time: the second one waits in its queue.
	for (const text of ['of root', 'of root, in the queue']) {
		await referenda.open({ power: 'Root', call: note(chain, text), by: BOB });
	}
	const registrar = api.tx.identity.addRegistrar(EVE.address);
	const deciding = await referenda.open({ power: 'GeneralAdmin', call: registrar, by: EVE });
	const ballots: Ballot[] = [
		{ voter: ALICE, aye: true, balance: 10n * UNITS, conviction },
		{ voter: BOB, aye: false, balance: 30n * UNITS, conviction }
	];
	await referenda.vote(deciding, ballots);
	await chain.include(
		[convictionVoting.vote(deciding, { Split: { aye: UNITS, nay: 2n * UNITS } }), EVE],
		[
			convictionVoting.vote(deciding, { SplitAbstain: { aye: UNITS, nay: UNITS, abstain: 5n * UNITS } }),
			DAVE
		]
	);

	// Without a decision deposit, but with a text.
	const text = api.createType('Bytes', 'what this is about').toHex();
	const waiting = await referenda.submit({ power: 'Treasurer', call: note(chain, 'waiting'), by: ALICE });
	await chain.include(
		[preimage.notePreimage(text), ALICE],
		[setMetadata(waiting, blake2AsHex(text)), ALICE]
	);
}

/** What lasts for a few blocks, begun so that it goes on in the last one. */
async function urgentQuestions(chain: Chain, last: number): Promise<void> {
	const { api } = chain;
	const referenda = new Referenda(chain);
	const committee = new Committee(chain);
	const fellowship = new Fellowship(chain);
	const whitelist = api.tx.whitelist.whitelistCall(blake2AsHex('for the fellows'));
	const ofFellows = await fellowship.referenda.open({ power: 'Fellows', call: whitelist });
	await fellowship.vote(ofFellows, false, [DAVE]);

	const fastTrack = api.tx['fastTrack']!;
	const queued = await referenda.open({ power: 'Root', call: note(chain, 'lent and undone'), by: BOB });
	await committee.carry(fastTrack['fastTrack']!(queued, 10, 1) as Call);
	await committee.alone(CHARLIE, fastTrack['veto']!(queued) as Call);

	const spend = api.tx.treasury.spendLocal(2n * UNITS, DAVE.address);
	const confirming = await referenda.open({ power: 'Treasurer', call: spend, by: DAVE });
	const registrar = api.tx.identity.addRegistrar(DAVE.address);
	const hurried = await referenda.open({ power: 'GeneralAdmin', call: registrar, by: EVE });
	await chain.to(last - 8);
	await committee.carry(fastTrack['fastTrack']!(hurried, 15, 1) as Call);
	await referenda.vote(confirming, await wholeBalances(chain));
}
