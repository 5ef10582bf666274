// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the worst cases.

use crate::{
	Acceleration, Accelerations, Authority, Blacklist, Call, Cancellations, Config, Pallet, Veto,
	Vetoes,
};
use canary_primitives::{traits::InspectReferenda, ReferendumIndex};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};
use sp_runtime::traits::{Hash, Zero};

/// Creates the state that a benchmark begins with.
pub trait BenchmarkHelper {
	/// Creates a referendum that is being decided in a place of its full track with a full queue, so
	/// that the next one begins when it ends. `passing` says whether it passes. All of these have the
	/// same proposal.
	fn deciding(passing: bool) -> ReferendumIndex;

	/// Lets the confirm period pass without any nudge.
	fn pass_confirmation();

	/// Fills the scheduler's agendas, so that a task looks at as many as it ever does.
	fn fill_agendas();
}

fn successful<T: Config, O: EnsureOrigin<T::RuntimeOrigin>>(
) -> Result<T::RuntimeOrigin, BenchmarkError> {
	O::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn proposal_of<T: Config>(index: ReferendumIndex) -> T::Hash {
	T::Referenda::proposal_of(index).expect("it is ongoing")
}

fn list<T: Config>(index: ReferendumIndex, proposal: T::Hash) {
	let (since, until) = (Zero::zero(), T::InstantPeriod::get());
	let entry = Acceleration { index, proposal, authority: Authority::Majority, since, until };
	Accelerations::<T>::mutate(|list| list.try_push(entry)).expect("a place is left");
}

/// Fills the list of accelerations but for one. Their referenda need not exist for the measurement.
fn nearly_full<T: Config>() {
	for other in 1..T::MaxAccelerations::get() {
		let index = ReferendumIndex::MAX - other;
		list::<T>(index, index.using_encoded(T::Hashing::hash));
	}
}

/// Fills the list of accelerations. This one is the last.
pub(crate) fn fill_list<T: Config>(index: ReferendumIndex, proposal: T::Hash) {
	nearly_full::<T>();
	list::<T>(index, proposal);
}

/// An accelerated referendum, the last one of a full list.
fn accelerated<T: Config>(passing: bool) -> Result<ReferendumIndex, BenchmarkError> {
	nearly_full::<T>();
	let index = T::BenchmarkHelper::deciding(passing);
	let period = T::FastTrackPeriod::get();
	Pallet::<T>::do_fast_track(Authority::Majority, index, period, Zero::zero())?;
	Ok(index)
}

/// Records all vetoes against a proposal but one. None of them stands any more.
fn nearly_vetoed_out<T: Config>(proposal: T::Hash) {
	let mut all = Veto::none(Zero::zero());
	for other in 1..T::MaxVetoers::get() {
		let who = account("vetoer", other, 0);
		all = all.with(who, Zero::zero()).expect("there is room, and each comes once");
	}
	Vetoes::<T>::insert(proposal, all);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	// Worst case: the list is nearly full, there have been vetoes, and the confirm period is over
	// without a nudge, so that the call approves the referendum and the next one begins.
	#[benchmark]
	fn fast_track() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::FastTrackOrigin>()?;
		nearly_full::<T>();
		let index = T::BenchmarkHelper::deciding(true);
		nearly_vetoed_out::<T>(proposal_of::<T>(index));
		T::BenchmarkHelper::pass_confirmation();
		T::BenchmarkHelper::fill_agendas();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index, T::FastTrackPeriod::get(), Zero::zero());

		assert_eq!(T::Referenda::proposal_of(index), None);
		Ok(())
	}

	// Worst case: the last possible veto, against the last of a full list, when the track's confirm
	// period is over too, without a nudge.
	#[benchmark]
	fn veto() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::VetoOrigin>()?;
		let index = accelerated::<T>(true)?;
		let proposal = proposal_of::<T>(index);
		nearly_vetoed_out::<T>(proposal);
		T::BenchmarkHelper::pass_confirmation();
		T::BenchmarkHelper::fill_agendas();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index);

		assert_eq!(T::Referenda::proposal_of(index), None);
		let vetoers = Vetoes::<T>::get(proposal).map(|all| all.vetoers.len() as u32);
		assert_eq!(vetoers, Some(T::MaxVetoers::get()));
		Ok(())
	}

	// Worst case: the referendum is accelerated, the last of a full list, and the next one begins.
	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::CancelOrigin>()?;
		let index = accelerated::<T>(false)?;
		let proposal = proposal_of::<T>(index);
		T::BenchmarkHelper::fill_agendas();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index);

		assert!(Cancellations::<T>::contains_key(proposal));
		assert_eq!(T::Referenda::proposal_of(index), None);
		Ok(())
	}

	// Worst case: one referendum is killed, another one with the same proposal is accelerated and loses
	// its acceleration, and the next one begins in place of each.
	#[benchmark]
	fn blacklist() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::BlacklistOrigin>()?;
		let accelerated_index = accelerated::<T>(false)?;
		let index = T::BenchmarkHelper::deciding(false);
		let proposal = proposal_of::<T>(index);
		T::BenchmarkHelper::fill_agendas();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, proposal, Some(index));

		assert!(Blacklist::<T>::contains_key(proposal));
		assert_eq!(T::Referenda::proposal_of(index), None);
		assert_eq!(T::Referenda::accelerated_until(accelerated_index), None);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
