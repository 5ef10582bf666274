// SPDX-License-Identifier: GPL-3.0-or-later

//! The keys with which validators vote.

use polkadot_primitives::{ValidatorId, ValidatorSignature};

/// Signs for the validators whose keys are here.
pub trait Sign: Send + Sync {
	/// The validator's signature of the payload. `None` if its key is not here.
	fn sign(&self, id: &ValidatorId, payload: &[u8]) -> Option<ValidatorSignature>;

	/// Whether the validator's key is here. The default implementation makes a signature to find out,
	/// which is slow.
	fn holds(&self, id: &ValidatorId) -> bool {
		self.sign(id, &[]).is_some()
	}
}
