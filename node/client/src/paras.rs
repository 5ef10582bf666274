// SPDX-License-Identifier: GPL-3.0-or-later

//! What a block tells the runtime about paras.
//!
//! The runtime wants to hear in every block what validators have backed and what is available, even if that
//! is nothing, together with the header of the block's parent.

use polkadot_primitives::{InherentData as ParasData, PARACHAINS_INHERENT_IDENTIFIER};
use sp_blockchain::HeaderBackend;
use sp_inherents::{Error, InherentData, InherentDataProvider, InherentIdentifier};

use crate::types::{FullClient, Hash, Header};

/// What is said of paras in a block.
pub(crate) struct Paras(ParasData<Header>);

impl Paras {
	/// What validators have found.
	pub(crate) fn say(data: ParasData<Header>) -> Self {
		Self(data)
	}

	/// Nothing, in the block that follows this one.
	pub(crate) fn nothing_after(parent_header: Header) -> Self {
		Self(ParasData {
			bitfields: Vec::new(),
			backed_candidates: Vec::new(),
			disputes: Vec::new(),
			parent_header,
		})
	}

	/// Nothing, in the block that follows the one with this hash: a node of a network validates no para.
	pub(crate) fn nothing_after_hash(
		client: &FullClient,
		parent: Hash,
	) -> sp_blockchain::Result<Self> {
		client.expect_header(parent).map(Self::nothing_after)
	}

	/// Puts it to what else the block says.
	pub(crate) fn put(&self, data: &mut InherentData) -> Result<(), Error> {
		data.put_data(PARACHAINS_INHERENT_IDENTIFIER, &self.0)
	}
}

#[async_trait::async_trait]
impl InherentDataProvider for Paras {
	async fn provide_inherent_data(&self, data: &mut InherentData) -> Result<(), Error> {
		self.put(data)
	}

	/// The runtime has no error of this kind: what it finds wrong, it leaves out.
	async fn try_handle_error(
		&self,
		_: &InherentIdentifier,
		_: &[u8],
	) -> Option<Result<(), Error>> {
		None
	}
}
