// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the worst cases, which the comments explain.

use crate::{types::*, *};
use canary_primitives::{traits::InspectLeases, LeasePeriod, LeaseRange, ParaId, PERIODS_PER_SLOT};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	},
	weights::WeightMeter,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use sp_runtime::traits::{One, Saturating};

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

/// The earliest lease period that can be offered by an auction opened now.
fn next_offer<T: Config>() -> LeasePeriod {
	let settled_by = System::<T>::block_number()
		.saturating_add(T::EndingPeriod::get())
		.saturating_add(T::RandomnessTimeout::get())
		.saturating_add(10u32.into());
	T::Leases::clock().period_at(settled_by).unwrap_or(0).saturating_add(1)
}

/// Opens an auction and runs to the first block of its ending period.
fn open<T: Config>() -> Result<LeasePeriod, BenchmarkError> {
	System::<T>::set_block_number(One::one());
	let offered = next_offer::<T>();
	Pallet::<T>::new_auction(admin::<T>()?, 1u32.into(), offered)?;
	System::<T>::set_block_number(lit_at::<T>());
	Ok(offered)
}

fn lit_at<T: Config>() -> BlockNumberFor<T> {
	AuctionInfo::<T>::get().map(|(_, lit_at)| lit_at).unwrap_or_default()
}

fn run_to_sample<T: Config>(sample: Sample) {
	let into = T::SampleLength::get().saturating_mul(sample.into());
	System::<T>::set_block_number(lit_at::<T>().saturating_add(into));
	Pallet::<T>::do_tick(&mut WeightMeter::new());
}

/// An amount that can be held, and that grows with `n`.
fn amount<T: Config>(n: u32) -> BalanceOf<T> {
	T::MinimumIncrement::get()
		.max(T::Currency::minimum_balance())
		.saturating_mul(n.saturating_add(1).into())
}

/// A new bidder with a new para, ready to bid.
fn bidder<T: Config>(n: u32) -> Result<BidderOf<T>, BenchmarkError> {
	let who: T::AccountId = account("bidder", n, 0);
	let para = ParaId::new(10_000u32.saturating_add(n));
	T::BenchmarkHelper::register(para);
	T::Currency::mint_into(&who, amount::<T>(100_000))?;
	Ok((who, para))
}

/// A bidder whose release takes the most work, with a para of its own.
fn backed<T: Config>(n: u32, amount: BalanceOf<T>) -> BidderOf<T> {
	let para = ParaId::new(20_000u32.saturating_add(n));
	T::BenchmarkHelper::register(para);
	(T::BenchmarkHelper::backed(para, amount), para)
}

fn place<T: Config>(n: u32, range: LeaseRange, amount: BalanceOf<T>) -> Result<(), BenchmarkError> {
	place_by::<T>(bidder::<T>(n)?, range, amount)
}

fn place_by<T: Config>(
	(who, para): BidderOf<T>,
	range: LeaseRange,
	amount: BalanceOf<T>,
) -> Result<(), BenchmarkError> {
	let (offered, _) = AuctionInfo::<T>::get().ok_or(BenchmarkError::Weightless)?;
	let periods = range.periods(offered).ok_or(BenchmarkError::Weightless)?;
	Pallet::<T>::do_bid(who, para, (*periods.start(), *periods.end()), amount)?;
	Ok(())
}

fn whole_slot() -> LeaseRange {
	LeaseRange::new(0, PERIODS_PER_SLOT - 1).expect("all periods on offer are a range; qed")
}

