// SPDX-License-Identifier: GPL-3.0-or-later
//! A chain of the real runtime, run natively: genesis from a preset, blocks through `Executive`
//! with the inherents and BABE digests that a node would give them.

use std::cell::{Cell, RefCell};

use canary_runtime::{
	genesis, pace, AccountId, AllPalletsWithSystem, Babe, Balance, Balances, BlockNumber,
	Executive, Header, Runtime, RuntimeCall, RuntimeEvent, Signature, System, TxExtension,
	UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::traits::{Get, OnGenesis};
use polkadot_primitives::InherentData as ParachainsInherentData;
use polkadot_runtime_parachains::paras_inherent;
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest, SecondaryVRFPreDigest},
	epoch_index, make_vrf_sign_data, AuthorityId, BabeAuthorityWeight, Randomness, Slot,
};
use sp_core::crypto::{VrfSecret, Wraps};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::Header as _,
	ApplyExtrinsicResult, MultiAddress,
};

/// A block of a chain and its slot. Of those that begin with a preset: block 1, some day in 2026.
const FIRST: (BlockNumber, u64) = (1, 296_000_000);

/// Runs `test` on a chain that begins with `preset`, then checks every pallet's invariants.
pub(crate) fn on_chain(preset: &str, test: impl FnOnce()) {
	let mut chain = genesis_of(preset);
	chain.execute_with(|| {
		test();
		#[cfg(feature = "try-runtime")]
		check_invariants();
	});
}

/// The genesis state of a preset, made as a node makes it: the patch over the default, as JSON.
pub(crate) fn genesis_of(preset: &str) -> TestExternalities {
	genesis_with(preset, serde_json::json!({}))
}

/// The same with a patch of the test's own over it.
pub(crate) fn genesis_with(preset: &str, own: serde_json::Value) -> TestExternalities {
	let mut chain = TestExternalities::default();
	chain.execute_with(|| {
		let default = Runtime::get_preset(&None).expect("there is a default genesis");
		let mut config = serde_json::from_slice(&default).expect("it is JSON");
		let patch = genesis::preset(&preset.into()).expect("the preset exists");
		merge(&mut config, serde_json::from_slice(&patch).expect("it is JSON"));
		merge(&mut config, own);
		Runtime::build_state(config.to_string().into_bytes()).expect("the genesis is sound");
		AllPalletsWithSystem::on_genesis();
		let genesis = genesis_header();
		frame_system::BlockHash::<Runtime>::insert(0, genesis.hash());
		begin(genesis, FIRST);
	});
	chain
}

thread_local! {
	/// The header of the last block, or of genesis: the next block's parent.
	static BEST: RefCell<Option<Header>> = const { RefCell::new(None) };
	/// The events of every block of a test.
	static JOURNAL: RefCell<Vec<RuntimeEvent>> = const { RefCell::new(vec![]) };
	/// A block and its slot.
	static ANCHOR: Cell<(BlockNumber, u64)> = const { Cell::new(FIRST) };
}

/// Has the next block follow this one. `anchor` is a block of the chain and its slot.
fn begin(best: Header, anchor: (BlockNumber, u64)) {
	BEST.set(Some(best));
	JOURNAL.set(vec![]);
	ANCHOR.set(anchor);
}

/// Has the next block follow the last one of a chain that somebody else has made.
#[cfg(feature = "try-runtime")]
pub(crate) fn continue_from(last: Header, its_slot: u64) {
	let anchor = (last.number, its_slot);
	begin(last, anchor);
}

fn genesis_header() -> Header {
	let nothing = Default::default;
	Header::new(0, nothing(), nothing(), nothing(), Digest::default())
}

/// The parent of the next block. A test that has moved the block number on gets one that fits.
pub(crate) fn parent_header() -> Header {
	let mut parent = BEST.with_borrow(|best| best.clone()).expect("there is a genesis");
	parent.number = System::block_number();
	parent
}

