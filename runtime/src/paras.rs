// SPDX-License-Identifier: GPL-3.0-or-later
//! The connection between our pallets and the parachains host: the only file in which they use it.
//!
//! Slots, Auctions and Crowdloan know the number, the lifecycle and the manager of a para, and upgrade
//! and downgrade paras. Here these become the host's lifecycles and the Registrar's calls. The other way
//! round, the Registrar's swaps are passed on to them, and its calls that would harm bids, crowdloans or
//! cores are refused ([`AllowedToManagers`]). Each upgrade and downgrade changes the cores (`cores.rs`).
//! Auctions gets its random values from BABE.

use canary_primitives::{
	traits::{CandleRandomness, InspectManager, InspectPara, Lifecycle, MovePara, SwapLeases},
	ParaId,
};
use frame_support::{dispatch::DispatchClass, traits::Contains, weights::Weight};
use polkadot_primitives::{HeadData, Id};
use polkadot_runtime_common::{
	paras_registrar,
	traits::{OnSwap, Registrar as _},
};
use polkadot_runtime_parachains::{configuration::ActiveConfig, paras::OnNewHead, ParaLifecycle};
use sp_runtime::DispatchResult;

use crate::{
	AccountId, Auctions, Babe, Crowdloan, ParaCores, Paras, Registrar, Runtime, RuntimeCall, Slots,
	System,
};

fn host_id(para: ParaId) -> Id {
	u32::from(para).into()
}

fn our_id(para: Id) -> ParaId {
	u32::from(para).into()
}

/// The paras of the host.
#[derive(Debug)]
pub struct HostParas;

impl InspectPara for HostParas {
	fn lifecycle(para: ParaId) -> Option<Lifecycle> {
		Paras::lifecycle(host_id(para)).map(|lifecycle| match lifecycle {
			ParaLifecycle::Onboarding => Lifecycle::Onboarding,
			ParaLifecycle::Parathread => Lifecycle::OnDemand,
			ParaLifecycle::UpgradingParathread => Lifecycle::Upgrading,
			ParaLifecycle::Parachain => Lifecycle::LeaseHolding,
			ParaLifecycle::DowngradingParachain => Lifecycle::Downgrading,
			ParaLifecycle::OffboardingParathread | ParaLifecycle::OffboardingParachain => {
				Lifecycle::Offboarding
			},
		})
	}

	// The code of a para that is being onboarded may be refused, and a para that is being offboarded
	// will be gone. Neither could use a lease.
	fn is_registered(para: ParaId) -> bool {
		use Lifecycle::*;
		matches!(Self::lifecycle(para), Some(OnDemand | Upgrading | LeaseHolding | Downgrading))
	}
}

impl InspectManager for HostParas {
	type AccountId = AccountId;

	fn manager(para: ParaId) -> Option<AccountId> {
		Registrar::manager_of(host_id(para))
	}
}

// The host does an upgrade or downgrade that it has accepted at the second session from then on.
impl MovePara for HostParas {
	fn upgrade(para: ParaId) -> DispatchResult {
		Registrar::make_parachain(host_id(para))?;
		ParaCores::on_upgrade();
		Ok(())
	}

	fn downgrade(para: ParaId) -> DispatchResult {
		Registrar::make_parathread(host_id(para))?;
		unlock(host_id(para));
		ParaCores::on_downgrade(host_id(para));
		Ok(())
	}
}

/// Removes the lock that a para gets with its first block. It gets one again with its first block in a later
/// slot.
///
/// The Registrar lets a para itself remove it, by a message, and a para that has lost its slot sends none.
/// Its manager could never deregister it, and their deposit would stay on hold.
fn unlock(para: Id) {
	let cost = <Runtime as frame_system::Config>::DbWeight::get().reads_writes(1, 1);
	System::register_extra_weight_unchecked(cost, DispatchClass::Mandatory);
	paras_registrar::Paras::<Runtime>::mutate_extant(para, |info| {
		if info.is_locked() {
			info.locked = None;
		}
	});
}

/// Locks a para with its first block, as the Registrar does, but not while it leaves its slot: the blocks
/// that the claim queue has promised by then would undo [`unlock`].
#[derive(Debug)]
pub struct LockInSlots;

impl OnNewHead for LockInSlots {
	fn on_new_head(id: Id, head: &HeadData) -> Weight {
		let read = <Runtime as frame_system::Config>::DbWeight::get().reads(1);
		if HostParas::lifecycle(our_id(id)) == Some(Lifecycle::Downgrading) {
			return read;
		}
		Registrar::on_new_head(id, head).saturating_add(read)
	}
}

/// Swaps what belongs to two paras when their managers swap them: their leases, the commitments of
/// crowdloans for these, and their cores.
#[derive(Debug)]
pub struct SwapParas;

impl OnSwap for SwapParas {
	fn on_swap(one: Id, other: Id) {
		Slots::swap_leases(our_id(one), our_id(other));
		Crowdloan::swap_leases(our_id(one), our_id(other));
		// The Registrar has already scheduled the change of their lifecycles.
		ParaCores::swap(one, other);
		for para in [one, other] {
			if HostParas::lifecycle(our_id(para)) == Some(Lifecycle::Downgrading) {
				unlock(para);
			}
		}
	}
}