/// Every range is led by another bidder, and the ranges of one period are worth more than all
/// others, so that as many bids win as there are periods on offer.
fn fill_standing<T: Config>() -> Result<(), BenchmarkError> {
	for (n, range) in (0u32..).zip(LeaseRange::all()) {
		place::<T>(n, range, amount::<T>(if range.len() == 1 { 1_000 } else { 1 }))?;
	}
	Ok(())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The candle burns from the first block on.
	#[benchmark]
	fn new_auction() -> Result<(), BenchmarkError> {
		System::<T>::set_block_number(One::one());
		let offered = next_offer::<T>();
		let origin = admin::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 0u32.into(), offered);

		assert!(AuctionInfo::<T>::exists());
		Ok(())
	}

	/// A newcomer, whose hold and record are new, outbids a bidder who has led since this sample only and
	/// is released, with full standings to read.
	#[benchmark]
	fn bid() -> Result<(), BenchmarkError> {
		let offered = open::<T>()?;
		fill_standing::<T>()?;
		let range = whole_slot();
		run_to_sample::<T>(1);
		let outbid = backed::<T>(100, amount::<T>(3_000));
		place_by::<T>(outbid.clone(), range, amount::<T>(3_000))?;
		let (newcomer, para) = bidder::<T>(101)?;

		#[extrinsic_call]
		_(
			RawOrigin::Signed(newcomer.clone()),
			para,
			AuctionCounter::<T>::get(),
			offered,
			offered + PERIODS_PER_SLOT - 1,
			amount::<T>(4_000),
		);

		assert_eq!(Pallet::<T>::held_for(newcomer, para), amount::<T>(4_000));
		assert!(!ReservedAmounts::<T>::contains_key(outbid));
		Ok(())
	}

	/// Cancelling only sets a flag, whatever records there are.
	#[benchmark]
	fn cancel_auction() -> Result<(), BenchmarkError> {
		open::<T>()?;
		let origin = admin::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);

		assert!(Clearing::<T>::get());
		Ok(())
	}

	/// A block of the ending period in which no sample begins: all values that determine the work are
	/// present and read.
	#[benchmark]
	fn tick() -> Result<(), BenchmarkError> {
		open::<T>()?;
		Pallet::<T>::record_samples(0);

		#[block]
		{
			Pallet::<T>::do_tick(&mut WeightMeter::new());
		}

		Ok(())
	}

	/// A sample begins, with a full standing to copy.
	#[benchmark]
	fn record_sample() -> Result<(), BenchmarkError> {
		open::<T>()?;
		fill_standing::<T>()?;

		#[block]
		{
			Pallet::<T>::record_samples(1);
		}

		assert_eq!(LatestSample::<T>::get(), Some(1));
		Ok(())
	}

	/// The block of the timeout: its draw is added to an incomplete lot, and the event is deposited.
	#[benchmark]
	fn await_randomness() -> Result<(), BenchmarkError> {
		open::<T>()?;
		T::BenchmarkHelper::draw();
		let candle = Pallet::<T>::candle_lit_at(lit_at::<T>());
		let sample;

		#[block]
		{
			sample = Pallet::<T>::winning_sample(&candle, T::RandomnessTimeout::get());
		}

		assert!(sample.is_some());
		Ok(())
	}

	/// As many winners as one block grants, each a different account with a different para, and more to
	/// come, so that the rest is stored. A backed winner costs more reads and fewer writes, which is
	/// cheaper.
	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let offered = open::<T>()?;
		fill_standing::<T>()?;

		#[block]
		{
			Pallet::<T>::close(offered, 0u32.into(), &mut WeightMeter::new());
		}

		assert!(Clearing::<T>::get());
		let bidders = LeaseRange::all().count() as u32;
		let held = ReservedAmounts::<T>::iter_keys().count() as u32;
		assert_eq!(held, bidders - crate::tick::GRANTED_PER_BLOCK);
		Ok(())
	}

	/// A bidder with a record and a frozen amount whose release takes the most work.
	#[benchmark]
	fn release_bidder() -> Result<(), BenchmarkError> {
		open::<T>()?;
		let first = backed::<T>(0, amount::<T>(1));
		place_by::<T>(first.clone(), whole_slot(), amount::<T>(1))?;
		run_to_sample::<T>(1);
		place::<T>(1, whole_slot(), amount::<T>(3))?;
		assert!(FrozenAmounts::<T>::contains_key(&first));

		#[block]
		{
			Pallet::<T>::lower_hold(&first, 0u32.into());
		}

		assert!(!ReservedAmounts::<T>::contains_key(&first));
		Ok(())
	}

	/// Each frozen amount costs the same.
	#[benchmark]
	fn forget_frozen_amount() -> Result<(), BenchmarkError> {
		let bidder = bidder::<T>(0)?;
		FrozenAmounts::<T>::insert(&bidder, amount::<T>(1));

		#[block]
		{
			Pallet::<T>::forget_frozen_amounts(&mut WeightMeter::new());
		}

		assert!(!FrozenAmounts::<T>::contains_key(bidder));
		Ok(())
	}

	/// A full standing, and the number of the latest sample to be written for it alone.
	#[benchmark]
	fn remove_sample() -> Result<(), BenchmarkError> {
		open::<T>()?;
		fill_standing::<T>()?;
		let mut meter = WeightMeter::with_limit(T::WeightInfo::remove_sample());

		#[block]
		{
			Pallet::<T>::remove_samples(&mut meter);
		}

		assert!(!LatestSample::<T>::exists());
		Ok(())
	}

	/// All other records are removed already.
	#[benchmark]
	fn finish_clearing() -> Result<(), BenchmarkError> {
		open::<T>()?;
		Clearing::<T>::put(true);

		#[block]
		{
			Pallet::<T>::finish_clearing(&mut WeightMeter::new());
		}

		assert!(!AuctionInfo::<T>::exists());
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