/// The inherent data about paras of a node without paras: only the parent of the block.
pub(crate) fn nothing_of_paras(parent_header: Header) -> ParachainsInherentData<Header> {
	ParachainsInherentData {
		bitfields: vec![],
		backed_candidates: vec![],
		disputes: vec![],
		parent_header,
	}
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

/// Every pallet's own checks of its state.
#[cfg(feature = "try-runtime")]
pub(crate) fn check_invariants() {
	use frame_support::traits::{TryState, TryStateSelect};
	AllPalletsWithSystem::try_state(System::block_number(), TryStateSelect::All)
		.expect("every invariant holds");
}

/// The slot of a block in these chains, which skip none.
pub(crate) fn slot_of(block: BlockNumber) -> u64 {
	let (number, slot) = ANCHOR.get();
	slot + u64::from(block) - u64::from(number)
}

/// The pre-runtime digest of a block whose author is that authority, and draws nothing.
pub(crate) fn pre_digest(slot: u64, authority_index: u32) -> DigestItem {
	DigestItem::babe_pre_digest(PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index,
		slot: Slot::from(slot),
	}))
}

/// The epoch of a block that comes next, its randomness, and who makes its blocks.
fn epoch_of(number: BlockNumber) -> (u64, Randomness, Vec<(AuthorityId, BabeAuthorityWeight)>) {
	let slot = Slot::from(slot_of(number));
	let length = pace::EpochLength::get();
	if number > 1 && *slot >= *Babe::current_epoch_start() + length {
		let epoch = epoch_index(slot, pallet_babe::GenesisSlot::<Runtime>::get(), length);
		let authorities = pallet_babe::NextAuthorities::<Runtime>::get();
		(epoch, pallet_babe::NextRandomness::<Runtime>::get(), authorities.into_inner())
	} else {
		let epoch = pallet_babe::EpochIndex::<Runtime>::get();
		let authorities = pallet_babe::Authorities::<Runtime>::get();
		(epoch, pallet_babe::Randomness::<Runtime>::get(), authorities.into_inner())
	}
}

/// The same with the author's draw, if the tests have their key.
fn drawn_pre_digest(number: BlockNumber, authority_index: u32) -> DigestItem {
	let slot = Slot::from(slot_of(number));
	let (epoch, randomness, authorities) = epoch_of(number);
	let (authority, _) = &authorities[authority_index as usize];
	let Some(key) = Sr25519Keyring::from_public(authority.as_inner_ref()) else {
		return pre_digest(*slot, authority_index);
	};
	let vrf_signature = key.pair().vrf_sign(&make_vrf_sign_data(&randomness, slot, epoch));
	DigestItem::babe_pre_digest(PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
		authority_index,
		slot,
		vrf_signature,
	}))
}

/// Makes the next block of `extrinsics`, authors in turn, and returns how each was applied.
pub(crate) fn next_block(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
	make_block(next_header(), extrinsics)
}

/// Makes an empty block, the author of which is that authority.
pub(crate) fn next_block_by(authority_index: u32) {
	make_block(next_header_by(authority_index), vec![]);
}

fn make_block(header: Header, extrinsics: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
	begin_block(header, nothing_of_paras(parent_header()));
	let results = extrinsics.into_iter().map(Executive::apply_extrinsic).collect();
	end_block();
	results
}

/// Makes a block with this data about paras and no other extrinsics.
pub(crate) fn next_block_of_paras(paras: ParachainsInherentData<Header>) {
	begin_block(next_header(), paras);
	end_block();
}

fn end_block() {
	BEST.set(Some(Executive::finalize_block()));
	JOURNAL.with_borrow_mut(|journal| journal.extend(events()));
}

/// The header with which the next block begins.
pub(crate) fn next_header() -> Header {
	let number = parent_header().number + 1;
	let (_, _, authorities) = epoch_of(number);
	next_header_by(number % authorities.len() as u32)
}

fn next_header_by(authority_index: u32) -> Header {
	let parent = parent_header();
	let number = parent.number + 1;
	Header::new(
		number,
		Default::default(),
		Default::default(),
		parent.hash(),
		Digest { logs: vec![drawn_pre_digest(number, authority_index)] },
	)
}

