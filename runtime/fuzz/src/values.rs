// SPDX-License-Identifier: GPL-3.0-or-later
//! What stands in the fields of a step, by their names and types: mostly what means something on a chain
//! of [these paces](crate::chain::PACE), now and then what is at the edge, seldom just anything.

use canary_histories::Dice;
use canary_runtime::{
	config::money::TreasuryAccount,
	constants::currency::{CENTS, EXISTENTIAL_DEPOSIT, GRAND, UNITS},
	AccountId, Crowdloan, NominationPools,
};
use codec::Encode;

use crate::{
	people::PEOPLE,
	place::Place,
	things::{code_of, hash_of, remark, FREE_PARA, PARAS},
};

/// The numbers of the public's tracks.
const TRACKS: [u16; 16] = [0, 1, 2, 10, 11, 12, 13, 14, 15, 20, 21, 30, 31, 32, 33, 34];
/// How many different calls are proposed under the hashes that are made up.
const REMARKS: u64 = 6;

/// How likely a variant is chosen among those of its type.
pub(crate) fn weight(kind: &str, variant: &str) -> u64 {
	match (kind, variant) {
		("Step", "Submit") => 24,
		("Step", "Dispatch") => 12,
		("Step", "Blocks") => 6,
		("Step", "Until") => 8,
		("Step", "VoteAll" | "CheckCode") => 2,
		("RuntimeCall", "Auctions" | "Crowdloan" | "Referenda") => 24,
		("RuntimeCall", "ConvictionVoting" | "FastTrack" | "Registrar" | "Slots") => 14,
		("RuntimeCall", "FellowshipReferenda" | "FellowshipCollective" | "TechnicalCommittee") => 8,
		("RuntimeCall", "Staking" | "NominationPools" | "Scheduler" | "Preimage") => 8,
		("RuntimeCall", "Balances" | "Utility" | "Proxy" | "Whitelist" | "TechnicalMembership") => {
			6
		},
		// Most of it is what validators say, signed, or what only root may change.
		("RuntimeCall", "Configuration" | "Hrmp" | "Paras") => 2,
		("OriginCaller", "system") => 24,
		("OriginCaller", "Origins") => 12,
		("OriginCaller", "TechnicalCommittee") => 8,
		("RawOrigin", "Root" | "Members") => 12,
		("RawOrigin", "Signed" | "Member") => 6,
		_ => 1,
	}
}

/// The bytes of a value that is not put together from its parts, where that makes more sense.
pub(crate) fn ready_made(
	place: Place<'_>,
	dice: &mut Dice,
	call: impl FnOnce(&mut Dice) -> Vec<u8>,
) -> Option<Vec<u8>> {
	Some(match (place.kind, place.pallet, place.field) {
		("AccountId32", ..) => someone(dice).encode(),
		("MultiAddress", ..) => {
			sp_runtime::MultiAddress::<AccountId, ()>::Id(someone(dice)).encode()
		},
		("H256", ..) => some_hash(dice).encode(),
		("ValidationCode", ..) => code_of(some_para(dice)).encode(),
		("HeadData", ..) => vec![0u8; dice.roll(40) as usize].encode(),
		("", _, "call_hash") => some_hash(dice).encode(),
		// What is proposed, and what is noted for it.
		("", "Preimage", "bytes") => match dice.roll(3) {
			0 => call(dice).encode(),
			_ => remark(dice.roll(REMARKS) as u8).encode().encode(),
		},
		("BoundedVec", _, "proposal") => match dice.roll(2) {
			0 => call(dice).encode(),
			_ => remark(dice.roll(REMARKS) as u8).encode().encode(),
		},
		_ => return None,
	})
}

/// Whether a type's value is changed as a whole.
pub(crate) fn is_whole(place: Place<'_>) -> bool {
	matches!(place.kind, "AccountId32" | "MultiAddress" | "H256" | "ValidationCode" | "HeadData")
}

/// How long a list is.
pub(crate) fn length(place: Place<'_>, of_bytes: bool, may_be_deep: bool, dice: &mut Dice) -> u32 {
	let most = match () {
		() if !may_be_deep => 1,
		() if of_bytes => 12,
		() if place.field == "calls" => 4,
		() => 5,
	};
	dice.roll(most) as u32
}

