// SPDX-License-Identifier: GPL-3.0-or-later

//! The paras of a development chain: the engine is all of their validators, and may be their collators.
//!
//! A para's block that is built on a block of the relay chain is backed in the next one and
//! included in the one after that, while the para's next block is backed. Before each block of the
//! relay chain the paras that have a core there make theirs ([`Paras::say`]); after it they are
//! told what is included and finalized ([`Paras::follow`]). How far a para is stands in the relay
//! chain's state and nowhere else: after a revert or a killed process it goes there.

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
use sc_client_api::Backend;
use sc_consensus_babe::{contains_epoch_change, find_pre_digest};
use sp_io::hashing::twox_128;

use super::{
	chain::{text, DevChain, Position, Result},
	demand::Demand,
};
use crate::{
	relay_state::RelayStates,
	types::{Block, BlockNumber, FullClient, Hash, Header, UncheckedExtrinsic},
};

/// The key prefix of the assignments that cores are to have from some block on.
static SCHEDULES: LazyLock<Vec<u8>> =
	LazyLock::new(|| [twox_128(b"ParaScheduler"), twox_128(b"CoreSchedules")].concat());
/// How many blocks a candidate may wait after the one that it was built on.
const ANCESTRY: BlockNumber = 4;

/// The paras whose blocks are made or checked here.
pub(super) struct Paras {
	chain: Arc<DevChain>,
	validators: Validators<FullClient>,
	relay: RelayStates,
	/// The paras whose blocks are made here.
	collators: Vec<Para>,
	/// The folder to write the proof of validity of each of their blocks to.
	pov_folder: Option<PathBuf>,
	/// The candidates that were submitted from elsewhere, and that no block has backed yet.
	submitted: Vec<Candidate>,
	/// The candidates that are backed in the block that is being made.
	backed: Vec<CandidateHash>,
	/// The paras with a new block for the one that is being made, by their place in `collators`, each with the
	/// candidate that has the block.
	collated: Vec<(usize, CandidateHash)>,
	/// Whether they need a block.
	demand: Demand,
	/// The error of each step that failed the last time, which is logged once.
	complaints: BTreeMap<(ParaId, Step), String>,
	/// The last error of `pov_folder`, which is logged once.
	folder_complaint: Option<String>,
}

/// A step of a para that may fail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
	/// It goes back to its head on the relay chain.
	Back,
	/// It makes a block, which is checked.
	Collate,
	/// It imports a block that was made elsewhere.
	Import,
	/// It follows the relay chain.
	Follow,
}

impl Paras {
	/// The paras at the head of the chain. Logs which of them it does not know.
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
			collated: Vec::new(),
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

	/// Continues from the imported head, at the start or after a revert or an error.
	pub(super) fn go_to_head(&mut self) {
		let chain = self.chain.clone();
		self.forget("the chain has gone back over the block that it is built on", |one| {
			let number = one.persisted_validation_data().relay_parent_number;
			chain.position(number).is_ok_and(|block| block.hash == one.relay_parent())
		});
		self.backed.clear();
		self.collated.clear();
		// If this cannot be read, the next block finds out.
		let has_cores = self.validators.has_cores(self.chain.head().hash).unwrap_or(true);
		self.demand = Demand::new(has_cores);
		for index in 0..self.collators.len() {
			self.take_back(index, None);
		}
	}

	/// The transactions in the pool of each para whose blocks are made here.
	pub(super) fn waiting(&self) -> Vec<Vec<UncheckedExtrinsic>> {
		self.collators.iter().map(Para::waiting).collect()
	}

	/// Takes each para back to its head on the relay chain, with these transactions in its pool. Fails if one
	/// does not get there; the others do nevertheless.
	pub(super) fn go_back(&mut self, waiting: &[Vec<UncheckedExtrinsic>]) -> Result<()> {
		let mut failed = None;
		for (index, waiting) in waiting.iter().enumerate() {
			self.take_back(index, Some(waiting.clone()));
			let id = self.collators[index].id();
			let reason = self.complaints.get(&(id, Step::Back));
			failed = failed.or_else(|| reason.map(|reason| format!("para {id}: {reason}")));
		}
		failed.map_or(Ok(()), Err)
	}

	/// Notes that the block of the last [`Self::say`] was not made. The paras' blocks for it go, and what
	/// was in them waits again.
	pub(super) fn give_up(&mut self) {
		for (index, _) in std::mem::take(&mut self.collated) {
			self.take_back(index, None);
		}
	}

	/// Takes a para back to its head on the relay chain, with these transactions in its pool. With
	/// `None` the pool has what it has, and what was in the blocks that go.
	fn take_back(&mut self, index: usize, waiting: Option<Vec<UncheckedExtrinsic>>) {
		let para = &self.collators[index];
		let id = para.id();
		let head = self.chain.head().number;
		let result = self.heads_of(para).and_then(|[best, finalized]| match waiting {
			Some(waiting) => para.go_back_with(&best, &finalized, head, waiting),
			None => para.go_back(&best, &finalized, head),
		});
		self.note(id, Step::Back, result);
	}

