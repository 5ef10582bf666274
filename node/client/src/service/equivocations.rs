// SPDX-License-Identifier: GPL-3.0-or-later

//! Reports authors who make two blocks in one slot, so that the chain slashes them.
//!
//! BABE's import of the SDK is there for that. But it looks at headers whose seals it has taken off
//! (sc-consensus-babe 0.60.0), and the runtime accepts sealed headers alone: every report fails, and
//! nobody is ever slashed. So that import is kept from finding anything ([`blind`]), and [`Reporting`]
//! looks at the blocks before it does.

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::Mutex;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_babe::{find_pre_digest, BabeConfiguration, BabeLink, Epoch};
use sc_consensus_epochs::{descendent_query, SharedEpochChanges};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{
	digests::PreDigest,
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	AuthorityId, BabeApi, EquivocationProof, Slot,
};
use sp_inherents::CreateInherentDataProviders;

use super::parts::ChainParts;
use crate::types::{Block, FullClient, Hash, Header};

/// How many slots are remembered, of those with blocks: the last ones.
const SLOTS: usize = 1_000;

/// The clock for an import that shall find no equivocations. It says that it is the last slot of all, and the
/// import looks for none in slots that are long over. Nothing else there uses the slot.
pub(super) fn blind(
	clock: BabeCreateInherentDataProviders<Block>,
) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |parent: Hash, ()| {
		let clock = clock.clone();
		async move {
			let (_, time) = clock.create_inherent_data_providers(parent, ()).await?;
			Ok((SlotProvider::new(Slot::from(u64::MAX)), time))
		}
	})
}

/// Finds equivocations and reports them to the chain.
pub(super) struct Reporter {
	client: Arc<FullClient>,
	pool: OffchainTransactionPoolFactory<Block>,
	epochs: SharedEpochChanges<Block, Epoch>,
	config: BabeConfiguration,
	seen: Mutex<Seen>,
}

impl Reporter {
	/// Reports go to the pool of these parts.
	pub(super) fn new(parts: &ChainParts, link: &BabeLink<Block>) -> Self {
		Self {
			client: parts.client.clone(),
			pool: OffchainTransactionPoolFactory::new(parts.pool.clone()),
			epochs: link.epoch_changes().clone(),
			config: link.config().clone(),
			seen: Mutex::default(),
		}
	}

	/// Reports the author of a block whose seal is known to be good, if they have made another one in its
	/// slot.
	fn look_at(&self, block: &BlockImportParams<Block>) -> Result<(), String> {
		if self.is_of_the_past(block) {
			return Ok(());
		}
		let claim = find_pre_digest::<Block>(&block.header).map_err(text)?;
		let Some(author) = self.author(&block.header, &claim)? else { return Ok(()) };
		let proof = self.seen.lock().note(claim.slot(), author, block.post_header());
		proof.map_or(Ok(()), |proof| self.report(block.header.parent_hash, proof))
	}

	/// Blocks that a node catches up with, whose authors were reported by those who were there.
	fn is_of_the_past(&self, block: &BlockImportParams<Block>) -> bool {
		let catches_up =
			matches!(block.origin, BlockOrigin::NetworkInitialSync | BlockOrigin::WarpSync);
		let gap = self.client.chain_info().block_gap;
		let number = block.header.number;
		catches_up
			|| block.with_state()
			|| gap.is_some_and(|gap| (gap.start..=gap.end).contains(&number))
	}

	/// Who has claimed the slot of a block. `None` if the claim names nobody, and the block is refused.
	fn author(&self, header: &Header, claim: &PreDigest) -> Result<Option<AuthorityId>, String> {
		let epoch = self.epochs.shared_data().epoch_data_for_child_of(
			descendent_query(&*self.client),
			&header.parent_hash,
			header.number.saturating_sub(1),
			claim.slot(),
			|slot| Epoch::genesis(&self.config, slot),
		);
		let epoch = epoch.map_err(text)?.ok_or("the epoch of the block is not known")?;
		let author = epoch.authorities.get(claim.authority_index() as usize);
		Ok(author.map(|(author, _)| author.clone()))
	}

	fn report(&self, parent: Hash, proof: EquivocationProof<Header>) -> Result<(), String> {
		let (slot, offender) = (proof.slot, proof.offender.clone());
		log::warn!(
			"{offender} has made two blocks in slot {slot}: {} and {}",
			proof.first_header.hash(),
			proof.second_header.hash(),
		);
		let best = self.client.chain_info().best_hash;
		// An instance of the runtime's API is for one block.
		let owner = |at: Hash| {
			let api = self.client.runtime_api();
			api.generate_key_ownership_proof(at, slot, offender.clone()).ok().flatten()
		};
		// After the first block the session is the slot's own; after the parent it may be the one before. But
		// the first block may have been refused.
		let owner = [proof.first_header.hash(), parent, best].into_iter().find_map(owner);
		let owner = owner.ok_or("nobody can say which validator the author is")?;
		let mut api = self.client.runtime_api();
		api.register_extension(self.pool.offchain_transaction_pool(best));
		api.submit_report_equivocation_unsigned_extrinsic(best, proof, owner)
			.map_err(text)?
			.ok_or("the pool does not take the report")?;
		log::info!("{offender} is reported for slot {slot}");
		Ok(())
	}
}

