// SPDX-License-Identifier: Apache-2.0

//! Two runtimes that differ in the referenda pallet alone, and a chain of either.
//!
//! Pallets have the same names and numbers on both. So the same bytes are the same call, and the same
//! key is the same record: whoever drives the chains writes and reads with the types of ours, as a
//! wallet would that knows no other.

// The runtime macro makes its types public, and what they name must be so too.
#![allow(unreachable_pub)]

use super::tracks;
use codec::Encode;
use frame_support::{parameter_types, traits::schedule::v3::TaskName};
use sp_runtime::DispatchResult;

/// The account that gets what is slashed.
pub(crate) const TREASURY: u64 = 999;
/// For how many blocks ours keeps records: the longest lock of a vote, as in the runtime.
pub(crate) const RETENTION: u64 = 32;
/// For how many blocks a vote with the lowest conviction is locked.
const LOCKING: u64 = 1;

parameter_types! {
	/// The length of a queue.
	pub static MaxQueued: u32 = 100;
	/// Whether tracks have places for all.
	pub static AmplePlaces: bool = false;
	pub const UndecidingTimeout: u64 = 25;
	pub const RetentionPeriod: u64 = RETENTION;
	pub const VoteLockingPeriod: u64 = LOCKING;
	pub const SubmissionDeposit: u64 = 5;
	pub const AlarmInterval: u64 = 1;
	pub SchedulerWeight: frame_support::weights::Weight =
		frame_support::weights::Weight::from_parts(2_000_000_000_000, u64::MAX);
}

/// Who sends a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sender {
	Root,
	Signed(u64),
}

/// A chain, by what one can do with it.
pub(crate) struct Chain {
	ext: sp_io::TestExternalities,
	dispatch: fn(Sender, &[u8]) -> DispatchResult,
	next_block: fn(),
	take_dispatched: fn() -> Vec<(TaskName, DispatchResult)>,
	/// The name that the enactment of a referendum has in the scheduler.
	pub(crate) enactment_name: fn(u32) -> TaskName,
}

impl Chain {
	/// Sends a call, and returns what came of it.
	pub(crate) fn send(&mut self, sender: Sender, call: &ours::RuntimeCall) -> DispatchResult {
		let (dispatch, call) = (self.dispatch, call.encode());
		self.ext.execute_with(|| dispatch(sender, &call))
	}

	/// Ends the block and begins the next one.
	pub(crate) fn next_block(&mut self) {
		let next_block = self.next_block;
		self.ext.execute_with(next_block);
	}

	/// Reads storage, or changes it, with the types of ours.
	pub(crate) fn with<R>(&mut self, f: impl FnOnce() -> R) -> R {
		self.ext.execute_with(f)
	}

	/// What the scheduler has dispatched under a name since the last look.
	pub(crate) fn take_dispatched(&mut self) -> Vec<(TaskName, DispatchResult)> {
		let take_dispatched = self.take_dispatched;
		self.ext.execute_with(take_dispatched)
	}
}

