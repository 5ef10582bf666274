// SPDX-License-Identifier: GPL-3.0-or-later
//! A chain of the real runtime: its genesis is from a preset, and its blocks go through `Executive` with the
//! digests and inherents of a collator.

use canary_para_runtime::{
	genesis, AccountId, AllPalletsWithSystem, Authorship, Executive, Header, ParachainSystem,
	Runtime, RuntimeCall, SignedPayload, System, Timestamp, TxExtension, UncheckedExtrinsic,
};
use codec::Encode;
use cumulus_primitives_core::{
	relay_chain::{HeadData, UpgradeGoAhead},
	CollationInfo, InboundDownwardMessage, PersistedValidationData,
};
use cumulus_primitives_parachain_inherent::{MessageQueueChain, ParachainInherentData};
use cumulus_test_relay_sproof_builder::RelayStateSproofBuilder;
use frame_support::{inherent::ProvideInherent, traits::OnGenesis};
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilder;
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
use sp_inherents::InherentData;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::Header as _,
	ApplyExtrinsicResult, MultiAddress,
};

/// The slot of the first relay parents, in 2026.
pub(crate) const FIRST_SLOT: u64 = 296_000_000;
/// The length of the relay chain's slots in milliseconds.
pub(crate) const SLOT_MILLIS: u64 = 6_000;

/// The para. Its last block is included in the state of each relay parent.
pub(crate) struct Chain {
	state: TestExternalities,
	head: Header,
	relay_number: u32,
	received: MessageQueueChain,
}

/// What the relay chain gives to a block, and what goes into the block.
pub(crate) struct Plan {
	/// The slot of the relay parent.
	pub(crate) relay_slot: u64,
	/// The slot in the block's digest.
	pub(crate) slot: u64,
	/// The relay chain's signal about new code.
	pub(crate) go_ahead: Option<UpgradeGoAhead>,
	/// The messages from the relay chain to the para.
	pub(crate) messages: Vec<Vec<u8>>,
	/// The calls, each with its signer.
	pub(crate) calls: Vec<(Sr25519Keyring, RuntimeCall)>,
}

impl Plan {
	/// A plan for an empty block in this slot.
	pub(crate) fn at(slot: u64) -> Self {
		Self { relay_slot: slot, slot, go_ahead: None, messages: vec![], calls: vec![] }
	}
}

/// A block that was made.
pub(crate) struct Made {
	/// The author, from the digest.
	pub(crate) author: Option<AccountId>,
	/// The results of the calls.
	pub(crate) results: Vec<ApplyExtrinsicResult>,
	/// The answer to `CollectCollationInfo`.
	pub(crate) info: CollationInfo,
}

impl Chain {
	/// A chain with the genesis of a preset, built as a node builds it: from the JSON patch over the default.
	pub(crate) fn new(preset: &str) -> Self {
		let mut state = TestExternalities::default();
		let head = state.execute_with(|| {
			let default = Runtime::get_preset(&None).expect("there is a default genesis");
			let mut config = serde_json::from_slice(&default).expect("it is JSON");
			let patch = genesis::preset(&preset.into()).expect("the preset exists");
			merge(&mut config, serde_json::from_slice(&patch).expect("it is JSON"));
			Runtime::build_state(config.to_string().into_bytes()).expect("the genesis is sound");
			AllPalletsWithSystem::on_genesis();
			let nothing = Default::default;
			let head = Header::new(0, nothing(), nothing(), nothing(), Digest::default());
			frame_system::BlockHash::<Runtime>::insert(0, head.hash());
			head
		});
		Self { state, head, relay_number: 100, received: MessageQueueChain::default() }
	}

	/// Reads the state.
	pub(crate) fn read<Answer>(&mut self, question: impl FnOnce() -> Answer) -> Answer {
		self.state.execute_with(question)
	}

	/// Makes a block on the head. It becomes the new head.
	pub(crate) fn make(&mut self, plan: Plan) -> Made {
		self.relay_number += 1;
		let digest =
			Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, plan.slot.encode())] };
		let nothing = Default::default;
		let number = self.head.number + 1;
		let header = Header::new(number, nothing(), nothing(), self.head.hash(), digest);
		let data = self.inherents(&plan);
		let (made, head) = self.state.execute_with(|| {
			Executive::initialize_block(&header);
			let author = Authorship::author();
			for inherent in Runtime::inherent_extrinsics(data) {
				Executive::apply_extrinsic(inherent).expect("is valid").expect("succeeds");
			}
			let apply = |(signer, call)| Executive::apply_extrinsic(signed(signer, call));
			let results = plan.calls.into_iter().map(apply).collect();
			let head = Executive::finalize_block();
			let info = ParachainSystem::collect_collation_info(&head);
			(Made { author, results, info }, head)
		});
		self.head = head;
		made
	}

	fn inherents(&mut self, plan: &Plan) -> InherentData {
		let sent_at = self.relay_number;
		let message = |msg: &Vec<u8>| InboundDownwardMessage { sent_at, msg: msg.clone() };
		let downward_messages = plan.messages.iter().map(message).collect::<Vec<_>>();
		for message in &downward_messages {
			self.received.extend_downward(message);
		}
		let parent_head = HeadData(self.head.encode());
		let relay = RelayStateSproofBuilder {
			para_id: genesis::PARA_ID,
			current_slot: plan.relay_slot.into(),
			upgrade_go_ahead: plan.go_ahead,
			dmq_mqc_head: Some(self.received.head()),
			included_para_head: Some(parent_head.clone()),
			..RelayStateSproofBuilder::default()
		};
		let (relay_parent_storage_root, relay_chain_state) = relay.into_state_root_and_proof();
		let paras = ParachainInherentData {
			validation_data: PersistedValidationData {
				parent_head,
				relay_parent_number: self.relay_number,
				relay_parent_storage_root,
				max_pov_size: 10 * 1024 * 1024,
			},
			relay_chain_state,
			downward_messages,
			horizontal_messages: Default::default(),
			relay_parent_descendants: vec![],
			collator_peer_id: None,
		};
		let mut data = InherentData::new();
		let time = plan.relay_slot * SLOT_MILLIS;
		data.put_data(Timestamp::INHERENT_IDENTIFIER, &time).expect("it is put once");
		data.put_data(ParachainSystem::INHERENT_IDENTIFIER, &paras).expect("it is put once");
		data
	}
}

fn signed(signer: Sr25519Keyring, call: RuntimeCall) -> UncheckedExtrinsic {
	let account = signer.to_account_id();
	let extension: TxExtension = (
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::Immortal),
		frame_system::CheckNonce::from(System::account_nonce(&account)),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		canary_metadata_hash::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::new(call, extension).expect("what is implied is known");
	let signature = payload.using_encoded(|payload| signer.sign(payload));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, MultiAddress::Id(account), signature.into(), extension)
}

fn merge(base: &mut serde_json::Value, patch: serde_json::Value) {
	match (base, patch) {
		(serde_json::Value::Object(base), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(serde_json::Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}
