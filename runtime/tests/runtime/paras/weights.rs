// SPDX-License-Identifier: GPL-3.0-or-later
//! What Slots, Auctions and Crowdloan touch where they have the most to do, against what their shipped
//! weights declare.
//!
//! Funds are put into storage as they are after many calls. An earlier fund takes the most work to
//! release: it is looked up twice, its end is unscheduled, and it is put into the queue for release.

use canary_crowdloan::{
	Agenda, Book, Books, Call as Crowdloans, EarlierFunds, Ending, FundIndex, FundInfo, Funds,
	LastContribution, NextFundIndex, Refusal, Refused, Releasing, Stage, Turn,
};
use canary_primitives::{traits::PlaceBids, LeaseRange};
use canary_runtime::{weights::handing_out_cores, Crowdloan};
use frame_support::{
	traits::{fungible::Mutate, Hooks},
	weights::Weight,
};
use sp_runtime::{traits::Dispatchable, MultiSigner};

use super::{
	accesses::{bidder, bids_for_every_range, crowded_chain, draw_last_at, para},
	*,
};
use crate::counting::{declared, Accesses, Ledger};

/// Later than everything here.
const END: BlockNumber = 9_000;

// --- states ---

/// Puts a fund into storage, listed for its para or not.
fn fund(para: ParaId, raised: Balance, is_listed: bool) -> AccountId {
	let fund_index = NextFundIndex::<Runtime>::mutate(|next| {
		*next += 1;
		*next - 1
	});
	let info = FundInfo {
		depositor: bidder(0),
		verifier: None::<MultiSigner>,
		deposit: 0,
		raised,
		end: END,
		cap: Balance::MAX,
		last_contribution: LastContribution::Never,
		first_period: 1,
		last_period: 8,
		fund_index,
	};
	if is_listed {
		Funds::<Runtime>::insert(para, info);
	} else {
		EarlierFunds::<Runtime>::mutate(para, |funds| {
			assert_ok!(funds.try_push(info));
		});
	}
	Books::<Runtime>::insert(fund_index, Book { para, ..Default::default() });
	Agenda::<Runtime>::mutate(|agenda| {
		assert_ok!(agenda.try_push((END, fund_index)));
	});
	Crowdloan::fund_account(fund_index)
}

/// An earlier fund.
fn displaced(para: ParaId, raised: Balance) -> AccountId {
	let first = fund(para, raised, false);
	fund(para, raised, true);
	first
}

fn fund_index(para: ParaId) -> FundIndex {
	Funds::<Runtime>::get(para).expect("it has a fund").fund_index
}

/// The last bid of the para's fund was refused.
fn refuse(para: ParaId) {
	Books::<Runtime>::mutate(fund_index(para), |book| {
		book.as_mut().expect("it has a book").turn = Turn::Refused;
	});
	canary_crowdloan::NewRaise::<Runtime>::mutate(|paras| paras.retain(|other| *other != para));
	Refused::<Runtime>::mutate(|refused| {
		assert_ok!(refused.try_push(Refusal::first(para, System::block_number())));
	});
}

/// The campaigns of all funds of the para are over in this block, and that was noticed: their
/// contributors are being released.
fn end_campaigns(para: ParaId) {
	let now = System::block_number();
	let mut over = vec![fund_index(para)];
	Funds::<Runtime>::mutate(para, |fund| fund.as_mut().expect("it has a fund").end = now);
	EarlierFunds::<Runtime>::mutate(para, |funds| {
		for fund in funds.iter_mut() {
			fund.end = now;
			over.push(fund.fund_index);
		}
	});
	Agenda::<Runtime>::mutate(|agenda| agenda.retain(|(_, index)| !over.contains(index)));
	for index in over {
		Books::<Runtime>::mutate(index, |book| {
			book.as_mut().expect("it has a book").stage = Stage::Releasing;
		});
		assert_ok!(Releasing::<Runtime>::try_append(index));
	}
}

fn lease(para: ParaId, who: AccountId, first: LeasePeriod, count: LeasePeriod) {
	assert_ok!(Slots::force_lease(RuntimeOrigin::root(), para, who, UNITS, first, count));
}

