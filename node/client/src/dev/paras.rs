// SPDX-License-Identifier: GPL-3.0-or-later

//! The paras of a development chain: the engine is all of their validators, and may be their collators.
//!
//! A para's block that is built on the relay chain's block N is backed in N + 1 and included in N + 2, while
//! the next one is backed. Before each block of the relay chain the paras that have a core there are asked for
//! theirs ([`Paras::say`]); after it they hear how far they have come ([`Paras::follow`]). What a para is at
//! stands in the relay chain's state and nowhere else, so a revert and a killed process need no care.

use std::{
	collections::BTreeMap,
	fs,
	path::{Path, PathBuf},
	sync::{Arc, LazyLock},
};

use canary_collator::{Collated, Para};
use canary_validators::{cores_set_by, Candidate, Collation, Opening, Pvf, Validators};
use codec::Encode;
use polkadot_node_primitives::PoV;
use polkadot_primitives::{
	CandidateHash, HeadData, Id as ParaId, InherentData as ParasData, PersistedValidationData,
};
use sc_consensus_babe::find_pre_digest;
use sp_io::hashing::twox_128;

use super::{
	chain::{text, DevChain, Position, Result},
	demand::Demand,
};
use crate::{
	relay_state::RelayStates,
	types::{Block, BlockNumber, FullClient, Hash, Header, UncheckedExtrinsic},
};

/// What cores are to do from some block on stands under keys that begin with this.
static SCHEDULES: LazyLock<Vec<u8>> =
	LazyLock::new(|| [twox_128(b"ParaScheduler"), twox_128(b"CoreSchedules")].concat());
/// How many blocks after the one that it was built on a candidate may wait.
const ANCESTRY: BlockNumber = 4;

/// The paras whose blocks are made or checked here.
pub(super) struct Paras {
	chain: Arc<DevChain>,
	validators: Validators<FullClient>,
	relay: RelayStates,
	/// Those whose blocks are made here.
	collators: Vec<Para>,
	/// Where each block of theirs leaves its proof of validity.
	pov_folder: Option<PathBuf>,
	/// What collators elsewhere have handed in, and no block had room for yet.
	submitted: Vec<Candidate>,
	/// What was handed in and is backed in the block that is being made.
	backed: Vec<CandidateHash>,
	/// Whether they need a block.
	demand: Demand,
	/// What went wrong with each para lately, so that it is said once.
	complaints: BTreeMap<ParaId, String>,
	/// The same of the folder for proofs of validity.
	folder_complaint: Option<String>,
}

impl Paras {
	/// At the head of the chain.
	pub(super) fn new(
		chain: Arc<DevChain>,
		pvf: Pvf,
		collators: Vec<Para>,
		pov_folder: Option<PathBuf>,
	) -> Self {
		let keys = chain.keys.clone();
		let mut paras = Self {
			validators: Validators::new(chain.client.clone(), keys, pvf),
			relay: RelayStates(chain.client.clone()),
			chain,
			collators,
			pov_folder,
			submitted: Vec::new(),
			backed: Vec::new(),
			demand: Demand::new(false),
			complaints: BTreeMap::new(),
			folder_complaint: None,
		};
		paras.go_to_head();
		for para in &paras.collators {
			let head = paras.relay.included_head(paras.chain.head().hash, para.id());
			if head.is_ok_and(|head| head.is_none()) {
				log::info!(
					"Para {} is not on demand on this chain yet: unless it is registered already, register \
					 it with the head and the code of its genesis",
					para.id(),
				);
			}
		}
		paras
	}

	/// Goes on from what is imported, after it was taken back or was found so.
	pub(super) fn go_to_head(&mut self) {
		self.submitted.clear();
		self.backed.clear();
		// If it is not known, the next block will see.
		let has_cores = self.validators.has_cores(self.chain.head().hash).unwrap_or(true);
		self.demand = Demand::new(has_cores);
		for index in 0..self.collators.len() {
			self.take_back(index, None);
		}
	}

	/// What waits in the pool of each para whose blocks are made here.
	pub(super) fn waiting(&self) -> Vec<Vec<UncheckedExtrinsic>> {
		self.collators.iter().map(Para::waiting).collect()
	}

	/// Has each para stand where the relay chain's head has it, and with these transactions in its pool.
	pub(super) fn go_back(&mut self, waiting: &[Vec<UncheckedExtrinsic>]) {
		for (index, waiting) in waiting.iter().enumerate() {
			self.take_back(index, Some(waiting.clone()));
		}
	}

