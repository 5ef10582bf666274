// SPDX-License-Identifier: GPL-3.0-or-later
//! The weights of calls and hooks.
//!
//! The modules have the weights of our own pallets; `scripts/weights` writes them. The parachains host
//! and the Registrar use [`HostWeight`], because the SDK's crates only have weights for tests. Its times
//! are those that the SDK has measured for its own relay chains, rounded up; its reads and writes are
//! those of the same benchmarks, at the cost of this chain's database. Proof sizes are left out, because
//! the blocks of a relay chain have no proof whose size would matter.

pub mod canary_auctions;
pub mod canary_crowdloan;
pub mod canary_fast_track;
pub mod canary_referenda_fellowship_referenda;
pub mod canary_referenda_referenda;
pub mod canary_slots;

use frame_support::weights::{
	constants::{WEIGHT_REF_TIME_PER_MICROS, WEIGHT_REF_TIME_PER_NANOS},
	RuntimeDbWeight, Weight,
};
use polkadot_runtime_common::paras_registrar;
use polkadot_runtime_parachains::{
	configuration, coretime, disputes, hrmp, inclusion, initializer, on_demand, paras,
	paras_inherent,
};

use crate::Runtime;

/// The weights of the host and the Registrar.
#[derive(Debug)]
pub struct HostWeight;

fn database() -> RuntimeDbWeight {
	<Runtime as frame_system::Config>::DbWeight::get()
}

fn cost(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(database().reads_writes(reads, writes))
}

/// The weight of `count` bytes or items, each of so many nanoseconds, reads and writes.
fn each(count: u32, nanos: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(nanos.saturating_mul(WEIGHT_REF_TIME_PER_NANOS), 0)
		.saturating_add(database().reads_writes(reads, writes))
		.saturating_mul(count.into())
}

/// Scheduling one change of the host's configuration.
const CONFIG: (u64, u64, u64) = (14, 3, 1);

fn set_config() -> Weight {
	let (micros, reads, writes) = CONFIG;
	cost(micros, reads, writes)
}

impl configuration::WeightInfo for HostWeight {
	fn set_config_with_block_number() -> Weight {
		set_config()
	}

	fn set_config_with_u32() -> Weight {
		set_config()
	}

	fn set_config_with_option_u32() -> Weight {
		set_config()
	}

	fn set_config_with_balance() -> Weight {
		set_config()
	}

	fn set_hrmp_open_request_ttl() -> Weight {
		// This call is deprecated and does nothing.
		set_config()
	}

	fn set_config_with_executor_params() -> Weight {
		set_config()
	}

	fn set_config_with_perbill() -> Weight {
		set_config()
	}

	fn set_node_feature() -> Weight {
		set_config()
	}

	fn set_config_with_scheduler_params() -> Weight {
		set_config()
	}
}

impl initializer::WeightInfo for HostWeight {
	fn force_approve(logs: u32) -> Weight {
		cost(2, 0, 0).saturating_add(each(logs, 1, 0, 0))
	}
}

impl paras::WeightInfo for HostWeight {
	fn force_set_current_code(bytes: u32) -> Weight {
		cost(38, 4, 6).saturating_add(each(bytes, 3, 0, 0))
	}

	fn force_set_current_head(bytes: u32) -> Weight {
		cost(22, 0, 1).saturating_add(each(bytes, 1, 0, 0))
	}

	fn force_set_most_recent_context() -> Weight {
		cost(4, 0, 1)
	}

	fn force_schedule_code_upgrade(bytes: u32) -> Weight {
		cost(54, 8, 7).saturating_add(each(bytes, 3, 0, 0))
	}

	fn force_note_new_head(bytes: u32) -> Weight {
		cost(36, 1, 3).saturating_add(each(bytes, 1, 0, 0))
	}

	fn force_queue_action() -> Weight {
		cost(23, 2, 1)
	}

	fn add_trusted_validation_code(bytes: u32) -> Weight {
		cost(93, 4, 3).saturating_add(each(bytes, 2, 0, 0))
	}

	fn poke_unused_validation_code() -> Weight {
		cost(8, 1, 1)
	}

	fn remove_upgrade_cooldown() -> Weight {
		cost(35, 1, 2)
	}

	fn include_pvf_check_statement_finalize_upgrade_accept() -> Weight {
		cost(781, 5, 103)
	}

	fn include_pvf_check_statement_finalize_upgrade_reject() -> Weight {
		cost(116, 3, 1)
	}

	fn include_pvf_check_statement_finalize_onboarding_accept() -> Weight {
		cost(638, 5, 3)
	}

	fn include_pvf_check_statement_finalize_onboarding_reject() -> Weight {
		cost(113, 3, 1)
	}

	fn include_pvf_check_statement() -> Weight {
		cost(117, 3, 1)
	}

	fn authorize_force_set_current_code_hash() -> Weight {
		cost(14, 1, 1)
	}

	fn apply_authorized_force_set_current_code(bytes: u32) -> Weight {
		cost(34, 3, 4).saturating_add(each(bytes, 4, 0, 0))
	}
}

impl hrmp::WeightInfo for HostWeight {
	fn hrmp_init_open_channel() -> Weight {
		cost(58, 10, 5)
	}

	fn hrmp_accept_open_channel() -> Weight {
		cost(57, 7, 4)
	}

	fn hrmp_close_channel() -> Weight {
		cost(58, 7, 4)
	}

	fn force_clean_hrmp(ingress: u32, egress: u32) -> Weight {
		cost(1_572, 2, 4)
			.saturating_add(each(ingress, 4_486, 2, 3))
			.saturating_add(each(egress, 4_576, 2, 3))
	}

