// SPDX-License-Identifier: GPL-3.0-or-later
//! The fuzz target: libFuzzer's bytes are a history, which must be without a fault.
//!
//! The same program replays histories, shrinks them and writes down those a corpus begins with
//! (`scripts/fuzz`), so that one build serves for all.

#![no_main]

use std::{env, fs, path::Path, process::exit};

use canary_fuzz::{
	history::{History, Start},
	mutate::{cross, mutate},
	play::play,
	scenes, shrink, starts, tell,
};
use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target};

fuzz_target!(init: carry_out(), |bytes: &[u8]| -> () {
	if let Err(fault) = play(&History::from_bytes(bytes)) {
		panic!("{}", tell::named(fault.to_string()));
	}
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
	let mut history = History::from_bytes(&data[..size]);
	mutate(&mut history, seed);
	write(&history, &mut data[..max_size])
});

fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {
	let crossed = cross(&History::from_bytes(one), &History::from_bytes(other), seed);
	write(&crossed, out)
});

/// Takes the place of libFuzzer's hook (`instrument`), which notes what each `memcmp` compares: for mutators
/// that are not used here, and at half of the time that a history takes.
#[unsafe(no_mangle)]
extern "C" fn __wrap___sanitizer_weak_hook_memcmp(
	_caller: *const u8,
	_one: *const u8,
	_other: *const u8,
	_length: usize,
	_result: i32,
) {
}

/// Writes a history where there is room for it; without its last steps, if there is not. Returns its size.
fn write(history: &History, out: &mut [u8]) -> usize {
	let mut history = history.clone();
	loop {
		let bytes = history.to_bytes();
		if let Some(room) = out.get_mut(..bytes.len()) {
			room.copy_from_slice(&bytes);
			return bytes.len();
		}
		if history.steps.pop().is_none() {
			return 0;
		}
	}
}

/// Carries out a command, if one is given in place of libFuzzer's arguments, and ends the process.
fn carry_out() {
	let arguments: Vec<String> = env::args().skip(1).collect();
	let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
	let done = match arguments[..] {
		["replay", file] => replay(file),
		["shrink", file, to] => shrink_to(file, to),
		["scenes", folder] => write_scenes(folder),
		["play", ref folders @ ..] if !folders.is_empty() => play_all(folders),
		_ => {
			// The first history that begins there should not be taken for what makes the chain.
			for start in Start::ALL {
				drop(starts::chain(start));
			}
			return;
		},
	};
	match done {
		Ok(()) => exit(0),
		Err(error) => {
			eprintln!("{error}");
			exit(1);
		},
	}
}

fn read(file: &str) -> Result<History, String> {
	let bytes = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
	Ok(History::from_bytes(&bytes))
}

fn replay(file: &str) -> Result<(), String> {
	tell::replay(&read(file)?).map_err(|fault| tell::named(fault.to_string()))
}

fn shrink_to(file: &str, to: &str) -> Result<(), String> {
	let history = read(file)?;
	let Some(failure) = shrink::failure(&history) else {
		return Err(format!("{file}: nothing fails"));
	};
	println!("{}", tell::named(failure));
	let shrunk = shrink::shrink(&history);
	println!("{} steps become {}", history.steps.len(), shrunk.steps.len());
	fs::write(to, shrunk.to_bytes()).map_err(|error| format!("{to}: {error}"))
}

/// Plays every history in these folders.
fn play_all(folders: &[&str]) -> Result<(), String> {
	let mut played = 0;
	for folder in folders {
		let files = fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
		for file in files {
			let file = file.map_err(|error| format!("{folder}: {error}"))?.path();
			let file = file.display().to_string();
			play(&read(&file)?)
				.map_err(|fault| format!("{file}: {}", tell::named(fault.to_string())))?;
			played += 1;
		}
	}
	println!("{played} histories without a fault");
	Ok(())
}

fn write_scenes(folder: &str) -> Result<(), String> {
	for (name, start, steps) in scenes::all() {
		let file = Path::new(folder).join(name);
		let bytes = History { start, steps }.to_bytes();
		fs::write(&file, bytes).map_err(|error| format!("{}: {error}", file.display()))?;
	}
	Ok(())
}
