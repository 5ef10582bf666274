// SPDX-License-Identifier: Apache-2.0

//! The bids of funds, and the queues in which funds wait to bid.

use crate::{
	records::Record,
	refusals::{start_over, take_due, Refusal},
	*,
};
use alloc::vec::Vec;
use canary_primitives::{traits::PlaceBids, ParaId};
use frame_support::{
	defensive,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Saturating, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// Follows the ending period of the auction, at the begin of a block. In the ending period it
	/// consumes the weight of the bids that are placed at the end of the block.
	pub(crate) fn watch_auction(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		let known = Ending::<T>::get();
		if T::Auctions::phase().is_ending() {
			meter.consume(Self::weight_of_bids());
			let auction_index = T::Auctions::auction_index();
			if known != Some(auction_index) {
				Ending::<T>::put(auction_index);
				EndingsCount::<T>::mutate(|count| count.saturating_inc());
				Refused::<T>::mutate(|refused| start_over(refused.iter_mut(), now));
			}
		} else if let Some(auction_index) = known {
			Ending::<T>::kill();
			let para_ids = NewRaise::<T>::get().into_inner();
			if !para_ids.is_empty() {
				Self::deposit_event(Event::AuctionMissed { auction_index, para_ids });
			}
		}
	}

	/// Places the bids of a block: first of funds that have raised money since their last bid, in the
	/// order of the queue, then of funds whose last bid was refused.
	pub(crate) fn do_bids(now: BlockNumberFor<T>) {
		// An auction can be opened with its candle lit. Its first bids are placed in the next block,
		// because only the begin of a block consumes the weight for them.
		let Some(noticed) = Ending::<T>::get() else { return };
		if noticed != T::Auctions::auction_index() || !T::Auctions::phase().is_ending() {
			return;
		}
		let most = T::FundsPerBlock::get().saturated_into::<usize>();
		let mut waiting = NewRaise::<T>::get();
		let raised: Vec<ParaId> = waiting.drain(..most.min(waiting.len())).collect();
		if !raised.is_empty() {
			NewRaise::<T>::put(waiting);
		}
		let mut refused = Refused::<T>::get().into_inner();
		let retried = take_due(&mut refused, now, most.saturating_sub(raised.len()));
		if raised.is_empty() && retried.is_empty() {
			return;
		}

		let mut changed = !retried.is_empty();
		let raised = raised.into_iter().map(|para| (para, Refusal::first(para, now)));
		let retried = retried.into_iter().map(|refusal| (refusal.para, refusal.again(now)));
		for (para, if_refused) in raised.chain(retried) {
			if Self::take_turn(para) == Turn::Refused {
				refused.push(if_refused);
				changed = true;
			}
		}
		if changed {
			Refused::<T>::put(BoundedVec::truncate_from(refused));
		}
	}

	/// Lets the listed fund of a para bid, and stores and returns its new turn.
	fn take_turn(para: ParaId) -> Turn {
		let Ok(record) = Record::<T>::current(para) else {
			defensive!("invariant 7: only listed funds wait to bid");
			return Turn::Resting;
		};
		let Some((mut record, result)) = Self::bid(record) else { return Turn::Resting };
		let turn = if result.is_ok() { Turn::Resting } else { Turn::Refused };
		record.book.turn = turn;
		record.save();
		turn
	}

	/// Bids all that a fund has raised. Returns the record after the bid and the result.
	///
	/// The bid makes Auctions call this pallet for the commitment, which changes the record in storage.
	/// So the record is saved before the bid and loaded again after it.
	pub(crate) fn bid(record: Record<T>) -> Option<(Record<T>, DispatchResult)> {
		let (index, para, bidder) = (record.index(), record.para, record.account());
		let (first, last) = (record.fund.first_period, record.fund.last_period);
		let raised = record.fund.raised;
		record.save();
		let result = T::Auctions::place_bid(bidder, para, first, last, raised);
		Self::deposit_event(Event::HandleBidResult { para_id: para, result });
		let Some(record) = Record::<T>::by_index(index) else {
			defensive!("invariant 1: a bid removes no fund");
			return None;
		};
		Some((record, result))
	}

	/// Puts a fund into `NewRaise`, unless it is there already.
	pub(crate) fn queue_up(record: &mut Record<T>) {
		if record.book.turn == Turn::Raised {
			return;
		}
		Self::leave_queue(record);
		// The list has room for the greatest number of funds.
		if NewRaise::<T>::try_append(record.para).is_err() {
			defensive!("invariant 7: a fund waits in one place only");
			return;
		}
		record.book.turn = Turn::Raised;
	}

	/// Takes a fund out of the queue in which it waits to bid, if any.
	pub(crate) fn leave_queue(record: &mut Record<T>) {
		match record.book.turn {
			Turn::Resting => return,
			Turn::Raised => NewRaise::<T>::mutate(|w| w.retain(|para| *para != record.para)),
			Turn::Refused => Refused::<T>::mutate(|r| r.retain(|r| r.para != record.para)),
		}
		record.book.turn = Turn::Resting;
	}

	/// The greatest weight of the bids of a block.
	pub(crate) fn weight_of_bids() -> Weight {
		T::WeightInfo::bid()
			.saturating_mul(T::FundsPerBlock::get().into())
			.saturating_add(T::WeightInfo::bids_base())
	}
}
