// SPDX-License-Identifier: GPL-3.0-or-later
//! A chain of the real runtime, run natively: blocks as a node makes them, with their inherents and the
//! digests of BABE.
//!
//! The runtime is called through its runtime APIs, whose code stands in the runtime's own crate: that is
//! the code that carries the counters.

use canary_runtime::{
	constants::time::SLOT_MILLIS, genesis, pace, AccountId, AllPalletsWithSystem, Babe,
	BlockNumber, Header, OriginCaller, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Session,
	Signature, System, TxExtension, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
	dispatch::{GetDispatchInfo, PostDispatchInfo},
	storage::with_storage_layer,
	traits::{DisabledValidators, Get, OnGenesis},
	weights::Weight,
};
use polkadot_primitives::InherentData as ParachainsInherentData;
use polkadot_runtime_parachains::paras_inherent;
use sp_api::runtime_decl_for_core::CoreV5;
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilderV6;
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest, SecondaryVRFPreDigest},
	epoch_index, make_vrf_sign_data, AuthorityId, Randomness, Slot,
};
use sp_core::crypto::{VrfSecret, Wraps};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{CheckedExtrinsic, Digest, DigestItem, Era, ExtrinsicFormat},
	traits::{Applyable, Dispatchable, Header as _},
	transaction_validity::TransactionValidityError,
	ApplyExtrinsicResult, DispatchError, DispatchErrorWithPostInfo, MultiAddress,
};

use crate::state::State;

/// Slot of block 1: some day in 2026.
const FIRST_SLOT: u64 = 296_000_000;

/// The periods of these chains: everything that the development pace has, as short as may be, so that
/// little time takes a history far. They are no multiples of each other where they need not be.
pub const PACE: pace::Parameters = pace::Parameters {
	epoch_length: 6,
	sessions_per_era: 2,
	bonding_duration: 2,
	spend_period: 25,
	lease_period: 20,
	lease_offset: 3,
	ending_period: 10,
	sample_length: 3,
	governance_speed: pace::MAX_GOVERNANCE_SPEED,
	fast_track_period: 5,
	instant_period: 3,
	cooling_off_period: 30,
};

/// What a block was like, for the checks at its end.
#[derive(Clone, Debug, Default)]
pub struct Told {
	/// The events of the block.
	pub events: Vec<RuntimeEvent>,
	/// What is wrong with what was dispatched in it.
	pub faults: Vec<String>,
}

/// A chain, and the block that is being made on it.
#[derive(Debug)]
pub struct Chain {
	state: State,
	best: Header,
	next_slot: u64,
	draws: bool,
	is_open: bool,
	told: Told,
}

/// A chain at the end of a block.
#[derive(Clone, Debug)]
pub struct Snapshot {
	stored: crate::state::Stored,
	best: Header,
	next_slot: u64,
}

impl Chain {
	/// A chain at genesis: the development preset at [`PACE`].
	pub fn new() -> Self {
		let mut state = State::default();
		let best = state.execute_with(|| {
			let preset = genesis::preset(&"development".into()).expect("the preset exists");
			let mut config = json(&Runtime::get_preset(&None).expect("there is a default genesis"));
			merge(&mut config, json(&preset));
			merge(&mut config, serde_json::json!({ "pace": { "parameters": PACE } }));
			Runtime::build_state(config.to_string().into_bytes()).expect("the genesis is sound");
			AllPalletsWithSystem::on_genesis();
			let nothing = Default::default;
			let best = Header::new(0, nothing(), nothing(), nothing(), Digest::default());
			frame_system::BlockHash::<Runtime>::insert(0, best.hash());
			best
		});
		state.commit();
		Self::at(Snapshot { stored: state.stored().clone(), best, next_slot: FIRST_SLOT })
	}

	/// The chain that was like this.
	pub fn at(snapshot: Snapshot) -> Self {
		let Snapshot { stored, best, next_slot } = snapshot;
		let state = State::of(stored);
		Self { state, best, next_slot, draws: true, is_open: false, told: Told::default() }
	}

	/// The chain at the end of its last block.
	///
	/// # Panics
	///
	/// If a block is open.
	pub fn snapshot(&self) -> Snapshot {
		assert!(!self.is_open, "a chain is kept at the end of a block");
		let stored = self.state.stored().clone();
		Snapshot { stored, best: self.best.clone(), next_slot: self.next_slot }
	}

	/// The height of the open block, or of the last one.
	pub fn height(&self) -> BlockNumber {
		self.best.number + BlockNumber::from(self.is_open)
	}

