// SPDX-License-Identifier: Apache-2.0

//! The bodies of the calls.

use crate::{records::Record, terms::Terms, *};
use alloc::vec::Vec;
use canary_primitives::{
	traits::{InspectLeases, InspectManager, InspectPara, PlaceBids},
	ParaId, Phase,
};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{CheckedAdd, IdentifyAccount, Saturating, Verify, Zero},
	DispatchError, DispatchResult, MultiSignature, MultiSigner,
};

/// The parameters of a campaign.
pub(crate) struct Campaign<Balance, BlockNumber> {
	pub(crate) cap: Balance,
	pub(crate) terms: Terms<BlockNumber>,
	pub(crate) verifier: Option<MultiSigner>,
}

pub(crate) type CampaignOf<T> = Campaign<BalanceOf<T>, BlockNumberFor<T>>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create(
		depositor: T::AccountId,
		para: ParaId,
		campaign: CampaignOf<T>,
	) -> DispatchResult {
		let Campaign { cap, terms, verifier } = campaign;
		let now = Self::now();
		Self::ensure_winnable(&terms, now)?;
		let earlier = Record::<T>::current(para).ok();
		if let Some(earlier) = &earlier {
			let makes_room = !earlier.book.lease.is_zero() || earlier.ensure_over().is_ok();
			ensure!(makes_room, Error::<T>::FundNotEnded);
		}
		let manager = T::Paras::manager(para).ok_or(Error::<T>::InvalidParaId)?;
		ensure!(depositor == manager, Error::<T>::InvalidOrigin);
		ensure!(T::Paras::is_registered(para), Error::<T>::NotParachain);
		Self::ensure_not_leased(para, &terms)?;
		ensure!(Books::<T>::count() < T::MaxFunds::get(), Error::<T>::TooManyFunds);
		let fund_index = NextFundIndex::<T>::get();
		let next = fund_index.checked_add(1).ok_or(Error::<T>::Overflow)?;

		let deposit = T::SubmissionDeposit::get();
		Self::hold_deposit(&depositor, deposit)?;
		if let Some(mut earlier) = earlier {
			Self::leave_queue(&mut earlier);
			earlier.move_to_earlier()?;
		}
		NextFundIndex::<T>::put(next);
		Books::<T>::insert(fund_index, Book { para, ..Default::default() });
		Self::schedule_end(fund_index, terms.end);
		Funds::<T>::insert(
			para,
			FundInfo {
				depositor,
				verifier,
				deposit,
				raised: Zero::zero(),
				end: terms.end,
				cap,
				last_contribution: LastContribution::Never,
				first_period: terms.first,
				last_period: terms.last,
				fund_index,
			},
		);
		Self::deposit_event(Event::Created { para_id: para });
		Ok(())
	}

	pub(crate) fn do_contribute(
		who: T::AccountId,
		para: ParaId,
		value: BalanceOf<T>,
		signature: Option<MultiSignature>,
	) -> DispatchResult {
		let mut record = Record::<T>::current(para)?;
		let now = Self::now();
		let raised = record.fund.raised.checked_add(&value).ok_or(Error::<T>::Overflow)?;
		ensure!(raised <= record.fund.cap, Error::<T>::CapExceeded);
		ensure!(now < record.fund.end, Error::<T>::ContributionPeriodOver);
		ensure!(record.book.lease.is_zero(), Error::<T>::BidOrLeaseActive);
		let phase = T::Auctions::phase();
		let is_closed = matches!(phase, Phase::VrfDelay { .. });
		ensure!(!is_closed, Error::<T>::VrfDelayInProgress);
		let before = Self::contribution(record.index(), &who);
		let is_new = before.is_none();
		let (given, memo) = before.unwrap_or_default();
		let sum = given.saturating_add(value);
		let is_last = raised == record.fund.cap && sum >= T::Currency::minimum_balance();
		let is_enough = value >= T::MinContribution::get() || (is_last && !value.is_zero());
		ensure!(is_enough, Error::<T>::ContributionTooSmall);
		if let Some(verifier) = record.fund.verifier.clone() {
			let signature = signature.ok_or(Error::<T>::InvalidSignature)?;
			let signed = (para, &who, given, value, record.index()).encode();
			let is_valid = signature.verify(&signed[..], &verifier.into_account());
			ensure!(is_valid, Error::<T>::InvalidSignature);
		}

		Self::hold_contribution(&who, value)?;
		Self::put_contribution(record.index(), &who, &(sum, memo));
		record.fund.raised = raised;
		record.book.contributors = record.book.contributors.saturating_add(is_new.into());
		record.fund.last_contribution = if phase.is_ending() {
			LastContribution::Ending(now)
		} else {
			LastContribution::PreEnding(EndingsCount::<T>::get())
		};
		Self::queue_up(&mut record);
		record.save();
		Self::deposit_event(Event::Contributed { who, fund_index: para, amount: value });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: T::AccountId, para: ParaId) -> DispatchResult {
		let mut reason = Error::<T>::InvalidParaId;
		let mut has_contributed = false;
		for mut record in Record::<T>::all_of(para) {
			let contribution = Self::contribution(record.index(), &who);
			match (record.ensure_over(), contribution) {
				(Ok(()), Some((amount, _))) => {
					Self::give_back(&mut record, who, amount);
					record.save();
					return Ok(());
				},
				// The error of a fund with a contribution of theirs tells why they must wait.
				(Err(error), Some(_)) => (reason, has_contributed) = (error, true),
				(Err(error), None) if !has_contributed => reason = error,
				(Ok(()), None) if !has_contributed => reason = Error::<T>::NoContributions,
				(_, None) => {},
			}
		}
		Err(reason.into())
	}

	/// Returns how many contributors were released.
	pub(crate) fn do_refund(para: ParaId) -> Result<u32, DispatchError> {
		let mut reason = Error::<T>::InvalidParaId;
		for mut record in Record::<T>::all_of(para) {
			match record.ensure_over() {
				Ok(()) if record.book.contributors > 0 => {
					let released = Self::release_page(
						&mut record,
						T::RemoveKeysLimit::get(),
						&mut WeightMeter::new(),
					);
					record.save();
					return Ok(released);
				},
				Ok(()) => reason = Error::<T>::NoContributions,
				Err(error) => reason = error,
			}
		}
		Err(reason.into())
	}

	pub(crate) fn do_dissolve(who: T::AccountId, para: ParaId) -> DispatchResult {
		let mut record = Record::<T>::current(para)?;
		let is_permitted = who == record.fund.depositor || Self::now() >= record.fund.end;
		let is_empty = record.fund.raised.is_zero() && record.book.is_free();
		ensure!(is_permitted && is_empty, Error::<T>::NotReadyToDissolve);

		Self::leave_queue(&mut record);
		Self::unschedule_end(record.index());
		Releasing::<T>::mutate(|funds| funds.retain(|index| *index != record.index()));
		Self::dissolve_record(record);
		Ok(())
	}

	pub(crate) fn do_edit(para: ParaId, campaign: CampaignOf<T>) -> DispatchResult {
		let Campaign { cap, terms, verifier } = campaign;
		let mut record = Record::<T>::current(para)?;
		let now = Self::now();
		ensure!(record.ensure_over().is_err(), Error::<T>::ContributionPeriodOver);
		ensure!(record.book.lease.is_zero(), Error::<T>::BidOrLeaseActive);
		Self::ensure_winnable(&terms, now)?;
		Self::ensure_not_leased(para, &terms)?;

		Self::unschedule_end(record.index());
		Self::schedule_end(record.index(), terms.end);
		record.book.stage = Stage::Open;
		// A bid that was refused on the old terms may be accepted on the new ones.
		if record.book.turn == Turn::Refused {
			Self::queue_up(&mut record);
		}
		record.fund.cap = cap;
		record.fund.end = terms.end;
		record.fund.first_period = terms.first;
		record.fund.last_period = terms.last;
		record.fund.verifier = verifier;
		record.save();
		Self::deposit_event(Event::Edited { para_id: para });
		Ok(())
	}

	pub(crate) fn do_add_memo(who: T::AccountId, para: ParaId, memo: Vec<u8>) -> DispatchResult {
		let bounded = MemoOf::<T>::try_from(memo).map_err(|_| Error::<T>::MemoTooLarge)?;
		let record = Record::<T>::current(para)?;
		let contribution = Self::contribution(record.index(), &who);
		let (amount, _) = contribution.ok_or(Error::<T>::NoContributions)?;
		ensure!(!record.book.won, Error::<T>::MemoLocked);

		let contribution = (amount, bounded);
		Self::put_contribution(record.index(), &who, &contribution);
		let memo = contribution.1.into_inner();
		Self::deposit_event(Event::MemoUpdated { who, para_id: para, memo });
		Ok(())
	}

	pub(crate) fn do_poke(para: ParaId) -> DispatchResult {
		let mut record = Record::<T>::current(para)?;
		ensure!(!record.fund.raised.is_zero(), Error::<T>::NoContributions);
		ensure!(record.book.turn != Turn::Raised, Error::<T>::AlreadyInNewRaise);
		ensure!(Self::now() < record.fund.end, Error::<T>::ContributionPeriodOver);
		ensure!(record.book.lease.is_zero(), Error::<T>::BidOrLeaseActive);

		Self::queue_up(&mut record);
		record.save();
		Self::deposit_event(Event::AddedToNewRaise { para_id: para });
		Ok(())
	}

	/// Checks that the terms are sound and that the first lease period can still be won. Otherwise the
	/// money could never be bid.
	fn ensure_winnable(
		terms: &Terms<BlockNumberFor<T>>,
		now: BlockNumberFor<T>,
	) -> Result<(), Error<T>> {
		terms.check(now, &T::Leases::clock()).map_err(Error::<T>::from)?;
		ensure!(T::Auctions::may_be_won(terms.first), Error::<T>::TooLateToWin);
		Ok(())
	}

	/// Checks that the para has no lease for any of the periods.
	fn ensure_not_leased(para: ParaId, terms: &Terms<BlockNumberFor<T>>) -> Result<(), Error<T>> {
		let is_leased = T::Leases::is_leased(para, terms.first, terms.last);
		ensure!(!is_leased, Error::<T>::LeaseActive);
		Ok(())
	}

	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}
}
