// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the worst cases.

use crate::{
	BalanceOf, Call, Config, LeaseBase, Leases, Pallet, Progress, RollOver, Sweep, Waiting,
};
use canary_primitives::{LeasePeriod, ParaId};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Inspect, EnsureOrigin, Get},
	weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::traits::Saturating;

/// Creates the state that a benchmark begins with.
pub trait BenchmarkHelper<AccountId, Balance> {
	/// Makes the para an on-demand one, so that it can be upgraded.
	fn make_on_demand(para: ParaId);

	/// Two accounts that can pay for a lease: one whose release takes the most work, and one whose
	/// commitment takes the most work. Each number is used once.
	fn leasers(number: u32, amount: Balance) -> [AccountId; 2];
}

/// A para that is not registered: until a benchmark makes it on-demand, it cannot be upgraded.
const PARA: ParaId = ParaId(900_000);
const NOW: LeasePeriod = 1_000;

fn amount<T: Config>() -> BalanceOf<T> {
	T::Currency::minimum_balance().saturating_mul(100u32.into())
}

fn leasers<T: Config>(number: u32) -> [T::AccountId; 2] {
	T::BenchmarkHelper::leasers(number, amount::<T>())
}

fn go_to<T: Config>(period: LeasePeriod) {
	let block = Pallet::<T>::lease_clock().first_block(period);
	frame_system::Pallet::<T>::set_block_number(block.expect("the period has a first block"));
}

/// A para whose next `count` periods are leased by as many different accounts.
fn with_leases<T: Config>(count: u32) -> Result<(), BenchmarkError> {
	go_to::<T>(NOW);
	for index in 0..count {
		let [who, _] = leasers::<T>(index);
		Pallet::<T>::do_force_lease(PARA, who, amount::<T>(), NOW + index, 1)?;
	}
	Ok(())
}

fn begun() -> Progress {
	Progress { period: Some(NOW), ..Default::default() }
}

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::LeaseAdmin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	// Worst case: the para has the greatest number of leases, all of different accounts, which have
	// ended before the roll-over reached it; and the new lease begins at once, so that money is held anew
	// and the para is upgraded.
	#[benchmark]
	fn force_lease(h: Linear<1, { T::MaxLeasePeriods::get() }>) -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		with_leases::<T>(h)?;
		go_to::<T>(NOW + h);
		T::BenchmarkHelper::make_on_demand(PARA);
		let [_, who] = leasers::<T>(h);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, PARA, who, amount::<T>(), NOW + h, 1);

		assert_eq!(LeaseBase::<T>::get(PARA), Some(NOW + h));
		assert_eq!(Leases::<T>::get(PARA).len(), 1);
		Ok(())
	}

	// Worst case: each entry is of a different account, and the downgrade of the para fails.
	#[benchmark]
	fn clear_all_leases(h: Linear<1, { T::MaxLeasePeriods::get() }>) -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		T::BenchmarkHelper::make_on_demand(PARA);
		with_leases::<T>(h)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, PARA);

		assert!(!Leases::<T>::contains_key(PARA));
		Ok(())
	}

	// Worst case: the para has waited, and its list is as long as possible.
	#[benchmark]
	fn trigger_onboard() -> Result<(), BenchmarkError> {
		with_leases::<T>(T::MaxLeasePeriods::get())?;
		assert!(Waiting::<T>::contains_key(PARA));
		T::BenchmarkHelper::make_on_demand(PARA);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), PARA);

		assert!(!Waiting::<T>::contains_key(PARA));
		Ok(())
	}

	// Worst case: a new period begins. The steps have their own weights, so there are no paras here.
	#[benchmark]
	fn tick() -> Result<(), BenchmarkError> {
		go_to::<T>(NOW);
		let now = frame_system::Pallet::<T>::block_number();

		#[block]
		{
			Pallet::<T>::do_tick(now);
		}

		assert_eq!(RollOver::<T>::get().period, Some(NOW));
		Ok(())
	}

	// Worst case without the steps: there is a roll-over, and its last step is done.
	#[benchmark]
	fn idle() -> Result<(), BenchmarkError> {
		RollOver::<T>::put(Progress { sweep: Some(Sweep::default()), ..begun() });

		#[block]
		{
			Pallet::<T>::do_idle(Weight::MAX);
		}

		assert_eq!(RollOver::<T>::get().sweep, None);
		Ok(())
	}

	// Worst case: the lease of the ended period was of another account than the next one, its deposit is
	// released, the list is as long as possible, and the para is upgraded.
	#[benchmark]
	fn step() -> Result<(), BenchmarkError> {
		with_leases::<T>(T::MaxLeasePeriods::get())?;
		T::BenchmarkHelper::make_on_demand(PARA);
		go_to::<T>(NOW + 1);

		#[block]
		{
			Pallet::<T>::bring_up_to_date(PARA, NOW + 1);
		}

		assert_eq!(LeaseBase::<T>::get(PARA), Some(NOW + 1));
		Ok(())
	}

	// Worst case: the para is the one after the last that was tried, its list is as long as possible, and
	// it is upgraded.
	#[benchmark]
	fn retry() -> Result<(), BenchmarkError> {
		with_leases::<T>(T::MaxLeasePeriods::get())?;
		assert!(Waiting::<T>::contains_key(PARA));
		T::BenchmarkHelper::make_on_demand(PARA);
		RollOver::<T>::put(Progress { retried: Some(PARA), ..begun() });

		#[block]
		{
			Pallet::<T>::do_idle(Weight::MAX);
		}

		assert!(!Waiting::<T>::contains_key(PARA));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