/// Each of the para's coming periods is leased by another displaced fund.
fn leases_of_funds(of: ParaId, periods: core::ops::Range<LeasePeriod>) {
	for period in periods {
		let pays = displaced(para(period as usize + 15), 100 * UNITS);
		lease(of, pays, period, 1);
	}
}

/// An auction of these periods, in the last block of its ending period but one, every range of which
/// is led by a displaced fund.
fn auction_of_funds(offered: LeasePeriod) {
	open_auction(1, offered);
	next_block(vec![]);
	for (index, range) in LeaseRange::all().enumerate() {
		let amount = if range.len() == 1 { 1_000 * UNITS } else { UNITS };
		let bidder = displaced(para(index), amount);
		let (first, last) = (offered + range.first(), offered + range.last());
		assert_ok!(Auctions::place_bid(bidder, para(index), first, last, amount));
	}
	run_to(candle_lit_at() + ENDING - 1);
}

fn signed_call(who: AccountId, call: impl Into<RuntimeCall>) {
	let call: RuntimeCall = call.into();
	assert_ok!(call.dispatch(RuntimeOrigin::signed(who)));
}

fn rich(who: Sr25519Keyring) -> AccountId {
	assert_ok!(Balances::mint_into(&who.to_account_id(), 1_000_000 * UNITS));
	who.to_account_id()
}

// --- ledgers ---

/// What giving or taking a core adds to a block, beside the move for which it is done, when so many
/// paras have one or wait in the queue.
fn of_a_core(paras: u32) -> Accesses {
	// One para is new, or one index changes hands.
	let (looked_up, changes) = (2 * paras + 1, 1);
	let base = Accesses { reads: 8, writes: 2 };
	let accesses = base
		.and(looked_up.into(), Accesses { reads: 1, writes: 0 })
		.and(changes.into(), Accesses { reads: 1, writes: 2 });
	assert!(handing_out_cores(looked_up, changes).ref_time() >= accesses.price());
	accesses
}

#[test]
fn slots_touches_no_more_than_it_declares() {
	let mut ledger = Ledger::default();

	let mut chain = crowded_chain();
	chain.execute_with(|| leases_of_funds(para(0), 1..16));
	let declared = declared!(canary_slots in canary_slots: force_lease(15)).and(1, of_a_core(0));
	ledger.entry("slots.forceLease, 15 periods behind", declared, &mut chain, || {
		System::set_block_number(first_block(16));
		lease(para(0), bidder(35), 16, 1);
	});

	let mut chain = crowded_chain();
	chain.execute_with(|| leases_of_funds(para(0), 0..16));
	let declared =
		declared!(canary_slots in canary_slots: clear_all_leases(16)).and(1, of_a_core(1));
	ledger.entry("slots.clearAllLeases, 16 leaseholders", declared, &mut chain, || {
		assert_ok!(Slots::clear_all_leases(RuntimeOrigin::root(), para(0)));
	});

	let mut chain = crowded_chain();
	chain.execute_with(|| {
		leases_of_funds(para(0), 1..16);
		canary_slots::Waiting::<Runtime>::insert(para(0), ());
		System::set_block_number(first_block(1));
	});
	let declared = declared!(canary_slots in canary_slots: trigger_onboard()).and(1, of_a_core(0));
	ledger.entry("slots.triggerOnboard", declared, &mut chain, || {
		assert_ok!(Slots::trigger_onboard(RuntimeOrigin::signed(bidder(0)), para(0)));
	});

	// Eight leases of displaced funds have ended, and their paras are downgraded.
	let mut chain = crowded_chain();
	chain.execute_with(|| {
		for index in 0..8 {
			lease(para(index), displaced(para(index + 15), 100 * UNITS), 0, 1);
		}
		sessions_pass(2);
		System::set_block_number(first_block(1));
	});
	let declared = declared!(canary_slots in canary_slots: tick(), step() * 4).and(4, of_a_core(8));
	ledger.entry("slots, begin of a period", declared, &mut chain, || {
		Slots::on_initialize(first_block(1));
	});
	let declared = declared!(canary_slots in canary_slots: idle(), step() * 5).and(4, of_a_core(4));
	ledger.entry("slots, spare room of that block", declared, &mut chain, || {
		Slots::on_idle(first_block(1), Weight::MAX);
	});

	// Eight paras wait for their upgrade.
	let mut chain = crowded_chain();
	chain.execute_with(|| {
		for index in 0..8 {
			lease(para(index), bidder(index), 1, 15);
			canary_slots::Waiting::<Runtime>::insert(para(index), ());
		}
		System::set_block_number(first_block(1));
	});
	let declared =
		declared!(canary_slots in canary_slots: idle(), retry() * 8).and(8, of_a_core(0));
	ledger.entry("slots, eight moves tried again", declared, &mut chain, || {
		Slots::on_idle(first_block(1), Weight::MAX);
	});

	ledger.close();
}

