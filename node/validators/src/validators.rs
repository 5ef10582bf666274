// SPDX-License-Identifier: GPL-3.0-or-later

//! All validators of a relay chain, at work for its paras.

use std::{collections::BTreeSet, sync::Arc};

use parking_lot::Mutex;
use polkadot_primitives::{
	runtime_api::ParachainHost, BackedCandidate, Block, CoreIndex, Hash, Header, Id as ParaId,
	InherentData, PersistedValidationData,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;

use crate::{
	candidate::{Candidate, Collation},
	check::{validation_data, Check},
	error::Error,
	outlook::Outlook,
	pvf::Pvf,
	refusal::Refusal,
	relay_parent,
	sign::Sign,
	votes,
};

/// A place for a para's block.
#[derive(Clone, Debug)]
pub struct Opening {
	/// The para.
	pub para: ParaId,
	/// Its core, the first if it has several.
	pub core: CoreIndex,
	/// What a block on the relay chain's head is checked against: the head that it must build on, and
	/// the most that its PoV may have.
	pub persisted_validation_data: PersistedValidationData,
}

/// Does what the validators of a relay chain do for its paras, in the name of all whose keys are here.
///
/// A para has one block backed in a block of the relay chain at most, on however many cores.
pub struct Validators<C> {
	client: Arc<C>,
	keys: Arc<dyn Sign>,
	pvf: Pvf,
	/// What was found out about the block after the one that was asked about last.
	latest: Mutex<Option<(Hash, Option<Arc<Outlook>>)>>,
}

impl<C> Validators<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
	C::Api: ParachainHost<Block>,
{
	/// The validators of this chain.
	pub fn new(client: Arc<C>, keys: Arc<dyn Sign>, pvf: Pvf) -> Self {
		Self { client, keys, pvf, latest: Mutex::default() }
	}

	/// What runs the paras' code.
	pub fn pvf(&self) -> &Pvf {
		&self.pvf
	}

	/// Whether there are cores in the block after `parent`. Without them there is nothing to do.
	pub fn has_cores(&self, parent: Hash) -> Result<bool, Error> {
		Ok(self.outlook(parent)?.is_some())
	}

	/// The paras that may have a candidate backed in the block after `parent`, in the order of their
	/// cores, each with what a candidate on `parent` is checked against.
	///
	/// A core that holds a block counts where the keys that are here make that block available. If the
	/// block after `parent` turns out to be the last of a session it backs nothing all the same.
	pub fn openings(&self, parent: Hash) -> Result<Vec<Opening>, Error> {
		let Some(outlook) = self.outlook(parent)? else { return Ok(Vec::new()) };
		let held = votes::held(&*self.keys, &outlook);
		let mut seen = BTreeSet::new();
		let mut openings = Vec::new();
		for (core, para) in outlook.open(&held) {
			if !seen.insert(para) {
				continue;
			}
			// What one para's answer has changed is not for the next one's.
			let api = self.client.runtime_api();
			let data = validation_data(&*api, &outlook, para, &outlook.parent)?;
			openings.extend(data.map(|persisted_validation_data| Opening {
				para,
				core,
				persisted_validation_data,
			}));
		}
		Ok(openings)
	}

	/// Checks a collation that is built on `relay_parent`, to be backed in the block after it.
	pub fn check(&self, relay_parent: Hash, collation: Collation) -> Result<Candidate, Refusal> {
		self.check_for(relay_parent, relay_parent, collation)
	}

	/// Checks a collation that is built on `relay_parent`, to be backed in the block after `parent`:
	/// executes it, compares all it says with what the relay chain has, and has the validators vote
	/// whose turn it is.
	pub fn check_for(
		&self,
		parent: Hash,
		relay_parent: Hash,
		collation: Collation,
	) -> Result<Candidate, Refusal> {
		match self.outlook(parent)? {
			Some(outlook) => Check::new(&*self.client, &*self.keys, &self.pvf, &outlook)
				.run(relay_parent, collation),
			None => Err(Refusal::NoCore {
				para: collation.para,
				parent: self.client.expect_header(parent)?.number,
			}),
		}
	}

	/// What the block after `parent` is told about paras: votes on what is available, and those of the
	/// candidates that may go in, sorted as the runtime wants them, one for each para.
	///
	/// Others are left out; they may go into a later block, or never. The runtime leaves out more in
	/// the last block of a session.
	pub fn inherent(
		&self,
		parent: &Header,
		candidates: &[Candidate],
	) -> Result<InherentData<Header>, Error> {
		let mut data = InherentData {
			bitfields: Vec::new(),
			backed_candidates: Vec::new(),
			disputes: Vec::new(),
			parent_header: parent.clone(),
		};
		let Some(outlook) = self.outlook(parent.hash())? else { return Ok(data) };
		data.bitfields = votes::availability(&*self.keys, &outlook);
		if !candidates.is_empty() {
			data.backed_candidates = self.fitting(&outlook, candidates)?;
		}
		Ok(data)
	}

	/// Candidates that may go into the next block.
	fn fitting(
		&self,
		outlook: &Outlook,
		candidates: &[Candidate],
	) -> Result<Vec<BackedCandidate>, Error> {
		let held = votes::held(&*self.keys, outlook);
		let mut open: BTreeSet<_> = outlook.open(&held).into_iter().collect();
		let mut served = BTreeSet::new();
		let mut fitting = Vec::new();
		for candidate in candidates {
			let (core, para) = (candidate.core(), candidate.para());
			if !open.contains(&(core, para)) || served.contains(&para) {
				continue;
			}
			if self.fits(outlook, candidate)? {
				open.remove(&(core, para));
				served.insert(para);
				fitting.push(candidate.backed().clone());
			}
		}
		fitting.sort_by_key(|candidate| candidate.descriptor().para_id());
		Ok(fitting)
	}

	/// Whether a candidate is of this session, on a relay parent that is still allowed, and on the
	/// para's head.
	fn fits(&self, outlook: &Outlook, candidate: &Candidate) -> Result<bool, Error> {
		let descriptor = candidate.backed().descriptor();
		if descriptor.session_index() != Some(outlook.session) {
			return Ok(false);
		}
		let api = self.client.runtime_api();
		let relay_parent =
			relay_parent::allowed(&*self.client, &*api, outlook, candidate.relay_parent());
		let relay_parent = match relay_parent {
			Ok(relay_parent) => relay_parent,
			Err(Refusal::Unknown(error)) => return Err(error),
			Err(reason) => {
				log::debug!("Candidate {:?} does not go in: {reason}", candidate.hash());
				return Ok(false);
			},
		};
		let data = validation_data(&*api, outlook, candidate.para(), &relay_parent)?;
		Ok(data.is_some_and(|data| data.hash() == descriptor.persisted_validation_data_hash()))
	}

	/// What is known of the block after `parent`. A block's state never changes: one answer is enough.
	fn outlook(&self, parent: Hash) -> Result<Option<Arc<Outlook>>, Error> {
		if let Some((_, outlook)) = self.latest.lock().as_ref().filter(|(hash, _)| *hash == parent)
		{
			return Ok(outlook.clone());
		}
		let outlook = Outlook::after(&*self.client, parent)?.map(Arc::new);
		*self.latest.lock() = Some((parent, outlook.clone()));
		Ok(outlook)
	}
}
