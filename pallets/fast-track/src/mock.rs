// SPDX-License-Identifier: Apache-2.0

//! A chain with a technical committee and a model of referenda.

// The macros of FRAME make public what only this crate's tests see.
#![allow(unreachable_pub)]

pub(crate) use crate as fast_track;
use frame_support::{
	assert_ok, derive_impl, ord_parameter_types, parameter_types, weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use sp_runtime::BuildStorage;

pub(crate) use crate::{mock_verbs::*, mock_world::*};

pub(crate) const ALICE: u64 = 1;
pub(crate) const BOB: u64 = 2;
pub(crate) const CHARLIE: u64 = 3;
/// An account that is no member of the committee.
pub(crate) const DAVE: u64 = 4;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		FastTrack: fast_track,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

ord_parameter_types! {
	// Accounts that speak for the committee.
	pub const TwoThirds: u64 = 67;
	pub const Everybody: u64 = 100;
}

pub struct Members;
impl frame_support::traits::SortedMembers<u64> for Members {
	fn sorted_members() -> Vec<u64> {
		vec![ALICE, BOB, CHARLIE]
	}
}

parameter_types! {
	pub static FastTrackPeriod: u64 = 3;
	pub static InstantPeriod: u64 = 1;
	pub static CoolingOffPeriod: u64 = 15;
	pub static MaxVetoers: u32 = 2;
	pub static MaxAccelerations: u32 = 3;
}

impl fast_track::Config for Test {
	type Referenda = Polls;
	type BlockNumberProvider = System;
	type FastTrackOrigin = EnsureSignedBy<TwoThirds, u64>;
	type InstantOrigin = EnsureSignedBy<Everybody, u64>;
	type VetoOrigin = EnsureSignedBy<Members, u64>;
	type CancelOrigin = EnsureSignedBy<TwoThirds, u64>;
	type BlacklistOrigin = EnsureRoot<u64>;
	type FastTrackPeriod = FastTrackPeriod;
	type InstantPeriod = InstantPeriod;
	type CoolingOffPeriod = CoolingOffPeriod;
	type MaxVetoers = MaxVetoers;
	type MaxAccelerations = MaxAccelerations;
	type WeightInfo = Weights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Polls;
}

#[cfg(feature = "runtime-benchmarks")]
pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}

#[derive(Default)]
pub(crate) struct ExtBuilder {
	vetoers: Option<u32>,
	accelerations: Option<u32>,
}

impl ExtBuilder {
	/// The greatest number of members who can veto a proposal.
	pub(crate) fn vetoers(self, most: u32) -> Self {
		Self { vetoers: Some(most), ..self }
	}

	/// The greatest number of accelerated referenda.
	pub(crate) fn accelerations(self, most: u32) -> Self {
		Self { accelerations: Some(most), ..self }
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		FastTrackPeriod::set(3);
		InstantPeriod::set(1);
		CoolingOffPeriod::set(15);
		MaxVetoers::set(self.vetoers.unwrap_or(2));
		MaxAccelerations::set(self.accelerations.unwrap_or(3));
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs a test and checks every invariant afterwards.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check_invariants();
		});
	}

	/// Runs a test that breaks an invariant.
	pub(crate) fn build_and_execute_no_post_check(self, test: impl FnOnce()) {
		self.build().execute_with(test);
	}
}

/// Checks every invariant, and that the model accelerates exactly the referenda in the pallet's list.
#[track_caller]
pub(crate) fn check_invariants() {
	assert_ok!(FastTrack::do_try_state());
	let mut listed: Vec<u32> =
		FastTrack::accelerations().into_iter().map(|entry| entry.index).collect();
	listed.sort();
	assert_eq!(listed, accelerated_polls());
}

/// The same weight for every call.
pub struct Weights;
impl crate::WeightInfo for Weights {
	fn fast_track() -> Weight {
		STEP
	}
	fn veto() -> Weight {
		STEP
	}
	fn cancel() -> Weight {
		STEP
	}
	fn blacklist() -> Weight {
		STEP
	}
}

const STEP: Weight = Weight::from_parts(1_000_000, 1_000);