	/// The newest head of a para, and the finalized one, as the relay chain has them.
	///
	/// A para that the relay chain does not know, or no longer, has what was built until then: another revert
	/// may lead to a block at which the relay chain does.
	fn heads_of(&self, para: &Para) -> Result<[HeadData; 2]> {
		let head = self.chain.head();
		let best = match self.relay.newest_head(head.hash, para.id())? {
			Some(best) => best,
			None => para.head_by(head.number)?,
		};
		let finalized = match self.final_head(para.id())? {
			Some(finalized) => finalized,
			None => para.final_head()?,
		};
		Ok([best, finalized])
	}

	/// The head of a para that is final on the relay chain. `None` if the relay chain did not know the para at
	/// its last final block, or if finality is so far behind that the state there is not kept.
	fn final_head(&self, para: ParaId) -> Result<Option<HeadData>> {
		let Position { hash, number } = self.chain.finalized();
		if !self.chain.backend.have_state_at(hash, number) {
			return Ok(None);
		}
		self.relay.included_head(hash, para)
	}

	/// The paras whose blocks are made here.
	pub(super) fn collators(&self) -> &[Para] {
		&self.collators
	}

	/// Whether the next block is to be made on its own, since it may have paras data.
	pub(super) fn are_due(&self) -> bool {
		let anybody = !self.collators.is_empty() || !self.submitted.is_empty();
		self.demand.is_due(anybody)
	}

	/// Whether transactions of paras call for a block.
	pub(super) fn call_for_block(&self) -> bool {
		self.demand.calls_for_block(self.chain.head().number, self.ready())
	}

	/// How many transactions are ready in the pools of the paras.
	fn ready(&self) -> usize {
		self.collators.iter().map(Para::ready_transactions).sum()
	}

	/// Notes that a transaction of a para is ready.
	pub(super) fn note_arrival(&mut self) {
		self.demand.note_arrival();
	}

	/// Notes a new block, after [`Self::say`] for its content.
	pub(super) fn note_block(&mut self, changes: &[(Vec<u8>, Option<Vec<u8>>)]) {
		let orders = changes.iter().any(|(key, _)| key.starts_with(&SCHEDULES));
		self.demand.note_block(cores_set_by(changes), orders);
	}

	/// Returns the data of the next block's paras inherent, if it is not empty. Has the paras that
	/// have a core in that block make theirs, and checks these as any validator does. A block that
	/// begins a session backs nothing, so none are made for it.
	pub(super) fn say(
		&mut self,
		head: Position,
		begins_session: bool,
	) -> Option<ParasData<Header>> {
		if !self.demand.has_cores() {
			self.forget("no para has a core any more", |_| false);
			return None;
		}
		let ready = self.ready();
		let (said, busy) = self.try_say(head, begins_session).unwrap_or_else(|reason| {
			log::error!("Block #{} has no paras data: {reason}", head.number + 1);
			(None, false)
		});
		self.demand.note_said(busy, ready, self.ready());
		said
	}

	/// [`Self::say`], which also returns whether there is any data, or a para could make a block.
	fn try_say(
		&mut self,
		head: Position,
		begins_session: bool,
	) -> Result<(Option<ParasData<Header>>, bool)> {
		self.collated.clear();
		let header = self.chain.header(head.hash)?;
		let openings = self.validators.openings(head.hash).map_err(text)?;
		let mut candidates = Vec::new();
		let mut busy = false;
		for opening in openings {
			// Submitted candidates go first.
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
			let collated = self.collate(index, head, &opening);
			let collated = collated.map(|candidate| candidates.extend(candidate));
			self.note(opening.para, Step::Collate, collated);
		}
		let said = self.validators.inherent(&header, &candidates).map_err(text)?;
		self.backed = said.backed_candidates.iter().map(|backed| backed.hash()).collect();
		self.import_backed();
		// A candidate that does not fit now may do so later, for some blocks.
		let backed = self.backed.clone();
		self.forget("it was not backed in time", |one| {
			let built_on = one.persisted_validation_data().relay_parent_number;
			built_on.saturating_add(ANCESTRY) > head.number || backed.contains(&one.hash())
		});
		let anything = !said.bitfields.is_empty() || !said.backed_candidates.is_empty();
		Ok((anything.then_some(said), busy || anything))
	}

	/// Has the paras that run here import those of their blocks that were made elsewhere and that the next
	/// block backs: they build on them.
	fn import_backed(&mut self) {
		let backed = self.submitted.iter().filter(|one| self.backed.contains(&one.hash()));
		for candidate in backed.cloned().collect::<Vec<_>>() {
			let id = candidate.para();
			let Some(index) = self.collators.iter().position(|para| para.id() == id) else {
				continue;
			};
			let parent_head = &candidate.persisted_validation_data().parent_head;
			let imported = self.collators[index].import(candidate.pov(), parent_head);
			self.note(id, Step::Import, imported);
			self.collated.push((index, candidate.hash()));
		}
	}

