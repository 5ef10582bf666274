// SPDX-License-Identifier: GPL-3.0-or-later
//! Every pallet's own check of its state, and what it finds, by name.
//!
//! `AllPalletsWithSystem::try_state` would say no more than that something is wrong.

use canary_runtime::{AllPalletsWithSystem, BlockNumber, System};
use frame_support::traits::{PalletInfoAccess, TryState, TryStateSelect};

/// The pallets that find something wrong, and what they say.
pub(super) fn check() -> Vec<(&'static str, String)> {
	AllPalletsWithSystem::each(System::block_number())
}

trait CheckEach {
	fn each(now: BlockNumber) -> Vec<(&'static str, String)>;
}

frame_support::impl_for_tuples_attr! {
	#[tuple_types_custom_trait_bound(PalletInfoAccess + TryState<BlockNumber>)]
	impl CheckEach for Tuple {
		fn each(now: BlockNumber) -> Vec<(&'static str, String)> {
			let mut found = vec![];
			for_tuples!( #(
				let checked = <Tuple as TryState<BlockNumber>>::try_state(now, TryStateSelect::All);
				if let Err(error) = checked {
					let what: &'static str = error.into();
					found.push((<Tuple as PalletInfoAccess>::name(), format!("{what} ({error:?})")));
				}
			)* );
			found
		}
	}
}
