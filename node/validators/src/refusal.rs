// SPDX-License-Identifier: GPL-3.0-or-later

//! Why a collation is refused.

use std::fmt;

use polkadot_primitives::{
	BlockNumber, CommittedCandidateReceiptError, CoreIndex, Hash, HeadData, Id as ParaId,
};
use sp_api::ApiError;

use crate::{
	error::Error,
	outputs::Excess,
	pvf::{ExecutionError, Flaw},
	words,
};

/// Why a collation does not become a candidate. As text it is for the author of the collation.
#[derive(Debug)]
pub enum Refusal {
	/// The para has no core in the next block.
	NoCore {
		/// The para.
		para: ParaId,
		/// The block's parent.
		parent: BlockNumber,
	},
	/// The para's core holds a candidate that will not be available in the next block.
	Occupied {
		/// The para.
		para: ParaId,
		/// Its core.
		core: CoreIndex,
		/// The votes for its availability: those that were cast, and those of the keys that are here.
		votes: usize,
		/// The votes that are needed.
		needed: usize,
	},
	/// The relay parent is not known.
	UnknownRelayParent(Hash),
	/// The relay parent is no ancestor, or belongs to another session: a candidate must be backed in the
	/// session of its relay parent's child.
	ForeignRelayParent {
		/// The relay parent.
		relay_parent: BlockNumber,
		/// The parent of the block in which the candidate would be backed.
		parent: BlockNumber,
	},
	/// The relay parent is too far back.
	OldRelayParent {
		/// The relay parent.
		relay_parent: BlockNumber,
		/// The oldest that is allowed.
		oldest: BlockNumber,
	},
	/// The collation does not build on the para's head.
	ParentHead {
		/// The head that the collation builds on.
		given: HeadData,
		/// The para's head once its pending block is included.
		expected: HeadData,
	},
	/// The collation's validation data is not that of its relay parent.
	ValidationData {
		/// The name of the value that differs.
		what: &'static str,
		/// The value in the collation.
		given: String,
		/// The value for the relay parent.
		expected: String,
	},
	/// The PoV is too large.
	PovSize {
		/// Its encoded size in bytes.
		size: usize,
		/// The most bytes that are allowed.
		limit: u32,
	},
	/// The PoV's data would unpack to more than this many bytes.
	PovBomb(usize),
	/// The PoV's data cannot be unpacked.
	PovPacking(sp_maybe_compressed_blob::Error),
	/// The relay chain does not have the para's code.
	NoCode(ParaId),
	/// The para's code cannot be compiled.
	Code(Flaw),
	/// The para's code refuses the block, or gives no result.
	Execution(ExecutionError),
	/// The block's outputs break a limit of the relay chain.
	Outputs(Excess),
	/// The block's signals to the relay chain (UMP signals) are invalid.
	Signals(CommittedCandidateReceiptError),
	/// The block selects a core on which the para can have no candidate backed in the next block.
	OtherCore {
		/// The core that the block selects.
		selected: CoreIndex,
		/// The cores that the block may select.
		open: Vec<CoreIndex>,
	},
	/// No validator is assigned to the core.
	NoBackers(CoreIndex),
	/// Too few validators of the group have their keys here.
	Votes {
		/// The votes of those whose keys are here and who are not disabled.
		votes: usize,
		/// The votes that are needed.
		needed: usize,
		/// The number of validators in the group.
		group: usize,
	},
	/// The check itself failed: the chain could not be read, for example.
	Unknown(Error),
}

impl From<ExecutionError> for Refusal {
	fn from(error: ExecutionError) -> Self {
		match error {
			ExecutionError::Code(flaw) => Self::Code(flaw),
			error => Self::Execution(error),
		}
	}
}

impl From<Error> for Refusal {
	fn from(error: Error) -> Self {
		Self::Unknown(error)
	}
}

impl From<ApiError> for Refusal {
	fn from(error: ApiError) -> Self {
		Self::Unknown(error.into())
	}
}

impl From<sp_blockchain::Error> for Refusal {
	fn from(error: sp_blockchain::Error) -> Self {
		Self::Unknown(error.into())
	}
}

impl fmt::Display for Refusal {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NoCore { para, parent } => {
				write!(out, "para {para} has no core in the block after #{parent}")
			},
			Self::Occupied { para, core, votes, needed } => write!(
				out,
				"core {} of para {para} holds a block that is not available: the keys that are here \
				 have {votes} votes of the {needed} that are needed; add the other validators' keys \
				 of kind `para` with author_insertKey",
				core.0,
			),
			Self::UnknownRelayParent(hash) => write!(out, "relay parent {hash:?} is not known"),
			Self::ForeignRelayParent { relay_parent, parent } => write!(
				out,
				"relay parent #{relay_parent} is no ancestor of #{parent} in the session of the \
				 block after it",
			),
			Self::OldRelayParent { relay_parent, oldest } => {
				write!(
					out,
					"relay parent #{relay_parent} is older than #{oldest}, the oldest allowed"
				)
			},
			Self::ParentHead { given, expected } => write!(
				out,
				"it builds on head {}, and the para's head is {}",
				words::head(given),
				words::head(expected),
			),
			Self::ValidationData { what, given, expected } => {
				write!(
					out,
					"its validation data has {what} {given}, and the relay parent has {expected}"
				)
			},
			Self::PovSize { size, limit } => {
				write!(out, "its PoV has {size} bytes, and {limit} are allowed")
			},
			Self::PovBomb(limit) => {
				write!(out, "its PoV would have more than {limit} bytes when it is unpacked")
			},
			Self::PovPacking(error) => write!(out, "its PoV cannot be unpacked: {error}"),
			Self::NoCode(para) => write!(out, "the relay chain has no code of para {para}"),
			Self::Code(flaw) => write!(out, "the para's code is invalid: {flaw}"),
			Self::Execution(error) => write!(out, "validation failed: {error}"),
			Self::Outputs(excess) => write!(out, "the relay chain would not take it: {excess}"),
			Self::Signals(error) => {
				write!(out, "its signals to the relay chain are not right: {error}")
			},
			Self::OtherCore { selected, open } => write!(
				out,
				"it selects core {}, and the next block has {} for the para",
				selected.0,
				list(open),
			),
			Self::NoBackers(core) => write!(out, "no validator is assigned to core {}", core.0),
			Self::Votes { votes, needed, group } => write!(
				out,
				"the keys that are here have {votes} of the {needed} votes that are needed from the \
				 {group} validators whose turn it is; add the others' keys of kind `para` with \
				 author_insertKey",
			),
			Self::Unknown(error) => error.fmt(out),
		}
	}
}

impl std::error::Error for Refusal {}

fn list(cores: &[CoreIndex]) -> String {
	let numbers: Vec<_> = cores.iter().map(|core| core.0.to_string()).collect();
	format!("core {}", numbers.join(", "))
}
