// SPDX-License-Identifier: GPL-3.0-or-later
//! The tracks on which the public decides: Kusama's, at the chosen pace.
//!
//! The numbers, names, deposits, places and curves are those in Kusama's metadata (spec 1009002). So are
//! the periods, divided by the pace. Kusama pads the names by now; here they are not padded, because
//! wallets compare them.

use canary_referenda::{Curve, Track, TrackInfo, TracksInfo};
use frame_system::RawOrigin;
use sp_runtime::Perbill;

use super::origins::{origin_of, Origin};
use crate::{
	constants::{
		currency::{GRAND, QUID},
		time::{DAYS, HOURS, MINUTES},
	},
	pace::{GovernancePace, SHORTEST_KUSAMA_DECISION},
	Balance, BlockNumber, OriginCaller,
};

/// A track at Kusama's pace.
pub(crate) type Row = Track<u16, Balance, BlockNumber>;

/// The same track with the periods of the chosen pace.
pub(crate) fn at(pace: GovernancePace, row: &Row) -> Row {
	let Track { id, info } = *row;
	let info = TrackInfo {
		prepare_period: pace.period(info.prepare_period),
		decision_period: pace.period(info.decision_period),
		confirm_period: pace.period(info.confirm_period),
		min_enactment_period: pace.period(info.min_enactment_period),
		..info
	};
	Track { id, info }
}

/// The public's tracks.
#[derive(Debug)]
pub struct Tracks;

impl TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Row> {
		let pace = GovernancePace::chosen();
		TRACKS.iter().map(move |row| at(pace, row))
	}

	fn info(id: u16) -> Option<TrackInfo<Balance, BlockNumber>> {
		let row = TRACKS.iter().find(|row| row.id == id)?;
		Some(at(GovernancePace::chosen(), row).info)
	}

	fn track_for(origin: &OriginCaller) -> Option<u16> {
		if let OriginCaller::system(RawOrigin::Root) = origin {
			return Some(0);
		}
		Some(match origin_of(origin)? {
			Origin::WhitelistedCaller => 1,
			Origin::WishForChange => 2,
			Origin::StakingAdmin => 10,
			Origin::Treasurer => 11,
			Origin::LeaseAdmin => 12,
			Origin::FellowshipAdmin => 13,
			Origin::GeneralAdmin => 14,
			Origin::AuctionAdmin => 15,
			Origin::ReferendumCanceller => 20,
			Origin::ReferendumKiller => 21,
			Origin::SmallTipper => 30,
			Origin::BigTipper => 31,
			Origin::SmallSpender => 32,
			Origin::MediumSpender => 33,
			Origin::BigSpender => 34,
			_ => return None,
		})
	}
}

/// A line from 100 % to 50 %, which it reaches on this day of a decision of 28 days.
const fn to_half_by(day: u64) -> Curve {
	let length = Perbill::from_parts((day * 1_000_000_000 / 28) as u32);
	Curve::linear(length, Perbill::from_percent(50), Perbill::from_percent(100))
}

/// A hyperbola from 100 % to 50 %, with 60 % at half of the decision period.
const HALF_AT_LAST: Curve = Curve::reciprocal(222_222_224, 333_333_335, 333_333_332);
/// A hyperbola from 100 % to 50 %, for calls that the fellowship has whitelisted.
const HALF_AT_LAST_WHITELISTED: Curve = Curve::reciprocal(270_899_180, 389_830_523, 305_084_738);
/// A line from 50 % to zero.
const HALF_TO_NONE: Curve =
	Curve::linear(Perbill::from_percent(100), Perbill::from_percent(0), Perbill::from_percent(50));
/// A hyperbola that falls quickly from 50 % to 5 %.
const QUICKLY_TO_A_TWENTIETH: Curve = Curve::reciprocal(8_650_766, 18_867_926, 41_509_433);
// Hyperbolas from 50 % to zero, slower for greater powers.
const OF_A_TIP: Curve = Curve::reciprocal(1_620_729, 3_231_018, -1_615_509);
const OF_A_LARGE_TIP: Curve = Curve::reciprocal(4_149_097, 8_230_453, -4_115_227);
const OF_AN_OFFICE: Curve = Curve::reciprocal(7_892_829, 15_544_040, -7_772_020);
const OF_A_MEDIUM_SPEND: Curve = Curve::reciprocal(14_377_233, 27_972_031, -13_986_016);
const OF_A_BIG_SPEND: Curve = Curve::reciprocal(28_326_977, 53_763_445, -26_881_723);
const OF_A_HIGH_OFFICE: Curve = Curve::reciprocal(49_586_777, 90_909_091, -45_454_546);

