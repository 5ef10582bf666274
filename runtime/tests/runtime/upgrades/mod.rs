// SPDX-License-Identifier: GPL-3.0-or-later
//! What becomes of chains that run when the runtime is replaced.
//!
//! [`chains`] has chains of earlier commits go on with this runtime. [`layout`] and [`snapshot`] find
//! changes of what is kept in the state, before there is any such chain.

#[cfg(feature = "try-runtime")]
mod chains;
#[cfg(feature = "try-runtime")]
mod checks;
#[cfg(feature = "try-runtime")]
mod fixture;
mod layout;
mod shapes;
mod snapshot;

use std::{collections::BTreeMap, env, path::PathBuf};

use canary_runtime::AllPalletsWithSystem;
use codec::DecodeAll;
use frame_support::{
	storage::storage_prefix,
	traits::{OnGenesis, PalletsInfoAccess, STORAGE_VERSION_STORAGE_KEY_POSTFIX},
};
use sp_io::TestExternalities;

/// The folder with the states of earlier chains and the layout of the storage.
fn fixtures() -> PathBuf {
	// Asked for when the test runs: clones that share a target folder take each other's builds for their own.
	PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo tells every test"))
		.join("tests/fixtures")
}

/// The storage version of each pallet that has one, as the state has it.
fn versions_on_chain() -> BTreeMap<&'static str, u16> {
	let version_of = |pallet: &'static str| {
		let key = storage_prefix(pallet.as_bytes(), STORAGE_VERSION_STORAGE_KEY_POSTFIX);
		let value = sp_io::storage::get(&key)?;
		Some((pallet, u16::decode_all(&mut &value[..]).expect("it is a version")))
	};
	AllPalletsWithSystem::infos().into_iter().filter_map(|info| version_of(info.name)).collect()
}

/// The storage version of each pallet that has one, as this runtime has it: what genesis writes down.
fn versions_in_code() -> BTreeMap<&'static str, u16> {
	TestExternalities::default().execute_with(|| {
		AllPalletsWithSystem::on_genesis();
		versions_on_chain()
	})
}