	/// Whether a block is open.
	pub fn is_open(&self) -> bool {
		self.is_open
	}

	/// Whether authors draw lots from the next block on.
	pub fn set_draws(&mut self, draws: bool) {
		self.draws = draws;
	}

	/// The authors of the next slots are away.
	pub fn miss(&mut self, slots: u64) {
		self.next_slot += slots;
	}

	/// Runs something in the open block, or on the state after the last one.
	pub fn look<R>(&mut self, run: impl FnOnce() -> R) -> R {
		self.state.execute_with(run)
	}

	/// Begins a block, unless one is open.
	pub fn open(&mut self) {
		if self.is_open {
			return;
		}
		let slot = self.next_slot;
		let parent = self.best.clone();
		let draws = self.draws;
		self.state.execute_with(|| {
			let number = parent.number + 1;
			let (epoch, randomness, authorities) = epoch_of(number, slot);
			let author = author_of(slot, authorities.len() as u32);
			let item = match draws && asks_for_lots(number) {
				true => drawn(slot, author, &authorities, epoch, &randomness),
				false => undrawn(slot, author),
			};
			let nothing = Default::default;
			let digest = Digest { logs: vec![item] };
			let header = Header::new(number, nothing(), nothing(), parent.hash(), digest);
			<Runtime as CoreV5<_>>::initialize_block(&header);
			let paras = ParachainsInherentData {
				bitfields: vec![],
				backed_candidates: vec![],
				disputes: vec![],
				parent_header: parent,
			};
			let inherents: [RuntimeCall; 2] = [
				pallet_timestamp::Call::set { now: slot * SLOT_MILLIS }.into(),
				paras_inherent::Call::enter { data: paras }.into(),
			];
			for call in inherents {
				let applied = apply(UncheckedExtrinsic::new_bare(call));
				applied.expect("the inherent is valid").expect("the inherent is right");
			}
		});
		self.next_slot += 1;
		self.is_open = true;
	}

	/// Ends the open block, or an empty one, and tells what it was like.
	pub fn close(&mut self) -> Told {
		self.open();
		self.is_open = false;
		let (best, events) = self.state.execute_with(|| {
			let header = <Runtime as BlockBuilderV6<_>>::finalize_block();
			let events = System::read_events_no_consensus().map(|record| record.event);
			(header, events.collect())
		});
		self.best = best;
		self.state.commit();
		Told { events, ..std::mem::take(&mut self.told) }
	}

	/// Includes a transaction of a person in the open block, with a fee and all checks but that of its
	/// signature.
	pub fn submit(&mut self, signer: Sr25519Keyring, call: RuntimeCall) -> ApplyExtrinsicResult {
		self.open();
		let told = call_name(&call);
		let (result, fault) = self.state.execute_with(|| {
			let (result, declared) = apply_signed(signer.to_account_id(), call);
			let fault = result.as_ref().ok().and_then(|result| overweight(&told, result, declared));
			(result, fault)
		});
		self.told.faults.extend(fault);
		Ok(outcome(result?))
	}

	/// Includes a transaction without a signature in the open block, if it is valid.
	pub fn submit_bare(&mut self, call: RuntimeCall) -> ApplyExtrinsicResult {
		self.open();
		self.state.execute_with(|| apply(UncheckedExtrinsic::new_bare(call)))
	}

	/// Carries out a call in the open block, as the scheduler and referenda do: past the filter where the
	/// origin is root's alone.
	pub fn dispatch(
		&mut self,
		origin: OriginCaller,
		call: RuntimeCall,
	) -> Result<(), DispatchError> {
		self.open();
		let told = call_name(&call);
		let (result, fault) = self.state.execute_with(|| {
			let declared = call.get_dispatch_info().call_weight;
			let result = with_storage_layer(|| call.dispatch(RuntimeOrigin::from(origin)));
			let fault = overweight(&told, &result, declared);
			(outcome(result), fault)
		});
		self.told.faults.extend(fault);
		result
	}
}

impl Default for Chain {
	fn default() -> Self {
		Self::new()
	}
}

/// The pallet and the name of a call.
pub fn call_name(call: &RuntimeCall) -> String {
	use frame_support::traits::GetCallMetadata;
	let metadata = call.get_call_metadata();
	format!("{}.{}", metadata.pallet_name, metadata.function_name)
}

/// How a call ended, and what it says that it weighs.
type Ended = Result<PostDispatchInfo, DispatchErrorWithPostInfo<PostDispatchInfo>>;

fn outcome(ended: Ended) -> Result<(), DispatchError> {
	ended.map(drop).map_err(|error| error.error)
}