	/// With `None` what waits in its pool goes on waiting.
	fn take_back(&mut self, index: usize, waiting: Option<Vec<UncheckedExtrinsic>>) {
		let para = &self.collators[index];
		let id = para.id();
		let result = self.heads_of(para).and_then(|[best, finalized]| match waiting {
			Some(waiting) => para.go_back_with(&best, &finalized, waiting),
			None => para.go_back(&best, &finalized),
		});
		self.complain(id, result);
	}

	/// The newest head of a para, and the one that is final, as the relay chain has them.
	fn heads_of(&self, para: &Para) -> Result<[HeadData; 2]> {
		let (head, finalized) = (self.chain.head().hash, self.chain.finalized().hash);
		let best = self.relay.newest_head(head, para.id())?;
		let finalized = self.relay.included_head(finalized, para.id())?;
		// One that the relay chain does not know is at its beginning.
		let (genesis, _) = para.genesis()?;
		Ok([best, finalized].map(|head| head.unwrap_or_else(|| genesis.clone())))
	}

	/// Those whose blocks are made here.
	pub(super) fn collators(&self) -> &[Para] {
		&self.collators
	}

	/// Whether the next block is to be made by itself, since paras may have something to say in it.
	pub(super) fn are_due(&self) -> bool {
		let anybody = !self.collators.is_empty() || !self.submitted.is_empty();
		self.demand.is_due(anybody)
	}

	/// Whether transactions of paras call for a block.
	pub(super) fn call_for_block(&self) -> bool {
		self.demand.calls_for_block(self.chain.head().number, self.ready())
	}

	/// How many transactions of paras could be in the next blocks of these.
	fn ready(&self) -> usize {
		self.collators.iter().map(Para::ready_transactions).sum()
	}

	/// A transaction of a para is ready.
	pub(super) fn note_arrival(&mut self) {
		self.demand.note_arrival();
	}

	/// Takes note of a new block, after [`Self::say`] for what is in it.
	pub(super) fn note_block(&mut self, changes: &[(Vec<u8>, Option<Vec<u8>>)]) {
		let orders = changes.iter().any(|(key, _)| key.starts_with(&SCHEDULES));
		self.demand.note_block(cores_set_by(changes), orders);
	}

	/// What the next block says of paras, if there is anything to say. Has those blocks of paras made that
	/// have a core in it, and checks them as any validator does. A block that begins a session backs nothing,
	/// so none is made for it.
	pub(super) fn say(
		&mut self,
		head: Position,
		begins_session: bool,
	) -> Option<ParasData<Header>> {
		if !self.demand.has_cores() {
			self.submitted.clear();
			return None;
		}
		let ready = self.ready();
		let (said, busy) = self.try_say(head, begins_session).unwrap_or_else(|reason| {
			log::error!("Nothing is said of paras in #{}: {reason}", head.number + 1);
			(None, false)
		});
		self.demand.note_said(busy, ready, self.ready());
		said
	}

	/// Says besides whether that is anything, or whether a para's block could be made.
	fn try_say(
		&mut self,
		head: Position,
		begins_session: bool,
	) -> Result<(Option<ParasData<Header>>, bool)> {
		let header = self.chain.header(head.hash)?;
		let openings = self.validators.openings(head.hash).map_err(text)?;
		let mut candidates = Vec::new();
		let mut busy = false;
		for opening in openings {
			// What was handed in goes first.
			if let Some(one) = self.submitted.iter().find(|one| one.para() == opening.para) {
				candidates.push(one.clone());
				continue;
			}
			let Some(index) = self.collators.iter().position(|para| para.id() == opening.para)
			else {
				continue;
			};
			busy = true;
			if begins_session {
				continue;
			}
			match self.collate(index, head, &opening) {
				Ok(candidate) => {
					self.complaints.remove(&opening.para);
					candidates.extend(candidate);
				},
				Err(reason) => self.complain(opening.para, Err(reason)),
			}
		}
		let said = self.validators.inherent(&header, &candidates).map_err(text)?;
		self.backed = said.backed_candidates.iter().map(|backed| backed.hash()).collect();
		// One that does not fit now may do so later, for some blocks.
		self.submitted.retain(|one| {
			let built_on = one.persisted_validation_data().relay_parent_number;
			built_on.saturating_add(ANCESTRY) > head.number
		});
		let anything = !said.bitfields.is_empty() || !said.backed_candidates.is_empty();
		Ok((anything.then_some(said), busy || anything))
	}

