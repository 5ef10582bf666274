// SPDX-License-Identifier: GPL-3.0-or-later

//! The keys with which validators vote.

use polkadot_primitives::{ValidatorId, ValidatorSignature};

/// Signs as any validator whose key is here.
pub trait Sign: Send + Sync {
	/// The signature of this validator. `None` if its key is not here.
	fn sign(&self, id: &ValidatorId, payload: &[u8]) -> Option<ValidatorSignature>;

	/// Whether this validator's key is here. To sign something tells it, and takes its time.
	fn holds(&self, id: &ValidatorId) -> bool {
		self.sign(id, &[]).is_some()
	}
}