/// What is wrong if a call says that it weighs more than it declared.
fn overweight(call: &str, ended: &Ended, declared: Weight) -> Option<String> {
	let told = match ended {
		Ok(told) => told.actual_weight,
		Err(error) => error.post_info.actual_weight,
	};
	let actual = told.filter(|actual| actual.any_gt(declared))?;
	Some(format!("{call} declares a weight of {declared:?} and tells one of {actual:?}"))
}

fn apply(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	<Runtime as BlockBuilderV6<_>>::apply_extrinsic(extrinsic)
}

fn json(bytes: &[u8]) -> serde_json::Value {
	serde_json::from_slice(bytes).expect("a genesis is JSON")
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

/// The epoch of a block that comes next, its randomness, and who makes its blocks.
fn epoch_of(number: BlockNumber, slot: u64) -> (u64, Randomness, Vec<AuthorityId>) {
	let length = pace::EpochLength::get();
	let (epoch, randomness, authorities) =
		if number > 1 && slot >= *Babe::current_epoch_start() + length {
			let genesis = pallet_babe::GenesisSlot::<Runtime>::get();
			(
				epoch_index(Slot::from(slot), genesis, length),
				pallet_babe::NextRandomness::<Runtime>::get(),
				pallet_babe::NextAuthorities::<Runtime>::get(),
			)
		} else {
			(
				pallet_babe::EpochIndex::<Runtime>::get(),
				pallet_babe::Randomness::<Runtime>::get(),
				pallet_babe::Authorities::<Runtime>::get(),
			)
		};
	let ids = authorities.into_inner().into_iter().map(|(authority, _)| authority);
	(epoch, randomness, ids.collect())
}

/// Authors come in turn. Those who are disabled make no blocks.
fn author_of(slot: u64, count: u32) -> u32 {
	let in_turn = (slot % u64::from(count)) as u32;
	let mut able = (0..count)
		.map(|later| (in_turn + later) % count)
		.filter(|author| !<Session as DisabledValidators>::is_disabled(*author));
	able.next().unwrap_or(in_turn)
}

/// Whether the block with that number comes after the end of an auction's ending period, whose lots it
/// draws. In others nothing asks for what their authors draw, and to draw it takes as long as to make a
/// block.
fn asks_for_lots(number: BlockNumber) -> bool {
	let auction = canary_auctions::AuctionInfo::<Runtime>::get();
	auction.is_some_and(|(_, lit)| number + 1 >= lit.saturating_add(pace::EndingPeriod::get()))
}

fn undrawn(slot: u64, authority_index: u32) -> DigestItem {
	let slot = Slot::from(slot);
	DigestItem::babe_pre_digest(PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index,
		slot,
	}))
}

/// With what the author draws by lot; without, if nobody knows their key.
fn drawn(
	slot: u64,
	authority_index: u32,
	authorities: &[AuthorityId],
	epoch: u64,
	randomness: &Randomness,
) -> DigestItem {
	let authority = authorities[authority_index as usize].as_inner_ref();
	let Some(key) = Sr25519Keyring::from_public(authority) else {
		return undrawn(slot, authority_index);
	};
	let slot = Slot::from(slot);
	let vrf_signature = key.pair().vrf_sign(&make_vrf_sign_data(randomness, slot, epoch));
	DigestItem::babe_pre_digest(PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
		authority_index,
		slot,
		vrf_signature,
	}))
}

/// Includes a transaction as `Executive` does, all but its signature: to sign and to check one takes as long
/// as to make a block.
fn apply_signed(
	signer: AccountId,
	call: RuntimeCall,
) -> (Result<Ended, TransactionValidityError>, Weight) {
	let extension = extension(System::account_nonce(&signer));
	let unsigned = UncheckedExtrinsic::new_signed(
		call.clone(),
		MultiAddress::Id(signer.clone()),
		Signature::Sr25519(Default::default()),
		extension.clone(),
	);
	let encoded = unsigned.encode();
	let length = encoded.len();
	System::note_extrinsic(encoded);
	let checked = CheckedExtrinsic::<_, _, TxExtension> {
		format: ExtrinsicFormat::Signed(signer, extension),
		function: call,
	};
	let info = checked.get_dispatch_info();
	let declared = info.total_weight();
	let result = Applyable::apply::<Runtime>(checked, &info, length);
	if let Ok(ended) = &result {
		System::note_applied_extrinsic(ended, info);
	}
	(result, declared)
}

fn extension(nonce: u32) -> TxExtension {
	(
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		canary_metadata_hash::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}
