// SPDX-License-Identifier: GPL-3.0-or-later

//! The paras inherent: what a block tells the runtime about paras.
//!
//! The runtime demands it in every block: what validators have backed and what is available, even
//! if that is nothing, and the header of the block's parent.

use polkadot_primitives::{InherentData as ParasData, PARACHAINS_INHERENT_IDENTIFIER};
use sp_blockchain::HeaderBackend;
use sp_inherents::{Error, InherentData, InherentDataProvider, InherentIdentifier};

use crate::types::{FullClient, Hash, Header};

/// The paras inherent of a block.
pub(crate) struct Paras(ParasData<Header>);

impl Paras {
	/// An inherent with this data.
	pub(crate) fn say(data: ParasData<Header>) -> Self {
		Self(data)
	}

	/// The empty inherent of the block after this one.
	pub(crate) fn nothing_after(parent_header: Header) -> Self {
		Self(ParasData {
			bitfields: Vec::new(),
			backed_candidates: Vec::new(),
			disputes: Vec::new(),
			parent_header,
		})
	}

	/// The empty inherent of the block after `parent`: a node of a network validates no paras.
	/// Fails if the parent is unknown.
	pub(crate) fn nothing_after_hash(
		client: &FullClient,
		parent: Hash,
	) -> sp_blockchain::Result<Self> {
		client.expect_header(parent).map(Self::nothing_after)
	}

	/// Adds it to the inherent data of the block.
	pub(crate) fn put(&self, data: &mut InherentData) -> Result<(), Error> {
		data.put_data(PARACHAINS_INHERENT_IDENTIFIER, &self.0)
	}
}

#[async_trait::async_trait]
impl InherentDataProvider for Paras {
	async fn provide_inherent_data(&self, data: &mut InherentData) -> Result<(), Error> {
		self.put(data)
	}

	/// The runtime reports no errors of this inherent: it leaves out what is wrong.
	async fn try_handle_error(
		&self,
		_: &InherentIdentifier,
		_: &[u8],
	) -> Option<Result<(), Error>> {
		None
	}
}
