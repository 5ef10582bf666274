// SPDX-License-Identifier: GPL-3.0-or-later
//! What polkadot.js apps reads of paras, leases, auctions and crowdloans: names, order and shapes in
//! the metadata.
//!
//! Types are written as wallets decode them: a tuple struct of one field as what is in it.

use frame_metadata::v14::{StorageEntryModifier, StorageEntryType};
use scale_info::{form::PortableForm, PortableRegistry, TypeDef};

use crate::common::{genesis_of, metadata};

/// The metadata of one pallet, to be asked by name.
pub(crate) struct Shown {
	pub(crate) pallet: frame_metadata::v14::PalletMetadata<PortableForm>,
	pub(crate) types: PortableRegistry,
}

#[track_caller]
pub(crate) fn shown(preset: &str, pallet: &str) -> Shown {
	let metadata = genesis_of(preset).execute_with(metadata);
	let found = metadata.pallets.into_iter().find(|candidate| candidate.name == pallet);
	Shown { pallet: found.expect("the pallet is there"), types: metadata.types }
}

impl Shown {
	/// How a type reads: `Vec<u32>`, `Option<(AccountId32, u128)>`.
	fn name_of(&self, id: u32) -> String {
		let ty = self.types.resolve(id).expect("every type is registered");
		let list = |ids: &mut dyn Iterator<Item = u32>| {
			ids.map(|id| self.name_of(id)).collect::<Vec<_>>().join(", ")
		};
		match &ty.type_def {
			TypeDef::Primitive(primitive) => format!("{primitive:?}").to_lowercase(),
			TypeDef::Compact(inner) => format!("Compact<{}>", self.name_of(inner.type_param.id)),
			TypeDef::Sequence(inner) => format!("Vec<{}>", self.name_of(inner.type_param.id)),
			TypeDef::Array(inner) => {
				format!("[{}; {}]", self.name_of(inner.type_param.id), inner.len)
			},
			TypeDef::Tuple(tuple) => format!("({})", list(&mut tuple.fields.iter().map(|f| f.id))),
			TypeDef::Variant(_) if ty.path.segments == ["Option"] => {
				let some = ty.type_params[0].ty.expect("an option is of something");
				format!("Option<{}>", self.name_of(some.id))
			},
			TypeDef::Composite(composite) => match (&composite.fields[..], ty.path.ident()) {
				(_, Some(name))
					if ["AccountId32", "H256", "ValidationCodeHash"].contains(&&*name) =>
				{
					name
				},
				([only], _) if only.name.is_none() => self.name_of(only.ty.id),
				(fields, _) if fields.iter().all(|field| field.name.is_some()) => {
					let field = |f: &scale_info::Field<PortableForm>| {
						format!("{}: {}", f.name.clone().unwrap_or_default(), self.name_of(f.ty.id))
					};
					format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
				},
				(fields, _) => format!("({})", list(&mut fields.iter().map(|f| f.ty.id))),
			},
			TypeDef::Variant(_) | TypeDef::BitSequence(_) => ty.path.ident().unwrap_or_default(),
		}
	}

	/// What is stored under a name: `u32 -> Vec<u32>`, with a `?` where there may be nothing.
	#[track_caller]
	pub(crate) fn storage(&self, name: &str) -> String {
		let storage = self.pallet.storage.as_ref().expect("the pallet stores something");
		let entry = storage.entries.iter().find(|entry| entry.name == name);
		let entry = entry.unwrap_or_else(|| panic!("{name} is not stored"));
		let optional = match entry.modifier {
			StorageEntryModifier::Optional => "?",
			StorageEntryModifier::Default => "",
		};
		match &entry.ty {
			StorageEntryType::Plain(value) => format!("{}{optional}", self.name_of(value.id)),
			StorageEntryType::Map { key, value, .. } => {
				format!("{} -> {}{optional}", self.name_of(key.id), self.name_of(value.id))
			},
		}
	}

	/// The variants of calls, events or errors with the names and types of their fields.
	pub(crate) fn variants(&self, of: u32) -> Vec<(String, String)> {
		let TypeDef::Variant(variants) = &self.types.resolve(of).expect("it is there").type_def
		else {
			panic!("calls and events are variants");
		};
		let mut variants = variants.variants.clone();
		variants.sort_by_key(|variant| variant.index);
		let fields = |variant: &scale_info::Variant<PortableForm>| {
			let field = |field: &scale_info::Field<PortableForm>| {
				let name = field.name.clone().map(|name| name + ": ").unwrap_or_default();
				name + &self.name_of(field.ty.id)
			};
			variant.fields.iter().map(field).collect::<Vec<_>>().join(", ")
		};
		variants.iter().map(|variant| (variant.name.clone(), fields(variant))).collect()
	}

