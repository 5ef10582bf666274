// SPDX-License-Identifier: GPL-3.0-or-later
//! The upgrade of a chain to this runtime, and what must hold after it.

use std::collections::BTreeSet;

use canary_runtime::{AllPalletsWithSystem, Executive, Runtime, System, VERSION};
use frame_support::{
	migrations::MultiStepMigrator,
	storage::storage_prefix,
	traits::{
		PalletsInfoAccess, TryDecodeEntireStorage, TryState, TryStateSelect,
		STORAGE_VERSION_STORAGE_KEY_POSTFIX,
	},
};
use frame_system::LastRuntimeUpgrade;
use frame_try_runtime::UpgradeCheckSelect;

use super::{versions_in_code, versions_on_chain};
use crate::common::{metadata, next_block};

type Migrator = <Runtime as frame_system::Config>::MultiBlockMigrator;

/// The most blocks that migrations of several blocks may take.
const MOST_BLOCKS: u32 = 1_000;

/// Runs all migrations, and returns what is wrong then.
///
/// Each migration checks what it has found and made, and each pallet its own state. Every value must
/// be of the type as which this runtime reads it.
pub(super) fn upgrade() -> Vec<String> {
	let mut faults: Vec<_> = migrations_that_do_not_run().into_iter().collect();
	let checked = Executive::try_runtime_upgrade(UpgradeCheckSelect::PreAndPost);
	for _ in 0..MOST_BLOCKS {
		if !Migrator::ongoing() {
			break;
		}
		next_block(vec![]);
	}
	if Migrator::ongoing() {
		faults.push(format!("the migrations go on after {MOST_BLOCKS} blocks"));
	}
	faults.extend(checked.err().map(|error| format!("{error:?}")));
	faults.extend(undecodable());
	faults.extend(broken_invariants());
	faults.extend(wrong_versions());
	faults.extend(unknown_items());
	faults
}

/// Says so if the chain needs migrations, and its own upgrade to this runtime would run none.
fn migrations_that_do_not_run() -> Option<String> {
	let in_code = versions_in_code();
	let behind: Vec<_> = versions_on_chain()
		.into_iter()
		.filter(|(pallet, version)| in_code.get(pallet).is_some_and(|new| version < new))
		.map(|(pallet, _)| pallet)
		.collect();
	let last = LastRuntimeUpgrade::<Runtime>::get()?.spec_version.0;
	(!behind.is_empty() && VERSION.spec_version <= last).then(|| {
		format!("no migration of {} runs unless `spec_version` is above {last}", behind.join(", "))
	})
}

/// Values that this runtime cannot read.
pub(super) fn undecodable() -> Vec<String> {
	let errors = AllPalletsWithSystem::try_decode_entire_state().err().unwrap_or_default();
	errors.into_iter().map(|error| error.to_string()).collect()
}

/// What each pallet finds wrong with its own state. Asked all at once, they would say that only to the log.
fn broken_invariants() -> Vec<String> {
	let now = System::block_number();
	let pallets = AllPalletsWithSystem::infos().into_iter().map(|info| info.name);
	let check = |pallet: &str| {
		AllPalletsWithSystem::try_state(now, TryStateSelect::Only(vec![pallet.into()]))
	};
	pallets
		.filter_map(|pallet| check(pallet).err().map(|error| format!("{pallet}: {error:?}")))
		.collect()
}

/// Pallets whose storage version on the chain is not that of their code: a migration is missing, or
/// has not raised it.
fn wrong_versions() -> Vec<String> {
	let (on_chain, in_code) = (versions_on_chain(), versions_in_code());
	let pallets = AllPalletsWithSystem::infos().into_iter().map(|info| info.name);
	let versions = pallets.map(|pallet| (pallet, on_chain.get(pallet), in_code.get(pallet)));
	versions
		.filter(|(_, on_chain, in_code)| on_chain.unwrap_or(&0) != in_code.unwrap_or(&0))
		.map(|(pallet, on_chain, in_code)| {
			format!(
				"{pallet} has the storage version {on_chain:?} on the chain, {in_code:?} in code"
			)
		})
		.collect()
}

/// Items in the state that no pallet knows any more: a migration should have removed them.
fn unknown_items() -> BTreeSet<String> {
	let known = known_items();
	let mut unknown = BTreeSet::new();
	let mut key = vec![];
	while let Some(next) = sp_io::storage::next_key(&key) {
		let item = next.get(..32).unwrap_or(&next);
		if !next.starts_with(b":") && !known.contains(item) {
			unknown.insert(format!(
				"no pallet knows {}",
				sp_core::hexdisplay::HexDisplay::from(&item)
			));
		}
		key = next;
	}
	unknown
}

/// What the keys of all items begin with.
fn known_items() -> BTreeSet<Vec<u8>> {
	let of_pallets = metadata().pallets.into_iter().filter_map(|pallet| pallet.storage);
	let items = of_pallets.flat_map(|storage| {
		let prefix = storage.prefix;
		let key = move |name: String| storage_prefix(prefix.as_bytes(), name.as_bytes()).to_vec();
		storage.entries.into_iter().map(move |entry| key(entry.name))
	});
	let versions = AllPalletsWithSystem::infos().into_iter().map(|info| {
		storage_prefix(info.name.as_bytes(), STORAGE_VERSION_STORAGE_KEY_POSTFIX).to_vec()
	});
	items.chain(versions).collect()
}
