// SPDX-License-Identifier: GPL-3.0-or-later
//! The runtime API that makes a block in one call.

use canary_runtime::{
	constants::time::SLOT_MILLIS, Block, Executive, Header, Runtime, Session, System, Timestamp,
};
use canary_runtime_api::runtime_decl_for_block_forge::BlockForge;
use frame_support::{
	inherent::ProvideInherent,
	storage::{with_transaction, TransactionOutcome},
};
use polkadot_primitives::PARACHAINS_INHERENT_IDENTIFIER;
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilder;
use sp_inherents::InherentData;
use sp_runtime::{
	generic::Digest,
	traits::{Block as _, Header as _},
	DispatchError,
};

use crate::common::{nothing_of_paras, on_chain, parent_header, pre_digest, run_to, slot_of};

/// What a node knows before it makes the next block.
fn next() -> (Header, InherentData) {
	let number = System::block_number() + 1;
	let slot = slot_of(number);
	let author = number % Session::validators().len() as u32;
	let digest = Digest { logs: vec![pre_digest(slot, author)] };
	let parent = parent_header();
	let header = Header::new(number, Default::default(), Default::default(), parent.hash(), digest);
	let mut data = InherentData::new();
	let time = slot * SLOT_MILLIS;
	data.put_data(Timestamp::INHERENT_IDENTIFIER, &time).expect("it is put once");
	data.put_data(PARACHAINS_INHERENT_IDENTIFIER, &nothing_of_paras(parent))
		.expect("it is put once");
	(header, data)
}

fn step_by_step(header: &Header, data: &InherentData) -> Block {
	Executive::initialize_block(header);
	// As a node asks for them: what that does to the state is taken back.
	let inherents = with_transaction(|| {
		let inherents = Runtime::inherent_extrinsics(data.clone());
		TransactionOutcome::Rollback(Ok::<_, DispatchError>(inherents))
	});
	let inherents = inherents.expect("is rolled back");
	for inherent in inherents.clone() {
		Executive::apply_extrinsic(inherent).expect("is valid").expect("succeeds");
	}
	Block::new(Executive::finalize_block(), inherents)
}

#[test]
fn a_block_made_in_one_call_is_the_one_made_step_by_step() {
	on_chain("development", || {
		// In an epoch, at its first block, and at the first block of an era.
		for parent in [5, 10, 30] {
			run_to(parent);
			let (header, data) = next();
			// FRAME's own transactions count themselves in the state, and so in its root.
			sp_io::storage::start_transaction();
			let forged = <Runtime as BlockForge<Block>>::forge(header.clone(), data.clone());
			sp_io::storage::rollback_transaction();
			assert_eq!(forged, step_by_step(&header, &data));
		}
	});
}
