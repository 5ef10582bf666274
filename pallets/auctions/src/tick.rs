// SPDX-License-Identifier: Apache-2.0

//! What happens without a call: the record of each sample, the close of an auction, and the removal of
//! its records. The phase follows from the block number.

use crate::{
	candle::{lot_with, Candle},
	types::*,
	winners::best_set,
	*,
};
use canary_primitives::{
	traits::{CandleRandomness, InspectLeases, Win},
	LeasePeriod, LeaseRange, Phase, PERIODS_PER_SLOT,
};
use frame_support::{
	defensive,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, DispatchResult, SaturatedConversion};

/// The number of bidders whose money a block releases after the close, however full it is.
pub(crate) const RELEASED_PER_BLOCK: u64 = 16;

/// The greatest number of bids that are passed over at the close because they can no longer get a lease.
/// Only root and the lease admin can cause this: the runtime lets nobody else swap the leases of a para
/// that has bids. A further such bid wins, its lease is refused, and no other bid takes its place.
const PASSED_OVER: u32 = PERIODS_PER_SLOT;

/// The number of storage reads to find that a bid can no longer get a lease: the leases of the para and
/// their base, the amount held for the bid, and the bidder's account.
const READS_TO_PASS_OVER: u64 = 4;

/// The number of winners who get their leases in one block. A lease of a para that is behind in its
/// lease periods costs several times as much as another, so that more of them may be too heavy.
pub(crate) const GRANTED_PER_BLOCK: u32 = 3;

impl<T: Config> Pallet<T> {
	/// The mandatory work of a block.
	pub(crate) fn do_tick(meter: &mut WeightMeter) {
		meter.consume(T::WeightInfo::tick());
		let Some((offered, ending)) = AuctionInfo::<T>::get() else { return };
		if let Some((sample, winners)) = Granting::<T>::get() {
			meter.consume(T::WeightInfo::close());
			let standing = Winning::<T>::get(sample).unwrap_or_else(empty_standing);
			return Self::grant_page(offered, (sample, &standing), winners);
		}
		if Clearing::<T>::get() {
			return Self::clear_guaranteed_page(meter);
		}
		let candle = Self::candle_lit_at(ending);
		match candle.phase_at(Self::now()) {
			Phase::Ending { sample, .. } => {
				let recorded = Self::record_samples(sample.saturated_into());
				meter.consume(T::WeightInfo::record_sample().saturating_mul(recorded.into()));
			},
			Phase::VrfDelay { elapsed } => {
				meter.consume(T::WeightInfo::await_randomness());
				if let Some(sample) = Self::winning_sample(&candle, elapsed) {
					meter.consume(T::WeightInfo::close());
					Self::close(offered, sample, meter);
				}
			},
			Phase::NotStarted | Phase::Starting => {},
		}
	}

