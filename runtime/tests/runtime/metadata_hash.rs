// SPDX-License-Identifier: GPL-3.0-or-later
//! A transaction that is signed over the metadata hash, where the runtime has none: in native code.

use canary_metadata_hash::CheckMetadataHash;
use canary_runtime::RuntimeCall;
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{
	generic::Preamble,
	transaction_validity::{TransactionValidityError, UnknownTransaction},
};

use crate::common::{next_block, on_chain, signed};

#[test]
fn without_a_hash_in_the_runtime_a_signature_over_one_is_refused() {
	on_chain("development", || {
		let call = frame_system::Call::remark { remark: vec![] };
		let mut transaction = signed(Alice, RuntimeCall::System(call));
		let Preamble::Signed(_, _, extension) = &mut transaction.preamble else {
			panic!("it is signed");
		};
		extension.8 = CheckMetadataHash::new(true);
		let refused = TransactionValidityError::Unknown(UnknownTransaction::CannotLookup);
		assert_eq!(next_block(vec![transaction]), [Err(refused)]);
	});
}
