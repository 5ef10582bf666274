// SPDX-License-Identifier: GPL-3.0-or-later
//! No item of the storage changes by mistake: the layout is compared with the one that was accepted.

use std::{env, fs};

use super::{
	layout::{changes, Change, Layout, Pallet},
	shapes,
};
use crate::common::{genesis_of, metadata};

/// The pallets whose new layout is to be accepted, separated by commas.
const ACCEPT: &str = "CANARY_ACCEPT_STORAGE";

const HEADING: &str = "\
# How the runtime's storage is laid out: what each pallet keeps, under which keys, encoded how. A test
# compares it with the runtime (runtime/tests/runtime/upgrades/snapshot.rs), and says what is to be done
# where they differ. It writes this file when changes are accepted.

";

#[test]
fn the_storage_is_laid_out_as_it_was_accepted() {
	let path = super::fixtures().join("storage.txt");
	let now = genesis_of("development").execute_with(|| shapes::of_this_runtime(&metadata()));
	let text = fs::read_to_string(&path).unwrap_or_default();
	let before = Layout::parse(&text).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
	let accepted = env::var(ACCEPT).unwrap_or_default();
	let accepted: Vec<_> = accepted.split(',').collect();

	let changes = changes(&before, &now);
	let (settled, open): (Vec<_>, Vec<_>) = changes
		.into_iter()
		.partition(|change| change.acceptable && accepted.contains(&change.pallet.as_str()));
	let told: Vec<_> = open.iter().map(|change| change.sentence.as_str()).collect();
	assert!(
		told.is_empty(),
		"\n\n{}\n\nThen run this test with {ACCEPT}={}, which writes {}.\n",
		told.join("\n"),
		pallets_of(&open),
		path.display()
	);
	if settled.is_empty() {
		assert_eq!(before, now, "every difference is told of");
	} else {
		fs::write(&path, format!("{HEADING}{now}")).expect("the file can be written");
	}
}

/// The names of the pallets that have changed, each once.
fn pallets_of(changes: &[Change]) -> String {
	let mut names: Vec<_> = changes.iter().map(|change| change.pallet.as_str()).collect();
	names.dedup();
	names.join(",")
}

/// A layout with a pallet of ours and one of the SDK's.
fn sample() -> Layout {
	let entries = |entries: &[(&str, &str)]| {
		entries.iter().map(|(name, shape)| (name.to_string(), shape.to_string())).collect()
	};
	let ours = Pallet {
		ours: true,
		version: 3,
		items: entries(&[
			("Count", "u32 or default"),
			("Funds", "Twox64Concat u32 -> Fund"),
			("Queue", "[u32] or default"),
		]),
	};
	let theirs = Pallet {
		ours: false,
		version: 1,
		items: entries(&[("Proxies", "Twox64Concat AccountId32 -> [ProxyType]")]),
	};
	Layout {
		pallets: [("Crowdloan".to_string(), ours), ("Proxy".to_string(), theirs)].into(),
		types: entries(&[
			("AccountId32", "[u8; 32]"),
			("Fund", "{who: AccountId32, raised: u128, stage: Stage}"),
			("ProxyType", "Any: 0 | Governance: 2"),
			("Stage", "Open: 0 | Ended: 1(u32)"),
		]),
	}
}

/// What is said of a changed sample, and whether each change may be accepted.
fn said(change: impl FnOnce(&mut Layout)) -> Vec<(String, bool)> {
	let before = sample();
	let mut now = before.clone();
	change(&mut now);
	changes(&before, &now).into_iter().map(|change| (change.sentence, change.acceptable)).collect()
}

fn crowdloan(layout: &mut Layout) -> &mut Pallet {
	layout.pallets.get_mut("Crowdloan").expect("it is there")
}

/// Checks that one change is told of, in these words among others.
#[track_caller]
fn says(said: &[(String, bool)], acceptable: bool, words: &[&str]) {
	assert_eq!(said.len(), 1, "{said:#?}");
	let (sentence, may) = &said[0];
	assert_eq!(*may, acceptable, "{sentence}");
	for word in words {
		assert!(sentence.contains(word), "`{word}` is not in: {sentence}");
	}
}