/// The runtime with one of the two pallets, but for that pallet's configuration.
macro_rules! runtime {
	($referenda:ident) => {
		use super::*;
		use frame_support::{
			derive_impl,
			traits::{
				tokens::currency::ActiveIssuanceOf, ConstU32, EqualPrivilegeOnly, OnFinalize,
				OnIdle, OnInitialize, OnPoll,
			},
			weights::{Weight, WeightMeter},
		};
		use frame_system::EnsureRoot;
		use sp_runtime::{traits::Dispatchable, BuildStorage};

		type Block = frame_system::mocking::MockBlock<Runtime>;

		frame_support::construct_runtime!(
			pub enum Runtime {
				System: frame_system,
				Balances: pallet_balances,
				Preimage: pallet_preimage,
				Scheduler: pallet_scheduler,
				ConvictionVoting: pallet_conviction_voting,
				Referenda: $referenda,
			}
		);

		#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
		impl frame_system::Config for Runtime {
			type Block = Block;
			type AccountData = pallet_balances::AccountData<u64>;
		}

		#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
		impl pallet_balances::Config for Runtime {
			type AccountStore = System;
		}

		impl pallet_preimage::Config for Runtime {
			type RuntimeEvent = RuntimeEvent;
			type WeightInfo = ();
			type Currency = Balances;
			type ManagerOrigin = EnsureRoot<u64>;
			type Consideration = ();
		}

		impl pallet_scheduler::Config for Runtime {
			type RuntimeEvent = RuntimeEvent;
			type RuntimeOrigin = RuntimeOrigin;
			type PalletsOrigin = OriginCaller;
			type RuntimeCall = RuntimeCall;
			type MaximumWeight = SchedulerWeight;
			type ScheduleOrigin = EnsureRoot<u64>;
			type OriginPrivilegeCmp = EqualPrivilegeOnly;
			type MaxScheduledPerBlock = ConstU32<50>;
			type WeightInfo = ();
			type Preimages = Preimage;
			type BlockNumberProvider = System;
		}

		impl pallet_conviction_voting::Config for Runtime {
			type RuntimeEvent = RuntimeEvent;
			type WeightInfo = ();
			type Currency = Balances;
			type Polls = Referenda;
			type MaxTurnout = ActiveIssuanceOf<Balances, u64>;
			type MaxVotes = ConstU32<512>;
			type VoteLockingPeriod = VoteLockingPeriod;
			type BlockNumberProvider = System;
			type VotingHooks = ();
		}

		/// A chain at its first block, with this much money on its accounts.
		pub(crate) fn chain(balances: &[(u64, u64)]) -> Chain {
			let storage = RuntimeGenesisConfig {
				balances: pallet_balances::GenesisConfig {
					balances: balances.to_vec(),
					..Default::default()
				},
				..Default::default()
			};
			// Not as the trie below, which every read would go through.
			let mut ext = sp_io::TestExternalities::new_empty();
			ext.execute_with(|| {
				for (key, value) in storage.build_storage().expect("it can be built").top {
					sp_io::storage::set(&key, &value);
				}
				System::set_block_number(1);
			});
			Chain { ext, dispatch, next_block, take_dispatched, enactment_name }
		}

		fn dispatch(sender: Sender, call: &[u8]) -> DispatchResult {
			let call: RuntimeCall = codec::DecodeAll::decode_all(&mut &call[..])
				.expect("a call has the same bytes on both chains");
			let origin = match sender {
				Sender::Root => RuntimeOrigin::root(),
				Sender::Signed(who) => RuntimeOrigin::signed(who),
			};
			call.dispatch(origin).map(|_| ()).map_err(|failed| failed.error)
		}

		fn next_block() {
			let ending = System::block_number();
			AllPalletsWithSystem::on_idle(ending, Weight::MAX);
			AllPalletsWithSystem::on_finalize(ending);
			System::set_block_number(ending + 1);
			AllPalletsWithSystem::on_initialize(ending + 1);
			AllPalletsWithSystem::on_poll(ending + 1, &mut WeightMeter::new());
		}

		fn take_dispatched() -> Vec<(TaskName, DispatchResult)> {
			let events = System::read_events_for_pallet::<pallet_scheduler::Event<Runtime>>();
			System::reset_events();
			let named = |event| match event {
				pallet_scheduler::Event::Dispatched { id: Some(name), result, .. } => {
					Some((name, result))
				},
				_ => None,
			};
			events.into_iter().filter_map(named).collect()
		}
	};
}

/// The chain with our pallet.
pub(crate) mod ours {
	use crate as canary_referenda;

	runtime!(canary_referenda);

	/// The terms as ours has them.
	pub struct Tracks;
	impl canary_referenda::TracksInfo<u64, u64> for Tracks {
		type Id = u16;
		type RuntimeOrigin = OriginCaller;

		fn tracks() -> impl Iterator<Item = canary_referenda::Track<u16, u64, u64>> {
			tracks::tracks(AmplePlaces::get()).into_iter()
		}

		fn track_for(origin: &OriginCaller) -> Option<u16> {
			let OriginCaller::system(origin) = origin else { return None };
			tracks::track_of(origin)
		}
	}

	/// Gives what is slashed to the treasury.
	pub struct ToTreasury;
	impl frame_support::traits::OnUnbalanced<canary_referenda::CreditOf<Runtime>> for ToTreasury {
		fn on_nonzero_unbalanced(credit: canary_referenda::CreditOf<Runtime>) {
			use frame_support::traits::fungible::Balanced;
			assert!(Balances::resolve(&TREASURY, credit).is_ok());
		}
	}

