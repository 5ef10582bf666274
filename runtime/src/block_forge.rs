// SPDX-License-Identifier: GPL-3.0-or-later
//! The extrinsics of a block without transactions, for the API that makes it in one call
//! ([`BlockForge`](canary_runtime_api::BlockForge)).

use alloc::vec::Vec;

use frame_support::inherent::ProvideInherent;
use polkadot_primitives::PARACHAINS_INHERENT_IDENTIFIER;
use polkadot_runtime_parachains::paras_inherent;
use sp_inherents::InherentData;

use crate::{Runtime, RuntimeCall, Timestamp, UncheckedExtrinsic};

/// The inherents of a block.
///
/// The data about paras is included without a check. The ordinary way, `create_inherent`, executes it
/// first to filter what would be refused; the caller of this API has no such data.
pub(crate) fn inherents(data: &InherentData) -> Vec<UncheckedExtrinsic> {
	let time = Timestamp::create_inherent(data).map(RuntimeCall::from);
	let paras = data
		.get_data(&PARACHAINS_INHERENT_IDENTIFIER)
		.expect("the node encodes the inherent data as this runtime decodes it")
		.map(|data| paras_inherent::Call::<Runtime>::enter { data }.into());
	time.into_iter().chain(paras).map(UncheckedExtrinsic::new_bare).collect()
}