	#[track_caller]
	pub(crate) fn assert_calls_begin_with(&self, expected: &[(&str, &str)]) {
		let calls = self.variants(self.pallet.calls.as_ref().expect("there are calls").ty.id);
		assert_begin_with(calls, expected);
	}

	#[track_caller]
	pub(crate) fn assert_events_begin_with(&self, expected: &[(&str, &str)]) {
		let events = self.variants(self.pallet.event.as_ref().expect("there are events").ty.id);
		assert_begin_with(events, expected);
	}

	/// A constant as it is encoded.
	#[track_caller]
	pub(crate) fn bytes(&self, name: &str) -> &[u8] {
		let constant = self.pallet.constants.iter().find(|constant| constant.name == name);
		&constant.unwrap_or_else(|| panic!("{name} is no constant")).value
	}

	/// A constant that is a number.
	#[track_caller]
	pub(crate) fn constant(&self, name: &str) -> u128 {
		let value = self.bytes(name);
		let mut bytes = [0; 16];
		bytes[..value.len()].copy_from_slice(value);
		u128::from_le_bytes(bytes)
	}
}

#[track_caller]
fn assert_begin_with(actual: Vec<(String, String)>, expected: &[(&str, &str)]) {
	let actual = actual.iter().map(|(name, fields)| (name.as_str(), fields.as_str()));
	assert_eq!(actual.take(expected.len()).collect::<Vec<_>>(), expected);
}

#[test]
fn paras_have_kusamas_indices() {
	let metadata = genesis_of("development").execute_with(metadata);
	let index = |name: &str| {
		let pallet = metadata.pallets.iter().find(|pallet| pallet.name == name);
		pallet.unwrap_or_else(|| panic!("{name} is missing")).index
	};
	for (name, expected) in [
		("AuthorityDiscovery", 12),
		("ParachainsOrigin", 50),
		("Configuration", 51),
		("ParasShared", 52),
		("ParaInclusion", 53),
		("ParaInherent", 54),
		("ParaScheduler", 55),
		("Paras", 56),
		("Initializer", 57),
		("Dmp", 58),
		("Hrmp", 60),
		("ParaSessionInfo", 61),
		("ParasDisputes", 62),
		("ParasSlashing", 63),
		("OnDemandAssignmentProvider", 64),
		("Registrar", 70),
		("Slots", 71),
		("Auctions", 72),
		("Crowdloan", 73),
		("Coretime", 74),
		("ParaCores", 205),
	] {
		assert_eq!(index(name), expected, "{name}");
	}
}

#[test]
fn paras_shows_what_the_parachains_page_reads() {
	let paras = shown("development", "Paras");
	assert_eq!(paras.storage("Parachains"), "Vec<u32>");
	assert_eq!(paras.storage("ParaLifecycles"), "u32 -> ParaLifecycle?");
	assert_eq!(paras.storage("Heads"), "u32 -> Vec<u8>?");
	assert_eq!(paras.storage("CurrentCodeHash"), "u32 -> ValidationCodeHash?");
	assert_eq!(paras.storage("FutureCodeUpgrades"), "u32 -> u32?");
	assert_eq!(paras.storage("ActionsQueue"), "u32 -> Vec<u32>");
	assert_eq!(
		paras.storage("UpcomingParasGenesis"),
		"u32 -> {genesis_head: Vec<u8>, validation_code: Vec<u8>, para_kind: bool}?"
	);
}