	/// The removal of records, as far as the block has idle weight.
	pub(crate) fn do_idle(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::tick()).is_ok()
			&& Clearing::<T>::get()
			&& !Granting::<T>::exists()
		{
			Self::clear(meter);
		}
	}

	/// The winning sample; `None` as long as draws are missing and the timeout has not come.
	pub(crate) fn winning_sample(
		candle: &Candle<BlockNumberFor<T>>,
		elapsed: BlockNumberFor<T>,
	) -> Option<BlockNumberFor<T>> {
		if let Some(lot) = Self::draw(elapsed) {
			return Some(candle.sample_picked_by(&lot));
		}
		if elapsed < T::RandomnessTimeout::get() {
			return None;
		}
		let auction_index = AuctionCounter::<T>::get();
		Self::deposit_event(Event::RandomnessTimedOut { auction_index });
		Some(candle.last_sample())
	}

	/// Adds the draw of the parent block, and returns the lot if it was the last draw. Only draws of
	/// blocks after the ending period count: in the last block of the ending period its author could bid
	/// and knew the draw.
	fn draw(elapsed: BlockNumberFor<T>) -> Option<[u8; 32]> {
		if elapsed.is_zero() {
			return None;
		}
		let drawn = T::Randomness::drawn_by_parent()?;
		let (before, draws) = Lot::<T>::get();
		let (lot, draws) = (lot_with(&before, &drawn), draws.saturating_add(1));
		if draws < T::DrawsPerLot::get() {
			Lot::<T>::put((lot, draws));
			return None;
		}
		Lot::<T>::kill();
		Some(lot)
	}

	/// Closes the auction with the standing of this sample.
	pub(crate) fn close(offered: LeasePeriod, sample: BlockNumberFor<T>, meter: &mut WeightMeter) {
		let auction_index = AuctionCounter::<T>::get();
		Self::deposit_event(Event::WinningOffset { auction_index, block_number: sample });
		if let Some(latest) = LatestSample::<T>::get() {
			// All samples have a record, unless no block was made in the last ones.
			let sample = latest.min(sample.saturated_into());
			let standing = Winning::<T>::get(sample).unwrap_or_else(empty_standing);
			let winners = Self::winners_of(&standing, offered, meter);
			Self::grant_page(offered, (sample, &standing), winners);
		}
		Clearing::<T>::put(true);
		Self::deposit_event(Event::AuctionClosed { auction_index });
	}

	/// The winning ranges of a standing. A bid that can no longer get a lease is passed over with the
	/// event `LeaseRefused`, and the next best bids win instead.
	fn winners_of(
		standing: &StandingOf<T>,
		offered: LeasePeriod,
		meter: &mut WeightMeter,
	) -> WinningRanges {
		let mut amounts = core::array::from_fn(|index| {
			standing[index].as_ref().map(|(_, _, amount)| (*amount).saturated_into())
		});
		let mut winners = best_set(&amounts);
		for _ in 0..PASSED_OVER {
			let refused = winners.iter().find_map(|range| {
				let win = win_of(standing, *range, offered)?;
				let why = if T::Leases::is_leased(win.para, win.first, win.last) {
					Error::<T>::AlreadyLeasedOut
				} else if Self::is_covered(&win) {
					return None;
				} else {
					Error::<T>::CreditLost
				};
				Some((range.index(), win, why))
			});
			let Some((index, win, why)) = refused else { break };
			meter.consume(T::DbWeight::get().reads(READS_TO_PASS_OVER));
			Self::report_outcome(win, Err(why.into()));
			amounts[index] = None;
			winners = best_set(&amounts);
		}
		WinningRanges::truncate_from(winners)
	}

	/// Gives the first of these winners their leases, in the order of their periods. The others get
	/// theirs in the next blocks. None of those leases begins with the first period on offer, so it does
	/// not matter if that is over by then.
	fn grant_page(
		offered: LeasePeriod,
		(sample, standing): (Sample, &StandingOf<T>),
		mut winners: WinningRanges,
	) {
		let page = winners.len().min(GRANTED_PER_BLOCK as usize);
		for range in winners.drain(..page) {
			match win_of(standing, range, offered) {
				Some(win) => Self::grant(win),
				None => {
					defensive!("a winning range has a leading bid, and its periods fit a u32");
				},
			}
		}
		if winners.is_empty() {
			Granting::<T>::kill();
		} else {
			Granting::<T>::put((sample, winners));
		}
	}

	fn grant(win: Win<T::AccountId, BalanceOf<T>>) {
		let outcome = Self::pass_to_lease(win.clone());
		Self::report_outcome(win, outcome);
	}

	fn report_outcome(win: Win<T::AccountId, BalanceOf<T>>, outcome: DispatchResult) {
		let Win { para: para_id, winner: bidder, amount, first: first_slot, last: last_slot } = win;
		Self::deposit_event(match outcome {
			Ok(()) => Event::BidWon { bidder, para_id, amount, first_slot, last_slot },
			Err(reason) => {
				Event::LeaseRefused { bidder, para_id, amount, first_slot, last_slot, reason }
			},
		});
	}

	/// Removes as many records as every block has room for, so that this ends even if no block has idle
	/// weight.
	fn clear_guaranteed_page(meter: &mut WeightMeter) {
		let mut page = WeightMeter::with_limit(Self::guaranteed_page());
		Self::clear(&mut page);
		meter.consume(page.consumed());
	}

	pub(crate) fn guaranteed_page() -> Weight {
		T::WeightInfo::release_bidder()
			.saturating_mul(RELEASED_PER_BLOCK)
			.saturating_add(T::WeightInfo::forget_frozen_amount())
			.saturating_add(T::WeightInfo::remove_sample())
			.saturating_add(T::WeightInfo::finish_clearing())
	}

	/// Removes the records of an auction that is over: first the amounts held, then the frozen amounts,
	/// the samples, and the auction.
	fn clear(meter: &mut WeightMeter) {
		if Self::release_bidders(meter)
			&& Self::forget_frozen_amounts(meter)
			&& Self::remove_samples(meter)
		{
			Self::finish_clearing(meter);
		}
	}

	/// Releases bidders' money as far as the meter allows. Returns whether none is left.
	fn release_bidders(meter: &mut WeightMeter) -> bool {
		let mut bidders = ReservedAmounts::<T>::iter_keys();
		while meter.try_consume(T::WeightInfo::release_bidder()).is_ok() {
			let Some(bidder) = bidders.next() else { return true };
			Self::lower_hold(&bidder, Zero::zero());
		}
		false
	}

	/// Removes frozen amounts as far as the meter allows. Returns whether none is left.
	pub(crate) fn forget_frozen_amounts(meter: &mut WeightMeter) -> bool {
		let mut bidders = FrozenAmounts::<T>::iter_keys();
		while meter.try_consume(T::WeightInfo::forget_frozen_amount()).is_ok() {
			let Some(bidder) = bidders.next() else { return true };
			FrozenAmounts::<T>::remove(bidder);
		}
		false
	}

	/// Removes samples as far as the meter allows, the latest first. Returns whether none is left.
	pub(crate) fn remove_samples(meter: &mut WeightMeter) -> bool {
		let before = LatestSample::<T>::get();
		let mut latest = before;
		while let Some(sample) = latest {
			if meter.try_consume(T::WeightInfo::remove_sample()).is_err() {
				break;
			}
			Winning::<T>::remove(sample);
			latest = sample.checked_sub(1);
		}
		if latest != before {
			LatestSample::<T>::set(latest);
		}
		latest.is_none()
	}

	pub(crate) fn finish_clearing(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::finish_clearing()).is_err() {
			return;
		}
		AuctionInfo::<T>::kill();
		Lot::<T>::kill();
		Clearing::<T>::kill();
		Self::deposit_event(Event::AuctionCleared { auction_index: AuctionCounter::<T>::get() });
	}

	/// The first lease period on offer and the phase of the running auction; `None` if none runs.
	pub(crate) fn running_auction() -> Option<(LeasePeriod, Phase<BlockNumberFor<T>>)> {
		let (offered, ending) = AuctionInfo::<T>::get()?;
		if Clearing::<T>::get() {
			return None;
		}
		Some((offered, Self::candle_lit_at(ending).phase_at(Self::now())))
	}

	pub(crate) fn candle_lit_at(lit_at: BlockNumberFor<T>) -> Candle<BlockNumberFor<T>> {
		Candle { lit_at, burns_for: T::EndingPeriod::get(), sample_length: T::SampleLength::get() }
	}

	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}
}

/// The win of the leading bid of this range; `None` if there is no bid or its periods do not fit a
/// `u32`.
fn win_of<AccountId: Clone, Balance: Copy>(
	standing: &Standing<AccountId, Balance>,
	range: LeaseRange,
	offered: LeasePeriod,
) -> Option<Win<AccountId, Balance>> {
	let (winner, para, amount) = standing[range.index()].as_ref()?;
	let periods = range.periods(offered)?;
	let (first, last) = periods.into_inner();
	Some(Win { para: *para, winner: winner.clone(), amount: *amount, first, last })
}
