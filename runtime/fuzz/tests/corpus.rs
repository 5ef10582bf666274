// SPDX-License-Identifier: GPL-3.0-or-later
//! The histories that the fuzzer has found: each reached something that none before it had, and none may
//! have a fault. Those in `findings` had one once.

use std::{fs, path::Path};

use canary_fuzz::{history::History, shrink::failure, tell};

#[track_caller]
fn all_in(folder: &str) -> usize {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
	let files = fs::read_dir(&folder).expect("the folder is there");
	let mut failures = vec![];
	let mut count = 0;
	for file in files {
		let file = file.expect("the folder can be read").path();
		let history = History::from_bytes(&fs::read(&file).expect("the file can be read"));
		count += 1;
		if let Some(failure) = failure(&history) {
			failures.push(format!(
				"scripts/fuzz replay {}: {}",
				file.display(),
				tell::named(failure)
			));
		}
	}
	assert!(failures.is_empty(), "{}", failures.join("\n"));
	count
}

#[test]
fn no_saved_history_has_a_fault() {
	assert!(all_in("corpus") > 100);
}

#[test]
fn no_fault_that_was_found_is_back() {
	assert!(all_in("findings") > 0);
}
