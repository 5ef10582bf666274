// SPDX-License-Identifier: GPL-3.0-or-later
//! The parachains host by itself: its inherent, registration, the validators' votes on code, swaps.

use canary_runtime::{
	config::parachains::{DataDepositPerByte, ParaDeposit},
	Executive, Header, Paras,
};
use frame_support::assert_noop;
use polkadot_primitives::PARACHAINS_INHERENT_IDENTIFIER;
use polkadot_runtime_parachains::{configuration::ActiveConfig, paras_inherent};
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilder;
use sp_inherents::InherentData;
use sp_runtime::{
	generic::Digest,
	traits::{Dispatchable, Header as _},
	transaction_validity::InvalidTransaction,
	DispatchError,
};

use super::*;
use crate::common::{nothing_of_paras, parent_header, pre_digest, signed, slot_of};

/// The longest code of a para: Kusama's.
const MAX_CODE_SIZE: u32 = 3 * 1024 * 1024;

/// Begins the next block and gives it nothing.
fn begin_block() -> Header {
	let parent = parent_header();
	let number = parent.number + 1;
	let digest = Digest { logs: vec![pre_digest(slot_of(number), 0)] };
	let header = Header::new(number, Default::default(), Default::default(), parent.hash(), digest);
	Executive::initialize_block(&header);
	parent
}

fn timestamp() -> InherentData {
	let mut data = InherentData::new();
	let now = slot_of(System::block_number()) * canary_runtime::constants::time::SLOT_MILLIS;
	data.put_data(pallet_timestamp_identifier(), &now).unwrap();
	data
}

fn pallet_timestamp_identifier() -> sp_inherents::InherentIdentifier {
	*b"timstap0"
}

fn apply(inherents: Vec<UncheckedExtrinsic>) {
	for inherent in inherents {
		Executive::apply_extrinsic(inherent).expect("it is valid").expect("it is right");
	}
}

#[test]
fn a_node_makes_the_inherent_of_the_parent_header_alone() {
	on_chain("development", || {
		let parent = begin_block();
		let mut data = timestamp();
		data.put_data(PARACHAINS_INHERENT_IDENTIFIER, &nothing_of_paras(parent)).unwrap();

		let inherents = <Runtime as BlockBuilder<Block>>::inherent_extrinsics(data);

		assert_eq!(inherents.len(), 2);
		apply(inherents);
		Executive::finalize_block();
	});
}

#[test]
#[should_panic = "ParachainInherent was not executed"]
fn a_block_is_invalid_when_the_inherent_is_missing() {
	on_chain("development", || {
		begin_block();
		apply(<Runtime as BlockBuilder<Block>>::inherent_extrinsics(timestamp()));
		Executive::finalize_block();
	});
}

#[test]
fn no_inherent_is_made_when_the_header_is_not_the_parents() {
	on_chain("development", || {
		let mut parent = begin_block();
		parent.number += 1;
		let mut data = timestamp();
		data.put_data(PARACHAINS_INHERENT_IDENTIFIER, &nothing_of_paras(parent)).unwrap();

		assert_eq!(<Runtime as BlockBuilder<Block>>::inherent_extrinsics(data).len(), 1);
	});
}

#[test]
fn a_second_inherent_is_refused() {
	on_chain("development", || {
		next_block(vec![]);
		let parent = begin_block();
		let enter = |parent| {
			let call = paras_inherent::Call::enter { data: nothing_of_paras(parent) };
			UncheckedExtrinsic::new_bare(RuntimeCall::ParaInherent(call))
		};
		apply(vec![enter(parent.clone())]);

		let second = Executive::apply_extrinsic(enter(parent));

		assert_eq!(second, Err(InvalidTransaction::BadMandatory.into()));
	});
}