	/// Has a block of a para made, and checks it.
	fn collate(
		&mut self,
		index: usize,
		head: Position,
		opening: &Opening,
	) -> Result<Option<Candidate>> {
		let para = &self.collators[index];
		let mut data = opening.persisted_validation_data.clone();
		// Some paras build behind the head.
		let offset = para.relay_parent_offset(&data.parent_head)?;
		let Some(number) = head.number.checked_sub(offset) else { return Ok(None) };
		let relay_parent = self.chain.position(number)?;
		let header = self.chain.header(relay_parent.hash)?;
		data.relay_parent_number = number;
		data.relay_parent_storage_root = header.state_root;
		let slot = find_pre_digest::<Block>(&header).map_err(text)?.slot();

		let wanted = para.ready_transactions() > 0;
		let Some(collated) = para.collate(&self.relay, &header, slot, &data)? else {
			return Ok(None);
		};
		let written = match &self.pov_folder {
			Some(folder) => write_pov(folder, &collated, &data),
			None => Ok(()),
		};
		self.complain_of_folder(written);
		let collation =
			Collation { para: opening.para, pov: collated.pov, persisted_validation_data: data };
		let checked = self.validators.check_for(head.hash, relay_parent.hash, collation);
		let candidate = match checked {
			Ok(candidate) => candidate,
			Err(refusal) => {
				// Nobody will ever include the block.
				self.take_back(index, None);
				return Err(refusal.to_string());
			},
		};
		if wanted {
			self.demand.note_collation(head.number);
		}
		Ok(Some(candidate))
	}

	/// Checks what a collator elsewhere has built. It gets into the next block.
	pub(super) fn submit(&mut self, collation: Collation) -> Result<Hash> {
		let head = self.chain.head();
		let para = collation.para;
		let relay_parent = collation.persisted_validation_data.relay_parent_number;
		let relay_parent = self.chain.position(relay_parent)?;
		let candidate = self.validators.check_for(head.hash, relay_parent.hash, collation);
		let candidate = candidate.map_err(text)?;
		let hash = candidate.hash().0;
		self.submitted.retain(|other| other.para() != para);
		self.submitted.push(candidate);
		self.demand.note_submission(head.number);
		Ok(hash)
	}

	/// The same for a block of which it is not said whose it is: of the para that stands where it builds on.
	pub(super) fn submit_found(
		&mut self,
		pov: PoV,
		persisted_validation_data: PersistedValidationData,
	) -> Result<Hash> {
		let openings = self.validators.openings(self.chain.head().hash).map_err(text)?;
		let parent_head = &persisted_validation_data.parent_head;
		let opening = openings
			.into_iter()
			.find(|opening| opening.persisted_validation_data.parent_head == *parent_head);
		let para = opening.ok_or("no para with a core in the next block builds on that head")?.para;
		self.submit(Collation { para, pov, persisted_validation_data })
	}

	/// The block is on the chain for which [`Self::say`] was asked: what it has backed is done with.
	pub(super) fn note_imported(&mut self) {
		let backed = std::mem::take(&mut self.backed);
		self.submitted.retain(|one| !backed.contains(&one.hash()));
		self.follow();
	}

	/// Tells the paras how far they have come on the relay chain.
	pub(super) fn follow(&mut self) {
		if !self.demand.has_cores() {
			return;
		}
		let (head, finalized) = (self.chain.head().hash, self.chain.finalized().hash);
		for index in 0..self.collators.len() {
			let para = &self.collators[index];
			let included = self.relay.included_head(head, para.id());
			let told = included
				.and_then(|included| included.map_or(Ok(()), |head| para.included(&head)))
				.and_then(|()| self.relay.included_head(finalized, para.id()))
				.and_then(|finalized| finalized.map_or(Ok(()), |head| para.finalized(&head)));
			let id = para.id();
			self.complain(id, told);
		}
	}

	/// Says that a proof of validity was not written, unless it was said just before.
	fn complain_of_folder(&mut self, written: Result<()>) {
		if let Err(reason) = &written {
			if self.folder_complaint.as_ref() != Some(reason) {
				log::warn!("--para-pov: {reason}");
			}
		}
		self.folder_complaint = written.err();
	}

	/// Says what went wrong with a para, unless it was said just before.
	fn complain(&mut self, para: ParaId, result: Result<()>) {
		let Err(reason) = result else { return };
		if self.complaints.get(&para) != Some(&reason) {
			log::warn!("Para {para}: {reason}");
			self.complaints.insert(para, reason);
		}
	}
}

/// Writes what validators check to a file that is named by the block, as collators of the SDK do.
fn write_pov(folder: &Path, collated: &Collated, data: &PersistedValidationData) -> Result<()> {
	let Collated { pov, header } = collated;
	let path = folder.join(format!("{:?}_{}.pov", header.hash(), header.number));
	fs::create_dir_all(folder)
		.and_then(|()| fs::write(&path, (pov, data).encode()))
		.map_err(|error| format!("{}: {error}", path.display()))
}
