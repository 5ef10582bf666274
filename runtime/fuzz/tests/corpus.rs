// SPDX-License-Identifier: GPL-3.0-or-later
//! The histories that the fuzzer has found: each reached something that none before it had, and none may
//! have a fault. Those whose names begin with `finding` had one once.

use std::{fs, path::Path};

use canary_fuzz::{history::History, shrink::failure, tell};

#[test]
fn no_saved_history_has_a_fault() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
	let mut failures = vec![];
	let mut count = 0;
	for file in fs::read_dir(&folder).expect("the folder is there") {
		let file = file.expect("the folder can be read").path();
		let history = History::from_bytes(&fs::read(&file).expect("the file can be read"));
		count += 1;
		if let Some(failure) = failure(&history) {
			failures.push(format!("{}: {}", file.display(), tell::named(failure)));
		}
	}
	assert!(failures.is_empty(), "scripts/fuzz replay <file>\n{}", failures.join("\n"));
	assert!(count >= 50, "{count} histories");
}