#[test]
fn a_layout_is_read_as_it_was_written() {
	let mut layout = sample();
	let long = (0..40).map(|i| format!("field_{i}: u32")).collect::<Vec<_>>().join(", ");
	layout.types.insert("Long".into(), format!("{{{long}}}"));
	let text = layout.to_string();
	assert!(text.lines().all(|line| line.len() <= 120), "{text}");
	assert_eq!(Layout::parse(&format!("{HEADING}{text}")), Ok(layout));
	assert!(Layout::parse("pallet Crowdloan\n").is_err());
	assert!(Layout::parse("pallet Crowdloan, version 0\n\tCount\n").is_err());
}

#[test]
fn a_layout_that_is_the_same_is_not_told_of() {
	assert_eq!(said(|_| {}), []);
}

#[test]
fn a_type_that_changes_under_the_same_version_cannot_be_accepted() {
	let of_item = said(|now| {
		crowdloan(now).items.insert("Count".into(), "u64 or default".into());
	});
	says(
		&of_item,
		false,
		&[
			"Crowdloan.Count",
			"`u32 or default` is `u64 or default` now",
			"raise the storage version",
		],
	);
	// Deep in the type of an item.
	let of_type = said(|now| {
		now.types.insert("Stage".into(), "Open: 0 | Ended: 1(u64)".into());
	});
	says(&of_type, false, &["Crowdloan.Funds", "Stage, `", "still is 3", "migrations.rs"]);
	// In the way in which keys are hashed, of which no type tells.
	let of_key = said(|now| {
		crowdloan(now).items.insert("Funds".into(), "Identity u32 -> Fund".into());
	});
	says(&of_key, false, &["Crowdloan.Funds", "Identity"]);
	let gone = said(|now| {
		crowdloan(now).items.remove("Queue");
	});
	says(&gone, false, &["Crowdloan.Queue is gone"]);
}

#[test]
fn with_a_higher_version_it_is_asked_for_the_migration_and_a_chain_to_try_it_on() {
	let said = said(|now| {
		crowdloan(now).version = 4;
		now.types.insert("Stage".into(), "Open: 0 | Ended: 1(u64)".into());
	});
	assert_eq!(said.len(), 2, "{said:#?}");
	says(&said[..1], true, &["Crowdloan.Funds", "write a migration", "scripts/upgrade-fixture"]);
	says(&said[1..], true, &["from 3 to 4", "a chain with version 3"]);
}

#[test]
fn a_version_does_not_go_back() {
	says(&said(|now| crowdloan(now).version = 2), false, &["from 3 to 2"]);
}

#[test]
fn what_has_another_name_and_the_same_bytes_needs_no_migration() {
	let of_field = said(|now| {
		let fund = "{depositor: AccountId32, raised: u128, stage: Stage}";
		now.types.insert("Fund".into(), fund.into());
	});
	says(&of_field, true, &["Crowdloan.Funds", "names alone"]);
	let of_type = said(|now| {
		let fund = now.types.remove("Fund").expect("it is there");
		now.types.insert("Campaign".into(), fund);
		crowdloan(now).items.insert("Funds".into(), "Twox64Concat u32 -> Campaign".into());
	});
	says(&of_type, true, &["Crowdloan.Funds", "names alone"]);
}

#[test]
fn what_is_new_may_be_accepted() {
	let item = said(|now| {
		crowdloan(now).items.insert("Late".into(), "[u32] or default".into());
	});
	says(&item, true, &["Crowdloan.Late is new", "raise the storage version"]);
	let pallet = said(|now| {
		now.pallets.insert("Cores".into(), Pallet::default());
	});
	says(&pallet, true, &["Cores is new"]);
	let gone = said(|now| {
		now.pallets.remove("Crowdloan");
	});
	says(&gone, true, &["Crowdloan is gone", "To remove it there"]);
}

#[test]
fn a_type_of_ours_in_a_pallet_of_the_sdk_is_told_of_and_may_be_accepted() {
	let said = said(|now| {
		now.types.insert("ProxyType".into(), "Any: 0 | Governance: 3".into());
	});
	says(&said, true, &["Proxy.Proxies", "Governance: 3", "is the SDK's", "migration"]);
}
