// SPDX-License-Identifier: GPL-3.0-or-later
//! Storage maps that the Parachains page of polkadot.js apps needs and the host no longer has.
//!
//! The page shows nothing of a para unless it finds all of its maps. The SDK's host has renamed two of
//! them and dropped the third. Here they have the names that the page tries first. They are always
//! empty: on this chain paras send no upward messages, and the host keeps downward messages and
//! candidates in `Dmp` and `ParaInclusion`.

/// Pallet `ParasDmp`.
#[frame_support::pallet]
pub mod downward {
	use canary_primitives::ParaId;
	use frame_support::pallet_prelude::*;

	/// Downward messages, for the page.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// Always empty.
	#[pallet::storage]
	pub type DownwardMessageQueues<T> =
		StorageMap<_, Twox64Concat, ParaId, BoundedVec<u32, ConstU32<0>>, ValueQuery>;
}

/// Pallet `Ump`.
#[frame_support::pallet]
pub mod upward {
	use canary_primitives::ParaId;
	use frame_support::pallet_prelude::*;

	/// Upward messages, for the page.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// Always empty.
	#[pallet::storage]
	pub type RelayDispatchQueues<T> =
		StorageMap<_, Twox64Concat, ParaId, BoundedVec<u32, ConstU32<0>>, ValueQuery>;
}

/// Pallet `ParasInclusion`.
#[frame_support::pallet]
pub mod inclusion {
	use canary_primitives::ParaId;
	use frame_support::pallet_prelude::*;

	/// Candidates that are pending availability, for the page.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// Always empty.
	#[pallet::storage]
	pub type PendingAvailability<T> = StorageMap<_, Twox64Concat, ParaId, (), OptionQuery>;
}
