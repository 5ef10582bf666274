// SPDX-License-Identifier: GPL-3.0-or-later
//! What a block without transactions holds, for the interface that makes it in one call
//! ([`BlockForge`](canary_runtime_api::BlockForge)).

use alloc::vec::Vec;

use frame_support::inherent::ProvideInherent;
use polkadot_primitives::PARACHAINS_INHERENT_IDENTIFIER;
use polkadot_runtime_parachains::paras_inherent;
use sp_inherents::InherentData;

use crate::{Runtime, RuntimeCall, Timestamp, UncheckedExtrinsic};

/// The inherents of a block.
///
/// What is said of paras is taken as it is. The ordinary way runs it first, to leave out what would be
/// refused, and takes that back; who forges has nothing to say that could be refused.
pub(crate) fn inherents(data: &InherentData) -> Vec<UncheckedExtrinsic> {
	let time = Timestamp::create_inherent(data).map(RuntimeCall::from);
	let paras = data
		.get_data(&PARACHAINS_INHERENT_IDENTIFIER)
		.expect("whoever makes a block speaks the runtime's language")
		.map(|data| paras_inherent::Call::<Runtime>::enter { data }.into());
	time.into_iter().chain(paras).map(UncheckedExtrinsic::new_bare).collect()
}