	/// Has a para make a block, and checks it. `None` if it makes none now.
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
		// Nobody backs what was built in the session before.
		for number in number + 1..=head.number {
			let header = self.chain.header(self.chain.position(number)?.hash)?;
			if contains_epoch_change::<Block>(&header) {
				return Ok(None);
			}
		}
		self.validators.can_back(head.hash, opening.para, number).map_err(text)?;
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
		self.collated.push((index, candidate.hash()));
		if wanted {
			self.demand.note_collation(head.number);
		}
		Ok(Some(candidate))
	}

	/// Checks a collation from elsewhere, to be backed in the next block. Returns the candidate's
	/// hash. Fails if the collation is invalid.
	pub(super) fn submit(&mut self, collation: Collation) -> Result<Hash> {
		let head = self.chain.head();
		let para = collation.para;
		let relay_parent = collation.persisted_validation_data.relay_parent_number;
		let relay_parent = self.chain.position(relay_parent)?;
		let candidate = self.validators.check_for(head.hash, relay_parent.hash, collation);
		let candidate = candidate.map_err(text)?;
		let hash = candidate.hash().0;
		self.forget("another one of the para came after it", |other| other.para() != para);
		self.submitted.push(candidate);
		self.demand.note_submission(head.number);
		Ok(hash)
	}

	/// Submits a collation of the para whose head it builds on. Fails also if no para with a core
	/// in the next block has that head.
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
		let para = opening.ok_or("no para with a core in the next block has that head")?.para;
		self.submit(Collation { para, pov, persisted_validation_data })
	}

	/// Notes that a collation waits for the next block, which begins a session and backs nothing.
	pub(super) fn note_early(&mut self) {
		self.demand.note_early(self.chain.head().number);
	}

	/// Notes that the block of the last [`Self::say`] is on the chain, with what was said or without it. Forgets
	/// the candidates that it backed; a para whose block it does not back takes that back.
	pub(super) fn note_imported(&mut self, has_said: bool) {
		let mut backed = std::mem::take(&mut self.backed);
		if !has_said {
			backed.clear();
		}
		self.submitted.retain(|one| !backed.contains(&one.hash()));
		for (index, candidate) in std::mem::take(&mut self.collated) {
			if !backed.contains(&candidate) {
				self.take_back(index, None);
			}
		}
		self.follow();
	}

	/// Forgets the submitted candidates that are not to be kept, and logs why.
	fn forget(&mut self, why: &str, kept: impl Fn(&Candidate) -> bool) {
		self.submitted.retain(|one| {
			let keeps = kept(one);
			if !keeps {
				let (para, hash) = (one.para(), one.hash().0);
				log::warn!("Para {para}: the submitted candidate {hash:?} is dropped: {why}");
			}
			keeps
		});
	}

	/// Tells the paras which of their blocks are included and finalized.
	pub(super) fn follow(&mut self) {
		if !self.demand.has_cores() {
			return;
		}
		let head = self.chain.head().hash;
		for index in 0..self.collators.len() {
			let para = &self.collators[index];
			let included = self.relay.included_head(head, para.id());
			// Governance can set a head back.
			if let Ok(Some(head)) = &included {
				if para.is_off_final(head).is_ok_and(|is_off| is_off) {
					self.take_back(index, None);
					continue;
				}
			}
			let told = included
				.and_then(|included| included.map_or(Ok(()), |head| para.included(&head)))
				.and_then(|()| self.final_head(para.id()))
				.and_then(|finalized| match finalized {
					// The head may have been set to another one since that block.
					Some(head) if para.is_on_best(&head)? => para.finalized(&head),
					_ => Ok(()),
				});
			let id = para.id();
			self.note(id, Step::Follow, told);
		}
	}

	/// Logs why a proof of validity was not written, unless that was logged just before.
	fn complain_of_folder(&mut self, written: Result<()>) {
		if let Err(reason) = &written {
			if self.folder_complaint.as_ref() != Some(reason) {
				log::warn!("--para-pov: {reason}");
			}
		}
		self.folder_complaint = written.err();
	}

	/// Logs why a step of a para has failed, unless it failed for the same reason the last time.
	fn note(&mut self, para: ParaId, step: Step, result: Result<()>) {
		let step = (para, step);
		let Err(reason) = result else {
			self.complaints.remove(&step);
			return;
		};
		if self.complaints.get(&step) != Some(&reason) {
			log::warn!("Para {para}: {reason}");
			self.complaints.insert(step, reason);
		}
	}
}

/// Writes what validators check to a file that is named after the block, as collators of the SDK
/// do.
fn write_pov(folder: &Path, collated: &Collated, data: &PersistedValidationData) -> Result<()> {
	let Collated { pov, header } = collated;
	let path = folder.join(format!("{:?}_{}.pov", header.hash(), header.number));
	fs::create_dir_all(folder)
		.and_then(|()| fs::write(&path, (pov, data).encode()))
		.map_err(|error| format!("{}: {error}", path.display()))
}
