// SPDX-License-Identifier: GPL-3.0-or-later
//! # Origins
//!
//! The powers that referenda can grant, other than root's.
//!
//! Order and names are Kusama's: wallets offer them by name, and calls that are waiting on the
//! scheduler's agenda hold them by index. New ones go to the end.
//!
//! The pallet has neither calls nor storage. At genesis it seeds the fellowship, whose own pallet
//! begins without members.

use frame_support::traits::{EnsureOrigin, OriginTrait};
use pallet_ranked_collective::Rank;

use crate::{
	config::governance::FellowshipInstance,
	constants::currency::{GRAND, QUID},
	Balance, OriginCaller, RuntimeOrigin,
};

pub use pallet::*;

/// Holds the origins. See the module's documentation.
#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use frame_support::pallet_prelude::*;

	use super::{FellowshipInstance, Rank};

	/// The origins of governance.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// The fellowship, to be seeded.
	#[pallet::config]
	pub trait Config:
		frame_system::Config + pallet_ranked_collective::Config<FellowshipInstance>
	{
	}

	/// A power that a referendum grants to the call it carries out.
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
		/// Staking's parameters, and slashes that are still to be applied.
		StakingAdmin,
		/// Spending of any size, and taking back approvals of the treasury.
		Treasurer,
		/// Who is in the fellowship and in the technical committee, and with which rank.
		FellowshipAdmin,
		/// Registrars of identities, usernames, channels between paras.
		GeneralAdmin,
		/// Auctions, and when they are held.
		AuctionAdmin,
		/// Leases outside of auctions.
		LeaseAdmin,
		/// Ending a referendum.
		ReferendumCanceller,
		/// Ending a referendum as an abuse.
		ReferendumKiller,
		/// Spending a tip.
		SmallTipper,
		/// Spending a large tip.
		BigTipper,
		/// Spending a little.
		SmallSpender,
		/// Spending more.
		MediumSpender,
		/// Spending much.
		BigSpender,
		/// Carrying out, with root's power, a call that the fellowship has whitelisted.
		WhitelistedCaller,
		/// The voice of everybody in the fellowship.
		FellowshipInitiates,
		/// The voice of members of rank 3 and above.
		Fellows,
		/// The voice of members of rank 5 and above.
		FellowshipExperts,
		/// The voice of members of rank 7 and above.
		FellowshipMasters,
		/// The voice of members of rank 1 and above, about ranks.
		Fellowship1Dan,
		/// The voice of members of rank 2 and above, about ranks.
		Fellowship2Dan,
		/// The voice of members of rank 3 and above, about ranks.
		Fellowship3Dan,
		/// The voice of members of rank 4 and above, about ranks.
		Fellowship4Dan,
		/// The voice of members of rank 5 and above, about ranks.
		Fellowship5Dan,
		/// The voice of members of rank 6 and above, about ranks.
		Fellowship6Dan,
		/// The voice of members of rank 7 and above, about ranks.
		Fellowship7Dan,
		/// The voice of members of rank 8 and above, about ranks.
		Fellowship8Dan,
		/// The voice of members of rank 9, about ranks.
		Fellowship9Dan,
		/// No power at all: what the public wishes for.
		WishForChange,
	}

	/// The fellowship at the beginning.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Its members and their ranks.
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
	/// The most that one spend of this origin may pay.
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

	/// The rank whose members speak about ranks through this origin.
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

/// The origin of this pallet that is behind a call, if one is.
pub(crate) fn origin_of(caller: &OriginCaller) -> Option<Origin> {
	match caller {
		OriginCaller::Origins(origin) => Some(*origin),
		_ => None,
	}
}

/// Guards that let in one origin each, named after it.
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

/// Lets in the origins that may spend, and says how much each may.
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
