// SPDX-License-Identifier: GPL-3.0-or-later
//! The histories that the fuzzer has found: each reached something that none before it had, and none may
//! have a fault. Those whose names begin with `finding` had one once.

use std::{
	env, fs,
	path::{Path, PathBuf},
	thread,
};

use canary_fuzz::{history::History, shrink::failure, tell};

#[test]
fn no_saved_history_has_a_fault() {
	// Asked for when the test runs: clones that share a target folder take each other's builds for their own.
	let crate_folder = env::var("CARGO_MANIFEST_DIR").expect("cargo tells every test");
	let files = fs::read_dir(Path::new(&crate_folder).join("corpus")).expect("the folder is there");
	let files: Vec<_> = files.map(|file| file.expect("the folder can be read").path()).collect();
	let threads = thread::available_parallelism().map_or(1, usize::from);
	let failures: Vec<String> = thread::scope(|scope| {
		let parts = files.chunks(files.len().div_ceil(threads).max(1));
		let running: Vec<_> = parts.map(|part| scope.spawn(|| faults(part))).collect();
		running.into_iter().flat_map(|part| part.join().expect("it catches panics")).collect()
	});
	assert!(failures.is_empty(), "scripts/fuzz replay <file>\n{}", failures.join("\n"));
	assert!(files.len() >= 2_000, "{} histories", files.len());
}

fn faults(files: &[PathBuf]) -> Vec<String> {
	let fault = |file: &PathBuf| {
		let history = History::from_bytes(&fs::read(file).expect("the file can be read"));
		failure(&history).map(|fault| format!("{}: {}", file.display(), tell::named(fault)))
	};
	files.iter().filter_map(fault).collect()
}