#[test]
fn the_messaging_pallets_show_what_the_parachains_page_reads() {
	// The page takes `parasDmp`, `parasUmp` or `ump`, and `parasInclusion` before other names.
	let dmp = shown("development", "ParasDmp");
	assert_eq!(dmp.storage("DownwardMessageQueues"), "u32 -> Vec<u32>");
	let ump = shown("development", "Ump");
	assert_eq!(ump.storage("RelayDispatchQueues"), "u32 -> Vec<u32>");
	let pending = shown("development", "ParasInclusion");
	assert_eq!(pending.storage("PendingAvailability"), "u32 -> ()?");
	assert!(pending.pallet.event.is_none(), "events of that name would be taken for the host's");
	let hrmp = shown("development", "Hrmp");
	assert_eq!(hrmp.storage("HrmpEgressChannelsIndex"), "u32 -> Vec<u32>");
	assert_eq!(hrmp.storage("HrmpIngressChannelsIndex"), "u32 -> Vec<u32>");
	assert_eq!(hrmp.storage("HrmpWatermarks"), "u32 -> u32?");
	// The page calls `is` on each of the three events if there is any.
	let inclusion = shown("development", "ParaInclusion");
	let events = inclusion.variants(inclusion.pallet.event.as_ref().expect("there are").ty.id);
	let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
	assert_eq!(names[..3], ["CandidateBacked", "CandidateIncluded", "CandidateTimedOut"]);
}

#[test]
fn registrar_is_as_on_kusama() {
	let registrar = shown("development", "Registrar");
	assert_eq!(
		registrar.storage("Paras"),
		"u32 -> {manager: AccountId32, deposit: u128, locked: Option<bool>}?"
	);
	assert_eq!(registrar.storage("NextFreeParaId"), "u32");
	assert_eq!(registrar.storage("PendingSwap"), "u32 -> u32?");
	assert_eq!(registrar.constant("ParaDeposit"), 4_000_000_000_000);
	assert_eq!(registrar.constant("DataDepositPerByte"), 33_333_333);
	registrar.assert_calls_begin_with(&[
		("register", "id: u32, genesis_head: Vec<u8>, validation_code: Vec<u8>"),
		(
			"force_register",
			"who: AccountId32, deposit: u128, id: u32, genesis_head: Vec<u8>, \
			 validation_code: Vec<u8>",
		),
		("deregister", "id: u32"),
		("swap", "id: u32, other: u32"),
		("remove_lock", "para: u32"),
		("reserve", ""),
		("add_lock", "para: u32"),
		("schedule_code_upgrade", "para: u32, new_code: Vec<u8>"),
		("set_current_head", "para: u32, new_head: Vec<u8>"),
	]);
	registrar.assert_events_begin_with(&[
		("Registered", "para_id: u32, manager: AccountId32"),
		("Deregistered", "para_id: u32"),
		("Reserved", "para_id: u32, who: AccountId32"),
		("Swapped", "para_id: u32, other_id: u32"),
	]);
}

#[test]
fn slots_is_as_on_kusama() {
	let slots = shown("development", "Slots");
	assert_eq!(slots.storage("Leases"), "u32 -> Vec<Option<(AccountId32, u128)>>");
	slots.assert_calls_begin_with(&[
		(
			"force_lease",
			"para: u32, leaser: AccountId32, amount: u128, period_begin: u32, period_count: u32",
		),
		("clear_all_leases", "para: u32"),
		("trigger_onboard", "para: u32"),
	]);
	slots.assert_events_begin_with(&[
		("NewLeasePeriod", "lease_period: u32"),
		(
			"Leased",
			"para_id: u32, leaser: AccountId32, period_begin: u32, period_count: u32, \
			 extra_reserved: u128, total_amount: u128",
		),
	]);
}

#[test]
fn auctions_is_as_on_kusama() {
	let auctions = shown("development", "Auctions");
	assert_eq!(auctions.storage("AuctionCounter"), "u32");
	assert_eq!(auctions.storage("AuctionInfo"), "(u32, u32)?");
	assert_eq!(auctions.storage("ReservedAmounts"), "(AccountId32, u32) -> u128?");
	assert_eq!(auctions.storage("Winning"), "u32 -> [Option<(AccountId32, u32, u128)>; 36]?");
	auctions.assert_calls_begin_with(&[
		("new_auction", "duration: Compact<u32>, lease_period_index: Compact<u32>"),
		(
			"bid",
			"para: Compact<u32>, auction_index: Compact<u32>, first_slot: Compact<u32>, \
			 last_slot: Compact<u32>, amount: Compact<u128>",
		),
		("cancel_auction", ""),
	]);
	auctions.assert_events_begin_with(&[
		("AuctionStarted", "auction_index: u32, lease_period: u32, ending: u32"),
		("AuctionClosed", "auction_index: u32"),
		("Reserved", "bidder: AccountId32, extra_reserved: u128, total_amount: u128"),
		("Unreserved", "bidder: AccountId32, amount: u128"),
		("ReserveConfiscated", "para_id: u32, leaser: AccountId32, amount: u128"),
		(
			"BidAccepted",
			"bidder: AccountId32, para_id: u32, amount: u128, first_slot: u32, last_slot: u32",
		),
		("WinningOffset", "auction_index: u32, block_number: u32"),
	]);
}

