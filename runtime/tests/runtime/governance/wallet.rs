// SPDX-License-Identifier: GPL-3.0-or-later
//! What wallets read of governance: names, order and shapes in the metadata, and curves they can draw.

use canary_referenda::Curve;
use codec::Decode;
use scale_info::{TypeDef, TypeDefPrimitive};
use sp_runtime::Perbill;

use super::*;
use crate::{
	common::{genesis_of, metadata},
	paras::wallet::{shown, Shown},
};

const PRESETS: [&str; 3] = ["development", "local", "kusama"];

/// A track as it is encoded in the constant.
#[derive(Clone, PartialEq, Debug, Decode)]
struct ShownTrack {
	name: String,
	max_deciding: u32,
	decision_deposit: Balance,
	periods: [BlockNumber; 4],
	min_approval: Curve,
	min_support: Curve,
}

fn tracks(preset: &str, pallet: &str) -> Vec<(u16, ShownTrack)> {
	let shown = shown(preset, pallet);
	Decode::decode(&mut shown.bytes("Tracks")).expect("it is a list of tracks")
}

fn line(length: u32, floor: u32, ceil: u32) -> Curve {
	let [length, floor, ceil] = [length, floor, ceil].map(Perbill::from_parts);
	Curve::linear(length, floor, ceil)
}

fn row(
	(id, name, max_deciding, decision_deposit): (u16, &str, u32, Balance),
	periods: [BlockNumber; 4],
	min_approval: Curve,
	min_support: Curve,
) -> (u16, ShownTrack) {
	let name = name.into();
	(id, ShownTrack { name, max_deciding, decision_deposit, periods, min_approval, min_support })
}

