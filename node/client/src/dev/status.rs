// SPDX-License-Identifier: GPL-3.0-or-later

//! The status of the engine, which can be read at any time and without asking it.

use std::{collections::BTreeMap, sync::Arc};

use canary_collator::Para;
use parking_lot::RwLock;
use sc_consensus_babe::find_pre_digest;
use serde::{Serialize, Serializer};
use sp_blockchain::Info;
use tokio::sync::watch;

use super::{
	chain::{text, DevChain},
	maker::Maker,
	progress::Progress,
	sealing::Sealing,
	snapshots::Snapshots,
};
use crate::types::{Block, BlockNumber, Hash, Header};

/// The status of the engine and its chain.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
	/// When blocks are made.
	#[serde(serialize_with = "as_text")]
	pub(super) sealing: Sealing,
	/// How many blocks finality lags behind the head.
	pub(super) finality_lag: BlockNumber,
	/// The newest block.
	pub(super) best: BlockNumber,
	/// Its hash.
	pub(super) best_hash: Hash,
	/// The last finalized block.
	pub(super) finalized: BlockNumber,
	/// The slot of the newest block.
	pub(super) slot: u64,
	/// Chain time: the newest block's, in milliseconds since 1970.
	pub(super) time: u64,
	/// What makes empty blocks: `native` code from the same sources as the chain's Wasm, or the `wasm`.
	pub(super) execution: &'static str,
	/// Why nothing can be written, if that is so; for example, that the disk is full.
	pub(super) fault: Option<String>,
	/// The run that is going on.
	pub(super) run: Option<Progress>,
	/// The snapshots, each with the number of its block.
	pub(super) snapshots: BTreeMap<u32, BlockNumber>,
	/// The paras whose blocks are made here.
	pub(super) paras: Vec<ParaStatus>,
}

/// The status of a para whose blocks are made here.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParaStatus {
	/// Its id.
	id: u32,
	/// The name of its chain.
	name: String,
	/// Its newest block.
	best: BlockNumber,
	/// Its last finalized block.
	finalized: BlockNumber,
}

impl ParaStatus {
	fn of(para: &Para) -> Self {
		Self {
			id: para.id().into(),
			name: para.name().into(),
			best: para.best().number,
			finalized: para.last_final().number,
		}
	}
}

fn as_text<S: Serializer>(sealing: &Sealing, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(sealing)
}

/// What the status has beside the chain.
struct Shown {
	sealing: Sealing,
	finality_lag: BlockNumber,
	execution: &'static str,
	run: Option<Progress>,
	snapshots: BTreeMap<u32, BlockNumber>,
}

/// Where the engine shows its status.
pub(super) struct Board {
	shown: Arc<RwLock<Shown>>,
	progress: watch::Sender<Option<Progress>>,
}

impl Board {
	/// Shows the engine at its start.
	pub(super) fn new(maker: &Maker, sealing: Sealing) -> Self {
		let shown = Shown {
			sealing,
			finality_lag: maker.importer.lag(),
			execution: execution(maker),
			run: None,
			snapshots: BTreeMap::new(),
		};
		Self { shown: Arc::new(RwLock::new(shown)), progress: watch::channel(None).0 }
	}

	/// The readers of the status, and of the progress of runs.
	pub(super) fn readers(
		&self,
		chain: Arc<DevChain>,
		paras: Vec<Para>,
	) -> (View, watch::Receiver<Option<Progress>>) {
		let view = View { chain, paras, shown: self.shown.clone() };
		(view, self.progress.subscribe())
	}

	/// Updates the status, except for the run.
	pub(super) fn show(&self, maker: &Maker, sealing: Sealing, snapshots: &Snapshots) {
		let snapshots = snapshots.blocks();
		let mut shown = self.shown.write();
		shown.sealing = sealing;
		shown.finality_lag = maker.importer.lag();
		shown.execution = execution(maker);
		shown.snapshots = snapshots;
	}

	/// Shows a run that is going on.
	pub(super) fn show_run(&self, progress: Progress) {
		self.shown.write().run = Some(progress.clone());
		self.progress.send_replace(Some(progress));
	}

	/// Shows that a run is over.
	pub(super) fn end_run(&self, progress: Progress) {
		self.shown.write().run = None;
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

/// Reads the status at any time.
#[derive(Clone)]
pub(crate) struct View {
	chain: Arc<DevChain>,
	paras: Vec<Para>,
	shown: Arc<RwLock<Shown>>,
}

impl View {
	/// The hash of the newest block.
	pub(super) fn head(&self) -> Hash {
		self.chain.head().hash
	}

	/// The newest block and its header. A revert takes blocks off one after the other, meanwhile too.
	fn newest(&self) -> Result<(Info<Block>, Header), String> {
		loop {
			let info = self.chain.client.chain_info();
			match self.chain.header(info.best_hash) {
				Err(_) if self.chain.head().hash != info.best_hash => {},
				header => return Ok((info, header?)),
			}
		}
	}

	/// The present status. The chain is read now, so its head may not be announced yet.
	pub(super) fn status(&self) -> Result<Status, String> {
		let (info, header) = self.newest()?;
		let slot = find_pre_digest::<Block>(&header).map_err(text)?.slot();
		let time = slot.timestamp(self.chain.babe_link.config().slot_duration());
		let shown = self.shown.read();
		Ok(Status {
			sealing: shown.sealing,
			finality_lag: shown.finality_lag,
			best: info.best_number,
			best_hash: info.best_hash,
			finalized: info.finalized_number,
			slot: *slot,
			time: time.map_or(u64::MAX, |time| *time),
			execution: shown.execution,
			fault: self.chain.can_write().err(),
			run: shown.run.clone(),
			snapshots: shown.snapshots.clone(),
			paras: self.paras.iter().map(ParaStatus::of).collect(),
		})
	}
}
