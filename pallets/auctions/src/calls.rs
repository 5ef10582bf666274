// SPDX-License-Identifier: Apache-2.0

//! The bodies of the calls.

use crate::{
	candle::{Candle, MAX_SAMPLES},
	types::*,
	*,
};
use canary_primitives::{
	traits::{InspectLeases, InspectPara},
	LeasePeriod, LeaseRange, ParaId, Phase, PERIODS_PER_SLOT,
};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Zero},
	ArithmeticError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_new_auction(
		duration: BlockNumberFor<T>,
		offered: LeasePeriod,
	) -> DispatchResult {
		let now = Self::now();
		ensure!(!AuctionInfo::<T>::exists(), Error::<T>::AuctionInProgress);
		let ending = now.checked_add(&duration).ok_or(ArithmeticError::Overflow)?;
		let candle = Self::candle_lit_at(ending);
		ensure!(candle.sample_count() <= MAX_SAMPLES.into(), Error::<T>::TooManySamples);
		Self::ensure_settles_in_time(now, &candle, offered)?;

		AuctionInfo::<T>::put((offered, ending));
		if candle.phase_at(now).is_ending() {
			Self::record_samples(0);
		}
		let auction_index = AuctionCounter::<T>::mutate(|counter| {
			counter.saturating_inc();
			*counter
		});
		Self::deposit_event(Event::AuctionStarted { auction_index, lease_period: offered, ending });
		Ok(())
	}

	/// Checks that a winner can get every period they bid for: the latest block at which the auction can
	/// be settled is not after the first period on offer, and at the earliest such block leases can be
	/// given as far ahead as the last period. No leases can be given before period 0.
	fn ensure_settles_in_time(
		now: BlockNumberFor<T>,
		candle: &Candle<BlockNumberFor<T>>,
		offered: LeasePeriod,
	) -> DispatchResult {
		let clock = T::Leases::clock();
		let current = clock.period_at(now);
		ensure!(current.is_none_or(|current| offered >= current), Error::<T>::LeasePeriodInPast);
		let after_last = offered.checked_add(PERIODS_PER_SLOT).ok_or(ArithmeticError::Overflow)?;
		let last_block = clock.last_block(offered).ok_or(ArithmeticError::Overflow)?;
		let settled_from = candle.burnt_down_at().ok_or(ArithmeticError::Overflow)?;
		let settled_by = settled_from
			.checked_add(&T::RandomnessTimeout::get())
			.ok_or(ArithmeticError::Overflow)?;
		let earliest = clock.period_at(settled_from).ok_or(Error::<T>::SettlementTooEarly)?;
		let ahead = after_last.saturating_sub(earliest);
		ensure!(ahead <= T::Leases::horizon(), Error::<T>::LeasePeriodTooFar);
		ensure!(settled_by <= last_block, Error::<T>::SettlementTooLate);
		Ok(())
	}

	pub(crate) fn do_bid(
		bidder: T::AccountId,
		para: ParaId,
		(first, last): (LeasePeriod, LeasePeriod),
		amount: BalanceOf<T>,
	) -> DispatchResult {
		let (offered, sample) = Self::ensure_open()?;
		let range =
			LeaseRange::of_periods(offered, first, last).ok_or(Error::<T>::RangeNotOnOffer)?;
		ensure!(T::Paras::is_registered(para), Error::<T>::ParaNotRegistered);
		ensure!(!T::Leases::is_leased(para, first, last), Error::<T>::AlreadyLeasedOut);
		let standing = Self::standing_now();
		Self::ensure_leads(&standing, range, amount)?;

		Self::raise_hold(&bidder, para, amount)?;
		Self::deposit_event(Event::BidAccepted {
			bidder: bidder.clone(),
			para_id: para,
			amount,
			first_slot: first,
			last_slot: last,
		});
		Self::put_into_lead(Bid { bidder, para, range, amount }, standing, sample);
		Ok(())
	}

	pub(crate) fn do_cancel_auction() -> DispatchResult {
		ensure!(AuctionInfo::<T>::exists(), Error::<T>::NotAuction);
		ensure!(!Clearing::<T>::get(), Error::<T>::AuctionEnded);

		let auction_index = AuctionCounter::<T>::get();
		Clearing::<T>::put(true);
		Self::deposit_event(Event::AuctionCancelled { auction_index });
		Self::deposit_event(Event::AuctionClosed { auction_index });
		Ok(())
	}

	/// The first lease period on offer, and the sample to which a bid placed now belongs.
	pub(crate) fn ensure_open() -> Result<(LeasePeriod, Sample), Error<T>> {
		let (offered, ending) = AuctionInfo::<T>::get().ok_or(Error::<T>::NotAuction)?;
		ensure!(!Clearing::<T>::get(), Error::<T>::AuctionEnded);
		match Self::candle_lit_at(ending).phase_at(Self::now()) {
			Phase::Starting => Ok((offered, 0)),
			Phase::Ending { sample, .. } => {
				Ok((offered, sample.try_into().map_err(|_| Error::<T>::TooManySamples)?))
			},
			Phase::NotStarted | Phase::VrfDelay { .. } => Err(Error::<T>::AuctionEnded),
		}
	}

	fn ensure_leads(
		standing: &StandingOf<T>,
		range: LeaseRange,
		amount: BalanceOf<T>,
	) -> Result<(), Error<T>> {
		ensure!(!amount.is_zero(), Error::<T>::BidIsZero);
		let to_beat = amount_in(standing, range);
		ensure!(amount > to_beat, Error::<T>::BidTooLow);
		let increment = amount.saturating_sub(to_beat);
		ensure!(increment >= T::MinimumIncrement::get(), Error::<T>::IncrementTooSmall);
		Ok(())
	}

	/// Writes the bid into the standing of this sample, and releases the part of the outbid bidder's
	/// money with which they can no longer win.
	fn put_into_lead(
		bid: Bid<T::AccountId, BalanceOf<T>>,
		mut standing: StandingOf<T>,
		sample: Sample,
	) {
		let newcomer = (bid.bidder, bid.para);
		let outbid = standing[bid.range.index()]
			.replace((newcomer.0.clone(), newcomer.1, bid.amount))
			.map(|(who, para, _)| (who, para))
			.filter(|outbid| *outbid != newcomer);
		Self::record_samples(sample);
		Winning::<T>::insert(sample, &standing);
		if let Some(outbid) = outbid {
			let closed = sample.checked_sub(1);
			let may_still_win = Self::freeze_closed_lead(&outbid, closed);
			let leads_with = largest_lead(&standing, (&outbid.0, outbid.1));
			Self::lower_hold(&outbid, leads_with.max(may_still_win));
		}
	}

	/// Gives every sample up to this one a standing: a copy of the one before it. Returns how many had
	/// none.
	pub(crate) fn record_samples(sample: Sample) -> u32 {
		let latest = LatestSample::<T>::get();
		let first = latest.map_or(0, |latest| latest.saturating_add(1));
		if first > sample {
			return 0;
		}
		let standing = latest.and_then(Winning::<T>::get).unwrap_or_else(empty_standing);
		(first..=sample).for_each(|sample| Winning::<T>::insert(sample, &standing));
		LatestSample::<T>::put(sample);
		sample.saturating_sub(first).saturating_add(1)
	}

	/// The largest amount with which this bidder, who has just been outbid, may win by a closed sample.
	/// It is recorded as frozen.
	///
	/// The bidder led without interruption until now, so the latest closed sample has the largest amount
	/// for the range they lost. Amounts of ranges that they lost before are frozen already.
	fn freeze_closed_lead(outbid: &BidderOf<T>, closed: Option<Sample>) -> BalanceOf<T> {
		let Some(standing) = closed.and_then(Winning::<T>::get) else { return Zero::zero() };
		let frozen = FrozenAmounts::<T>::get(outbid);
		let may_win = largest_lead(&standing, (&outbid.0, outbid.1)).max(frozen);
		if may_win > frozen {
			FrozenAmounts::<T>::insert(outbid, may_win);
		}
		may_win
	}

	/// The current standing.
	pub(crate) fn standing_now() -> StandingOf<T> {
		let standing = LatestSample::<T>::get().and_then(Winning::<T>::get);
		standing.unwrap_or_else(empty_standing)
	}

	pub(crate) fn least_bid_for(first: LeasePeriod, last: LeasePeriod) -> Option<BalanceOf<T>> {
		let (offered, _) = Self::ensure_open().ok()?;
		let range = LeaseRange::of_periods(offered, first, last)?;
		let to_beat = amount_in(&Self::standing_now(), range);
		to_beat.checked_add(&T::MinimumIncrement::get())
	}
}

fn amount_in<AccountId, Balance: Copy + Zero>(
	standing: &Standing<AccountId, Balance>,
	range: LeaseRange,
) -> Balance {
	standing[range.index()].as_ref().map_or_else(Zero::zero, |(_, _, amount)| *amount)
}