/// The tracks in Kusama's metadata (spec 1009002), with the padding of their names taken off.
fn kusamas() -> Vec<(u16, ShownTrack)> {
	vec![
		row(
			(0, "root", 1, 3_333_333_333_300_000),
			[1_200, 201_600, 14_400, 14_400],
			Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
			line(1_000_000_000, 0, 500_000_000),
		),
		row(
			(1, "whitelisted_caller", 100, 333_333_333_330_000),
			[300, 201_600, 100, 100],
			Curve::reciprocal(270_899_180, 389_830_523, 305_084_738),
			Curve::reciprocal(8_650_766, 18_867_926, 41_509_433),
		),
		row(
			(2, "wish_for_change", 10, 666_666_666_660_000),
			[1_200, 201_600, 14_400, 100],
			Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
			line(1_000_000_000, 0, 500_000_000),
		),
		row(
			(10, "staking_admin", 10, 166_666_666_665_000),
			[1_200, 201_600, 1_800, 100],
			line(607_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
		),
		row(
			(11, "treasurer", 10, 33_333_333_333_000),
			[1_200, 201_600, 28_800, 14_400],
			Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
			line(1_000_000_000, 0, 500_000_000),
		),
		row(
			(12, "lease_admin", 10, 166_666_666_665_000),
			[1_200, 201_600, 1_800, 100],
			line(607_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
		),
		row(
			(13, "fellowship_admin", 10, 166_666_666_665_000),
			[1_200, 201_600, 1_800, 100],
			line(607_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
		),
		row(
			(14, "general_admin", 10, 166_666_666_665_000),
			[1_200, 201_600, 1_800, 100],
			Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
			Curve::reciprocal(49_586_777, 90_909_091, -45_454_546),
		),
		row(
			(15, "auction_admin", 10, 166_666_666_665_000),
			[1_200, 201_600, 1_800, 100],
			Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
			Curve::reciprocal(49_586_777, 90_909_091, -45_454_546),
		),
		row(
			(20, "referendum_canceller", 1_000, 333_333_333_330_000),
			[1_200, 100_800, 1_800, 100],
			line(607_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
		),
		row(
			(21, "referendum_killer", 1_000, 1_666_666_666_650_000),
			[1_200, 201_600, 1_800, 100],
			line(607_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
		),
		row(
			(30, "small_tipper", 200, 33_333_333_333),
			[10, 100_800, 100, 10],
			line(357_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(1_620_729, 3_231_018, -1_615_509),
		),
		row(
			(31, "big_tipper", 100, 333_333_333_330),
			[100, 100_800, 600, 100],
			line(357_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(4_149_097, 8_230_453, -4_115_227),
		),
		row(
			(32, "small_spender", 50, 3_333_333_333_300),
			[2_400, 201_600, 7_200, 14_400],
			line(607_142_857, 500_000_000, 1_000_000_000),
			Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
		),
		row(
			(33, "medium_spender", 50, 6_666_666_666_600),
			[2_400, 201_600, 14_400, 14_400],
			line(821_428_571, 500_000_000, 1_000_000_000),
			Curve::reciprocal(14_377_233, 27_972_031, -13_986_016),
		),
		row(
			(34, "big_spender", 50, 13_333_333_333_200),
			[2_400, 201_600, 28_800, 14_400],
			line(1_000_000_000, 500_000_000, 1_000_000_000),
			Curve::reciprocal(28_326_977, 53_763_445, -26_881_723),
		),
	]
}

/// The fellowship's tracks there; what they do not differ in is left out.
fn kusamas_of_the_fellowship() -> Vec<(u16, ShownTrack)> {
	[
		(0, "candidates", 3_333_333_333_300),
		(1, "members", 333_333_333_330),
		(2, "proficients", 333_333_333_330),
		(3, "fellows", 333_333_333_330),
		(4, "senior fellows", 333_333_333_330),
		(5, "experts", 33_333_333_333),
		(6, "senior experts", 33_333_333_333),
		(7, "masters", 33_333_333_333),
		(8, "senior masters", 33_333_333_333),
		(9, "grand masters", 33_333_333_333),
	]
	.map(|(id, name, deposit)| {
		row(
			(id, name, 10, deposit),
			[300, 100_800, 300, 10],
			line(1_000_000_000, 500_000_000, 1_000_000_000),
			line(1_000_000_000, 0, 500_000_000),
		)
	})
	.into()
}

#[test]
fn at_kusamas_pace_the_tracks_are_kusamas() {
	assert_eq!(tracks("kusama", "Referenda"), kusamas());
	assert_eq!(tracks("kusama", "FellowshipReferenda"), kusamas_of_the_fellowship());
}

#[test]
fn at_the_development_pace_periods_are_all_that_differs() {
	for (pallet, kusamas) in
		[("Referenda", kusamas()), ("FellowshipReferenda", kusamas_of_the_fellowship())]
	{
		let expected: Vec<(u16, ShownTrack)> = kusamas
			.into_iter()
			.map(|(id, track)| {
				let periods = track.periods.map(|period| period.div_ceil(5_040));
				(id, ShownTrack { periods, ..track })
			})
			.collect();
		assert_eq!(tracks("development", pallet), expected);
		assert_eq!(tracks("local", pallet), expected);
	}
}

#[test]
fn no_curve_makes_a_wallet_divide_by_zero() {
	for (preset, pallet) in each_list() {
		for (_, track) in tracks(preset, pallet) {
			for curve in [track.min_approval, track.min_support] {
				match curve {
					Curve::LinearDecreasing { length, floor, ceil } => {
						assert!(!length.is_zero() && ceil > floor, "{preset} {}", track.name);
					},
					Curve::SteppedDecreasing { begin, end, step, period } => {
						assert!(!step.is_zero() && !period.is_zero() && begin > end);
					},
					Curve::Reciprocal { factor, x_offset, .. } => {
						assert!(factor.into_inner() > 0 && x_offset.into_inner() > 0);
					},
				}
				let (first, last) = (Perbill::zero(), Perbill::one());
				assert!(curve.threshold(first) > curve.threshold(last), "{preset} {}", track.name);
			}
		}
	}
}

#[test]
fn every_decision_is_long_enough_to_draw_and_what_follows_is_of_its_magnitude() {
	for (preset, pallet) in each_list() {
		for (_, track) in tracks(preset, pallet) {
			let [prepare, decision, confirm, enactment] = track.periods;
			assert!(decision >= 20, "{preset} {}", track.name);
			assert!(confirm + enactment <= decision, "{preset} {}", track.name);
			assert!([prepare, confirm, enactment].iter().all(|period| *period > 0));
		}
	}
}

#[test]
fn names_of_tracks_are_text_without_padding() {
	for (preset, pallet) in each_list() {
		for (_, track) in tracks(preset, pallet) {
			assert!(track.name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == ' '));
		}
		let shown = shown(preset, pallet);
		let constant = shown.pallet.constants.iter().find(|constant| constant.name == "Tracks");
		let field_of = |id: u32, field: usize| match &shown.types.resolve(id).unwrap().type_def {
			TypeDef::Composite(composite) => composite.fields[field].ty.id,
			TypeDef::Tuple(tuple) => tuple.fields[field].id,
			TypeDef::Sequence(sequence) => sequence.type_param.id,
			other => panic!("{other:?}"),
		};
		let entry = field_of(constant.expect("it is there").ty.id, 0);
		let name = field_of(field_of(entry, 1), 0);
		let name = &shown.types.resolve(name).expect("it is registered").type_def;
		assert!(matches!(name, TypeDef::Primitive(TypeDefPrimitive::Str)), "{name:?}");
	}
}

fn each_list() -> impl Iterator<Item = (&'static str, &'static str)> {
	let pallets = ["Referenda", "FellowshipReferenda"];
	PRESETS.into_iter().flat_map(move |preset| pallets.map(|pallet| (preset, pallet)))
}

#[test]
fn governance_has_kusamas_indices() {
	let metadata = genesis_of("development").execute_with(metadata);
	let index = |name: &str| {
		let pallet = metadata.pallets.iter().find(|pallet| pallet.name == name);
		pallet.unwrap_or_else(|| panic!("{name} is missing")).index
	};
	for (name, expected) in [
		("TechnicalCommittee", 15),
		("TechnicalMembership", 17),
		("ConvictionVoting", 20),
		("Referenda", 21),
		("FellowshipCollective", 22),
		("FellowshipReferenda", 23),
		("Origins", 43),
		("Whitelist", 44),
	] {
		assert_eq!(index(name), expected, "{name}");
	}
}

#[test]
fn origins_are_kusamas_in_its_order() {
	let names = [
		"StakingAdmin",
		"Treasurer",
		"FellowshipAdmin",
		"GeneralAdmin",
		"AuctionAdmin",
		"LeaseAdmin",
		"ReferendumCanceller",
		"ReferendumKiller",
		"SmallTipper",
		"BigTipper",
		"SmallSpender",
		"MediumSpender",
		"BigSpender",
		"WhitelistedCaller",
		"FellowshipInitiates",
		"Fellows",
		"FellowshipExperts",
		"FellowshipMasters",
		"Fellowship1Dan",
		"Fellowship2Dan",
		"Fellowship3Dan",
		"Fellowship4Dan",
		"Fellowship5Dan",
		"Fellowship6Dan",
		"Fellowship7Dan",
		"Fellowship8Dan",
		"Fellowship9Dan",
		"WishForChange",
	];
	let types = genesis_of("development").execute_with(metadata).types;
	let caller =
		types.types.iter().find(|ty| ty.ty.path.ident().as_deref() == Some("OriginCaller"));
	let TypeDef::Variant(callers) = &caller.expect("it is registered").ty.type_def else {
		panic!("callers are variants")
	};
	let of = |name: &str| callers.variants.iter().find(|variant| variant.name == name);
	assert_eq!(of("system").expect("there is").index, 0);
	let origins = of("Origins").expect("there is");
	assert_eq!(origins.index, 43);
	let TypeDef::Variant(origins) = &types.resolve(origins.fields[0].ty.id).unwrap().type_def
	else {
		panic!("origins are variants")
	};
	let shown: Vec<(usize, &str)> =
		origins.variants.iter().map(|variant| (variant.index.into(), &*variant.name)).collect();
	assert_eq!(shown, names.into_iter().enumerate().collect::<Vec<_>>());
}

/// Both instances of referenda show the same but for their tallies and deposits.
fn assert_shows_referenda(referenda: &Shown, votes: &str) {
	assert_eq!(referenda.storage("ReferendumCount"), "u32");
	assert_eq!(referenda.storage("ReferendumInfoFor"), "u32 -> ReferendumInfo?");
	assert_eq!(referenda.storage("TrackQueue"), format!("u16 -> Vec<(u32, {votes})>"));
	assert_eq!(referenda.storage("DecidingCount"), "u16 -> u32");
	assert_eq!(referenda.storage("MetadataOf"), "u32 -> H256?");
	referenda.assert_calls_begin_with(&[
		(
			"submit",
			"proposal_origin: OriginCaller, proposal: Bounded, enactment_moment: DispatchTime",
		),
		("place_decision_deposit", "index: u32"),
		("refund_decision_deposit", "index: u32"),
		("cancel", "index: u32"),
		("kill", "index: u32"),
		("nudge_referendum", "index: u32"),
		("one_fewer_deciding", "track: u16"),
		("refund_submission_deposit", "index: u32"),
		("set_metadata", "index: u32, maybe_hash: Option<H256>"),
	]);
	let tally = match votes {
		"u128" => "{ayes: u128, nays: u128, support: u128}",
		_ => "{bare_ayes: u32, ayes: u32, nays: u32}",
	};
	let with_tally = format!("index: u32, tally: {tally}");
	let started = format!("index: u32, track: u16, proposal: Bounded, tally: {tally}");
	referenda.assert_events_begin_with(&[
		("Submitted", "index: u32, track: u16, proposal: Bounded"),
		("DecisionDepositPlaced", "index: u32, who: AccountId32, amount: u128"),
		("DecisionDepositRefunded", "index: u32, who: AccountId32, amount: u128"),
		("DepositSlashed", "who: AccountId32, amount: u128"),
		("DecisionStarted", &started),
		("ConfirmStarted", "index: u32"),
		("ConfirmAborted", "index: u32"),
		("Confirmed", &with_tally),
		("Approved", "index: u32"),
		("Rejected", &with_tally),
		("TimedOut", &with_tally),
		("Cancelled", &with_tally),
		("Killed", &with_tally),
		("SubmissionDepositRefunded", "index: u32, who: AccountId32, amount: u128"),
		("MetadataSet", "index: u32, hash: H256"),
		("MetadataCleared", "index: u32, hash: H256"),
	]);
	assert_eq!(referenda.constant("MaxQueued"), 100);
	assert_eq!(referenda.constant("AlarmInterval"), 1);
}

#[test]
fn referenda_are_as_on_kusama() {
	let referenda = shown("kusama", "Referenda");
	assert_shows_referenda(&referenda, "u128");
	assert_eq!(referenda.constant("SubmissionDeposit"), 33_333_333_333);
	assert_eq!(referenda.constant("UndecidingTimeout"), 201_600);

	let fellowship = shown("kusama", "FellowshipReferenda");
	assert_shows_referenda(&fellowship, "u32");
	assert_eq!(fellowship.constant("SubmissionDeposit"), 0);
	assert_eq!(fellowship.constant("UndecidingTimeout"), 100_800);
}

#[test]
fn votes_are_as_on_kusama() {
	let voting = shown("kusama", "ConvictionVoting");
	assert_eq!(voting.storage("VotingFor"), "(AccountId32, u16) -> Voting");
	assert_eq!(voting.storage("ClassLocksFor"), "AccountId32 -> Vec<(u16, u128)>");
	voting.assert_calls_begin_with(&[
		("vote", "poll_index: Compact<u32>, vote: AccountVote"),
		("delegate", "class: u16, to: MultiAddress, conviction: Conviction, balance: u128"),
		("undelegate", "class: u16"),
		("unlock", "class: u16, target: MultiAddress"),
		("remove_vote", "class: Option<u16>, index: u32"),
		("remove_other_vote", "target: MultiAddress, class: u16, index: u32"),
	]);
	assert_eq!(voting.constant("MaxVotes"), 512);
	assert_eq!(voting.constant("VoteLockingPeriod"), 100_800);
	assert_eq!(shown("development", "ConvictionVoting").constant("VoteLockingPeriod"), 20);
}

#[test]
fn results_are_known_for_as_long_as_the_strongest_conviction_locks() {
	for preset in PRESETS {
		let period = shown(preset, "ConvictionVoting").constant("VoteLockingPeriod");
		let longest = u128::from(Conviction::Locked6x.lock_periods());
		assert!(shown(preset, "Referenda").constant("RetentionPeriod") >= period * longest);
	}
}

#[test]
fn the_fellowship_and_the_whitelist_are_as_on_kusama() {
	let fellowship = shown("kusama", "FellowshipCollective");
	assert_eq!(fellowship.storage("Members"), "AccountId32 -> {rank: u16}?");
	assert_eq!(fellowship.storage("Voting"), "(u32, AccountId32) -> VoteRecord?");
	fellowship.assert_calls_begin_with(&[
		("add_member", "who: MultiAddress"),
		("promote_member", "who: MultiAddress"),
		("demote_member", "who: MultiAddress"),
		("remove_member", "who: MultiAddress, min_rank: u16"),
		("vote", "poll: u32, aye: bool"),
		("cleanup_poll", "poll_index: u32, max: u32"),
		("exchange_member", "who: MultiAddress, new_who: MultiAddress"),
	]);

	let whitelist = shown("kusama", "Whitelist");
	assert_eq!(whitelist.storage("WhitelistedCall"), "H256 -> ()?");
	whitelist.assert_calls_begin_with(&[
		("whitelist_call", "call_hash: H256"),
		("remove_whitelisted_call", "call_hash: H256"),
		(
			"dispatch_whitelisted_call",
			"call_hash: H256, call_encoded_len: u32, \
			 call_weight_witness: {ref_time: Compact<u64>, proof_size: Compact<u64>}",
		),
		("dispatch_whitelisted_call_with_preimage", "call: RuntimeCall"),
	]);
	whitelist.assert_events_begin_with(&[
		("CallWhitelisted", "call_hash: H256"),
		("WhitelistedCallRemoved", "call_hash: H256"),
	]);
}

#[test]
fn the_technical_committee_shows_what_its_page_reads() {
	let committee = shown("development", "TechnicalCommittee");
	assert_eq!(committee.storage("Members"), "Vec<AccountId32>");
	assert_eq!(committee.storage("Prime"), "AccountId32?");
	assert_eq!(committee.storage("Proposals"), "Vec<H256>");
	assert_eq!(committee.storage("ProposalOf"), "H256 -> RuntimeCall?");
	assert_eq!(
		committee.storage("Voting"),
		"H256 -> {index: u32, threshold: u32, ayes: Vec<AccountId32>, nays: Vec<AccountId32>, \
		 end: u32}?"
	);
	assert_eq!(committee.storage("ProposalCount"), "u32");
	let calls = committee.variants(committee.pallet.calls.as_ref().expect("there are").ty.id);
	let fields = |name: &str| {
		let call = calls.iter().find(|(call, _)| call == name);
		call.unwrap_or_else(|| panic!("{name} is no call")).1.clone()
	};
	assert_eq!(
		fields("propose"),
		"threshold: Compact<u32>, proposal: RuntimeCall, length_bound: Compact<u32>"
	);
	assert_eq!(fields("vote"), "proposal: H256, index: Compact<u32>, approve: bool");
	assert_eq!(
		fields("close"),
		"proposal_hash: H256, index: Compact<u32>, \
		 proposal_weight_bound: {ref_time: Compact<u64>, proof_size: Compact<u64>}, \
		 length_bound: Compact<u32>"
	);
}

#[test]
fn wallets_read_the_pace_of_the_fast_track_from_constants() {
	for (preset, fast, instant, cooling_off) in
		[("development", 5, 3, 100), ("local", 5, 3, 100), ("kusama", 1_800, 100, 100_800)]
	{
		let fast_track = shown(preset, "FastTrack");
		assert_eq!(fast_track.constant("FastTrackPeriod"), fast, "{preset}");
		assert_eq!(fast_track.constant("InstantPeriod"), instant, "{preset}");
		assert_eq!(fast_track.constant("CoolingOffPeriod"), cooling_off, "{preset}");
	}
}

/// Wallets read a `Moment` as milliseconds. Only the timestamp's type has that name.
#[test]
fn no_block_number_of_governance_is_called_a_moment() {
	let metadata = genesis_of("development").execute_with(metadata);
	for pallet in &metadata.pallets {
		if !["Referenda", "FellowshipReferenda", "FastTrack"].contains(&pallet.name.as_str()) {
			continue;
		}
		let calls = pallet.calls.as_ref().map(|calls| calls.ty.id);
		let events = pallet.event.as_ref().map(|events| events.ty.id);
		for id in calls.into_iter().chain(events) {
			let kinds = metadata.types.resolve(id).expect("metadata knows its types");
			let scale_info::TypeDef::Variant(kinds) = &kinds.type_def else { panic!("no enum") };
			for field in kinds.variants.iter().flat_map(|kind| &kind.fields) {
				let name = field.type_name.as_deref().unwrap_or_default();
				assert!(!name.contains("Moment"), "{}: {name}", pallet.name);
			}
		}
	}
}
