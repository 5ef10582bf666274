// SPDX-License-Identifier: GPL-3.0-or-later

//! What each block tells the runtime about paras.
//!
//! This node validates no para: nothing is backed, made available or disputed. The runtime wants to
//! hear even that in every block, together with the header of the block's parent.

use polkadot_primitives::{InherentData as ParasData, PARACHAINS_INHERENT_IDENTIFIER};
use sp_blockchain::HeaderBackend;
use sp_inherents::{Error, InherentData, InherentDataProvider, InherentIdentifier};

use crate::types::{FullClient, Hash, Header};

/// Says in a block that there is nothing to say about paras.
pub(crate) struct NoParas(ParasData<Header>);

impl NoParas {
	/// For the block that follows this one.
	pub(crate) fn after(parent_header: Header) -> Self {
		Self(ParasData {
			bitfields: Vec::new(),
			backed_candidates: Vec::new(),
			disputes: Vec::new(),
			parent_header,
		})
	}

	/// For the block that follows the one with this hash.
	pub(crate) fn after_hash(client: &FullClient, parent: Hash) -> sp_blockchain::Result<Self> {
		client.expect_header(parent).map(Self::after)
	}

	/// Puts it to what else the block says.
	pub(crate) fn put(&self, data: &mut InherentData) -> Result<(), Error> {
		data.put_data(PARACHAINS_INHERENT_IDENTIFIER, &self.0)
	}
}

#[async_trait::async_trait]
impl InherentDataProvider for NoParas {
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
