// SPDX-License-Identifier: GPL-3.0-or-later
//! Deposits of referenda: given back without any call, or slashed.

use canary_runtime::{
	constants::currency::{GRAND, QUID},
	TreasuryAccount,
};

use super::*;

#[test]
fn a_killed_referendums_deposits_go_to_the_treasury() {
	on_chain("development", || {
		next_block(vec![]);
		let victim = propose(Eve, Origin::BigTipper, &remark("an abuse"));
		let (before, eve) = (held(Eve), total(&Eve.to_account_id()));
		assert!(before >= 11 * QUID);
		let kill = propose(
			Alice,
			Origin::ReferendumKiller,
			&canary_referenda::Call::<Runtime>::kill { index: victim }.into(),
		);
		everybody_approves(&[kill]);
		let fees_of_voting = eve - total(&Eve.to_account_id());

		assert_eq!(run_to_enactment(kill), Ok(()));

		assert!(matches!(info(victim), ReferendumInfo::Killed(_)));
		assert_eq!(total(&Eve.to_account_id()), eve - fees_of_voting - 11 * QUID);
		let to_treasury = events().into_iter().filter_map(|event| match event {
			RuntimeEvent::Balances(pallet_balances::Event::Deposit { who, amount })
				if who == TreasuryAccount::get() =>
			{
				Some(amount)
			},
			_ => None,
		});
		let to_treasury: Vec<Balance> = to_treasury.collect();
		assert!(
			[QUID, 10 * QUID].iter().all(|deposit| to_treasury.contains(deposit)),
			"{to_treasury:?}"
		);
	});
}

#[test]
fn whatever_the_end_is_everybody_gets_his_deposits_back() {
	on_chain("development", || {
		next_block(vec![]);
		let tip = |text| (Origin::BigTipper, remark(text));
		let before = EVERYBODY.map(held);
		let propose = |who, (origin, call): (Origin, RuntimeCall)| propose(who, origin, &call);
		let approved = propose(Bob, tip("approved"));
		let rejected = propose(Charlie, tip("rejected"));
		let cancelled = propose(Dave, tip("cancelled"));
		let timed_out = submit_only(Eve, root(), &remark("timed out"));
		let canceller = propose(
			Alice,
			(
				Origin::ReferendumCanceller,
				canary_referenda::Call::<Runtime>::cancel { index: cancelled }.into(),
			),
		);
		everybody_approves(&[approved, canceller]);
		run_to(System::block_number() + 110);

		assert!(matches!(info(approved), ReferendumInfo::Approved(_, None, None)));
		assert!(matches!(info(rejected), ReferendumInfo::Rejected(_, None, None)));
		assert!(matches!(info(cancelled), ReferendumInfo::Cancelled(_, None, None)));
		assert!(matches!(info(timed_out), ReferendumInfo::TimedOut(_, None, None)));
		// The preimages are there still, and so are what their noters deposited for them.
		for (who, calls) in [
			(Alice, vec![]),
			(Bob, vec![remark("approved")]),
			(Charlie, vec![remark("rejected")]),
			(Dave, vec![remark("cancelled")]),
			(Eve, vec![remark("timed out")]),
		] {
			for call in calls {
				submit_when_calm(
					who,
					pallet_preimage::Call::unnote_preimage { hash: hash_of(&call) },
				);
			}
		}
		let kept = pallet_preimage::Call::unnote_preimage {
			hash: hash_of(&canary_referenda::Call::<Runtime>::cancel { index: cancelled }.into()),
		};
		submit_when_calm(Alice, kept);
		assert_eq!(EVERYBODY.map(held), before);
	});
}

#[test]
fn an_attempt_without_the_money_for_it_is_refused_as_a_whole() {
	on_chain("development", || {
		next_block(vec![]);
		let index = submit_only(Alice, root(), &remark("expensive"));
		submit_when_calm(
			Bob,
			pallet_balances::Call::transfer_allow_death {
				dest: sp_runtime::MultiAddress::Id(One.to_account_id()),
				value: 10 * UNITS,
			},
		);
		assert!(try_when_calm(One, decision_deposit(index)).is_err());
		assert_eq!(held(One), 0);
		assert!(!is_deciding(index));
		// Anybody else may place it.
		submit_when_calm(Bob, decision_deposit(index));
		assert_eq!(held(Bob), 100 * GRAND);
	});
}
