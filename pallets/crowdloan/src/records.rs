// SPDX-License-Identifier: Apache-2.0

//! A fund that a call or a hook works on: loaded with its book, and saved if changed.

use crate::{
	BalanceOf, Book, Books, Config, EarlierFunds, Error, FundIndex, FundInfoOf, Funds, Pallet,
	ReleasedUpTo, Stage,
};
use alloc::vec::Vec;
use canary_primitives::ParaId;
use frame_support::{defensive, traits::Get};
use sp_runtime::{traits::AccountIdConversion, DispatchResult};

/// A fund read from storage. [`save`](Self::save) writes what was changed here.
pub(crate) struct Record<T: Config> {
	pub(crate) para: ParaId,
	pub(crate) fund: FundInfoOf<T>,
	pub(crate) book: Book<BalanceOf<T>>,
	stored: (FundInfoOf<T>, Book<BalanceOf<T>>),
	is_listed: bool,
}

impl<T: Config> Record<T> {
	/// The listed fund of a para; [`Error::InvalidParaId`] if it has none.
	pub(crate) fn current(para: ParaId) -> Result<Self, Error<T>> {
		let fund = Funds::<T>::get(para);
		fund.and_then(|fund| Self::new(para, fund, true)).ok_or(Error::<T>::InvalidParaId)
	}

	/// The fund with this number; `None` if it does not exist or is dissolved.
	pub(crate) fn by_index(index: FundIndex) -> Option<Self> {
		let book = Books::<T>::get(index)?;
		let para = book.para;
		let (fund, is_listed) = match Funds::<T>::get(para) {
			Some(fund) if fund.fund_index == index => (fund, true),
			_ => (EarlierFunds::<T>::get(para).into_iter().find(|f| f.fund_index == index)?, false),
		};
		Some(Self { para, stored: (fund.clone(), book), fund, book, is_listed })
	}

	/// All funds of a para, the oldest first and the listed one last.
	pub(crate) fn all_of(para: ParaId) -> Vec<Self> {
		let earlier = EarlierFunds::<T>::get(para).into_iter();
		let earlier = earlier.filter_map(|fund| Self::new(para, fund, false));
		earlier.chain(Self::current(para).ok()).collect()
	}

	/// All funds.
	pub(crate) fn all() -> impl Iterator<Item = Self> {
		Books::<T>::iter_keys().filter_map(Self::by_index)
	}

	fn new(para: ParaId, fund: FundInfoOf<T>, is_listed: bool) -> Option<Self> {
		let Some(book) = Books::<T>::get(fund.fund_index) else {
			defensive!("invariant 1: there is a book for every fund");
			return None;
		};
		Some(Self { para, stored: (fund.clone(), book), fund, book, is_listed })
	}

	/// The number of the fund.
	pub(crate) fn index(&self) -> FundIndex {
		self.fund.fund_index
	}

	/// Whether it is the listed fund of its para.
	pub(crate) fn is_listed(&self) -> bool {
		self.is_listed
	}

	/// The account under which the fund bids and leases.
	pub(crate) fn account(&self) -> T::AccountId {
		Pallet::<T>::account_of(self.index())
	}

	/// Fails as long as the money may still be needed. That includes the time until the end is processed,
	/// because a fund that waits to bid does so then.
	pub(crate) fn ensure_over(&self) -> Result<(), Error<T>> {
		match self.book.stage {
			Stage::Open => Err(Error::<T>::FundNotEnded),
			Stage::Ended => Err(Error::<T>::BidOrLeaseActive),
			Stage::Releasing => Ok(()),
		}
	}

	/// Writes the changes to storage.
	pub(crate) fn save(self) {
		let index = self.index();
		if self.book != self.stored.1 {
			Books::<T>::insert(index, self.book);
		}
		if self.fund == self.stored.0 {
			return;
		}
		if self.is_listed {
			Funds::<T>::insert(self.para, self.fund);
		} else {
			EarlierFunds::<T>::mutate(self.para, |funds| {
				match funds.iter_mut().find(|fund| fund.fund_index == index) {
					Some(stored) => *stored = self.fund,
					None => {
						defensive!("a fund stays where it was read");
					},
				}
			});
		}
	}

	/// Moves a listed fund to the earlier ones, to make room for another fund of the same para.
	pub(crate) fn move_to_earlier(self) -> DispatchResult {
		let para = self.para;
		EarlierFunds::<T>::try_mutate(para, |funds| funds.try_push(self.fund.clone()))
			.map_err(|_| Error::<T>::TooManyFundsOfPara)?;
		Funds::<T>::remove(para);
		if self.book != self.stored.1 {
			Books::<T>::insert(self.index(), self.book);
		}
		Ok(())
	}

	/// Removes a fund whose contributors are released. If it was the listed one, the latest earlier fund
	/// of the para is listed again, so that wallets find the fund that still has money.
	pub(crate) fn remove(self) {
		let index = self.index();
		Books::<T>::remove(index);
		ReleasedUpTo::<T>::remove(index);
		EarlierFunds::<T>::mutate_exists(self.para, |stored| {
			let mut rest = stored.take().unwrap_or_default();
			if self.is_listed {
				Funds::<T>::set(self.para, rest.pop());
			} else {
				rest.retain(|fund| fund.fund_index != index);
			}
			*stored = (!rest.is_empty()).then_some(rest);
		});
	}
}

impl<T: Config> Pallet<T> {
	/// The account of the fund with this number.
	pub(crate) fn account_of(index: FundIndex) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(index)
	}

	/// The number of the fund with this account; `None` if the account does not have the form of a
	/// fund's.
	pub(crate) fn index_of(account: &T::AccountId) -> Option<FundIndex> {
		let (id, index) = AccountIdConversion::try_from_sub_account(account)?;
		(T::PalletId::get() == id).then_some(index)
	}
}
