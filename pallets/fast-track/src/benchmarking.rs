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

/// Makes the referenda that a benchmark begins with.
pub trait BenchmarkHelper {
	/// A new ongoing referendum that waits for a place of its full track, in a full queue: hurrying
	/// it, slowing it down and ending it do the most work. Called twice, both propose the same.
	fn waiting() -> ReferendumIndex;
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
fn accelerated<T: Config>() -> Result<ReferendumIndex, BenchmarkError> {
	nearly_full::<T>();
	let index = T::BenchmarkHelper::waiting();
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

	// Worst case: the list is nearly full, there have been vetoes, and the referendum was queued.
	#[benchmark]
	fn fast_track() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::FastTrackOrigin>()?;
		nearly_full::<T>();
		let index = T::BenchmarkHelper::waiting();
		nearly_vetoed_out::<T>(proposal_of::<T>(index));

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index, T::FastTrackPeriod::get(), Zero::zero());

		assert!(T::Referenda::accelerated_until(index).is_some());
		Ok(())
	}

	// Worst case: the last veto that there may be, against the last of a full list.
	#[benchmark]
	fn veto() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::VetoOrigin>()?;
		let index = accelerated::<T>()?;
		let proposal = proposal_of::<T>(index);
		nearly_vetoed_out::<T>(proposal);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index);

		assert!(T::Referenda::accelerated_until(index).is_none());
		let vetoers = Vetoes::<T>::get(proposal).map(|all| all.vetoers.len() as u32);
		assert_eq!(vetoers, Some(T::MaxVetoers::get()));
		Ok(())
	}

	// Worst case: the referendum is accelerated, the last of a full list.
	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::CancelOrigin>()?;
		let index = accelerated::<T>()?;
		let proposal = proposal_of::<T>(index);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index);

		assert!(Cancellations::<T>::contains_key(proposal));
		assert_eq!(T::Referenda::proposal_of(index), None);
		Ok(())
	}

	// Worst case: one referendum is killed, and another one about the same is accelerated.
	#[benchmark]
	fn blacklist() -> Result<(), BenchmarkError> {
		let origin = successful::<T, T::BlacklistOrigin>()?;
		let hurried = accelerated::<T>()?;
		let index = T::BenchmarkHelper::waiting();
		let proposal = proposal_of::<T>(index);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, proposal, Some(index));

		assert!(Blacklist::<T>::contains_key(proposal));
		assert_eq!(T::Referenda::proposal_of(index), None);
		assert_eq!(T::Referenda::accelerated_until(hurried), None);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