#[test]
fn registered_code_is_voted_on_by_every_validator_and_accepted_within_two_sessions() {
	on_chain("local", || {
		let para = register(Alice);
		assert_eq!(lifecycle(para), Some(Lifecycle::Onboarding));
		assert_eq!(votes(true).len(), 2, "one vote of each validator");

		accept_all_code();
		assert_eq!(votes(true).len(), 0, "the code is decided on");
		sessions_pass(2);

		assert_eq!(lifecycle(para), Some(Lifecycle::OnDemand));
		assert!(HostParas::is_registered(para));
	});
}

#[test]
fn one_of_two_validators_cannot_accept_code_alone() {
	on_chain("local", || {
		let para = register(Alice);
		next_block(votes(true).into_iter().take(1).collect());
		sessions_pass(1);
		assert_eq!(lifecycle(para), Some(Lifecycle::Onboarding));
		assert!(!HostParas::is_registered(para));
	});
}

#[test]
fn code_that_half_the_validators_reject_never_comes_up() {
	on_chain("local", || {
		let para = register(Alice);
		let one = votes(false).into_iter().take(1).collect();
		assert_ok!(next_block(one).remove(0).expect("the vote is valid"));
		assert_eq!(lifecycle(para), None);
		sessions_pass(3);
		assert_eq!(lifecycle(para), None);
	});
}

#[test]
fn code_that_nobody_votes_on_is_rejected_after_two_sessions() {
	on_chain("local", || {
		let para = register(Alice);
		sessions_pass(3);
		assert_eq!(lifecycle(para), None);
		assert_eq!(votes(true).len(), 0);
	});
}

#[test]
fn a_registration_holds_what_wallets_compute_and_deregistering_gives_it_back() {
	on_chain("development", || {
		let para = register(Alice);
		let head = 32;
		let bytes = Balance::from(MAX_CODE_SIZE + head);
		let per_byte: Balance = DataDepositPerByte::get();
		assert_eq!(deposits(Alice), ParaDeposit::get() + per_byte * bytes);
		accept_all_code();
		sessions_pass(2);

		let id = u32::from(para).into();
		submit_when_calm(Alice, paras_registrar::Call::deregister { id });

		assert_eq!(deposits(Alice), 0);
		assert_eq!(lifecycle(para), Some(Lifecycle::Offboarding));
		assert!(!HostParas::is_registered(para));
		sessions_pass(2);
		assert_eq!(lifecycle(para), None);
	});
}

/// Why a call of a manager fails, if it does.
#[track_caller]
fn refusal(manager: Sr25519Keyring, call: paras_registrar::Call<Runtime>) -> Option<DispatchError> {
	let done = RuntimeCall::from(call).dispatch(RuntimeOrigin::signed(manager.to_account_id()));
	done.err().map(|refused| refused.error)
}

#[test]
fn nothing_is_stored_for_a_number_that_is_only_reserved_and_no_head_that_is_too_long() {
	on_chain("development", || {
		let reserved = paras_registrar::NextFreeParaId::<Runtime>::get();
		submit_when_calm(Alice, paras_registrar::Call::reserve {});
		let [para, ..] = three_paras();
		let para = Id::from(u32::from(para));
		let filtered = Some(frame_system::Error::<Runtime>::CallFiltered.into());
		let longest = ActiveConfig::<Runtime>::get().max_head_data_size as usize;
		let set_head = |para, length| {
			let new_head = HeadData(vec![1; length]);
			refusal(Alice, paras_registrar::Call::set_current_head { para, new_head })
		};
		let set_code = |para| {
			let new_code = code_of(9_999.into());
			refusal(Alice, paras_registrar::Call::schedule_code_upgrade { para, new_code })
		};

		assert_eq!([set_head(reserved, 1), set_code(reserved)], [filtered, filtered]);
		assert_eq!(set_head(para, longest + 1), filtered);
		assert_eq!([set_head(para, longest), set_code(para)], [None, None]);
	});
}

