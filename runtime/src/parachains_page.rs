// SPDX-License-Identifier: GPL-3.0-or-later
//! What the Parachains page of polkadot.js apps looks up and the host no longer has.
//!
//! The page shows nothing of a para unless it finds every one of its maps, and the SDK's host has
//! renamed two of them and dropped the third. Here they are under the names that the page tries
//! first. Nothing writes them: on this chain paras send nothing up, and messages and candidates are
//! where the host keeps them, in `Dmp` and `ParaInclusion`.

/// Pallet `ParasDmp`.
#[frame_support::pallet]
pub mod downward {
	use canary_primitives::ParaId;
	use frame_support::pallet_prelude::*;

	/// Messages to paras, as far as the page shows them.
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

	/// Messages from paras.
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

	/// Blocks of paras that are being made available, as far as the page shows them.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// Always empty.
	#[pallet::storage]
	pub type PendingAvailability<T> = StorageMap<_, Twox64Concat, ParaId, (), OptionQuery>;
}
