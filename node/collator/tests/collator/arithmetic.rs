// SPDX-License-Identifier: GPL-3.0-or-later

//! What a collator computes without a runtime: slots, the keys that it proves, and the size of a PoV.

use std::collections::BTreeSet;

use canary_collator::{
	pov,
	relay::{proven_keys, Authorities},
	slots, spec, Block, Hash, Header, HorizontalMessages, RelayState,
};
use codec::{Decode, Encode};
use cumulus_primitives_core::{
	relay_chain::{well_known_keys, HrmpChannelId},
	InboundDownwardMessage, ParaId, ParachainBlockData,
};
use polkadot_node_primitives::{BlockData, PoV, POV_BOMB_LIMIT};
use polkadot_primitives::Header as RelayHeader;
use sp_consensus_aura::{Slot, SlotDuration};
use sp_runtime::{
	generic::Digest,
	traits::{BlakeTwo256, Header as _},
	OpaqueExtrinsic,
};
use sp_state_machine::{prove_read, InMemoryBackend};
use sp_storage::{ChildInfo, StateVersion, Storage};
use sp_trie::StorageProof;

const PARA: u32 = 2000;

#[test]
fn a_para_slot_is_the_one_that_the_relay_slot_falls_into() {
	let slot = |relay: u64, millis| {
		slots::para_slot(relay.into(), SlotDuration::from_millis(millis)).map(|slot| *slot)
	};
	// The para's slots are as long as the relay chain's.
	assert_eq!(slot(285_000_001, 6_000), Ok(285_000_001));
	// They are twice as long: two slots of the relay chain share one.
	assert_eq!([slot(10, 12_000), slot(11, 12_000), slot(12, 12_000)], [Ok(5), Ok(5), Ok(6)]);
	// They are shorter: some are skipped.
	assert_eq!([slot(10, 2_000), slot(11, 2_000)], [Ok(30), Ok(33)]);
	assert!(slot(10, 0).unwrap_err().contains("no length"));
	// The time follows from the slot, not from this machine's clock.
	assert_eq!(slots::time_of(Slot::from(10)).as_millis(), 60_000);
}

#[test]
fn a_moment_lies_in_its_slot() {
	for relay in (285_000_000..285_000_050).map(Slot::from) {
		for millis in [1_000, 2_000, 6_000, 12_000, 24_000] {
			let duration = SlotDuration::from_millis(millis);
			let slot = slots::para_slot(relay, duration).unwrap();
			let time = slots::time_of(relay).as_millis();
			assert!(
				(*slot * millis..(*slot + 1) * millis).contains(&time),
				"{relay:?}, {millis} ms"
			);
		}
	}
}

#[test]
fn authors_take_turns() {
	let turns: Vec<_> = (6..12).map(|slot| slots::author_index(slot.into(), 3)).collect();
	assert_eq!(turns, [0, 1, 2, 0, 1, 2].map(Some));
	assert_eq!(slots::author_index(6.into(), 0), None);
}

#[test]
fn channels_in_both_directions_are_proven() {
	let para = ParaId::from(PARA);
	let alone = keys(&State::default(), Authorities::None);
	// The keys that cumulus reads for any para.
	assert_eq!(alone.len(), 13);
	for key in [
		well_known_keys::CURRENT_SLOT.to_vec(),
		well_known_keys::ACTIVE_CONFIG.to_vec(),
		well_known_keys::para_head(para),
		well_known_keys::dmq_mqc_head(para),
		well_known_keys::upgrade_go_ahead_signal(para),
		well_known_keys::upgrade_restriction_signal(para),
	] {
		assert!(alone.contains(&key));
	}

	let (from, to) = (ParaId::from(2001), ParaId::from(2002));
	let state = State::with([
		(well_known_keys::hrmp_ingress_channel_index(para), vec![from].encode()),
		(well_known_keys::hrmp_egress_channel_index(para), vec![to].encode()),
	]);
	let more: BTreeSet<_> = keys(&state, Authorities::None).difference(&alone).cloned().collect();
	let channel =
		|sender, recipient| well_known_keys::hrmp_channels(HrmpChannelId { sender, recipient });
	assert_eq!(more, [channel(from, para), channel(para, to)].into());
}

#[test]
fn signatures_of_headers_are_checked_only_behind_the_head() {
	let state = State::default();
	let has = |authorities, key: &[u8]| keys(&state, authorities).contains(key);
	let (now, next) = (well_known_keys::AUTHORITIES, well_known_keys::NEXT_AUTHORITIES);
	assert_eq!([has(Authorities::None, now), has(Authorities::None, next)], [false; 2]);
	assert_eq!([has(Authorities::OneEpoch, now), has(Authorities::OneEpoch, next)], [true, false]);
	assert_eq!([has(Authorities::TwoEpochs, now), has(Authorities::TwoEpochs, next)], [true; 2]);
}

#[test]
fn a_state_that_cannot_be_read_is_an_error() {
	let para = ParaId::from(PARA);
	let state = State::with([(well_known_keys::hrmp_ingress_channel_index(para), vec![0xff; 3])]);
	let error = proven_keys(&state, Hash::zero(), para, Authorities::None).unwrap_err();
	assert!(error.contains("who sends to the para"), "{error}");
}

