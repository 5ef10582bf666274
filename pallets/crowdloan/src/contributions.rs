// SPDX-License-Identifier: Apache-2.0

//! Contributions in storage: the only file that uses child tries.
//!
//! Each fund has a child trie, where wallets read contributions. Its keys are accounts, its values
//! [`ContributionOf`].

use crate::{ContributionOf, FundIndex, Pallet};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use core::marker::PhantomData;
use frame_support::{
	defensive,
	storage::child::{self, ChildInfo},
};

/// The child trie of a fund. Wallets compute the same name.
fn trie(index: FundIndex) -> ChildInfo {
	let name = (b"crowdloan", index).using_encoded(sp_io::hashing::blake2_256);
	ChildInfo::new_default(&name)
}

impl<T: crate::Config> Pallet<T> {
	/// The contribution of an account to a fund.
	pub(crate) fn contribution(index: FundIndex, who: &T::AccountId) -> Option<ContributionOf<T>> {
		child::get(&trie(index), &who.encode())
	}

	/// Stores the contribution of an account to a fund.
	pub(crate) fn put_contribution(
		index: FundIndex,
		who: &T::AccountId,
		contribution: &ContributionOf<T>,
	) {
		child::put(&trie(index), &who.encode(), contribution);
	}

	/// Removes the contribution of an account to a fund.
	pub(crate) fn remove_contribution(index: FundIndex, who: &T::AccountId) {
		child::kill(&trie(index), &who.encode());
	}

	/// All contributions to a fund, in the order of the accounts' bytes. Each may be removed as soon as
	/// it is returned.
	pub(crate) fn contributions(index: FundIndex) -> Contributions<T> {
		Contributions { trie: trie(index), last: Vec::new(), phantom: PhantomData }
	}

	/// The contributions to a fund after this account, in the order of the accounts' bytes.
	pub(crate) fn contributions_after(index: FundIndex, who: &T::AccountId) -> Contributions<T> {
		Contributions { last: who.encode(), ..Self::contributions(index) }
	}
}

/// An iterator over the contributions to a fund.
pub(crate) struct Contributions<T> {
	trie: ChildInfo,
	last: Vec<u8>,
	phantom: PhantomData<T>,
}

impl<T: crate::Config> Iterator for Contributions<T> {
	type Item = (T::AccountId, ContributionOf<T>);

	fn next(&mut self) -> Option<Self::Item> {
		self.last = sp_io::default_child_storage::next_key(self.trie.storage_key(), &self.last)?;
		let who = T::AccountId::decode(&mut &self.last[..]).ok();
		let found = who.zip(child::get(&self.trie, &self.last));
		if found.is_none() {
			defensive!("a fund's trie has accounts and their contributions only");
		}
		found
	}
}