const TRACKS: [Row; 16] = [
	Track {
		id: 0,
		info: TrackInfo {
			name: "root",
			max_deciding: 1,
			decision_deposit: 100 * GRAND,
			prepare_period: 2 * HOURS,
			decision_period: 14 * DAYS,
			confirm_period: DAYS,
			min_enactment_period: DAYS,
			min_approval: HALF_AT_LAST,
			min_support: HALF_TO_NONE,
		},
	},
	Track {
		id: 1,
		info: TrackInfo {
			name: "whitelisted_caller",
			max_deciding: 100,
			decision_deposit: 10 * GRAND,
			prepare_period: 30 * MINUTES,
			decision_period: 14 * DAYS,
			confirm_period: 10 * MINUTES,
			min_enactment_period: 10 * MINUTES,
			min_approval: HALF_AT_LAST_WHITELISTED,
			min_support: QUICKLY_TO_A_TWENTIETH,
		},
	},
	Track {
		id: 2,
		info: TrackInfo {
			name: "wish_for_change",
			max_deciding: 10,
			decision_deposit: 20 * GRAND,
			prepare_period: 2 * HOURS,
			decision_period: 14 * DAYS,
			confirm_period: DAYS,
			min_enactment_period: 10 * MINUTES,
			min_approval: HALF_AT_LAST,
			min_support: HALF_TO_NONE,
		},
	},
	office(10, "staking_admin", to_half_by(17), OF_AN_OFFICE),
	Track {
		id: 11,
		info: TrackInfo {
			name: "treasurer",
			max_deciding: 10,
			decision_deposit: GRAND,
			prepare_period: 2 * HOURS,
			decision_period: 14 * DAYS,
			confirm_period: 2 * DAYS,
			min_enactment_period: DAYS,
			min_approval: HALF_AT_LAST,
			min_support: HALF_TO_NONE,
		},
	},
	office(12, "lease_admin", to_half_by(17), OF_AN_OFFICE),
	office(13, "fellowship_admin", to_half_by(17), OF_AN_OFFICE),
	office(14, "general_admin", HALF_AT_LAST, OF_A_HIGH_OFFICE),
	office(15, "auction_admin", HALF_AT_LAST, OF_A_HIGH_OFFICE),
	Track {
		id: 20,
		info: TrackInfo {
			name: "referendum_canceller",
			max_deciding: 1_000,
			decision_deposit: 10 * GRAND,
			prepare_period: 2 * HOURS,
			decision_period: SHORTEST_KUSAMA_DECISION,
			confirm_period: 3 * HOURS,
			min_enactment_period: 10 * MINUTES,
			min_approval: to_half_by(17),
			min_support: OF_AN_OFFICE,
		},
	},
	Track {
		id: 21,
		info: TrackInfo {
			name: "referendum_killer",
			max_deciding: 1_000,
			decision_deposit: 50 * GRAND,
			prepare_period: 2 * HOURS,
			decision_period: 14 * DAYS,
			confirm_period: 3 * HOURS,
			min_enactment_period: 10 * MINUTES,
			min_approval: to_half_by(17),
			min_support: OF_AN_OFFICE,
		},
	},
	Track {
		id: 30,
		info: TrackInfo {
			name: "small_tipper",
			max_deciding: 200,
			decision_deposit: QUID,
			prepare_period: MINUTES,
			decision_period: SHORTEST_KUSAMA_DECISION,
			confirm_period: 10 * MINUTES,
			min_enactment_period: MINUTES,
			min_approval: to_half_by(10),
			min_support: OF_A_TIP,
		},
	},
	Track {
		id: 31,
		info: TrackInfo {
			name: "big_tipper",
			max_deciding: 100,
			decision_deposit: 10 * QUID,
			prepare_period: 10 * MINUTES,
			decision_period: SHORTEST_KUSAMA_DECISION,
			confirm_period: HOURS,
			min_enactment_period: 10 * MINUTES,
			min_approval: to_half_by(10),
			min_support: OF_A_LARGE_TIP,
		},
	},
	spender(32, "small_spender", 100 * QUID, 12 * HOURS, to_half_by(17), OF_AN_OFFICE),
	spender(33, "medium_spender", 200 * QUID, DAYS, to_half_by(23), OF_A_MEDIUM_SPEND),
	spender(34, "big_spender", 400 * QUID, 2 * DAYS, to_half_by(28), OF_A_BIG_SPEND),
];

/// A track that grants an administrative origin. These tracks differ in their curves only.
const fn office(id: u16, name: &'static str, min_approval: Curve, min_support: Curve) -> Row {
	Track {
		id,
		info: TrackInfo {
			name,
			max_deciding: 10,
			decision_deposit: 5 * GRAND,
			prepare_period: 2 * HOURS,
			decision_period: 14 * DAYS,
			confirm_period: 3 * HOURS,
			min_enactment_period: 10 * MINUTES,
			min_approval,
			min_support,
		},
	}
}

/// A track that grants a spending origin.
const fn spender(
	id: u16,
	name: &'static str,
	decision_deposit: Balance,
	confirm_period: BlockNumber,
	min_approval: Curve,
	min_support: Curve,
) -> Row {
	Track {
		id,
		info: TrackInfo {
			name,
			max_deciding: 50,
			decision_deposit,
			prepare_period: 4 * HOURS,
			decision_period: 14 * DAYS,
			confirm_period,
			min_enactment_period: DAYS,
			min_approval,
			min_support,
		},
	}
}