#[test]
fn no_channel_is_requested_for_a_system_para_that_is_not_there() {
	on_chain("development", || {
		let (sender, recipient) = (7.into(), 1_000.into());
		let call =
			polkadot_runtime_parachains::hrmp::Call::establish_system_channel { sender, recipient };
		let done = RuntimeCall::Hrmp(call).dispatch(RuntimeOrigin::signed(Alice.to_account_id()));
		let refused = done.expect_err("there is no para 7").error;
		assert_eq!(refused, frame_system::Error::<Runtime>::CallFiltered.into());
	});
}

#[test]
fn a_para_that_has_made_blocks_gives_its_deposit_back_after_its_lease() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		let id = Id::from(u32::from(lemon));
		let lease = |first| {
			let alice = Alice.to_account_id();
			assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, UNITS, first, 1));
		};
		let deregister = || refusal(Alice, paras_registrar::Call::deregister { id });
		let has_made_a_block = || {
			let head = HeadData(vec![1; 32]);
			assert_ok!(Paras::force_note_new_head(RuntimeOrigin::root(), id, head));
		};
		let locked = Some(paras_registrar::Error::<Runtime>::ParaLocked.into());
		lease(0);
		sessions_pass(2);
		has_made_a_block();
		assert_eq!(deregister(), locked);

		run_to(first_block(1));
		assert_eq!(lifecycle(lemon), Some(Lifecycle::Downgrading));
		// The claim queue has promised it more blocks.
		has_made_a_block();
		sessions_pass(2);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::OnDemand));
		assert_eq!(
			refusal(
				Alice,
				paras_registrar::Call::set_current_head { para: id, new_head: HeadData(vec![2]) }
			),
			None
		);
		lease(1);
		sessions_pass(2);
		has_made_a_block();
		assert_eq!(deregister(), locked);

		run_to(first_block(2));
		has_made_a_block();
		sessions_pass(2);
		assert_eq!(deregister(), None);
		assert_eq!(deposits(Alice), 0);
	});
}

#[test]
fn a_para_that_root_swaps_out_of_its_slot_is_unlocked() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		let [id, other] = [lemon, mango].map(|para| Id::from(u32::from(para)));
		let alice = Alice.to_account_id();
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, UNITS, 0, 2));
		sessions_pass(2);
		for para in [id, other] {
			let head = HeadData(vec![1; 32]);
			assert_ok!(Paras::force_note_new_head(RuntimeOrigin::root(), para, head));
		}

		for (id, other) in [(id, other), (other, id)] {
			let swap = paras_registrar::Call::swap { id, other };
			assert_ok!(RuntimeCall::from(swap).dispatch(RuntimeOrigin::root()));
		}

		sessions_pass(2);
		assert_eq!(refusal(Alice, paras_registrar::Call::deregister { id }), None);
		let locked = paras_registrar::Error::<Runtime>::ParaLocked.into();
		assert_eq!(refusal(Bob, paras_registrar::Call::add_lock { para: other }), Some(locked));
	});
}

#[test]
fn the_first_number_is_2000_as_wallets_demand() {
	on_chain("development", || {
		assert_eq!(register(Alice), ParaId(2_000));
		assert_eq!(register(Bob), ParaId(2_001));
	});
}

#[test]
fn paras_that_are_swapped_exchange_their_leases_and_their_slots() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		let bob = Bob.to_account_id();
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), mango, bob.clone(), 7 * UNITS, 0, 2));
		sessions_pass(2);
		assert_eq!(lifecycle(mango), Some(Lifecycle::LeaseHolding));

		for (manager, one, other) in [(Alice, lemon, mango), (Bob, mango, lemon)] {
			let (id, other) = (u32::from(one).into(), u32::from(other).into());
			submit_when_calm(manager, paras_registrar::Call::swap { id, other });
		}

		assert_eq!(leaseholders(lemon), [Some(bob.clone()), Some(bob)]);
		assert_eq!(leaseholders(mango), []);
		assert_eq!(held_for_leases(Bob), 7 * UNITS);
		sessions_pass(2);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
		assert_eq!(lifecycle(mango), Some(Lifecycle::OnDemand));
	});
}

