// SPDX-License-Identifier: GPL-3.0-or-later
//! Crowdloans on the real runtime: managers, contributors, auctions and leases together.
//!
//! Every story ends with a check of all balances.

mod contributors;
mod life_of_a_fund;
mod wallet;

use canary_crowdloan::{Error, FundIndex, Funds, HoldReason};
use canary_runtime::{constants::currency::GRAND, Crowdloan};
use sp_keyring::Sr25519Keyring::{Dave, Eve, Ferdie};
use sp_runtime::{DispatchError, MultiSigner};

use super::*;
use crate::common::{fees_of, journal, minted_and_burned, signed, total};

/// The end of the campaigns. The auctions are settled before, and lease period 1 begins after.
const END: BlockNumber = 150;

const PEOPLE: [Sr25519Keyring; 6] = [Alice, Bob, Charlie, Dave, Eve, Ferdie];

/// Plays a story on a chain with three paras, managed by Alice, Bob and Charlie. When it is over,
/// everyone has what they had, less fees, and only the eras have minted or burned.
fn story(play: impl FnOnce([ParaId; 3])) {
	on_chain("development", || {
		let accounts = PEOPLE.map(|who| who.to_account_id());
		let owned = accounts.each_ref().map(total);
		let issued = Balances::total_issuance();

		play(three_paras());

		for (who, owned) in accounts.iter().zip(owned) {
			assert_eq!(total(who), owned - fees_of(who));
		}
		let (minted, burned) = minted_and_burned();
		assert_eq!(Balances::total_issuance(), issued + minted - burned);
		assert_eq!(PEOPLE.map(contributed).iter().sum::<Balance>(), Crowdloan::total_held());
	});
}

// --- verbs ---

/// The manager opens a campaign for these lease periods.
#[track_caller]
fn campaign(manager: Sr25519Keyring, para: ParaId, periods: (LeasePeriod, LeasePeriod)) {
	open(manager, para, periods, None);
}

#[track_caller]
fn open(
	manager: Sr25519Keyring,
	index: ParaId,
	(first_period, last_period): (LeasePeriod, LeasePeriod),
	verifier: Option<MultiSigner>,
) {
	let cap = 1_000_000 * UNITS;
	submit_when_calm(
		manager,
		canary_crowdloan::Call::create {
			index,
			cap,
			first_period,
			last_period,
			end: END,
			verifier,
		},
	);
}

#[track_caller]
fn contribute(who: Sr25519Keyring, index: ParaId, ksm: Balance) {
	let value = ksm * UNITS;
	submit_when_calm(who, canary_crowdloan::Call::contribute { index, value, signature: None });
}

/// Submits a call and returns the error.
#[track_caller]
fn refusal(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchError {
	step_over_the_begin_of_a_session();
	let result = next_block(vec![signed(who, call)]).remove(0);
	result.expect("the transaction is valid").expect_err("the call is refused")
}

/// An auction of periods 1 to 8, from its opening to the last of its records.
#[track_caller]
fn hold_auction() {
	open_auction(20, 1);
	run_to_close();
	for _ in 0..3 {
		next_block(vec![]);
	}
	assert_eq!(canary_auctions::AuctionInfo::<Runtime>::get(), None);
	assert!(System::block_number() < END);
}

/// A period begins, and the blocks pass in which everything that follows from that is done.
fn begin_period(period: LeasePeriod) {
	run_to(first_block(period) + 2);
}

// --- probes ---

/// What is held of an account for crowdloans, in plancks.
fn contributed(who: Sr25519Keyring) -> Balance {
	let reason = RuntimeHoldReason::Crowdloan(HoldReason::Contribution);
	Balances::balance_on_hold(&reason, &who.to_account_id())
}

/// The same in KSM, of several.
fn held_ksm<const N: usize>(people: [Sr25519Keyring; N]) -> [Balance; N] {
	people.map(|who| contributed(who) / UNITS)
}

fn fund_index(para: ParaId) -> FundIndex {
	Funds::<Runtime>::get(para).expect("the para has a fund").fund_index
}

/// The account under which the fund of a para bids and leases.
fn pot(para: ParaId) -> AccountId {
	Crowdloan::fund_account(fund_index(para))
}

fn happened(event: canary_crowdloan::Event<Runtime>) -> bool {
	journal().contains(&RuntimeEvent::Crowdloan(event))
}

fn error(error: Error<Runtime>) -> DispatchError {
	error.into()
}