	fn force_process_hrmp_open(channels: u32) -> Weight {
		cost(12, 1, 1).saturating_add(each(channels, 27_482, 7, 6))
	}

	fn force_process_hrmp_close(channels: u32) -> Weight {
		cost(11, 1, 1).saturating_add(each(channels, 16_832, 3, 5))
	}

	fn hrmp_cancel_open_request(requests: u32) -> Weight {
		cost(32, 3, 3).saturating_add(each(requests, 235, 0, 0))
	}

	fn clean_open_channel_requests(requests: u32) -> Weight {
		cost(3, 1, 1).saturating_add(each(requests, 4_627, 1, 1))
	}

	fn force_open_hrmp_channel(channels: u32) -> Weight {
		cost(84, 16, 8).saturating_add(each(channels, 16_144, 0, 0))
	}

	fn establish_system_channel() -> Weight {
		cost(84, 16, 8)
	}

	fn poke_channel_deposits() -> Weight {
		cost(20, 1, 1)
	}

	fn establish_channel_with_system() -> Weight {
		cost(135, 23, 11)
	}
}

impl inclusion::WeightInfo for HostWeight {
	fn enact_candidate(upward: u32, horizontal: u32, code_upgrades: u32) -> Weight {
		cost(157, 8, 6)
			.saturating_add(each(upward, 529_419, 1, 3))
			.saturating_add(each(horizontal, 527_180, 3, 4))
			.saturating_add(each(code_upgrades, 45_653, 9, 8))
	}
}

impl paras_inherent::WeightInfo for HostWeight {
	fn enter_empty() -> Weight {
		cost(295, 17, 5)
	}

	fn enter_variable_disputes(votes: u32) -> Weight {
		cost(1_023, 30, 17).saturating_add(each(votes, 42_189, 0, 0))
	}

	fn enter_bitfields() -> Weight {
		cost(557, 19, 7)
	}

	fn enter_backed_candidates_variable(votes: u32) -> Weight {
		cost(1_514, 32, 16).saturating_add(each(votes, 47_357, 0, 0))
	}

	fn enter_backed_candidate_code_upgrade() -> Weight {
		cost(40_240, 34, 16)
	}
}

impl disputes::WeightInfo for HostWeight {
	fn force_unfreeze() -> Weight {
		cost(3, 0, 1)
	}
}

impl disputes::slashing::WeightInfo for HostWeight {
	fn report_dispute_lost_unsigned(validators: u32) -> Weight {
		cost(152, 17, 8).saturating_add(each(validators, 203, 0, 0))
	}
}

// The calls of this pallet are disabled.
impl on_demand::WeightInfo for HostWeight {
	fn place_order_allow_death() -> Weight {
		Weight::MAX
	}

	fn place_order_keep_alive() -> Weight {
		Weight::MAX
	}

	fn place_order_with_credits() -> Weight {
		Weight::MAX
	}
}

impl coretime::WeightInfo for HostWeight {
	fn request_core_count() -> Weight {
		set_config()
	}

	fn request_revenue_at() -> Weight {
		cost(103, 8, 5)
	}

	fn credit_account() -> Weight {
		cost(11, 1, 1)
	}

	fn assign_core(shares: u32) -> Weight {
		cost(17, 1, 2).saturating_add(each(shares, 15, 0, 0))
	}

	// The SDK has not measured it. The whole queue is read and written, up to ten thousand orders at
	// some 20 ns each, by the measurements of calls that place one order.
	fn queue_on_demand_batch(orders: u32) -> Weight {
		cost(300, 1, 1).saturating_add(each(orders, 1_000, 0, 0))
	}
}

/// The weight of assigning cores to paras (`cores.rs`), which the weights of the calls of Slots, Auctions
/// and the Registrar do not include.
///
/// `looked_up` is the number of cores, whose schedules are read, and of paras, whose lifecycles are
/// read. Each of the `changes` of an assignment writes a schedule and changes the one before it. The
/// rest is constant: the cores' descriptors, the validators, the session, the paras with slots and those
/// being upgraded, and a change of the host's configuration. The times are sums of such reads and writes
/// in the SDK's measurements.
pub fn handing_out_cores(looked_up: u32, changes: u32) -> Weight {
	cost(50, 8, 2)
		.saturating_add(each(looked_up, 4_000, 1, 0))
		.saturating_add(each(changes, 17_000, 1, 2))
}

impl paras_registrar::WeightInfo for HostWeight {
	fn reserve() -> Weight {
		cost(35, 3, 2)
	}

	fn register() -> Weight {
		cost(7_860, 7, 8)
	}

	fn force_register() -> Weight {
		cost(7_974, 7, 8)
	}

	fn deregister() -> Weight {
		cost(71, 6, 4)
	}

	// Includes the commitments of funds for the two paras: each of the sixteen lease periods of a para
	// may have another fund, and one more fund may have a bid. The call filter reads their bids, the cores'
	// descriptors and the number of validators.
	fn swap() -> Weight {
		cost(120, 18, 8).saturating_add(each(2 * 17, 0, 2, 2))
	}

	// The call filter reads the lifecycle, here and below.
	fn schedule_code_upgrade(bytes: u32) -> Weight {
		cost(46, 10, 7).saturating_add(each(bytes, 3, 0, 0))
	}

	// The SDK has measured it without reads; it reads the registration, and the filter the limit.
	fn set_current_head(bytes: u32) -> Weight {
		cost(8, 3, 1).saturating_add(each(bytes, 2, 0, 0))
	}
}
