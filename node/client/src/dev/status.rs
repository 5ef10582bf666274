// SPDX-License-Identifier: GPL-3.0-or-later

//! What others see of the engine, at any time and without asking it.

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::RwLock;
use serde::{Serialize, Serializer};
use tokio::sync::watch;

use super::{maker::Maker, progress::Progress, sealing::Sealing, snapshots::Snapshots};
use crate::types::{BlockNumber, Hash};

/// What others see of the engine.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
	/// When blocks are made.
	#[serde(serialize_with = "as_text")]
	pub(super) sealing: Sealing,
	/// How many blocks finality is behind.
	pub(super) finality_lag: BlockNumber,
	/// The newest block.
	pub(super) best: BlockNumber,
	/// Its hash.
	pub(super) best_hash: Hash,
	/// The newest block that is final.
	pub(super) finalized: BlockNumber,
	/// The slot of the newest block.
	pub(super) slot: u64,
	/// Chain time: the newest block's, in milliseconds since 1970.
	pub(super) time: u64,
	/// What makes empty blocks: `native` code from the same sources as the chain's Wasm, or the `wasm`.
	pub(super) execution: &'static str,
	/// Why nothing can be written, if that is so: the disk is full, for example.
	pub(super) fault: Option<String>,
	/// The run that is going on.
	pub(super) run: Option<Progress>,
	/// The snapshots that can be gone back to, with their blocks.
	pub(super) snapshots: BTreeMap<u32, BlockNumber>,
}

fn as_text<S: Serializer>(sealing: &Sealing, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(sealing)
}

/// Where the engine shows what it is at.
pub(super) struct Board {
	status: Arc<RwLock<Status>>,
	progress: watch::Sender<Option<Progress>>,
}

impl Board {
	/// Shows the engine at its beginning.
	pub(super) fn new(maker: &Maker, sealing: Sealing) -> Self {
		let head = maker.chain.head();
		let status = Status {
			sealing,
			finality_lag: maker.importer.lag(),
			best: head.number,
			best_hash: head.hash,
			finalized: maker.chain.finalized().number,
			slot: *maker.author.slot(),
			time: *maker.author.time(),
			execution: execution(maker),
			fault: maker.chain.store.can_write().err(),
			run: None,
			snapshots: BTreeMap::new(),
		};
		Self { status: Arc::new(RwLock::new(status)), progress: watch::channel(None).0 }
	}

	/// What is shown, for others to read.
	pub(super) fn readers(&self) -> (Arc<RwLock<Status>>, watch::Receiver<Option<Progress>>) {
		(self.status.clone(), self.progress.subscribe())
	}

	/// Shows how the chain stands.
	pub(super) fn show(&self, maker: &Maker, sealing: Sealing, snapshots: &Snapshots) {
		let snapshots = snapshots.blocks();
		let mut status = self.status.write();
		status.sealing = sealing;
		status.finality_lag = maker.importer.lag();
		status.snapshots = snapshots;
		show_head(&mut status, maker);
	}

	/// Shows a run that is going on.
	pub(super) fn show_run(&self, maker: &Maker, progress: Progress) {
		let mut status = self.status.write();
		show_head(&mut status, maker);
		status.run = Some(progress.clone());
		drop(status);
		self.progress.send_replace(Some(progress));
	}

	/// Shows that a run is over.
	pub(super) fn end_run(&self, progress: Progress) {
		self.status.write().run = None;
		self.progress.send_replace(Some(progress));
	}
}

fn execution(maker: &Maker) -> &'static str {
	if maker.author.is_native() {
		"native"
	} else {
		"wasm"
	}
}

fn show_head(status: &mut Status, maker: &Maker) {
	let best = maker.chain.head();
	status.best = best.number;
	status.best_hash = best.hash;
	status.finalized = maker.chain.finalized().number;
	status.slot = *maker.author.slot();
	status.time = *maker.author.time();
	status.execution = execution(maker);
	status.fault = maker.chain.store.can_write().err();
}
