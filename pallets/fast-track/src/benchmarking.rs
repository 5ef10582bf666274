// SPDX-License-Identifier: Apache-2.0

//! Benchmarks, each of the worst case.

use crate::{
	Acceleration, Accelerations, Authority, Blacklist, Call, Cancellations, Config, Pallet, Veto,
	Vetoes,
};
use canary_primitives::{traits::InspectReferenda, ReferendumIndex};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};
use sp_runtime::traits::{Hash, Zero};

/// Makes what a benchmark begins with.
pub trait BenchmarkHelper {
	/// A new referendum that is being decided in a place of its full track, in front of a full queue:
	/// where it ends, the next one begins. Whether it passes can be chosen. All of these propose the
	/// same.
	fn deciding(passing: bool) -> ReferendumIndex;

	/// The time of a confirmation passes, and nobody notices.
	fn pass_confirmation();

	/// Leaves no room on the agendas, so that tasks look at as many as they ever do.
	fn fill_agendas();
}

fn successful<T: Config, O: EnsureOrigin<T::RuntimeOrigin>>(
) -> Result<T::RuntimeOrigin, BenchmarkError> {
	O::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn proposal_of<T: Config>(index: ReferendumIndex) -> T::Hash {
	T::Referenda::proposal_of(index).expect("it is ongoing")
}

/// All accelerations that there may be but one. The others need not exist for what is measured.
fn nearly_full<T: Config>() {
	for other in 1..T::MaxAccelerations::get() {
		let index = ReferendumIndex::MAX - other;
		let proposal = index.using_encoded(T::Hashing::hash);
		let (since, until) = (Zero::zero(), T::InstantPeriod::get());
		let authority = Authority::Majority;
		let entry = Acceleration { index, proposal, authority, since, until };
		Accelerations::<T>::mutate(|list| list.try_push(entry)).expect("one place is left");
	}
}

/// An accelerated referendum, the last one of a full list.
fn accelerated<T: Config>(passing: bool) -> Result<ReferendumIndex, BenchmarkError> {
	nearly_full::<T>();
	let index = T::BenchmarkHelper::deciding(passing);
	let period = T::FastTrackPeriod::get();
	Pallet::<T>::do_fast_track(Authority::Majority, index, period, Zero::zero())?;
	Ok(index)
}

/// All vetoes that there may be against a proposal but one, and none that stands.
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

	// Worst case: the list is nearly full, there have been vetoes, and the confirmation is over without
	// anybody's having noticed, so that the referendum is approved and the next one begins.
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

	// Worst case: the last veto that there may be, against the last of a full list, when also the
	// ordinary confirmation is over without anybody's having noticed.
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

	// Worst case: one referendum is killed, another one about the same is accelerated and ends with it,
	// and both make room for the next.
	#[benchmark]
	fn blacklist() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::BlacklistOrigin>()?;
		let hurried = accelerated::<T>(false)?;
		let index = T::BenchmarkHelper::deciding(false);
		let proposal = proposal_of::<T>(index);
		T::BenchmarkHelper::fill_agendas();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, proposal, Some(index));

		assert!(Blacklist::<T>::contains_key(proposal));
		assert_eq!(T::Referenda::proposal_of(index), None);
		assert_eq!(T::Referenda::accelerated_until(hurried), None);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
