// SPDX-License-Identifier: Apache-2.0

//! Four tracks with curves of Kusama and short periods, the same on both chains.

use crate::{Curve, Track, TrackInfo};
use frame_support::dispatch::RawOrigin;
use sp_runtime::Perbill;

/// The tracks and the origins that grant them: root, and three accounts that are nobody's.
pub(crate) const ROOT: u16 = 0;
pub(crate) const OFFICE: u16 = 1;
pub(crate) const TIPS: u16 = 2;
pub(crate) const STAIRS: u16 = 3;
pub(crate) const ALL: [u16; 4] = [ROOT, OFFICE, TIPS, STAIRS];

/// The origin that a track grants.
pub(crate) fn origin_of(track: u16) -> RawOrigin<u64> {
	match track {
		ROOT => RawOrigin::Root,
		other => RawOrigin::Signed(1_000 + u64::from(other)),
	}
}

/// The track that grants an origin.
pub(crate) fn track_of(origin: &RawOrigin<u64>) -> Option<u16> {
	ALL.into_iter().find(|track| origin_of(*track) == *origin)
}

/// The terms of all tracks, with as many places as the history has, or more.
pub(crate) fn tracks(ample: bool) -> [Track<u16, u64, u64>; 4] {
	let percent = Perbill::from_percent;
	let places = |few: u32| if ample { 100 } else { few };
	let line = |length| Curve::linear(Perbill::from_parts(length), percent(50), percent(100));
	let root = TrackInfo {
		name: "root",
		max_deciding: places(1),
		decision_deposit: 100,
		prepare_period: 4,
		decision_period: 20,
		confirm_period: 3,
		min_enactment_period: 5,
		min_approval: Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
		min_support: Curve::linear(percent(100), percent(0), percent(50)),
	};
	let office = TrackInfo {
		name: "office",
		max_deciding: places(2),
		decision_deposit: 50,
		prepare_period: 2,
		decision_period: 14,
		confirm_period: 2,
		min_enactment_period: 1,
		min_approval: line(607_142_857),
		min_support: Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
	};
	let tips = TrackInfo {
		name: "tips",
		max_deciding: places(2),
		decision_deposit: 10,
		prepare_period: 0,
		decision_period: 7,
		confirm_period: 1,
		min_enactment_period: 0,
		min_approval: line(357_142_857),
		min_support: Curve::reciprocal(1_620_729, 3_231_018, -1_615_509),
	};
	let stairs = TrackInfo {
		name: "stairs",
		max_deciding: places(1),
		decision_deposit: 20,
		prepare_period: 1,
		decision_period: 12,
		confirm_period: 4,
		min_enactment_period: 2,
		min_approval: Curve::stepped(percent(90), percent(50), percent(10), percent(20)),
		min_support: Curve::stepped(percent(40), percent(5), percent(10), percent(25)),
	};
	let with_id = |(id, info)| Track { id, info };
	[(ROOT, root), (OFFICE, office), (TIPS, tips), (STAIRS, stairs)].map(with_id)
}