	impl canary_referenda::Config for Runtime {
		type RuntimeCall = RuntimeCall;
		type RuntimeHoldReason = RuntimeHoldReason;
		type Currency = Balances;
		type Slash = ToTreasury;
		type Scheduler = Scheduler;
		type Preimages = Preimage;
		type Tracks = Tracks;
		type Votes = u64;
		type Tally = pallet_conviction_voting::TallyOf<Runtime>;
		type Watch = canary_primitives::traits::Unwatched<sp_core::H256>;
		type BlockNumberProvider = System;
		type SubmitOrigin =
			frame_support::traits::AsEnsureOriginWithArg<frame_system::EnsureSigned<u64>>;
		type CancelOrigin = EnsureRoot<u64>;
		type KillOrigin = EnsureRoot<u64>;
		type SubmissionDeposit = SubmissionDeposit;
		type MaxQueued = MaxQueued;
		type UndecidingTimeout = UndecidingTimeout;
		type AlarmInterval = AlarmInterval;
		type RetentionPeriod = RetentionPeriod;
		type MaxCallWeight = SchedulerWeight;
		type WeightInfo = crate::mock::Distinct;
	}

	fn enactment_name(index: u32) -> TaskName {
		Referenda::enactment_name(index)
	}
}

/// The chain with the SDK's pallet.
pub(crate) mod theirs {
	use std::borrow::Cow;

	runtime!(pallet_referenda);

	/// The same terms as the SDK has them.
	pub struct Tracks;
	impl pallet_referenda::TracksInfo<u64, u64> for Tracks {
		type Id = u16;
		type RuntimeOrigin = OriginCaller;

		fn tracks() -> impl Iterator<Item = Cow<'static, pallet_referenda::Track<u16, u64, u64>>> {
			tracks::tracks(AmplePlaces::get())
				.into_iter()
				.map(|track| Cow::Owned(translated(track)))
		}

		fn track_for(origin: &OriginCaller) -> Result<u16, ()> {
			let OriginCaller::system(origin) = origin else { return Err(()) };
			tracks::track_of(origin).ok_or(())
		}
	}

	fn translated(track: crate::Track<u16, u64, u64>) -> pallet_referenda::Track<u16, u64, u64> {
		let crate::Track { id, info } = track;
		let mut name = [0; 25];
		name[..info.name.len()].copy_from_slice(info.name.as_bytes());
		let curve = |curve: crate::Curve| {
			codec::DecodeAll::decode_all(&mut &curve.encode()[..])
				.expect("a curve has the same bytes on both chains")
		};
		let info = pallet_referenda::TrackInfo {
			name,
			max_deciding: info.max_deciding,
			decision_deposit: info.decision_deposit,
			prepare_period: info.prepare_period,
			decision_period: info.decision_period,
			confirm_period: info.confirm_period,
			min_enactment_period: info.min_enactment_period,
			min_approval: curve(info.min_approval),
			min_support: curve(info.min_support),
		};
		pallet_referenda::Track { id, info }
	}

	/// Gives what is slashed to the treasury.
	pub struct ToTreasury;
	impl frame_support::traits::OnUnbalanced<pallet_balances::NegativeImbalance<Runtime>>
		for ToTreasury
	{
		fn on_nonzero_unbalanced(taken: pallet_balances::NegativeImbalance<Runtime>) {
			use frame_support::traits::Currency;
			Balances::resolve_creating(&TREASURY, taken);
		}
	}

	impl pallet_referenda::Config for Runtime {
		type RuntimeCall = RuntimeCall;
		type RuntimeEvent = RuntimeEvent;
		type WeightInfo = ();
		type Scheduler = Scheduler;
		type Currency = Balances;
		type SubmitOrigin =
			frame_support::traits::AsEnsureOriginWithArg<frame_system::EnsureSigned<u64>>;
		type CancelOrigin = EnsureRoot<u64>;
		type KillOrigin = EnsureRoot<u64>;
		type Slash = ToTreasury;
		type Votes = u64;
		type Tally = pallet_conviction_voting::TallyOf<Runtime>;
		type SubmissionDeposit = SubmissionDeposit;
		type MaxQueued = MaxQueued;
		type UndecidingTimeout = UndecidingTimeout;
		type AlarmInterval = AlarmInterval;
		type Tracks = Tracks;
		type Preimages = Preimage;
		type BlockNumberProvider = System;
	}

	/// As the SDK builds it.
	fn enactment_name(index: u32) -> TaskName {
		(*b"assembly", "enactment", index).using_encoded(sp_io::hashing::blake2_256)
	}
}