#[test]
fn crowdloan_is_as_on_kusama() {
	for preset in ["development", "local", "kusama"] {
		let crowdloan = shown(preset, "Crowdloan");
		assert_eq!(crowdloan.constant("MinContribution"), 999_999_999_000, "{preset}");
		assert_eq!(crowdloan.constant("RemoveKeysLimit"), 1_000, "{preset}");
		assert_eq!(crowdloan.bytes("PalletId"), b"py/cfund", "{preset}");
	}
	let crowdloan = shown("development", "Crowdloan");
	assert_eq!(
		crowdloan.storage("Funds"),
		"u32 -> {depositor: AccountId32, verifier: Option<MultiSigner>, deposit: u128, \
		 raised: u128, end: u32, cap: u128, last_contribution: LastContribution, \
		 first_period: u32, last_period: u32, fund_index: u32}?"
	);
	assert_eq!(crowdloan.storage("NewRaise"), "Vec<u32>");
	assert_eq!(crowdloan.storage("EndingsCount"), "u32");
	assert_eq!(crowdloan.storage("NextFundIndex"), "u32");
	let terms = "index: Compact<u32>, cap: Compact<u128>, first_period: Compact<u32>, \
		last_period: Compact<u32>, end: Compact<u32>, verifier: Option<MultiSigner>";
	crowdloan.assert_calls_begin_with(&[
		("create", terms),
		(
			"contribute",
			"index: Compact<u32>, value: Compact<u128>, signature: Option<MultiSignature>",
		),
		("withdraw", "who: AccountId32, index: Compact<u32>"),
		("refund", "index: Compact<u32>"),
		("dissolve", "index: Compact<u32>"),
		("edit", terms),
		("add_memo", "index: u32, memo: Vec<u8>"),
		("poke", "index: u32"),
		("contribute_all", "index: Compact<u32>, signature: Option<MultiSignature>"),
	]);
	crowdloan.assert_events_begin_with(&[
		("Created", "para_id: u32"),
		("Contributed", "who: AccountId32, fund_index: u32, amount: u128"),
		("Withdrew", "who: AccountId32, fund_index: u32, amount: u128"),
		("PartiallyRefunded", "para_id: u32"),
		("AllRefunded", "para_id: u32"),
		("Dissolved", "para_id: u32"),
		("HandleBidResult", "para_id: u32, result: Result"),
		("Edited", "para_id: u32"),
		("MemoUpdated", "who: AccountId32, para_id: u32, memo: Vec<u8>"),
		("AddedToNewRaise", "para_id: u32"),
	]);
}

#[test]
fn wallets_read_the_pace_of_auctions_and_leases_from_constants() {
	for (preset, lease, ending, sample) in
		[("development", 200, 40, 2), ("local", 200, 40, 2), ("kusama", 604_800, 72_000, 20)]
	{
		let slots = shown(preset, "Slots");
		assert_eq!(slots.constant("LeasePeriod"), lease, "{preset}");
		assert_eq!(slots.constant("LeaseOffset"), 0, "{preset}");
		let auctions = shown(preset, "Auctions");
		assert_eq!(auctions.constant("EndingPeriod"), ending, "{preset}");
		assert_eq!(auctions.constant("SampleLength"), sample, "{preset}");
		assert_eq!(auctions.constant("SlotRangeCount"), 36, "{preset}");
		assert_eq!(auctions.constant("LeasePeriodsPerSlot"), 8, "{preset}");
	}
}

#[test]
fn a_validators_keys_are_kusamas_without_beefys() {
	let session = shown("development", "Session");
	let calls = session.variants(session.pallet.calls.as_ref().expect("there are").ty.id);
	let (_, fields) = calls.iter().find(|(name, _)| name == "set_keys").expect("it is a call");
	let keys = "grandpa: [u8; 32], babe: [u8; 32], para_validator: [u8; 32], \
		para_assignment: [u8; 32], authority_discovery: [u8; 32]";
	assert!(fields.contains(keys), "{fields}");
}
