// SPDX-License-Identifier: GPL-3.0-or-later

//! The validators of a relay chain, in one process.

use std::{collections::BTreeSet, sync::Arc};

use parking_lot::Mutex;
use polkadot_primitives::{
	runtime_api::ParachainHost, BackedCandidate, Block, BlockNumber, CoreIndex, Hash, Header,
	Id as ParaId, InherentData, PersistedValidationData,
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
	votes::{self, BackingRules},
};

/// A para that may have a candidate backed in the next block.
#[derive(Clone, Debug)]
pub struct Opening {
	/// The para.
	pub para: ParaId,
	/// The para's core, the first if it has several.
	pub core: CoreIndex,
	/// The validation data for a block on the relay chain's head: among others the para's head that it
	/// must build on, and the largest PoV in bytes.
	pub persisted_validation_data: PersistedValidationData,
}

/// Does the work for paras of all validators whose keys are here.
///
/// A para has at most one candidate backed in a block of the relay chain, however many cores it has.
pub struct Validators<C> {
	client: Arc<C>,
	keys: Arc<dyn Sign>,
	pvf: Pvf,
	/// The last outlook, by the parent's hash.
	latest: Mutex<Option<(Hash, Option<Arc<Outlook>>)>>,
}

impl<C> Validators<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
	C::Api: ParachainHost<Block>,
{
	/// The validators of this chain. `pvf` runs the code of its paras.
	pub fn new(client: Arc<C>, keys: Arc<dyn Sign>, pvf: Pvf) -> Self {
		Self { client, keys, pvf, latest: Mutex::default() }
	}

	/// What runs the paras' code.
	pub fn pvf(&self) -> &Pvf {
		&self.pvf
	}

	/// Whether the block after `parent` has cores. Without cores there is nothing to do for paras.
	pub fn has_cores(&self, parent: Hash) -> Result<bool, Error> {
		Ok(self.outlook(parent)?.is_some())
	}

	/// The paras that may have a candidate backed in the block after `parent`, in the order of their
	/// cores, each with the validation data for a candidate on `parent`.
	///
	/// An occupied core counts if the keys that are here make its candidate available. A block that turns
	/// out to be the last of its session backs nothing all the same.
	pub fn openings(&self, parent: Hash) -> Result<Vec<Opening>, Error> {
		let Some(outlook) = self.outlook(parent)? else { return Ok(Vec::new()) };
		let held = votes::held(&*self.keys, &outlook);
		let mut seen = BTreeSet::new();
		let mut openings = Vec::new();
		for (core, para) in outlook.open(&held) {
			if !seen.insert(para) {
				continue;
			}
			// The API keeps the changes that it makes for one para, so each para has its own.
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

	/// Fails if no candidate of this para can have enough votes, whatever is in it. Its relay parent has the
	/// number `relay_parent`, and it is to be backed in the block after `parent`.
	pub fn can_back(
		&self,
		parent: Hash,
		para: ParaId,
		relay_parent: BlockNumber,
	) -> Result<(), Refusal> {
		let mut reason =
			Refusal::NoCore { para, parent: self.client.expect_header(parent)?.number };
		let Some(outlook) = self.outlook(parent)? else { return Err(reason) };
		let rules = BackingRules::after(&*self.client.runtime_api(), parent)?;
		let open = outlook.open(&votes::held(&*self.keys, &outlook));
		// It may have several cores, and its code chooses one.
		for (core, _) in open.into_iter().filter(|(_, of)| *of == para) {
			match votes::can_back(&*self.keys, &outlook, &rules, core, relay_parent) {
				Ok(()) => return Ok(()),
				Err(refusal) => reason = refusal,
			}
		}
		Err(reason)
	}

	/// Checks a collation on `relay_parent` that shall be backed in the block after it, as
	/// [`Self::check_for`] does.
	pub fn check(&self, relay_parent: Hash, collation: Collation) -> Result<Candidate, Refusal> {
		self.check_for(relay_parent, relay_parent, collation)
	}

	/// Checks a collation on `relay_parent` that shall be backed in the block after `parent`: runs the
	/// para's code, checks its outputs by the relay chain's state, and has the validators of the group
	/// vote.
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

	/// The data of the paras' inherent in the block after `parent`: the votes on availability, and those
	/// of the candidates that may be backed there, at most one for each para, in the order of the paras.
	///
	/// Other candidates are left out; some may fit into a later block. The runtime drops all of them in
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

	/// The candidates that may be backed in the next block, in the order of the paras.
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

	/// Whether a candidate belongs to this session, its relay parent is still allowed, and it builds on
	/// the para's head.
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

	/// What is known of the block after `parent`. It is kept until another parent is asked about.
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
