// SPDX-License-Identifier: GPL-3.0-or-later

//! A para's block on its way onto the relay chain: as a collation, and as a candidate.

use std::sync::Arc;

use codec::Encode;
use polkadot_node_primitives::{AvailableData, PoV};
use polkadot_primitives::{
	BackedCandidate, CandidateHash, CoreIndex, Hash, HeadData, Id as ParaId,
	PersistedValidationData,
};

use crate::error::Error;

/// A para's block as a collator hands it in.
#[derive(Clone, Debug)]
pub struct Collation {
	/// The para.
	pub para: ParaId,
	/// The block, with the part of the para's state that is needed to check it.
	pub pov: PoV,
	/// The validation data that the collator has used.
	pub persisted_validation_data: PersistedValidationData,
}

/// A para's block that was checked and has enough votes to be backed.
#[derive(Clone, Debug)]
pub struct Candidate {
	pub(crate) backed: BackedCandidate,
	pub(crate) core: CoreIndex,
	pub(crate) data: AvailableData,
}

impl Candidate {
	/// The para.
	pub fn para(&self) -> ParaId {
		self.backed.descriptor().para_id()
	}

	/// The hash of the candidate's receipt.
	pub fn hash(&self) -> CandidateHash {
		self.backed.hash()
	}

	/// The relay parent that the candidate is built on.
	pub fn relay_parent(&self) -> Hash {
		self.backed.descriptor().relay_parent()
	}

	/// The core that the candidate will be backed on.
	pub fn core(&self) -> CoreIndex {
		self.core
	}

	/// The para's head after this block.
	pub fn head(&self) -> &HeadData {
		&self.backed.candidate().commitments.head_data
	}

	/// The receipt, with the block's outputs, and the votes.
	pub fn backed(&self) -> &BackedCandidate {
		&self.backed
	}

	/// The PoV, as the collator handed it in.
	pub fn pov(&self) -> &Arc<PoV> {
		&self.data.pov
	}

	/// The validation data that the candidate was checked against.
	pub fn persisted_validation_data(&self) -> &PersistedValidationData {
		&self.data.validation_data
	}
}

/// The root of the tree over the chunks of a candidate's data, of which each validator keeps one.
pub(crate) fn erasure_root(validators: usize, data: &AvailableData) -> Result<Hash, Error> {
	// The erasure code needs two validators; a single one keeps everything.
	let pieces = match validators {
		1 => vec![data.encode()],
		_ => polkadot_erasure_coding::obtain_chunks_v1(validators, data)?,
	};
	Ok(polkadot_erasure_coding::branches(&pieces).root())
}
