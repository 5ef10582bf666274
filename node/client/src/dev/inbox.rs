// SPDX-License-Identifier: GPL-3.0-or-later

//! A folder in which collators elsewhere leave the blocks of their paras, as those of the SDK do with
//! `--export-pov-to-path`.

use std::{
	collections::{BTreeSet, HashMap},
	ffi::{OsStr, OsString},
	fs, io,
	path::{Path, PathBuf},
	time::Duration,
};

use codec::{Decode, Input};
use futures::channel::oneshot;
use polkadot_node_primitives::PoV;
use polkadot_primitives::PersistedValidationData;

use super::{
	chain::text,
	command::{Command, Handle, Message, Verdict},
};
use crate::types::Hash;

/// How often the folder is read.
const READ_EVERY: Duration = Duration::from_millis(100);
/// How often a file without a whole collation is read: it may still be being written.
const MAX_READS: u32 = 20;

/// The state of a file.
enum State {
	/// It was incomplete, this many times.
	Begun(u32),
	/// It was handed in on this block, and the next one begins a session.
	Early(Hash),
	/// It was handed in, or given up.
	Done,
}

impl State {
	/// Whether the file is to be read on this head of the relay chain.
	fn is_due(&self, head: Hash) -> bool {
		match self {
			Self::Begun(_) => true,
			Self::Early(at) => *at != head,
			Self::Done => false,
		}
	}
}

/// Hands every new file in the folder to the engine, as long as that runs. Files that are there when
/// the folder is first read are left alone: the chain has gone on since. Blocks its thread while it
/// reads.
pub(crate) async fn watch(folder: PathBuf, engine: Handle) {
	let mut files: Option<HashMap<OsString, State>> = None;
	let mut complaint = None;
	let mut clock = tokio::time::interval(READ_EVERY);
	if !folder.exists() {
		log::warn!("📥 --collations {}: there is no such folder yet", folder.display());
	}
	loop {
		clock.tick().await;
		let found = match names(&folder) {
			Ok(found) => found,
			Err(error) => {
				let error = format!("--collations {}: {error}", folder.display());
				if complaint.as_ref() != Some(&error) {
					log::warn!("{error}");
				}
				complaint = Some(error);
				continue;
			},
		};
		complaint = None;
		let Some(files) = &mut files else {
			files = Some(found.into_iter().map(|name| (name, State::Done)).collect());
			continue;
		};
		files.retain(|name, _| found.contains(name));
		let head = engine.view.head();
		// A block is taken after the one that it builds on.
		let mut due: Vec<_> = found
			.into_iter()
			.filter(|name| files.get(name).is_none_or(|state| state.is_due(head)))
			.collect();
		due.sort_by_key(|name| number(name));
		for name in due {
			let tries = match files.get(&name) {
				Some(State::Begun(tries)) => tries + 1,
				_ => 1,
			};
			let state = match read(&folder.join(&name)) {
				Ok((pov, data)) => {
					let Some(verdict) = hand_in(&engine, pov, data).await else { return };
					match verdict {
						Ok(Verdict::Candidate(candidate)) => {
							log::info!("📥 {name:?} is candidate {candidate:?}");
							State::Done
						},
						Ok(Verdict::Early(head)) => {
							log::info!(
								"📥 {name:?} waits: the next block begins a session, and backs nothing"
							);
							State::Early(head)
						},
						Err(reason) => {
							log::info!("📥 {name:?} is refused: {reason}");
							State::Done
						},
					}
				},
				Err(_) if tries < MAX_READS => State::Begun(tries),
				Err(reason) => {
					log::warn!("📥 {name:?} holds no collation: {reason}");
					State::Done
				},
			};
			files.insert(name, state);
		}
	}
}

/// The number of the para's block, which stands at the end of the file's name.
fn number(name: &OsStr) -> Option<u64> {
	Path::new(name).file_stem()?.to_str()?.rsplit('_').next()?.parse().ok()
}

/// The files that may hold collations. None if the folder does not exist yet.
fn names(folder: &Path) -> io::Result<BTreeSet<OsString>> {
	let entries = match fs::read_dir(folder) {
		Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
		entries => entries?,
	};
	let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
	let names: io::Result<Vec<_>> = names.collect();
	Ok(names?
		.into_iter()
		.filter(|name| Path::new(name).extension() == Some(OsStr::new("pov")))
		.collect())
}

fn read(path: &Path) -> Result<(PoV, PersistedValidationData), String> {
	let bytes = fs::read(path).map_err(text)?;
	let mut bytes = &bytes[..];
	let collation = Decode::decode(&mut bytes).map_err(text)?;
	match bytes.remaining_len() {
		Ok(Some(0)) => Ok(collation),
		_ => Err("there are more bytes after the collation".into()),
	}
}

/// Hands a collation to the engine, and waits for its answer. `None` if the engine is gone.
async fn hand_in(
	engine: &Handle,
	pov: PoV,
	data: PersistedValidationData,
) -> Option<Result<Verdict, String>> {
	let (reply, answer) = oneshot::channel();
	let command = Command::SubmitFound { pov: Box::new(pov), data: Box::new(data), reply };
	engine.messages.send(Message::Command(command)).ok()?;
	answer.await.ok()
}

#[cfg(test)]
mod tests {
	use codec::Encode;
	use polkadot_node_primitives::BlockData;

	use super::*;

	#[test]
	fn a_file_is_known_by_the_number_of_its_block() {
		assert_eq!(number(OsStr::new("0x12ab_17.pov")), Some(17));
		assert_eq!(number(OsStr::new("mine.pov")), None);
	}

	#[test]
	fn a_file_that_came_too_early_is_due_on_another_head() {
		let early = State::Early(Hash::repeat_byte(1));
		assert!(!early.is_due(Hash::repeat_byte(1)));
		assert!(early.is_due(Hash::repeat_byte(2)));
	}

	#[test]
	fn a_file_is_taken_when_it_is_whole() {
		let folder = std::env::temp_dir().join(format!("canary-inbox-{}", std::process::id()));
		fs::create_dir_all(&folder).unwrap();
		let pov = PoV { block_data: BlockData(vec![7; 100]) };
		let data = PersistedValidationData {
			parent_head: vec![1, 2, 3].into(),
			relay_parent_number: 4,
			relay_parent_storage_root: Default::default(),
			max_pov_size: 5,
		};
		let bytes = (&pov, &data).encode();
		let path = folder.join("one.pov");
		fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
		fs::write(folder.join("other.txt"), &bytes).unwrap();
		assert_eq!(names(&folder).unwrap(), ["one.pov".into()].into());
		assert!(read(&path).is_err());
		fs::write(&path, &bytes).unwrap();
		assert_eq!(read(&path).unwrap(), (pov, data));
		fs::write(&path, [&bytes[..], &[0]].concat()).unwrap();
		assert!(read(&path).is_err());
		fs::remove_dir_all(&folder).unwrap();
		assert!(names(&folder).unwrap().is_empty());
	}
}
