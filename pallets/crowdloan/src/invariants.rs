// SPDX-License-Identifier: Apache-2.0

//! The numbered invariants of the crate documentation, checked on the whole state.

use crate::{ends, records::Record, *};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

type Owed<T> = BTreeMap<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

impl<T: Config> Pallet<T> {
	/// Checks every invariant and names the first that is broken.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::funds_have_books()?;
		Self::contributions_are_counted()?;
		Self::contributions_are_held()?;
		Self::deposits_are_held()?;
		Self::commitments_are_covered()?;
		Self::ends_are_awaited()?;
		Self::turns_are_waited_for()
	}

	fn funds_have_books() -> Result<(), TryRuntimeError> {
		let listed = Funds::<T>::iter().map(|(para, fund)| (fund.fund_index, para));
		let earlier = EarlierFunds::<T>::iter()
			.flat_map(|(para, funds)| funds.into_iter().map(move |fund| (fund.fund_index, para)));
		let funds: alloc::vec::Vec<_> = listed.chain(earlier).collect();
		ensure!(
			funds.len() == Books::<T>::count() as usize
				&& funds.len() == Books::<T>::iter().count()
				&& funds.iter().all(|(index, para)| {
					Books::<T>::get(index).is_some_and(|book| book.para == *para)
				}),
			"invariant 1: there is one book for each fund, and no other"
		);
		let next = NextFundIndex::<T>::get();
		ensure!(funds.iter().all(|(index, _)| *index < next), "invariant 1: numbers are used once");
		Ok(())
	}

	fn contributions_are_counted() -> Result<(), TryRuntimeError> {
		for record in Record::<T>::all() {
			let amounts = || Self::contributions(record.index()).map(|(_, (amount, _))| amount);
			let sum =
				amounts().fold(BalanceOf::<T>::zero(), |sum, amount| sum.saturating_add(amount));
			ensure!(sum == record.fund.raised, "invariant 2: what is raised is the sum");
			ensure!(!amounts().any(|amount| amount.is_zero()), "invariant 2: nobody gives nothing");
			let counted = amounts().count() == record.book.contributors as usize;
			ensure!(counted, "invariant 2: the contributors are counted");
		}
		for index in 0..NextFundIndex::<T>::get() {
			let is_left =
				!Books::<T>::contains_key(index) && Self::contributions(index).next().is_some();
			ensure!(!is_left, "invariant 2: no contribution outlives its fund");
		}
		for (index, up_to) in ReleasedUpTo::<T>::iter() {
			ensure!(Books::<T>::contains_key(index), "invariant 2: only contributors are released");
			let all = Self::contributions(index).count();
			let is_left = Self::contributions_after(index, &up_to).count() < all;
			ensure!(!is_left, "invariant 2: nobody is left where all have been released");
		}
		Ok(())
	}

	fn contributions_are_held() -> Result<(), TryRuntimeError> {
		let mut owed = Owed::<T>::new();
		for record in Record::<T>::all() {
			for (who, (amount, _)) in Self::contributions(record.index()) {
				add::<T>(&mut owed, who, amount);
			}
		}
		ensure!(
			Self::is_all_on_hold(HoldReason::Contribution, &owed),
			"invariant 3: contributions are held, and nothing else"
		);
		Ok(())
	}

	fn deposits_are_held() -> Result<(), TryRuntimeError> {
		let mut owed = Owed::<T>::new();
		for record in Record::<T>::all() {
			add::<T>(&mut owed, record.fund.depositor, record.fund.deposit);
		}
		ensure!(
			Self::is_all_on_hold(HoldReason::Deposit, &owed),
			"invariant 4: deposits are held, and nothing else"
		);
		Ok(())
	}

	fn is_all_on_hold(reason: HoldReason, owed: &Owed<T>) -> bool {
		let reason = reason.into();
		let known = frame_system::Account::<T>::iter_keys();
		known.chain(owed.keys().cloned()).all(|who| {
			let due = owed.get(&who).copied().unwrap_or_else(Zero::zero);
			T::Currency::balance_on_hold(&reason, &who) == due
		})
	}

	fn commitments_are_covered() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<FundIndex, Commitment<BalanceOf<T>>>::new();
		for (_, index, commitment) in Commitments::<T>::iter() {
			ensure!(!commitment.is_empty(), "invariant 5: a commitment is for something");
			let sum = sums.entry(index).or_default();
			sum.bid = sum.bid.saturating_add(commitment.bid);
			sum.lease = sum.lease.saturating_add(commitment.lease);
		}
		ensure!(sums.keys().all(Books::<T>::contains_key), "invariant 5: only funds commit");
		for record in Record::<T>::all() {
			let sum = sums.get(&record.index()).copied().unwrap_or_default();
			let book = record.book;
			ensure!(
				(sum.bid, sum.lease) == (book.bid, book.lease),
				"invariant 5: a book has the sum of its fund's commitments"
			);
			let most = sum.bid.max(sum.lease);
			ensure!(most <= record.fund.raised, "invariant 5: what is committed is raised");
		}
		Ok(())
	}

	fn ends_are_awaited() -> Result<(), TryRuntimeError> {
		let (ends, releasing) = (Agenda::<T>::get(), Releasing::<T>::get());
		ensure!(ends::is_sorted(&ends), "invariant 6: the list of ends is sorted by block");
		let mut places = BTreeSet::new();
		let indices = ends.iter().map(|(_, index)| index).chain(&releasing);
		for index in indices.clone() {
			ensure!(places.insert(*index), "invariant 6: a fund is in one place only");
			ensure!(Books::<T>::contains_key(index), "invariant 6: only funds come to an end");
		}
		for record in Record::<T>::all() {
			let scheduled = (record.fund.end, record.index());
			let is_kept = match record.book.stage {
				Stage::Open => ends.contains(&scheduled),
				Stage::Ended => !record.book.is_free() && !places.contains(&record.index()),
				Stage::Releasing => record.book.is_free() && releasing.contains(&record.index()),
			};
			ensure!(is_kept, "invariant 6: every fund is on its way to its end");
			let has_ended = record.fund.end <= Self::now();
			ensure!(
				has_ended || record.book.stage == Stage::Open,
				"invariant 6: nobody is released early"
			);
		}
		Ok(())
	}

	fn turns_are_waited_for() -> Result<(), TryRuntimeError> {
		let raised = NewRaise::<T>::get().into_iter().map(|para| (para, Turn::Raised));
		let refused = Refused::<T>::get().into_iter().map(|r| (r.para, Turn::Refused));
		let mut waiting = BTreeMap::new();
		for (para, turn) in raised.chain(refused) {
			let is_new = waiting.insert(para, turn).is_none();
			ensure!(is_new, "invariant 7: a fund waits in one place only");
			let listed = Funds::<T>::contains_key(para);
			ensure!(listed, "invariant 7: only listed funds wait to bid");
		}
		for record in Record::<T>::all() {
			let listed = Funds::<T>::get(record.para).map(|fund| fund.fund_index);
			let is_listed = listed == Some(record.index());
			let turn = if is_listed { waiting.get(&record.para).copied() } else { None };
			let is_known = turn.unwrap_or_default() == record.book.turn;
			ensure!(is_known, "invariant 7: a fund knows whether it waits to bid");
			let has_won = !record.book.lease.is_zero();
			let waits = record.book.turn != Turn::Resting;
			ensure!(!(has_won && waits), "invariant 7: a fund with a lease does not bid");
		}
		Ok(())
	}
}

fn add<T: Config>(owed: &mut Owed<T>, who: T::AccountId, amount: BalanceOf<T>) {
	let sum = owed.entry(who).or_insert_with(Zero::zero);
	*sum = sum.saturating_add(amount);
}