#[test]
fn auctions_touches_no_more_than_it_declares() {
	let mut ledger = Ledger::default();

	let mut chain = crowded_chain();
	let declared = declared!(canary_auctions in canary_auctions: new_auction());
	ledger.entry("auctions.newAuction, lit at once", declared, &mut chain, || open_auction(0, 1));
	let declared = declared!(canary_auctions in canary_auctions: cancel_auction());
	ledger.entry("auctions.cancelAuction", declared, &mut chain, || {
		assert_ok!(Auctions::cancel_auction(RuntimeOrigin::root()));
	});

	// A displaced fund that leads since this sample is outbid, and released.
	let mut chain = crowded_chain();
	chain.execute_with(|| {
		bids_for_every_range(1);
		let leader = displaced(para(20), 50 * UNITS);
		assert_ok!(Auctions::place_bid(leader, para(20), 1, 8, 50 * UNITS));
		rich(Alice);
	});
	let declared = declared!(canary_auctions in canary_auctions: bid());
	ledger.entry("auctions.bid, outbidding a fund", declared, &mut chain, || {
		let call = canary_auctions::Call::bid {
			para: para(21),
			auction_index: 1,
			first_slot: 1,
			last_slot: 8,
			amount: 60 * UNITS,
		};
		signed_call(Alice.to_account_id(), call);
	});

	let mut chain = crowded_chain();
	let now = chain.execute_with(|| {
		auction_of_funds(1);
		canary_auctions::LatestSample::<Runtime>::mutate(|sample| *sample = sample.map(|s| s - 1));
		System::block_number()
	});
	let declared = declared!(canary_auctions in canary_auctions: tick(), record_sample());
	ledger.entry("auctions, a sample begins", declared, &mut chain, || {
		Auctions::on_initialize(now);
	});

	// Funds lead everywhere. Eight of them win, in three blocks, and the others are released.
	chain.execute_with(|| draw_last_at(now + 2));
	let declared =
		declared!(canary_auctions in canary_auctions: tick(), await_randomness(), close());
	ledger.entry("auctions, the close", declared, &mut chain, || {
		Auctions::on_initialize(now + 2);
	});
	let declared = declared!(canary_auctions in canary_auctions: tick(), close());
	for later in 3..5 {
		ledger.entry("auctions, more winners", declared, &mut chain, || {
			System::set_block_number(now + later);
			Auctions::on_initialize(now + later);
		});
	}
	let declared = declared!(canary_auctions in canary_auctions: tick(), release_bidder() * 16);
	ledger.entry("auctions, sixteen funds let go", declared, &mut chain, || {
		System::set_block_number(now + 5);
		Auctions::on_initialize(now + 5);
	});
	let declared = declared!(
		canary_auctions in canary_auctions: tick(), release_bidder() * 21, forget_frozen_amount(),
		remove_sample() * 20, finish_clearing()
	);
	ledger.entry("auctions, the rest in a block with room", declared, &mut chain, || {
		Auctions::on_idle(now + 5, Weight::MAX);
	});
	chain.execute_with(|| {
		assert_eq!(canary_auctions::AuctionInfo::<Runtime>::get(), None);
		assert_eq!(canary_auctions::ReservedAmounts::<Runtime>::iter().count(), 0);
	});

	ledger.close();
}

/// A chain on which the candle of an auction burns, and the para's fund was refused.
fn refused_while_the_candle_burns(of: ParaId) -> sp_io::TestExternalities {
	let mut chain = crowded_chain();
	chain.execute_with(|| {
		fund(of, 0, true);
		// No auction offers these yet.
		Funds::<Runtime>::mutate(of, |fund| {
			let fund = fund.as_mut().expect("it is listed");
			(fund.first_period, fund.last_period) = (9, 16);
		});
		signed_call(rich(Alice), contribution(of));
		bids_for_every_range(1);
		let book = Books::<Runtime>::get(fund_index(of)).expect("it has a book");
		assert_eq!(book.turn, Turn::Refused);
		rich(Bob);
		rich(Charlie);
	});
	chain
}