/// A number of so many bytes.
pub(crate) fn number(place: Place<'_>, width: usize, dice: &mut Dice) -> u128 {
	if dice.once_in(40) {
		return anything(width, dice);
	}
	if matches!(place.kind, "ParaId" | "Id") {
		return some_para(dice).into();
	}
	let mut below = |sides: u64| u128::from(dice.roll(sides));
	match place.field {
		"ref_time" => below(1 << 41),
		"proof_size" => below(1 << 24),
		"first_slot" | "last_slot" | "first_period" | "last_period" | "lease_period_index"
		| "period_begin" => below(14),
		"period_count" => below(9),
		"signer" => below(PEOPLE.len() as u64),
		"index" if place.pallet == "Crowdloan" => some_para(dice).into(),
		"auction_index" => below(4),
		"id" | "other" | "para" if place.pallet == "Registrar" => some_para(dice).into(),
		"class" | "track" if width == 2 => TRACKS[below(16) as usize].into(),
		"rank" | "min_rank" => below(10),
		"when" | "end" | "at" | "since" => below(220),
		"calls" | "after" if width == 1 => below(256),
		// Half of them nearly all, as most others change nothing.
		"share" => [250 + below(6), below(256)][below(2) as usize],
		// Mostly around the moment.
		"offset" => below(24).wrapping_sub(4) & 0xff,
		"length_bound" => 1_000,
		"duration" | "delay" | "decision_period" | "enactment_delay" | "period" => below(30),
		"era" => below(12),
		"num_slashing_spans" => below(30),
		"pool_id" => 1 + below(2),
		// So many of so many members of the committee.
		_ if place.kind == "RawOrigin" => 1 + below(3),
		_ if width == 16 => amount(dice),
		_ if width == 1 => below(if place.kind == "Step" { 30 } else { 8 }),
		_ => match below(8) {
			0 => below(300),
			1 => anything(width, dice),
			_ => below(8),
		},
	}
}

fn anything(width: usize, dice: &mut Dice) -> u128 {
	let all = match width {
		16 => u128::MAX,
		_ => (1u128 << (8 * width)).wrapping_sub(1),
	};
	match dice.roll(4) {
		0 => all,
		1 => 0,
		2 => all / 2 + u128::from(dice.roll(2)),
		_ => (u128::from(dice.roll(1 << 53)) << 70 | u128::from(dice.roll(1 << 53))) & all,
	}
}

/// Money: from nothing to more than anybody has, often just as much as matters.
fn amount(dice: &mut Dice) -> u128 {
	let few = u128::from(dice.roll(10));
	let unit = match dice.roll(12) {
		0 => 1,
		1 => EXISTENTIAL_DEPOSIT,
		2 => CENTS,
		3 => 3_000 * CENTS,
		4 => GRAND,
		5 => 100_000 * UNITS,
		6 => 3 * GRAND,
		_ => UNITS,
	};
	let sum = unit * (few + 1) * [1, 1, 10, 100][dice.roll(4) as usize];
	match dice.roll(8) {
		0 => sum + 1,
		1 => sum - 1,
		_ => sum,
	}
}

/// A person mostly, and sometimes an account that nobody has the key of.
fn someone(dice: &mut Dice) -> AccountId {
	match dice.roll(24) {
		0 => TreasuryAccount::get(),
		1 => Crowdloan::fund_account(dice.roll(3) as u32),
		2 => NominationPools::generate_bonded_account(1),
		3 => NominationPools::generate_reward_account(1),
		_ => dice.one_of(&PEOPLE).expect("there are people").to_account_id(),
	}
}

fn some_para(dice: &mut Dice) -> u32 {
	match dice.roll(8) {
		0 => FREE_PARA + dice.roll(2) as u32,
		_ => *dice.one_of(&PARAS).expect("there are paras"),
	}
}

fn some_hash(dice: &mut Dice) -> sp_core::H256 {
	match dice.roll(8) {
		0 => sp_core::H256::repeat_byte(dice.roll(4) as u8),
		_ => hash_of(&remark(dice.roll(REMARKS) as u8)),
	}
}