#[test]
fn a_pov_is_packed_as_its_runtime_reads_it() {
	let (proof, root) = proof_of(b"key", b"value");
	let block = block(vec![b"a transaction"]);
	let unpacked = |version| {
		let pov = pov::pack(block.clone(), proof.clone(), root, version).unwrap();
		let data = sp_maybe_compressed_blob::decompress(&pov.block_data.0, POV_BOMB_LIMIT).unwrap();
		ParachainBlockData::<Block>::decode(&mut &data[..]).unwrap()
	};
	for version in [1, 2] {
		assert!(matches!(unpacked(version), ParachainBlockData::V0 { .. }), "version {version}");
	}
	assert!(matches!(unpacked(3), ParachainBlockData::V1 { .. }));

	// The proof is checked against the state's root alone.
	let (blocks, compact) = unpacked(3).into_inner();
	assert_eq!(blocks, [block]);
	let (_, proven) = compact.to_memory_db::<BlakeTwo256>(&root).unwrap();
	assert_eq!(proven, root);
}

#[test]
fn a_proof_of_another_state_is_not_packed() {
	let (proof, _) = proof_of(b"key", b"value");
	let error = pov::pack(block(Vec::new()), proof, Hash::repeat_byte(7), 3).unwrap_err();
	assert!(error.contains("incomplete"), "{error}");
}

#[test]
fn a_pov_has_a_greatest_size() {
	let pov = |bytes| PoV { block_data: BlockData(vec![0; bytes]) };
	// Validators count the encoded PoV: here its length adds two bytes.
	assert_eq!(pov::excess(&pov(998), 1_000), 0);
	assert_eq!(pov::excess(&pov(999), 1_000), 1);
	// Transactions leave room for what the runtime reads at the end.
	assert_eq!(pov::room(1_000), 850);
	assert_eq!(pov::room(u32::MAX), 3_650_722_200);
}

#[test]
fn a_specification_says_the_number_of_the_para() {
	let parsed = |extension: &str| {
		let json = format!(
			r#"{{ "name": "Mine", "id": "mine", "bootNodes": [], {extension}
			"genesis": {{ "raw": {{ "top": {{}}, "childrenDefault": {{}} }} }} }}"#
		);
		spec::from_json(json.into_bytes()).map(|spec| spec.extensions().clone())
	};
	assert_eq!(parsed(r#""para_id": 2000, "relay_chain": "any","#).unwrap().para_id, Some(2000));
	assert_eq!(parsed(r#""paraId": 2000,"#).unwrap().para_id, Some(2000));
	assert_eq!(parsed("").unwrap().para_id, None);
	assert!(parsed(r#""para_id": "two","#).is_err());
	let missing = spec::from_file("/nowhere/at/all.json".as_ref()).map(drop).unwrap_err();
	assert!(missing.contains("no such file"), "{missing}");
}

fn keys(state: &State, authorities: Authorities) -> BTreeSet<Vec<u8>> {
	proven_keys(state, Hash::zero(), PARA.into(), authorities).unwrap()
}

fn block(transactions: Vec<&[u8]>) -> Block {
	let header = Header::new(1, Hash::zero(), Hash::zero(), Hash::zero(), Digest::default());
	let transactions = transactions.into_iter().map(|it| OpaqueExtrinsic::from_blob(it.to_vec()));
	Block { header, extrinsics: transactions.collect() }
}

/// The proof of a state with this one value, and the state's root.
fn proof_of(key: &[u8], value: &[u8]) -> (StorageProof, Hash) {
	let backend = InMemoryBackend::<BlakeTwo256>::from((
		Storage {
			top: [(key.to_vec(), value.to_vec())].into(),
			children_default: Default::default(),
		},
		StateVersion::V1,
	));
	let root = *backend.root();
	(prove_read(backend, [key]).unwrap(), root)
}

/// A relay chain whose state has these values.
#[derive(Default)]
struct State(Vec<(Vec<u8>, Vec<u8>)>);

impl State {
	fn with<const N: usize>(values: [(Vec<u8>, Vec<u8>); N]) -> Self {
		Self(values.into())
	}
}

impl RelayState for State {
	fn storage(&self, _at: Hash, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		let value = self.0.iter().find(|(known, _)| known == key);
		Ok(value.map(|(_, value)| value.clone()))
	}

	fn prove(
		&self,
		_at: Hash,
		_keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof, String> {
		unreachable!("nothing is proven here")
	}

	fn prove_child(
		&self,
		_at: Hash,
		_child: &ChildInfo,
		_keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof, String> {
		unreachable!("nothing is proven here")
	}

	fn downward_messages(
		&self,
		_at: Hash,
		_para: ParaId,
	) -> Result<Vec<InboundDownwardMessage>, String> {
		unreachable!("no messages are read here")
	}

	fn horizontal_messages(&self, _at: Hash, _para: ParaId) -> Result<HorizontalMessages, String> {
		unreachable!("no messages are read here")
	}

	fn descendants(&self, _of: Hash, _count: u32) -> Result<Vec<RelayHeader>, String> {
		unreachable!("no headers are read here")
	}
}