fn contribution(index: ParaId) -> Crowdloans<Runtime> {
	Crowdloans::contribute { index, value: 2 * UNITS, signature: None }
}

#[test]
fn calls_of_crowdloan_touch_no_more_than_they_declare() {
	let mut ledger = Ledger::default();
	let of = para(20);

	// A newcomer, while an auction runs, to a fund that was refused.
	let mut chain = refused_while_the_candle_burns(of);
	let declared = declared!(canary_crowdloan in canary_crowdloan: contribute());
	ledger.entry("crowdloan.contribute", declared, &mut chain, || {
		signed_call(Bob.to_account_id(), contribution(of));
	});
	let mut chain = refused_while_the_candle_burns(of);
	let declared = declared!(canary_crowdloan in canary_crowdloan: contribute_all());
	ledger.entry("crowdloan.contributeAll", declared, &mut chain, || {
		let call = Crowdloans::contribute_all { index: of, signature: None };
		signed_call(Bob.to_account_id(), call);
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: add_memo());
	ledger.entry("crowdloan.addMemo", declared, &mut chain, || {
		signed_call(Bob.to_account_id(), Crowdloans::add_memo { index: of, memo: vec![1; 32] });
	});

	let mut chain = refused_while_the_candle_burns(of);
	let declared = declared!(canary_crowdloan in canary_crowdloan: poke());
	ledger.entry("crowdloan.poke", declared, &mut chain, || {
		signed_call(Bob.to_account_id(), Crowdloans::poke { index: of });
	});

	let mut chain = refused_while_the_candle_burns(of);
	let declared = declared!(canary_crowdloan in canary_crowdloan: edit());
	ledger.entry("crowdloan.edit", declared, &mut chain, || {
		let call = Crowdloans::edit {
			index: of,
			cap: Balance::MAX,
			first_period: 2,
			last_period: 8,
			end: first_block(2),
			verifier: None,
		};
		assert_ok!(RuntimeCall::from(call).dispatch(RuntimeOrigin::root()));
	});

	// The last campaign is over.
	let mut chain = refused_while_the_candle_burns(of);
	chain.execute_with(|| {
		fund(of, 0, false);
		end_campaigns(of);
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: create());
	ledger.entry("crowdloan.create", declared, &mut chain, || {
		let call = Crowdloans::create {
			index: of,
			cap: 1_000 * UNITS,
			first_period: 2,
			last_period: 8,
			end: first_block(2),
			verifier: None,
		};
		signed_call(bidder(20), call);
	});

	// The last of nine funds, all of which are over.
	let mut chain = refused_while_the_candle_burns(of);
	chain.execute_with(|| {
		signed_call(Bob.to_account_id(), contribution(of));
		for _ in 0..8 {
			fund(of, 0, false);
		}
		end_campaigns(of);
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: withdraw());
	ledger.entry("crowdloan.withdraw", declared, &mut chain, || {
		let call = Crowdloans::withdraw { who: Bob.to_account_id(), index: of };
		signed_call(Charlie.to_account_id(), call);
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: refund());
	ledger.entry("crowdloan.refund, of one", declared, &mut chain, || {
		signed_call(Charlie.to_account_id(), Crowdloans::refund { index: of });
	});
	chain.execute_with(|| {
		let pot = Crowdloan::fund_account(fund_index(of));
		assert_ok!(Balances::mint_into(&pot, UNITS));
		refuse_again(of);
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: dissolve());
	ledger.entry("crowdloan.dissolve, with stray money", declared, &mut chain, || {
		signed_call(Charlie.to_account_id(), Crowdloans::dissolve { index: of });
	});

	ledger.close();
}

/// A fund that waits for its turn to bid.
fn refuse_again(para: ParaId) {
	Refused::<Runtime>::kill();
	refuse(para);
}

/// In the last block of an ending period, eight funds whose last bid was refused want what eight
/// displaced funds lead since this sample.
fn eight_challengers() -> Vec<ParaId> {
	auction_of_funds(1);
	let sample = canary_auctions::LatestSample::<Runtime>::get().expect("it is recorded");
	(0..sample).for_each(canary_auctions::Winning::<Runtime>::remove);
	Ending::<Runtime>::put(1);
	let others = LeaseRange::all().enumerate().filter(|(_, range)| range.len() > 1);
	let challengers: Vec<ParaId> = others.map(|(index, _)| para(index)).take(8).collect();
	for (period, of) in (1..).zip(&challengers) {
		Funds::<Runtime>::mutate(of, |fund| {
			let fund = fund.as_mut().expect("it is listed");
			fund.raised = 2_000 * UNITS;
			(fund.first_period, fund.last_period) = (period, period);
		});
		refuse(*of);
	}
	challengers
}

#[track_caller]
fn assert_all_bid(challengers: &[ParaId]) {
	for of in challengers {
		let book = Books::<Runtime>::get(fund_index(*of)).expect("it has a book");
		assert_eq!(book.bid, 2_000 * UNITS);
	}
}

#[test]
fn hooks_of_crowdloan_touch_no_more_than_they_declare() {
	let mut ledger = Ledger::default();

	// The candle was lit, and a fund that was refused starts over.
	let mut chain = crowded_chain();
	let now = chain.execute_with(|| {
		fund(para(20), UNITS, true);
		refuse(para(20));
		open_auction(0, 1);
		System::block_number()
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: tick());
	ledger.entry("crowdloan, a candle is lit", declared, &mut chain, || {
		Crowdloan::on_initialize(now);
	});
	chain.execute_with(|| {
		Refused::<Runtime>::kill();
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: bids_base());
	ledger.entry("crowdloan, nobody bids", declared, &mut chain, || Crowdloan::on_finalize(now));

	let mut chain = crowded_chain();
	let (challengers, now) = chain.execute_with(|| (eight_challengers(), System::block_number()));
	let declared = declared!(canary_crowdloan in canary_crowdloan: bids_base(), bid() * 8);
	ledger.entry("crowdloan, eight bids that outbid funds", declared, &mut chain, || {
		Crowdloan::on_finalize(now + 1);
	});
	chain.execute_with(|| {
		assert_all_bid(&challengers);
		assert_eq!(Releasing::<Runtime>::get().len(), challengers.len());
	});

	let mut chain = crowded_chain();
	let challengers = chain.execute_with(|| {
		let challengers = eight_challengers();
		let ending: Vec<FundIndex> = challengers.iter().map(|of| fund_index(*of)).collect();
		Agenda::<Runtime>::mutate(|agenda| {
			agenda.retain(|(_, index)| !ending.contains(index));
			for index in ending {
				assert_ok!(agenda.try_insert(0, (System::block_number(), index)));
			}
		});
		challengers
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: tick(), notice_end() * 8, turn(), release());
	ledger.entry("crowdloan, eight ends with bids that outbid funds", declared, &mut chain, || {
		Crowdloan::on_initialize(System::block_number());
	});
	chain.execute_with(|| assert_all_bid(&challengers));

	// The last contributors of a fund whose place another has taken, with stray money.
	let mut chain = crowded_chain();
	let now = chain.execute_with(|| {
		let of = para(20);
		fund(of, 0, true);
		for who in [Alice, Bob, Charlie] {
			signed_call(rich(who), contribution(of));
		}
		let released = Funds::<Runtime>::take(of).expect("it is there");
		let index = released.fund_index;
		EarlierFunds::<Runtime>::mutate(of, |funds| {
			assert_ok!(funds.try_push(released));
		});
		fund(of, 0, true);
		assert_ok!(Balances::mint_into(&Crowdloan::fund_account(index), UNITS));
		Releasing::<Runtime>::mutate(|funds| {
			assert_ok!(funds.try_push(index));
		});
		Books::<Runtime>::mutate(index, |book| {
			book.as_mut().expect("it has a book").stage = canary_crowdloan::Stage::Releasing;
		});
		System::block_number()
	});
	let declared = declared!(canary_crowdloan in canary_crowdloan: tick(), turn(), release() * 4);
	ledger.entry("crowdloan, the end of a fund", declared, &mut chain, || {
		Crowdloan::on_initialize(now);
	});
	chain.execute_with(|| assert!(Releasing::<Runtime>::get().is_empty()));

	ledger.close();
}
