// SPDX-License-Identifier: Apache-2.0

//! Contributions in storage, where wallets look for them: the only file that knows of child tries.
//!
//! Each fund has a child trie of its own. Its key is the account, its value [`ContributionOf`].

use crate::{ContributionOf, FundIndex, Pallet};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use core::marker::PhantomData;
use frame_support::{
	defensive,
	storage::child::{self, ChildInfo},
};

/// The child trie of a fund, under the name that wallets compute.
fn trie(index: FundIndex) -> ChildInfo {
	let name = (b"crowdloan", index).using_encoded(sp_io::hashing::blake2_256);
	ChildInfo::new_default(&name)
}

impl<T: crate::Config> Pallet<T> {
	/// What this account has contributed to a fund.
	pub(crate) fn contribution(index: FundIndex, who: &T::AccountId) -> Option<ContributionOf<T>> {
		child::get(&trie(index), &who.encode())
	}

	/// From now on this is what the account has contributed.
	pub(crate) fn put_contribution(
		index: FundIndex,
		who: &T::AccountId,
		contribution: &ContributionOf<T>,
	) {
		child::put(&trie(index), &who.encode(), contribution);
	}

	/// From now on the account has contributed nothing.
	pub(crate) fn remove_contribution(index: FundIndex, who: &T::AccountId) {
		child::kill(&trie(index), &who.encode());
	}

	/// All contributions to a fund, in the order of the accounts' bytes. Each may be removed as
	/// soon as it is read.
	pub(crate) fn contributions(index: FundIndex) -> Contributions<T> {
		Contributions { trie: trie(index), last: Vec::new(), phantom: PhantomData }
	}

	/// The same, but for those up to this account.
	pub(crate) fn contributions_after(index: FundIndex, who: &T::AccountId) -> Contributions<T> {
		Contributions { last: who.encode(), ..Self::contributions(index) }
	}
}

/// Reads contributions one by one.
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
			defensive!("only accounts and their contributions are put into a fund's trie");
		}
		found
	}
}
