// SPDX-License-Identifier: GPL-3.0-or-later
//! Scenes of stake, validators, proxies and other business of accounts, and of full blocks.

use canary_runtime::{
	config::governance::origins::Origin, constants::currency::UNITS, ProxyType, RuntimeCall,
};
use sp_runtime::{MultiAddress, Perbill};

use super::steps::*;
use crate::{
	history::{Moment, Step},
	people::account,
	things::PARAS,
};

pub(super) fn stake() -> Scene {
	use pallet_staking::{Call, RewardDestination};
	vec![
		submit(EVE, Call::bond { value: 5_000 * UNITS, payee: RewardDestination::Stash }),
		submit(EVE, Call::nominate { targets: vec![address(ALICE_STASH)] }),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		submit(BOB, Call::payout_stakers { validator_stash: account(ALICE_STASH), era: 1 }),
		submit(EVE, Call::unbond { value: 1_000 * UNITS }),
		submit(EVE, Call::rebond { value: 100 * UNITS }),
		submit(BOB, pallet_nomination_pools::Call::claim_payout {}),
		submit(
			BOB,
			pallet_nomination_pools::Call::unbond {
				member_account: address(BOB),
				unbonding_points: 200 * UNITS,
			},
		),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		submit(EVE, Call::withdraw_unbonded { num_slashing_spans: 0 }),
		submit(EVE, Call::chill {}),
		submit(
			BOB,
			pallet_nomination_pools::Call::withdraw_unbonded {
				member_account: address(BOB),
				num_slashing_spans: 0,
			},
		),
	]
}

pub(super) fn a_slash() -> Scene {
	vec![
		decide(
			root(),
			pallet_staking::Call::manual_slash {
				validator_stash: account(ALICE_STASH),
				era: 1,
				slash_fraction: Perbill::from_percent(20),
			},
		),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		submit(BOB, pallet_nomination_pools::Call::apply_slash { member_account: address(BOB) }),
		Step::Blocks(2),
	]
}

pub(super) fn missed_slots() -> Scene {
	vec![
		Step::Miss(3),
		Step::Blocks(1),
		Step::Miss(7),
		Step::Blocks(3),
		Step::Draw(false),
		until(Moment::CandleOut, 3),
		Step::Miss(20),
		Step::Blocks(1),
		Step::Draw(true),
		until(Moment::LeasePeriod, 1),
	]
}

pub(super) fn full_blocks() -> Scene {
	let mut scene = vec![];
	for _ in 0..16 {
		scene.extend([Step::Fill { share: 255 }, Step::Blocks(1)]);
	}
	scene.push(until(Moment::LeasePeriod, 2));
	for _ in 0..6 {
		scene.extend([Step::Fill { share: 250 }, Step::Blocks(1)]);
	}
	scene
}

pub(super) fn proxies_and_batches() -> Scene {
	let proxied = |call: RuntimeCall| pallet_proxy::Call::proxy {
		real: address(ALICE),
		force_proxy_type: None,
		call: Box::new(call),
	};
	vec![
		submit(
			ALICE,
			pallet_proxy::Call::add_proxy {
				delegate: address(FERDIE),
				proxy_type: ProxyType::Auction,
				delay: 0,
			},
		),
		open_auction(4, 2),
		submit(FERDIE, proxied(bid(PARAS[0], (2, 2), 3 * UNITS).into())),
		submit(
			FERDIE,
			pallet_utility::Call::batch {
				calls: vec![
					proxied(create(PARAS[0], (2, 2), 50).into()).into(),
					contribute(PARAS[0], 3 * UNITS).into(),
					bid(PARAS[1], (2, 2), UNITS).into(),
				],
			},
		),
		submit(ALICE, pallet_proxy::Call::remove_proxies {}),
		decide(
			root(),
			pallet_scheduler::Call::schedule_after {
				after: 3,
				maybe_periodic: Some((4, 3)),
				priority: 100,
				call: Box::new(canary_auctions::Call::cancel_auction {}.into()),
			},
		),
		Step::Blocks(20),
	]
}

pub(super) fn vesting_and_dust() -> Scene {
	use pallet_balances::Call;
	use pallet_vesting::VestingInfo;
	let schedule = VestingInfo::new(1_000 * UNITS, 10 * UNITS, 30);
	vec![
		submit(FERDIE, pallet_vesting::Call::vested_transfer { target: address(DAVE), schedule }),
		submit(DAVE, Call::transfer_all { dest: address(12), keep_alive: false }),
		submit(12, contribute(PARAS[0], 100 * UNITS)),
		submit(12, bid(PARAS[1], (3, 3), 10 * UNITS)),
		submit(12, Call::transfer_all { dest: address(13), keep_alive: false }),
		submit(13, Call::burn { value: UNITS, keep_alive: true }),
		Step::Blocks(3),
		submit(DAVE, pallet_vesting::Call::vest {}),
		decide(
			root(),
			Call::force_transfer { source: address(13), dest: address(EVE), value: 100 * UNITS },
		),
		until(Moment::CrowdloanEnd, 3),
	]
}

pub(super) fn a_spend() -> Scene {
	vec![
		submit(
			ALICE,
			pallet_bounties::Call::propose_bounty { value: 3 * UNITS, description: vec![1] },
		),
		submit(
			ALICE,
			pallet_balances::Call::transfer_allow_death {
				dest: MultiAddress::Id(
					<canary_runtime::TreasuryAccount as frame_support::traits::Get<_>>::get(),
				),
				value: 100 * UNITS,
			},
		),
		decide(
			Origin::Treasurer,
			pallet_treasury::Call::spend_local { amount: 7 * UNITS, beneficiary: address(13) },
		),
		decide(root(), pallet_bounties::Call::approve_bounty { bounty_id: 0 }),
		until(Moment::Spend, 1),
		until(Moment::Spend, 1),
	]
}
