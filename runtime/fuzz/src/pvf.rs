// SPDX-License-Identifier: GPL-3.0-or-later
//! The validators' votes on the code of paras.

use canary_runtime::{Block, Runtime, RuntimeCall};
use polkadot_primitives::{
	runtime_api::runtime_decl_for_parachain_host::ParachainHostV16, supermajority_threshold,
	PvfCheckStatement, ValidatorIndex,
};
use sp_keyring::Sr25519Keyring;

/// As many votes as decide, for each code that waits to be checked, as validators sign them. Of validators
/// whose keys nobody has there are none.
pub(crate) fn votes(accept: bool) -> Vec<RuntimeCall> {
	let session_index = <Runtime as ParachainHostV16<Block>>::session_index_for_child();
	let validators = <Runtime as ParachainHostV16<Block>>::validators();
	let decisive = supermajority_threshold(validators.len());
	let mut votes = vec![];
	for subject in <Runtime as ParachainHostV16<Block>>::pvfs_require_precheck() {
		let indexed = (0..).zip(&validators).take(decisive);
		votes.extend(indexed.filter_map(|(index, validator)| {
			let key = Sr25519Keyring::from_public(&validator.clone().into())?;
			let validator_index = ValidatorIndex(index);
			let stmt = PvfCheckStatement { accept, subject, session_index, validator_index };
			let signature = key.sign(&stmt.signing_payload()).into();
			let call = polkadot_runtime_parachains::paras::Call::include_pvf_check_statement {
				stmt,
				signature,
			};
			Some(call.into())
		}));
	}
	votes
}
