// SPDX-License-Identifier: Apache-2.0

//! Tracks: the classes of referenda, each with its own deposit, periods and curves.

use crate::curves::Curve;
use codec::{Encode, MaxEncodedLen};
use frame_support::Parameter;
use scale_info::TypeInfo;
use sp_arithmetic::traits::Zero;
use sp_runtime::traits::Member;

/// What a track demands of its referenda.
///
/// It is configuration, never state: it is shown to wallets as a constant, which is why the name
/// is a plain string of its own length.
#[derive(Encode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrackInfo<Balance, Moment> {
	/// Name of the track, as wallets show and compare it.
	pub name: &'static str,
	/// How many referenda of the track may be decided at the same time.
	pub max_deciding: u32,
	/// What is held from whoever wants a referendum of the track decided.
	pub decision_deposit: Balance,
	/// How long after its submission a referendum may be decided at the earliest.
	pub prepare_period: Moment,
	/// How long voters have until a referendum that does not pass is rejected.
	pub decision_period: Moment,
	/// How long a referendum must keep passing before it is approved.
	pub confirm_period: Moment,
	/// How long an approved proposal waits at the least before it is carried out.
	pub min_enactment_period: Moment,
	/// Ayes demanded of the votes cast, over the decision period.
	pub min_approval: Curve,
	/// Support demanded of the electorate, over the decision period.
	pub min_support: Curve,
}

/// A track and its number.
#[derive(Encode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Track<Id, Balance, Moment> {
	/// Number of the track.
	pub id: Id,
	/// What it demands.
	pub info: TrackInfo<Balance, Moment>,
}

/// The tracks of a chain and which origin belongs to which.
pub trait TracksInfo<Balance, Moment: Zero> {
	/// The number of a track.
	type Id: Parameter + Member + Ord + Copy + MaxEncodedLen;

	/// The origin that a proposal asks for.
	type RuntimeOrigin;

	/// All tracks, in strictly rising order of their numbers.
	fn tracks() -> impl Iterator<Item = Track<Self::Id, Balance, Moment>>;

	/// The track on which a proposal that asks for `origin` is decided, if there is one.
	fn track_for(origin: &Self::RuntimeOrigin) -> Option<Self::Id>;

	/// What the track `id` demands.
	fn info(id: Self::Id) -> Option<TrackInfo<Balance, Moment>> {
		Self::tracks().find(|track| track.id == id).map(|track| track.info)
	}

	/// Names the first fault of the configuration, if it has one.
	fn check() -> Result<(), &'static str> {
		let mut previous = None;
		for Track { id, info } in Self::tracks() {
			if previous.is_some_and(|previous| previous >= id) {
				return Err("tracks are not in strictly rising order of their numbers");
			}
			previous = Some(id);
			if info.name.is_empty() || info.name.contains('\0') {
				return Err("a track has no name, or a padded one");
			}
			if info.max_deciding == 0 {
				return Err("a track decides no referendum at all");
			}
			if info.decision_period.is_zero() {
				return Err("a track has a decision period of zero");
			}
			for curve in [&info.min_approval, &info.min_support] {
				curve.validate().map_err(|fault| fault.describe())?;
			}
		}
		previous.map(|_| ()).ok_or("there are no tracks")
	}
}
