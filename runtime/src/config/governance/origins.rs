// SPDX-License-Identifier: GPL-3.0-or-later
//! # Origins
//!
//! The origins that referenda can grant, other than root.
//!
//! Their order and names are Kusama's: wallets offer them by name, and the scheduler's agendas store
//! them by index. New ones go to the end.
//!
//! The pallet has neither calls nor storage. Its genesis adds the members of the fellowship, because
//! their own pallet has no genesis configuration.

use frame_support::traits::{EnsureOrigin, OriginTrait};
use pallet_ranked_collective::Rank;

use crate::{
	config::governance::FellowshipInstance,
	constants::currency::{GRAND, QUID},
	Balance, OriginCaller, RuntimeOrigin,
};

pub use pallet::*;

/// The origins of governance. See the module's documentation.
#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use frame_support::pallet_prelude::*;

	use super::{FellowshipInstance, Rank};

	/// The origins of governance.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Its genesis adds the members of the fellowship.
	#[pallet::config]
	pub trait Config:
		frame_system::Config + pallet_ranked_collective::Config<FellowshipInstance>
	{
	}

	/// An origin with which an approved call can be dispatched.
	#[pallet::origin]
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub enum Origin {
		/// Sets the parameters of staking, and cancels slashes that are not applied yet.
		StakingAdmin,
		/// Spends any amount from the treasury, and rejects approved spends.
		Treasurer,
		/// Changes the members of the fellowship, their ranks, and the technical committee.
		FellowshipAdmin,
		/// Administers registrars of identities, usernames and channels between paras.
		GeneralAdmin,
		/// Opens, schedules and cancels auctions.
		AuctionAdmin,
		/// Gives and clears leases outside auctions.
		LeaseAdmin,
		/// Cancels referenda.
		ReferendumCanceller,
		/// Kills referenda.
		ReferendumKiller,
		/// Spends a small tip.
		SmallTipper,
		/// Spends a large tip.
		BigTipper,
		/// Spends a small amount.
		SmallSpender,
		/// Spends a medium amount.
		MediumSpender,
		/// Spends a large amount.
		BigSpender,
		/// Dispatches a call that the fellowship has whitelisted with root's power.
		WhitelistedCaller,
		/// Stands for all members of the fellowship.
		FellowshipInitiates,
		/// Stands for members of rank 3 and above.
		Fellows,
		/// Stands for members of rank 5 and above.
		FellowshipExperts,
		/// Stands for members of rank 7 and above.
		FellowshipMasters,
		/// Stands for members of rank 1 and above, in decisions about ranks.
		Fellowship1Dan,
		/// Stands for members of rank 2 and above, in decisions about ranks.
		Fellowship2Dan,
		/// Stands for members of rank 3 and above, in decisions about ranks.
		Fellowship3Dan,
		/// Stands for members of rank 4 and above, in decisions about ranks.
		Fellowship4Dan,
		/// Stands for members of rank 5 and above, in decisions about ranks.
		Fellowship5Dan,
		/// Stands for members of rank 6 and above, in decisions about ranks.
		Fellowship6Dan,
		/// Stands for members of rank 7 and above, in decisions about ranks.
		Fellowship7Dan,
		/// Stands for members of rank 8 and above, in decisions about ranks.
		Fellowship8Dan,
		/// Stands for members of rank 9, in decisions about ranks.
		Fellowship9Dan,
		/// Has no power; expresses a wish of the public.
		WishForChange,
	}

	/// The genesis configuration.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The members of the fellowship and their ranks.
		pub fellowship: Vec<(T::AccountId, Rank)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (member, rank) in &self.fellowship {
				pallet_ranked_collective::Pallet::<T, FellowshipInstance>::do_add_member_to_rank(
					member.clone(),
					*rank,
					false,
				)
				.expect("origins: fellowship must name each member once");
			}
		}
	}
}

impl Origin {
	/// The greatest amount of one spend by this origin, in plancks; `None` if it may not spend.
	const fn spends(self) -> Option<Balance> {
		Some(match self {
			Self::SmallTipper => 250 * QUID,
			Self::BigTipper => GRAND,
			Self::SmallSpender => 10 * GRAND,
			Self::MediumSpender => 100 * GRAND,
			Self::BigSpender => 1_000 * GRAND,
			Self::Treasurer => 10_000 * GRAND,
			_ => return None,
		})
	}

	/// The least rank of the members for whom this origin stands in decisions about ranks; `None` for
	/// other origins.
	pub(crate) const fn dan(self) -> Option<Rank> {
		Some(match self {
			Self::Fellowship1Dan => 1,
			Self::Fellowship2Dan => 2,
			Self::Fellowship3Dan => 3,
			Self::Fellowship4Dan => 4,
			Self::Fellowship5Dan => 5,
			Self::Fellowship6Dan => 6,
			Self::Fellowship7Dan => 7,
			Self::Fellowship8Dan => 8,
			Self::Fellowship9Dan => 9,
			_ => return None,
		})
	}
}

/// The origin of this pallet in a caller; `None` if it is another pallet's.
pub(crate) fn origin_of(caller: &OriginCaller) -> Option<Origin> {
	match caller {
		OriginCaller::Origins(origin) => Some(*origin),
		_ => None,
	}
}

/// Defines a type for each origin, with its name, that accepts this origin only.
macro_rules! guard {
	($($name:ident),* $(,)?) => {$(
		#[doc = concat!("Lets in [`Origin::", stringify!($name), "`].")]
		#[derive(Debug)]
		pub struct $name;
		impl EnsureOrigin<RuntimeOrigin> for $name {
			type Success = ();

			fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
				match origin_of(origin.caller()) {
					Some(Origin::$name) => Ok(()),
					_ => Err(origin),
				}
			}

			#[cfg(feature = "runtime-benchmarks")]
			fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
				Ok(Origin::$name.into())
			}
		}
	)*};
}

guard!(
	StakingAdmin,
	Treasurer,
	FellowshipAdmin,
	GeneralAdmin,
	AuctionAdmin,
	LeaseAdmin,
	ReferendumCanceller,
	ReferendumKiller,
	WhitelistedCaller,
	Fellows,
	FellowshipExperts,
	FellowshipMasters,
);

/// Accepts the origins that may spend, and returns the greatest amount of one spend.
#[derive(Debug)]
pub struct Spender;
impl EnsureOrigin<RuntimeOrigin> for Spender {
	type Success = Balance;

	fn try_origin(origin: RuntimeOrigin) -> Result<Balance, RuntimeOrigin> {
		origin_of(origin.caller()).and_then(Origin::spends).ok_or(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(Origin::Treasurer.into())
	}
}

impl Config for crate::Runtime {}
