// SPDX-License-Identifier: GPL-3.0-or-later
//! Spending: from a referendum to the account of the beneficiary.

use canary_runtime::TreasuryAccount;
use pallet_bounties::{BountyStatus, Call as Bounties};
use sp_runtime::MultiAddress;

use super::*;

/// Blocks between two payouts of the treasury, at the development pace.
const SPEND_PERIOD: BlockNumber = 60;

fn fill_treasury(amount: Balance) {
	let dest = MultiAddress::Id(TreasuryAccount::get());
	submit_when_calm(Ferdie, pallet_balances::Call::transfer_keep_alive { dest, value: amount });
}

fn run_to_payout() {
	run_to(System::block_number().next_multiple_of(SPEND_PERIOD));
}

fn status_of(bounty: u32) -> BountyStatus<AccountId, BlockNumber> {
	pallet_bounties::Bounties::<Runtime>::get(bounty).expect("there is a bounty").get_status()
}

#[test]
fn a_tip_is_paid_with_the_next_payout_of_the_treasury() {
	on_chain("development", || {
		next_block(vec![]);
		fill_treasury(1_000 * UNITS);
		#[allow(deprecated)]
		let spend = pallet_treasury::Call::spend_local {
			amount: 5 * UNITS,
			beneficiary: MultiAddress::Id(One.to_account_id()),
		};
		assert_eq!(decide(Origin::SmallTipper, &spend.into()), Ok(()));
		assert_eq!(total(&One.to_account_id()), 0);

		run_to_payout();
		assert_eq!(total(&One.to_account_id()), 5 * UNITS);
	});
}

#[test]
fn a_spend_can_be_claimed_without_waiting_for_a_payout() {
	on_chain("development", || {
		next_block(vec![]);
		fill_treasury(1_000 * UNITS);
		let spend = pallet_treasury::Call::spend {
			asset_kind: Box::new(()),
			amount: 5 * UNITS,
			beneficiary: Box::new(One.to_account_id()),
			valid_from: None,
		};
		assert_eq!(decide(Origin::SmallTipper, &spend.into()), Ok(()));

		submit_when_calm(Bob, pallet_treasury::Call::payout { index: 0 });
		assert_eq!(total(&One.to_account_id()), 5 * UNITS);
	});
}

#[test]
fn the_treasurers_track_takes_an_approval_back() {
	on_chain("development", || {
		next_block(vec![]);
		#[allow(deprecated)]
		let spend = pallet_treasury::Call::spend_local {
			amount: 5 * UNITS,
			beneficiary: MultiAddress::Id(One.to_account_id()),
		};
		assert_eq!(decide(Origin::SmallTipper, &spend.into()), Ok(()));

		let remove = pallet_treasury::Call::remove_approval { proposal_id: 0 };
		assert_eq!(decide(Origin::Treasurer, &remove.into()), Ok(()));
		fill_treasury(1_000 * UNITS);
		run_to_payout();
		assert_eq!(total(&One.to_account_id()), 0);
	});
}

#[test]
fn a_bounty_goes_from_its_proposal_to_whoever_earned_it() {
	on_chain("development", || {
		next_block(vec![]);
		let before = held(Bob);
		fill_treasury(1_000 * UNITS);
		submit_when_calm(
			Bob,
			Bounties::propose_bounty { value: 100 * UNITS, description: b"a canary".to_vec() },
		);

		let approve = Bounties::approve_bounty { bounty_id: 0 };
		assert_eq!(decide(Origin::SmallSpender, &approve.into()), Ok(()));
		assert_eq!(status_of(0), BountyStatus::Approved);
		run_to_payout();
		assert_eq!(status_of(0), BountyStatus::Funded);
		assert_eq!(held(Bob), before);

		let charlie = MultiAddress::Id(Charlie.to_account_id());
		let curator = Bounties::propose_curator { bounty_id: 0, curator: charlie, fee: 10 * UNITS };
		assert_eq!(decide(Origin::SmallSpender, &curator.into()), Ok(()));
		submit_when_calm(Charlie, Bounties::accept_curator { bounty_id: 0 });
		let beneficiary = MultiAddress::Id(One.to_account_id());
		submit_when_calm(Charlie, Bounties::award_bounty { bounty_id: 0, beneficiary });
		next_block(vec![]);
		submit_when_calm(Dave, Bounties::claim_bounty { bounty_id: 0 });

		assert_eq!(total(&One.to_account_id()), 90 * UNITS);
		assert_eq!(pallet_bounties::Bounties::<Runtime>::get(0), None);
	});
}
