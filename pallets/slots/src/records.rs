// SPDX-License-Identifier: Apache-2.0

//! Leases in storage: the only file that writes them, except for a swap.

use crate::{BookOf, Config, LeaseBase, LeaseBook, Leases, Pallet};
use canary_primitives::ParaId;
use frame_support::{defensive, BoundedVec};

impl<T: Config> Pallet<T> {
	/// The leases of a para as stored; `None` if it has none.
	pub(crate) fn book(para: ParaId) -> Option<BookOf<T>> {
		let base = LeaseBase::<T>::get(para)?;
		Some(LeaseBook { base, entries: Leases::<T>::get(para).into_inner() })
	}

	/// The leases of a para from the current period on, whether or not the roll-over has reached it.
	pub(crate) fn book_now(para: ParaId) -> BookOf<T> {
		let now = Self::period_now().unwrap_or_default();
		Self::book(para).map_or_else(|| LeaseBook::empty(now), |book| book.seen_from(now))
	}

	/// Stores the leases of a para, or removes its records if it has none.
	pub(crate) fn store(para: ParaId, book: BookOf<T>) {
		if book.is_empty() {
			return Self::forget(para);
		}
		let entries = BoundedVec::try_from(book.entries).unwrap_or_else(|all| {
			defensive!("a lease ends within `MaxLeasePeriods`");
			BoundedVec::truncate_from(all)
		});
		Leases::<T>::insert(para, entries);
		LeaseBase::<T>::insert(para, book.base);
	}

	/// Removes the leases of a para from storage.
	pub(crate) fn forget(para: ParaId) {
		Leases::<T>::remove(para);
		LeaseBase::<T>::remove(para);
	}
}