/// Accepts the Registrar's calls that managers may make. Root is not restricted, and other pallets' calls
/// are accepted.
///
/// A para for which a crowdloan is committed is neither deregistered nor swapped, and a para that has bids,
/// or whose core is about to change, is not swapped. Both paras of a swap are checked, because the manager
/// of one may have proposed it before, and the call of the other manager would then do it. A core takes on
/// one change in a block: with many swaps in one block a manager could put off what it does after their
/// lease.
///
/// Nothing is stored for a number that is only reserved, or being given back: the Registrar takes no deposit
/// for that, and leaves it there. It does not limit the length of a head either.
#[derive(Debug)]
pub struct AllowedToManagers;

impl Contains<RuntimeCall> for AllowedToManagers {
	fn contains(call: &RuntimeCall) -> bool {
		use paras_registrar::Call::{deregister, schedule_code_upgrade, set_current_head, swap};
		let is_free = |id: &Id| !Crowdloan::is_committed(our_id(*id));
		let is_registered = |id: &Id| HostParas::is_registered(our_id(*id));
		match call {
			RuntimeCall::Registrar(deregister { id }) => is_free(id),
			// It only withdraws a proposal.
			RuntimeCall::Registrar(swap { id, other }) if id == other => true,
			RuntimeCall::Registrar(swap { id, other }) => [id, other].into_iter().all(|id| {
				is_free(id) && !Auctions::has_bids(our_id(*id)) && ParaCores::is_settled(*id)
			}),
			RuntimeCall::Registrar(schedule_code_upgrade { para, .. }) => is_registered(para),
			RuntimeCall::Registrar(set_current_head { para, new_head }) => {
				let longest = ActiveConfig::<Runtime>::get().max_head_data_size;
				is_registered(para) && new_head.0.len() <= longest as usize
			},
			_ => true,
		}
	}
}

/// The draws for the candle: the output of BABE's verifiable random function, which every block of this
/// chain has, whether its slot is primary or secondary.
///
/// The output depends on the author's key, the slot and the randomness of the epoch. So an author knows
/// their own draws from the begin of the epoch on, and nobody else's. The randomness of the next epoch
/// cannot be used: it depends on primary blocks only, and not on the last 256 blocks of an epoch, so
/// that in short epochs it is the same on every chain.
#[derive(Debug)]
pub struct BabeCandle;

impl CandleRandomness for BabeCandle {
	fn drawn_by_parent() -> Option<[u8; 32]> {
		// With plain secondary slots the value of an earlier block would stay, which everyone knows.
		let config = Babe::epoch_config()?;
		let all_draw = !config.allowed_slots.is_secondary_plain_slots_allowed();
		all_draw.then(Babe::author_vrf_randomness)?
	}
}

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking {
	use canary_primitives::{traits::PlaceBids, LeasePeriod, LeaseRange};
	use frame_support::assert_ok;
	use frame_system::RawOrigin;
	use polkadot_runtime_common::traits::Registrar as _;

	use super::*;
	use crate::{Balance, Runtime};

	fn some_manager(para: ParaId) -> AccountId {
		frame_benchmarking::account("manager", para.into(), 0)
	}

	/// Registers the para and runs sessions until it is on demand.
	fn register(para: ParaId, manager: AccountId) {
		if HostParas::is_registered(para) {
			return;
		}
		let code = Registrar::worst_validation_code();
		// Trusted code needs no votes.
		assert_ok!(Paras::add_trusted_validation_code(RawOrigin::Root.into(), code.clone()));
		assert_ok!(Registrar::force_register(
			RawOrigin::Root.into(),
			manager,
			0,
			host_id(para),
			Registrar::worst_head_data(),
			code,
		));
		Registrar::execute_pending_transitions();
	}

	impl canary_slots::BenchmarkHelper<AccountId, Balance> for HostParas {
		fn make_on_demand(para: ParaId) {
			register(para, some_manager(para));
		}

		fn leasers(number: u32, amount: Balance) -> [AccountId; 2] {
			Crowdloan::funds_in_a_row(ParaId::new(700_000 + number), amount)
		}
	}

	impl canary_auctions::BenchmarkHelper<AccountId, Balance> for HostParas {
		fn register(para: ParaId) {
			register(para, some_manager(para));
		}

		fn backed(para: ParaId, amount: Balance) -> AccountId {
			let [displaced, _] = Crowdloan::funds_in_a_row(para, amount);
			displaced
		}

		fn draw() {
			pallet_babe::AuthorVrfRandomness::<Runtime>::put(Some([1; 32]));
		}
	}

	impl canary_crowdloan::BenchmarkHelper<AccountId> for HostParas {
		fn register(para: ParaId, manager: &AccountId) {
			register(para, manager.clone());
		}

		fn light_candle(offered: LeasePeriod) {
			if canary_auctions::AuctionInfo::<Runtime>::exists() {
				return;
			}
			assert_ok!(Auctions::new_auction(RawOrigin::Root.into(), 0, offered));
			let amount = <Runtime as canary_auctions::Config>::MinimumIncrement::get();
			for (number, range) in (0..).zip(LeaseRange::all()) {
				let para = ParaId::new(800_000 + number);
				register(para, some_manager(para));
				let [bidder, _] = Crowdloan::funds_in_a_row(para, amount);
				let periods = range.periods(offered).expect("they fit a u32");
				assert_ok!(Auctions::place_bid(
					bidder,
					para,
					*periods.start(),
					*periods.end(),
					amount
				));
			}
		}
	}
}
