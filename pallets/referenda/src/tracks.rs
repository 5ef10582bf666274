// SPDX-License-Identifier: Apache-2.0

//! Tracks: the classes of referenda, each with its own deposit, periods and curves.

use crate::curves::Curve;
use codec::{Encode, MaxEncodedLen};
use frame_support::Parameter;
use scale_info::TypeInfo;
use sp_arithmetic::traits::Zero;
use sp_runtime::traits::Member;

/// The parameters of a track. Periods are in blocks, the deposit in plancks.
///
/// They are configuration and not state. Wallets read them as a constant of the pallet.
#[derive(Encode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrackInfo<Balance, Moment> {
	/// Name of the track, as wallets show and compare it.
	pub name: &'static str,
	/// The greatest number of referenda that are decided at the same time.
	pub max_deciding: u32,
	/// The deposit for a decision.
	pub decision_deposit: Balance,
	/// The least time between the submission and the begin of the decision.
	pub prepare_period: Moment,
	/// The time after which a referendum that does not pass is rejected.
	pub decision_period: Moment,
	/// The time for which a referendum must keep passing until it is approved.
	pub confirm_period: Moment,
	/// The least time between the approval and the dispatch of the call.
	pub min_enactment_period: Moment,
	/// The approval required, over the decision period.
	pub min_approval: Curve,
	/// The support required, over the decision period.
	pub min_support: Curve,
}

/// A track and its number.
#[derive(Encode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Track<Id, Balance, Moment> {
	/// The number of the track.
	pub id: Id,
	/// The parameters of the track.
	pub info: TrackInfo<Balance, Moment>,
}

/// The tracks of a chain, and the track of each origin.
pub trait TracksInfo<Balance, Moment: Zero> {
	/// The type of a track's number.
	type Id: Parameter + Member + Ord + Copy + MaxEncodedLen;

	/// The origin type of proposals.
	type RuntimeOrigin;

	/// All tracks, in strictly rising order of their numbers.
	fn tracks() -> impl Iterator<Item = Track<Self::Id, Balance, Moment>>;

	/// The track that decides about calls with `origin`; `None` if there is none.
	fn track_for(origin: &Self::RuntimeOrigin) -> Option<Self::Id>;

	/// The parameters of the track `id`; `None` if there is no such track.
	fn info(id: Self::Id) -> Option<TrackInfo<Balance, Moment>> {
		Self::tracks().find(|track| track.id == id).map(|track| track.info)
	}

	/// Checks the configuration, and describes the first fault as an error.
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