/// Reports authors who make two blocks in a slot, and hands each block on.
pub(crate) struct Reporting<Inner> {
	pub(super) inner: Inner,
	pub(super) reporter: Arc<Reporter>,
}

#[async_trait::async_trait]
impl<Inner: BlockImport<Block> + Send + Sync> BlockImport<Block> for Reporting<Inner> {
	type Error = Inner::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		if let Err(error) = self.reporter.look_at(&block) {
			let hash = block.post_hash();
			log::warn!("The author of block {hash} is not reported: {error}");
		}
		self.inner.import_block(block).await
	}
}

/// The first block of each author in each of the last slots.
#[derive(Default)]
struct Seen(BTreeMap<Slot, Vec<(AuthorityId, Header)>>);

impl Seen {
	/// Notes a block, by its sealed header. Returns the proof if its author has made another one in the slot.
	fn note(
		&mut self,
		slot: Slot,
		author: AuthorityId,
		header: Header,
	) -> Option<EquivocationProof<Header>> {
		let blocks = self.0.entry(slot).or_default();
		if let Some((offender, first)) = blocks.iter().find(|(other, _)| *other == author) {
			return (*first != header).then(|| EquivocationProof {
				offender: offender.clone(),
				slot,
				first_header: first.clone(),
				second_header: header,
			});
		}
		blocks.push((author, header));
		while self.0.len() > SLOTS {
			self.0.pop_first();
		}
		None
	}
}

fn text(error: impl std::fmt::Display) -> String {
	error.to_string()
}

#[cfg(test)]
mod tests {
	use codec::Encode;
	use sp_consensus_babe::{
		check_equivocation_proof,
		digests::{CompatibleDigestItem, SecondaryPlainPreDigest},
		AuthorityPair,
	};
	use sp_core::{crypto::Pair, H256};
	use sp_runtime::{Digest, DigestItem};

	use super::*;

	fn pair(name: &str) -> AuthorityPair {
		AuthorityPair::from_string(name, None).expect("a name of a development account")
	}

	/// A sealed block. `variant` makes blocks differ.
	fn block(author: &AuthorityPair, slot: u64, variant: u8) -> Header {
		let claim = SecondaryPlainPreDigest { authority_index: 0, slot: slot.into() };
		let claim = DigestItem::babe_pre_digest(PreDigest::SecondaryPlain(claim));
		let mut header = Header {
			parent_hash: H256::repeat_byte(variant),
			number: 1,
			state_root: H256::zero(),
			extrinsics_root: H256::zero(),
			digest: Digest { logs: vec![claim] },
		};
		let seal = author.sign(&header.hash().encode()[..]);
		header.digest.push(DigestItem::babe_seal(seal));
		header
	}

	fn note(
		seen: &mut Seen,
		name: &str,
		slot: u64,
		variant: u8,
	) -> Option<EquivocationProof<Header>> {
		let author = pair(name);
		seen.note(slot.into(), author.public(), block(&author, slot, variant))
	}

	#[test]
	fn two_blocks_of_an_author_in_a_slot_are_a_proof_that_the_runtime_accepts() {
		let mut seen = Seen::default();
		assert_eq!(note(&mut seen, "//Alice", 7, 1), None);
		let proof = note(&mut seen, "//Alice", 7, 2).expect("there are two");
		assert!(check_equivocation_proof(proof));
	}

	#[test]
	fn the_same_block_again_is_none_nor_are_blocks_of_others_or_in_other_slots() {
		let mut seen = Seen::default();
		let alice = pair("//Alice");
		let once = block(&alice, 7, 1);
		for _ in 0..2 {
			assert_eq!(seen.note(7.into(), alice.public(), once.clone()), None);
		}
		assert_eq!(note(&mut seen, "//Bob", 7, 2), None);
		assert_eq!(note(&mut seen, "//Alice", 8, 3), None);
	}

	#[test]
	fn the_last_slots_alone_are_remembered_however_far_they_are_apart() {
		let mut seen = Seen::default();
		assert_eq!(note(&mut seen, "//Alice", 7, 1), None);
		for slot in 1..=SLOTS as u64 {
			assert_eq!(note(&mut seen, "//Bob", slot << 40, 1), None);
		}
		assert_eq!(seen.0.len(), SLOTS);
		assert_eq!(note(&mut seen, "//Alice", 7, 2), None);
		assert!(note(&mut seen, "//Bob", (SLOTS as u64) << 40, 2).is_some());
	}
}