#[test]
fn wallets_cannot_order_blockspace_that_no_core_would_serve() {
	let metadata = crate::common::genesis_of("development").execute_with(crate::common::metadata);
	let on_demand = metadata.pallets.iter().find(|p| p.name == "OnDemandAssignmentProvider");
	assert!(on_demand.expect("the scheduler asks it").calls.is_none());
}

#[test]
fn the_host_accepts_no_upward_messages() {
	for preset in ["development", "local", "kusama"] {
		on_chain(preset, || {
			let config = ActiveConfig::<Runtime>::get();
			assert_eq!(config.max_upward_message_num_per_candidate, 0);
			assert_eq!(config.max_code_size, MAX_CODE_SIZE);
			assert_eq!(config.max_pov_size, 10 * 1024 * 1024);
			assert_eq!(config.async_backing_params.max_candidate_depth, 6);
			assert_eq!(config.scheduler_params.num_cores, 0, "cores come with leases");
		});
	}
}

#[test]
fn new_code_waits_for_kusamas_times_counted_in_epochs() {
	for (preset, times) in
		[("development", [10, 6, 60]), ("local", [10, 6, 60]), ("kusama", [600, 20, 3_600])]
	{
		on_chain(preset, || {
			let config = ActiveConfig::<Runtime>::get();
			assert_eq!(
				[
					config.validation_upgrade_delay,
					config.minimum_validation_upgrade_delay,
					config.validation_upgrade_cooldown,
				],
				times,
				"{preset}"
			);
			assert_eq!(config.code_retention_period, 1_200, "{preset}");
		});
	}
}

#[test]
fn validators_are_told_of_receipts_that_name_their_core_and_of_how_many_look_again() {
	use polkadot_primitives::node_features::FeatureIndex::*;
	for (preset, approvals) in
		[("development", [2, 25, 2]), ("local", [2, 25, 2]), ("kusama", [30, 300, 40])]
	{
		on_chain(preset, || {
			let features = <Runtime as ParachainHostV16<Block>>::node_features();
			assert!(CandidateReceiptV2.is_set(&features) && ElasticScalingMVP.is_set(&features));
			assert!(EnableAssignmentsV2.is_set(&features) && !CandidateReceiptV3.is_set(&features));
			let config = ActiveConfig::<Runtime>::get();
			assert_eq!(config.minimum_backing_votes, 2);
			assert_eq!(
				[config.needed_approvals, config.n_delay_tranches, config.relay_vrf_modulo_samples],
				approvals,
				"{preset}"
			);
		});
	}
}

#[test]
fn a_vote_is_refused_when_it_is_signed_with_another_key() {
	on_chain("local", || {
		register(Alice);
		let forged = votes(true).into_iter().map(|vote| match vote.function {
			RuntimeCall::Paras(
				polkadot_runtime_parachains::paras::Call::include_pvf_check_statement {
					stmt, ..
				},
			) => {
				let signature = Charlie.sign(&stmt.signing_payload()).into();
				(stmt, signature)
			},
			other => panic!("{other:?} is no vote"),
		});
		for (stmt, signature) in forged.collect::<Vec<_>>() {
			assert_noop!(
				Paras::include_pvf_check_statement(RuntimeOrigin::none(), stmt, signature),
				polkadot_runtime_parachains::paras::Error::<Runtime>::PvfCheckInvalidSignature
			);
		}
	});
}

#[test]
fn a_bid_for_a_para_is_refused_while_its_code_is_being_checked() {
	on_chain("development", || {
		let para = register(Alice);
		open_auction(20, 1);
		let call = canary_auctions::Call::bid {
			para,
			auction_index: 1,
			first_slot: 1,
			last_slot: 8,
			amount: UNITS,
		};
		let refused = next_block(vec![signed(Alice, call)]).remove(0).expect("it is valid");
		assert_eq!(refused, Err(canary_auctions::Error::<Runtime>::ParaNotRegistered.into()));
	});
}