/// Begins the next block, with its inherents.
fn begin_block(header: Header, paras: ParachainsInherentData<Header>) {
	let slot = slot_of(header.number);
	Executive::initialize_block(&header);
	let inherents: [RuntimeCall; 2] = [
		pallet_timestamp::Call::set { now: slot * canary_runtime::constants::time::SLOT_MILLIS }
			.into(),
		paras_inherent::Call::enter { data: paras }.into(),
	];
	for call in inherents {
		Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call))
			.expect("the inherent is valid")
			.expect("the inherent is right");
	}
}

/// Makes empty blocks up to and with `block`.
pub(crate) fn run_to(block: BlockNumber) {
	while System::block_number() < block {
		next_block(vec![]);
	}
}

/// The validator that made the current block.
pub(crate) fn author() -> AccountId {
	// The pallet would keep an answer given after the block for the next one.
	frame_support::hypothetically!(canary_runtime::Authorship::author())
		.expect("every block has an author")
}

/// A transaction of `signer`, signed for real.
pub(crate) fn signed(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	signed_with_tip(signer, call, 0)
}

/// A transaction of `signer` that tips the author.
pub(crate) fn signed_with_tip(
	signer: Sr25519Keyring,
	call: impl Into<RuntimeCall>,
	tip: Balance,
) -> UncheckedExtrinsic {
	let call = call.into();
	let extension = extension(System::account_nonce(signer.to_account_id()), tip);
	let payload = canary_runtime::SignedPayload::new(call.clone(), extension.clone())
		.expect("the implicit part is known");
	let signature = payload.using_encoded(|bytes| signer.sign(bytes));
	let sender = MultiAddress::Id(signer.to_account_id());
	UncheckedExtrinsic::new_signed(call, sender, Signature::Sr25519(signature), extension)
}

fn extension(nonce: u32, tip: Balance) -> TxExtension {
	(
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(tip),
		canary_metadata_hash::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// Includes one transaction in a block of its own and expects it to succeed.
pub(crate) fn submit(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	next_block(vec![signed(signer, call)])
		.remove(0)
		.expect("the transaction is valid")
		.expect("the call succeeds");
}

/// The free balance of an account, and all of its balance.
pub(crate) fn total(account: &AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(account)
}

/// What wallets read before anything else.
pub(crate) fn metadata() -> frame_metadata::v14::RuntimeMetadataV14 {
	match Runtime::metadata().1 {
		frame_metadata::RuntimeMetadata::V14(metadata) => metadata,
		other => panic!("version {} came instead of 14", other.version()),
	}
}

/// The events of the current block.
pub(crate) fn events() -> Vec<RuntimeEvent> {
	System::events().into_iter().map(|record| record.event).collect()
}

/// The events of every block of this test.
pub(crate) fn journal() -> Vec<RuntimeEvent> {
	JOURNAL.with_borrow(Vec::clone)
}

/// What an account has paid in fees since genesis.
pub(crate) fn fees_of(account: &AccountId) -> Balance {
	use pallet_transaction_payment::Event::TransactionFeePaid;
	let paid = journal().into_iter().filter_map(|event| match event {
		RuntimeEvent::TransactionPayment(TransactionFeePaid { who, actual_fee, .. })
			if who == *account =>
		{
			Some(actual_fee)
		},
		_ => None,
	});
	paid.sum()
}

/// What was minted and what was burned since genesis.
pub(crate) fn minted_and_burned() -> (Balance, Balance) {
	minted_and_burned_in(journal())
}

/// The same, of what these events tell.
pub(crate) fn minted_and_burned_in(events: Vec<RuntimeEvent>) -> (Balance, Balance) {
	let (mut minted, mut burned) = (0, 0);
	for event in events {
		match event {
			RuntimeEvent::Staking(pallet_staking::Event::EraPaid { remainder, .. }) => {
				minted += remainder;
			},
			RuntimeEvent::Staking(pallet_staking::Event::Rewarded { amount, .. }) => {
				minted += amount;
			},
			RuntimeEvent::Treasury(pallet_treasury::Event::Burnt { burnt_funds }) => {
				burned += burnt_funds;
			},
			RuntimeEvent::Balances(pallet_balances::Event::DustLost { amount, .. }) => {
				burned += amount;
			},
			_ => {},
		}
	}
	(minted, burned)
}
