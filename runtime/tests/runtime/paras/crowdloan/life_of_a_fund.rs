// SPDX-License-Identifier: GPL-3.0-or-later
//! From a campaign to the release of all contributions. After the auctions there is no call.

use canary_crowdloan::Event;
use sp_runtime::traits::Dispatchable;

use super::*;

#[test]
fn a_fund_is_raised_bids_wins_leases_and_everyone_gets_their_money_back_without_a_call() {
	story(|[lemon, ..]| {
		let deposit_for_para = deposits(Alice);
		campaign(Alice, lemon, (1, 2));
		contribute(Dave, lemon, 60);
		contribute(Eve, lemon, 30);
		contribute(Eve, lemon, 10);
		let pot = pot(lemon);
		hold_auction();

		assert!(happened(Event::HandleBidResult { para_id: lemon, result: Ok(()) }));
		assert_eq!(leaseholders(lemon), [None, Some(pot.clone()), Some(pot.clone())]);
		assert_eq!(total(&pot), 0);
		run_to(first_block(1) + 2 * SESSION);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
		run_to(first_block(3) - 1);
		assert_eq!(held_ksm([Dave, Eve]), [60, 40]);
		assert_eq!(deposits(Alice), deposit_for_para + 3 * GRAND);

		begin_period(3);
		assert_eq!(held_ksm([Dave, Eve]), [0, 0]);
		for (who, ksm) in [(Dave, 60), (Eve, 40)] {
			let (who, amount) = (who.to_account_id(), ksm * UNITS);
			assert!(happened(Event::Withdrew { who, fund_index: lemon, amount }));
		}
		assert!(happened(Event::AllRefunded { para_id: lemon }));
		assert!(happened(Event::Dissolved { para_id: lemon }));
		assert_eq!(Funds::<Runtime>::get(lemon), None);
		assert_eq!(deposits(Alice), deposit_for_para);
		sessions_pass(2);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::OnDemand));
	});
}

#[test]
fn the_contributors_of_a_fund_that_lost_get_their_money_back_when_its_campaign_ends() {
	story(|[lemon, mango, _]| {
		campaign(Alice, lemon, (1, 1));
		campaign(Bob, mango, (1, 1));
		contribute(Ferdie, mango, 30);
		contribute(Eve, mango, 20);
		contribute(Dave, lemon, 100);
		hold_auction();

		assert_eq!(leaseholders(lemon), [None, Some(pot(lemon))]);
		assert_eq!(leaseholders(mango), []);
		run_to(END - 1);
		assert_eq!(held_ksm([Dave, Eve, Ferdie]), [100, 20, 30]);

		run_to(END + 2);
		assert_eq!(held_ksm([Dave, Eve, Ferdie]), [100, 0, 0]);
		assert!(happened(Event::Dissolved { para_id: mango }));

		begin_period(2);
		assert_eq!(held_ksm([Dave, Eve, Ferdie]), [0, 0, 0]);
		assert!(happened(Event::Dissolved { para_id: lemon }));
	});
}

#[test]
fn a_fund_that_no_auction_was_held_for_gives_everything_back_when_its_campaign_ends() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 8));
		contribute(Dave, lemon, 100);

		run_to(END + 2);

		assert_eq!(held_ksm([Dave]), [0]);
		assert!(happened(Event::Dissolved { para_id: lemon }));
	});
}

#[test]
fn the_funds_of_two_paras_pay_for_each_others_leases_after_a_swap() {
	story(|[lemon, mango, _]| {
		campaign(Alice, lemon, (1, 2));
		campaign(Bob, mango, (3, 4));
		contribute(Dave, lemon, 100);
		contribute(Eve, mango, 50);
		let [lemons, mangos] = [lemon, mango].map(|para| Some(pot(para)));
		hold_auction();
		run_to(first_block(1) + 2 * SESSION);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));

		// Only root may swap what crowdloans pay for.
		for (one, other) in [(lemon, mango), (mango, lemon)] {
			let (id, other) = (u32::from(one).into(), u32::from(other).into());
			let swap = RuntimeCall::Registrar(paras_registrar::Call::swap { id, other });
			assert_ok!(swap.dispatch(RuntimeOrigin::root()));
		}

		assert!(events().iter().any(|event| matches!(
			event,
			RuntimeEvent::Crowdloan(Event::CommitmentsSwapped { .. })
		)));
		assert_eq!(leaseholders(mango), [lemons.clone(), lemons]);
		assert_eq!(leaseholders(lemon), [None, None, mangos.clone(), mangos]);
		run_to(first_block(3) - 1);
		assert_eq!(lifecycle(mango), Some(Lifecycle::LeaseHolding));
		assert_eq!(held_ksm([Dave, Eve]), [100, 50]);

		begin_period(3);
		assert_eq!(held_ksm([Dave, Eve]), [0, 50]);
		assert!(happened(Event::Dissolved { para_id: lemon }));
		sessions_pass(2);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
		assert_eq!(lifecycle(mango), Some(Lifecycle::OnDemand));

		begin_period(5);
		assert_eq!(held_ksm([Dave, Eve]), [0, 0]);
		assert!(happened(Event::Dissolved { para_id: mango }));
	});
}

