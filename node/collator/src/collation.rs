// SPDX-License-Identifier: GPL-3.0-or-later

//! Makes the para's next block on a relay parent, with its proof of validity.

use cumulus_primitives_core::PersistedValidationData;
use polkadot_node_primitives::PoV;
use polkadot_primitives::Header as RelayHeader;
use sc_consensus::{
	BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction,
	StorageChanges as ImportedChanges,
};
use sc_transaction_pool_api::TxInvalidityReportMap;
use sp_api::StorageChanges;
use sp_consensus::BlockOrigin;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_inherents::{InherentData, InherentDataProvider};
use sp_runtime::{traits::Block as _, DigestItem};

use crate::{
	chain::Chain,
	facts::{self, Facts},
	making::{self, Failure, Made, Order},
	pov,
	relay::{self, RelayState},
	slots,
	types::{text, wait, Block, Extrinsic, Hash, Header, Position, Result},
};

/// A block of the para, as validators check it.
#[derive(Clone, Debug)]
pub struct Collated {
	/// The proof of validity.
	pub pov: PoV,
	/// The block's header, with its seal. Its encoding is the para's head.
	pub header: Header,
}

/// Makes the block after the validation data's parent head, and imports it as the para's best block. `None`
/// if the parent or the author's key is not here, or if the runtime allows no block now.
pub(crate) fn collate(
	chain: &Chain,
	relay: &dyn RelayState,
	relay_parent: &RelayHeader,
	relay_slot: Slot,
	validation_data: &PersistedValidationData,
) -> Result<Option<Collated>> {
	let Some((parent, parent_header)) = chain.find(&validation_data.parent_head)? else {
		return Ok(None);
	};
	let facts = Facts::after(&chain.client, parent.hash)?;
	let slot = slots::para_slot(relay_slot, facts.slot_duration)?;
	let author = facts.author(slot)?;
	if !chain.keys.has(author) {
		log::debug!("Para {}: slot {} is of an author whose key is not here", chain.id, *slot);
		return Ok(None);
	}
	let Some(included) = relay::included_head(relay, relay_parent.hash(), chain.id)? else {
		return Ok(None);
	};
	let included = sp_io::hashing::blake2_256(&included.0).into();
	let parent_slot = aura_slot(&parent_header);
	if !facts::may_build(&chain.client, parent.hash, parent_slot, included, relay_slot, slot)? {
		log::debug!("Para {}: its runtime wants no block after #{} now", chain.id, parent.number);
		return Ok(None);
	}

	let mut inherents = InherentData::new();
	inherents
		.put_data(sp_timestamp::INHERENT_IDENTIFIER, &slots::time_of(relay_slot))
		.map_err(text)?;
	let of_relay = relay::inherent(
		relay,
		relay_parent,
		chain.id,
		validation_data,
		facts.offset,
		facts.proof_request.clone(),
	)?;
	wait(of_relay.provide_inherent_data(&mut inherents)).map_err(text)?;

	let _alone = chain.pool.close();
	// Transactions of a fork go back into the pool, and those of the parent leave it.
	chain.pool.follow(parent.hash);
	let room = pov::room(validation_data.max_pov_size);
	let mut order = Order {
		parent,
		pre_digest: DigestItem::PreRuntime(AURA_ENGINE_ID, codec::Encode::encode(&slot)),
		inherents: &inherents,
		room,
		most: usize::MAX,
	};
	let mut refused = TxInvalidityReportMap::default();
	let mut blamed = Vec::new();
	let (sealed, early) = loop {
		let (reason, taken) = match making::make(chain, &order, &mut refused) {
			Ok(made) => {
				let (taken, early) = (made.taken.clone(), made.early.clone());
				let seal = |hash: &Hash| chain.keys.seal(author, hash);
				let sealed =
					Sealed::new(made, seal, parent_header.state_root, facts.collation_version)?;
				match pov::excess(&sealed.pov, validation_data.max_pov_size) {
					0 => break (sealed, early),
					bytes => (format!("its PoV is {bytes} bytes too large"), taken),
				}
			},
			Err(Failure::Block(reason)) => (reason, Vec::new()),
			Err(Failure::Load { reason, taken }) => (reason, taken),
		};
		// It is tried again with half of the transactions. A single one that still fails is dropped.
		match taken[..] {
			[] => {
				return Err(format!("block #{} of para {}: {reason}", parent.number + 1, chain.id))
			},
			[only] => blamed.push((only, reason)),
			_ => {},
		}
		order.most = taken.len() / 2;
	};
	// Only now: where there is no block without them either, it is not their fault.
	for (hash, reason) in blamed {
		log::warn!(
			"Para {} cannot make a block with transaction {hash:?}, which is dropped: {reason}",
			chain.id
		);
		refused.insert(hash, None);
	}
	// What two blocks in a row call too early waits for something that is not in the pool.
	let before = std::mem::replace(&mut *chain.early.lock(), early.clone());
	for hash in early.into_iter().filter(|hash| before.contains(hash)) {
		log::warn!("Para {} drops transaction {hash:?}: what it waits for is not there", chain.id);
		refused.insert(hash, None);
	}
	if !refused.is_empty() {
		chain.pool.drop_refused(parent.hash, refused);
	}
	let Sealed { pov, header, seal, body, changes } = sealed;
	let state = StateAction::ApplyChanges(ImportedChanges::Changes(changes));
	import(chain, BlockOrigin::Own, (header.clone(), seal), body, state)?;
	chain.pool.follow(header.hash());
	Ok(Some(Collated { pov, header }))
}

/// A sealed block: its PoV for the validators, and its parts for the import.
struct Sealed {
	pov: PoV,
	/// The header, with the seal.
	header: Header,
	seal: DigestItem,
	body: Vec<Extrinsic>,
	changes: StorageChanges<Block>,
}

impl Sealed {
	fn new(
		made: Made,
		seal: impl FnOnce(&Hash) -> Option<DigestItem>,
		parent_root: Hash,
		collation_version: u32,
	) -> Result<Self> {
		let Made { mut header, body, changes, proof, .. } = made;
		let seal = seal(&header.hash()).ok_or("the author's key is gone")?;
		header.digest.push(seal.clone());
		let block = Block::new(header.clone(), body.clone());
		let pov = pov::pack(block, proof, parent_root, collation_version)?;
		Ok(Self { pov, header, seal, body, changes })
	}
}

/// Imports a block as the best one, also if it is there already, on a fork. The header is the one with the
/// seal.
pub(crate) fn import(
	chain: &Chain,
	origin: BlockOrigin,
	(mut header, seal): (Header, DigestItem),
	body: Vec<Extrinsic>,
	state: StateAction<Block>,
) -> Result<Position> {
	let position = Position { hash: header.hash(), number: header.number };
	header.digest.pop();
	let mut block = BlockImportParams::<Block>::new(origin, header);
	block.post_digests.push(seal);
	block.post_hash = Some(position.hash);
	block.body = Some(body);
	block.state_action = state;
	block.fork_choice = Some(ForkChoiceStrategy::Custom(true));
	block.import_existing = true;
	match wait((*chain.client).import_block(block)).map_err(text)? {
		ImportResult::Imported(_) => Ok(position),
		other => Err(format!(
			"block #{} of para {} is not imported: {other:?}",
			position.number, chain.id
		)),
	}
}

/// The slot in a header's Aura digest.
fn aura_slot(header: &Header) -> Option<Slot> {
	header.digest.logs().iter().find_map(|item| item.pre_runtime_try_to(&AURA_ENGINE_ID))
}
