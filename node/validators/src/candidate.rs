// SPDX-License-Identifier: GPL-3.0-or-later

//! Para blocks on their way onto the relay chain.

use std::sync::Arc;

use codec::Encode;
use polkadot_node_primitives::{AvailableData, PoV};
use polkadot_primitives::{
	BackedCandidate, CandidateHash, CoreIndex, Hash, HeadData, Id as ParaId,
	PersistedValidationData,
};

use crate::error::Error;

/// What a collator hands in.
#[derive(Clone, Debug)]
pub struct Collation {
	/// Whose block it is.
	pub para: ParaId,
	/// The block, and all of the para's state that it takes to check it.
	pub pov: PoV,
	/// What the collator knew of the relay chain.
	pub persisted_validation_data: PersistedValidationData,
}

/// A checked para block with enough votes to be backed.
#[derive(Clone, Debug)]
pub struct Candidate {
	pub(crate) backed: BackedCandidate,
	pub(crate) core: CoreIndex,
	pub(crate) data: AvailableData,
}

impl Candidate {
	/// Whose block it is.
	pub fn para(&self) -> ParaId {
		self.backed.descriptor().para_id()
	}

	/// The hash of its receipt.
	pub fn hash(&self) -> CandidateHash {
		self.backed.hash()
	}

	/// The block of the relay chain that it was built on.
	pub fn relay_parent(&self) -> Hash {
		self.backed.descriptor().relay_parent()
	}

	/// The core that it will be backed on.
	pub fn core(&self) -> CoreIndex {
		self.core
	}

	/// The para's head that it leads to.
	pub fn head(&self) -> &HeadData {
		&self.backed.candidate().commitments.head_data
	}

	/// The receipt with all outputs, and the votes.
	pub fn backed(&self) -> &BackedCandidate {
		&self.backed
	}

	/// The PoV as the collator has handed it in.
	pub fn pov(&self) -> &Arc<PoV> {
		&self.data.pov
	}

	/// What it was checked against.
	pub fn persisted_validation_data(&self) -> &PersistedValidationData {
		&self.data.validation_data
	}
}

/// The root of the tree of pieces of which validators keep one each.
pub(crate) fn erasure_root(validators: usize, data: &AvailableData) -> Result<Hash, Error> {
	// A single validator keeps everything. The code is for two and more.
	let pieces = match validators {
		1 => vec![data.encode()],
		_ => polkadot_erasure_coding::obtain_chunks_v1(validators, data)?,
	};
	Ok(polkadot_erasure_coding::branches(&pieces).root())
}
