// SPDX-License-Identifier: GPL-3.0-or-later
//! The names and indices of the pallets.

use canary_para_runtime::AllPalletsWithSystem;
use frame_support::traits::PalletsInfoAccess;

#[test]
fn pallets_have_the_names_and_indices_of_the_parachain_template() {
	let pallets: Vec<_> = AllPalletsWithSystem::infos()
		.into_iter()
		.map(|pallet| (pallet.index, pallet.name))
		.collect();
	assert_eq!(
		pallets,
		[
			(0, "System"),
			(1, "ParachainSystem"),
			(2, "Timestamp"),
			(3, "ParachainInfo"),
			(10, "Balances"),
			(11, "TransactionPayment"),
			(15, "Sudo"),
			(20, "Authorship"),
			(23, "Aura"),
			(24, "AuraExt"),
		]
	);
}
