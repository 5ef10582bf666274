// SPDX-License-Identifier: GPL-3.0-or-later
//! The weights of votes.
//!
//! The SDK has measured them with its own `pallet-referenda`. A vote on one of our referenda may do more: it
//! looks for an alarm in eight agendas, and where all of them are full it replaces a late task; it reads the
//! acceleration, and requests the preimage of a proposal that begins to be confirmed.

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// What a change of one poll's tally reads and writes beyond what the SDK has measured. A test counts it.
fn poll<T: frame_system::Config>() -> Weight {
	T::DbWeight::get().reads_writes(12, 3)
}

/// The weights of votes, and of delegations, which change each poll that the delegate has voted in.
#[derive(Debug)]
pub struct OfThePublic<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_conviction_voting::WeightInfo for OfThePublic<T> {
	fn vote_new() -> Weight {
		Public::<T>::vote_new().saturating_add(poll::<T>())
	}
	fn vote_existing() -> Weight {
		Public::<T>::vote_existing().saturating_add(poll::<T>())
	}
	fn remove_vote() -> Weight {
		Public::<T>::remove_vote().saturating_add(poll::<T>())
	}
	// Whoever names themselves removes their vote of a poll that goes on, too.
	fn remove_other_vote() -> Weight {
		Public::<T>::remove_other_vote().max(Self::remove_vote())
	}
	fn delegate(polls: u32) -> Weight {
		Public::<T>::delegate(polls).saturating_add(poll::<T>().saturating_mul(polls.into()))
	}
	fn undelegate(polls: u32) -> Weight {
		Public::<T>::undelegate(polls).saturating_add(poll::<T>().saturating_mul(polls.into()))
	}
	fn unlock() -> Weight {
		Public::<T>::unlock()
	}
}

type Public<T> = pallet_conviction_voting::weights::SubstrateWeight<T>;

/// The weights of the fellowship's calls, of which one is a vote.
#[derive(Debug)]
pub struct OfTheFellowship<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_ranked_collective::WeightInfo for OfTheFellowship<T> {
	fn add_member() -> Weight {
		Fellowship::<T>::add_member()
	}
	fn remove_member(rank: u32) -> Weight {
		Fellowship::<T>::remove_member(rank)
	}
	fn promote_member(rank: u32) -> Weight {
		Fellowship::<T>::promote_member(rank)
	}
	fn demote_member(rank: u32) -> Weight {
		Fellowship::<T>::demote_member(rank)
	}
	fn vote() -> Weight {
		Fellowship::<T>::vote().saturating_add(poll::<T>())
	}
	fn cleanup_poll(votes: u32) -> Weight {
		Fellowship::<T>::cleanup_poll(votes)
	}
	fn exchange_member() -> Weight {
		Fellowship::<T>::exchange_member()
	}
}

type Fellowship<T> = pallet_ranked_collective::weights::SubstrateWeight<T>;