#[test]
fn a_para_raises_for_its_renewal_while_its_first_lease_runs() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 1));
		contribute(Dave, lemon, 100);
		hold_auction();
		run_to(first_block(1));

		submit_when_calm(
			Alice,
			canary_crowdloan::Call::create {
				index: lemon,
				cap: 1_000 * UNITS,
				first_period: 2,
				last_period: 2,
				end: first_block(2),
				verifier: None,
			},
		);
		contribute(Eve, lemon, 70);
		open_auction(20, 2);
		run_to_close();

		assert_eq!(leaseholders(lemon), [0, 1].map(|index| Some(Crowdloan::fund_account(index))));
		begin_period(2);
		assert_eq!(held_ksm([Dave, Eve]), [0, 70]);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
		begin_period(3);
		assert_eq!(held_ksm([Dave, Eve]), [0, 0]);
	});
}

/// Calls by which the manager of a para would get rid of it, as they are and wrapped.
fn ways_to_take_away(para: ParaId, other: ParaId) -> [RuntimeCall; 3] {
	let (id, other) = (u32::from(para).into(), u32::from(other).into());
	let deregister = RuntimeCall::from(paras_registrar::Call::deregister { id });
	let swap = paras_registrar::Call::swap { id, other }.into();
	let batch = pallet_utility::Call::batch_all { calls: vec![deregister.clone()] }.into();
	[deregister, swap, batch]
}

#[test]
fn p12_a_manager_cannot_deregister_or_swap_a_para_that_a_fund_is_committed_for() {
	story(|[lemon, mango, _]| {
		campaign(Alice, lemon, (1, 1));
		contribute(Dave, lemon, 60);
		// A swap that Bob has proposed before, for Alice to carry out.
		let (id, other) = (u32::from(mango).into(), u32::from(lemon).into());
		submit_when_calm(Bob, paras_registrar::Call::swap { id, other });
		open_auction(20, 1);
		run_to(candle_lit_at() + 1);

		let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
		let refused = || {
			for call in ways_to_take_away(lemon, mango) {
				assert_eq!(refusal(Alice, call), filtered);
			}
			let (id, other) = (u32::from(mango).into(), u32::from(lemon).into());
			assert_eq!(refusal(Bob, paras_registrar::Call::swap { id, other }), filtered);
		};
		refused();
		run_to_close();
		refused();
		run_to(first_block(1) - SESSION);
		refused();
		assert_eq!(leaseholders(lemon), [None, Some(pot(lemon))]);

		begin_period(2);
		assert_eq!(held_ksm([Dave]), [0]);
		sessions_pass(2);
		let id = u32::from(lemon).into();
		submit_when_calm(Alice, paras_registrar::Call::deregister { id });
	});
}

#[test]
fn p12_the_contributors_of_a_para_that_root_has_deregistered_are_released_with_its_leases() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 8));
		contribute(Dave, lemon, 60);
		hold_auction();
		let id = u32::from(lemon).into();
		let deregister = RuntimeCall::from(paras_registrar::Call::deregister { id });
		assert_ok!(deregister.dispatch(RuntimeOrigin::root()));
		run_to(END + 2);
		assert_eq!(held_ksm([Dave]), [60]);

		assert_ok!(Slots::clear_all_leases(RuntimeOrigin::root(), lemon));
		next_block(vec![]);
		next_block(vec![]);

		assert_eq!(held_ksm([Dave]), [0]);
	});
}

#[test]
fn p12_the_contributors_of_a_para_that_its_manager_deregistered_before_the_bid_are_released() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 8));
		contribute(Dave, lemon, 60);
		let id = u32::from(lemon).into();
		submit_when_calm(Alice, paras_registrar::Call::deregister { id });
		hold_auction();

		run_to(END + 2);

		assert_eq!(held_ksm([Dave]), [0]);
		assert!(happened(Event::Dissolved { para_id: lemon }));
	});
}
