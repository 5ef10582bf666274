// SPDX-License-Identifier: GPL-3.0-or-later
//! Storage accesses of the real runtime, counted and compared with those that its weights declare.
//!
//! The tests count the distinct keys that are read from the state before, as a proof would have to show
//! them, and the distinct keys that are changed, be it to the value they had; those of child tries
//! too. Not counted is what every block and every transaction has to look at anyway, which the
//! benchmarks leave out as well.

use std::collections::BTreeMap;

use canary_runtime::{AllPalletsWithSystem, Runtime};
use frame_support::{
	derive_impl, parameter_types,
	storage::transactional::TRANSACTION_LEVEL_KEY,
	traits::WhitelistedStorageKeys,
	weights::{RuntimeDbWeight, Weight},
};
use sp_io::{hashing::twox_128, TestExternalities};
use sp_storage::well_known_keys::{is_default_child_storage_key, EXTRINSIC_INDEX};

use crate::common::metadata;

/// Reads and writes of storage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Accesses {
	pub(crate) reads: u64,
	pub(crate) writes: u64,
}

/// A runtime in whose weights reads and writes can be told from time: [`Accesses::declared`] reads
/// them off.
mod ruler {
	#![allow(missing_docs, unreachable_pub, reason = "the macro writes undocumented items")]
	frame_support::construct_runtime!(
		pub enum Ruler {
			System: frame_system,
		}
	);
}
pub(crate) use ruler::Ruler;

/// More than the time of any sum of weights here, in picoseconds: a second.
const READ: u64 = 1 << 40;
/// More than 4,095 reads.
const WRITE: u64 = 1 << 52;

parameter_types! {
	/// The ruler's prices.
	pub const Prices: RuntimeDbWeight = RuntimeDbWeight { read: READ, write: WRITE };
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Ruler {
	type Block = frame_system::mocking::MockBlock<Self>;
	type RuntimeOrigin = ruler::RuntimeOrigin;
	type RuntimeCall = ruler::RuntimeCall;
	type RuntimeEvent = ruler::RuntimeEvent;
	type RuntimeTask = ruler::RuntimeTask;
	type PalletInfo = ruler::PalletInfo;
	type DbWeight = Prices;
}

impl Accesses {
	/// The accesses in a weight at the ruler's prices.
	pub(crate) fn declared(weight: Weight) -> Self {
		let time = weight.ref_time();
		Self { reads: (time % WRITE) / READ, writes: time / WRITE }
	}

	/// These and so many times others.
	pub(crate) fn and(self, times: u64, others: Self) -> Self {
		Self {
			reads: self.reads + times * others.reads,
			writes: self.writes + times * others.writes,
		}
	}

	/// What they cost on this chain. A weight is one number: fewer writes make up for more reads.
	pub(crate) fn price(&self) -> u64 {
		let prices = <Runtime as frame_system::Config>::DbWeight::get();
		prices.reads_writes(self.reads, self.writes).ref_time()
	}
}

/// The sum of these shipped weights of a pallet, as accesses:
/// `declared!(canary_slots in canary_slots: tick(), step() * 4)`.
macro_rules! declared {
	($pallet:ident in $file:ident: $($name:ident($($of:expr),*) $(* $times:expr)?),+ $(,)?) => {{
		type Weights = canary_runtime::weights::$file::WeightInfo<$crate::counting::Ruler>;
		let parts = [$({
			let one = <Weights as $pallet::WeightInfo>::$name($($of),*);
			let times: u64 = 1 $(* $times)?;
			one.saturating_mul(times)
		}),+];
		let sum = parts.into_iter().fold(frame_support::weights::Weight::zero(), |sum, part| {
			sum.saturating_add(part)
		});
		$crate::counting::Accesses::declared(sum)
	}};
}
pub(crate) use declared;

/// Declared against counted accesses, line by line: shown with `--nocapture`.
#[derive(Default)]
pub(crate) struct Ledger {
	faults: Vec<String>,
}

impl Ledger {
	/// Runs a piece of work on the committed state, and notes what it touched.
	pub(crate) fn entry(
		&mut self,
		work: &str,
		declared: Accesses,
		chain: &mut TestExternalities,
		run: impl FnOnce(),
	) {
		let (counted, touched) = count(chain, run);
		println!(
			"| {work} | {} r, {} w | {} r, {} w |",
			declared.reads, declared.writes, counted.reads, counted.writes
		);
		if counted.price() > declared.price() {
			self.faults
				.push(format!("{work}: declared {declared:?}, counted {counted:?}: {touched:?}"));
		}
	}

	/// Checks that no line has touched more than its weight declares.
	#[track_caller]
	pub(crate) fn close(self) {
		assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
	}
}

/// Runs something on the committed state, and commits what it has done. Returns how often it read and
/// wrote, and the same for each item of storage.
fn count(
	chain: &mut TestExternalities,
	run: impl FnOnce(),
) -> (Accesses, BTreeMap<String, (u64, u64)>) {
	let (free, names) =
		chain.execute_with(|| (AllPalletsWithSystem::whitelisted_storage_keys(), names()));
	chain.commit_all().expect("no transaction is open");
	let (recorder, record) = two_handles();
	chain.execute_with_recorder(recorder, run);

	let counts = |key: &[u8]| {
		key != TRANSACTION_LEVEL_KEY
			&& key != EXTRINSIC_INDEX
			// The root of a child trie is part of the way to its keys.
			&& !is_default_child_storage_key(key)
			&& !free.iter().any(|free| free.key == key)
	};
	let name_of = |key: &[u8]| {
		let item = key.get(..32).and_then(|item| names.get(item));
		item.cloned().unwrap_or_else(|| "child or unknown".into())
	};
	let mut touched = BTreeMap::<String, (u64, u64)>::new();
	for key in record.recorded_keys().values().flat_map(|keys| keys.keys()) {
		if counts(key) {
			touched.entry(name_of(key)).or_default().0 += 1;
		}
	}
	let overlay = chain.overlayed_changes();
	let children = overlay.children().flat_map(|(changes, _)| changes);
	for (key, _) in overlay.changes().chain(children) {
		if counts(key) {
			touched.entry(name_of(key)).or_default().1 += 1;
		}
	}
	chain.commit_all().expect("no transaction is open");
	let sum = |each: fn(&(u64, u64)) -> u64| touched.values().map(each).sum();
	(Accesses { reads: sum(|counts| counts.0), writes: sum(|counts| counts.1) }, touched)
}

/// The names of storage items, by the beginning of their keys.
fn names() -> BTreeMap<Vec<u8>, String> {
	let of_pallets = metadata().pallets.into_iter().filter_map(|pallet| pallet.storage);
	of_pallets
		.flat_map(|storage| {
			let prefix = storage.prefix;
			storage.entries.into_iter().map(move |entry| {
				let key = [prefix.as_bytes(), entry.name.as_bytes()].map(twox_128).concat();
				(key, format!("{prefix}.{}", entry.name))
			})
		})
		.collect()
}

fn two_handles<Handle: Default + Clone>() -> (Handle, Handle) {
	let handle = Handle::default();
	(handle.clone(), handle)
}
