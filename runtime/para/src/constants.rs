// SPDX-License-Identifier: GPL-3.0-or-later
//! Values that more than one module needs. The units of money are the parachain template's.

/// Money: a UNIT has 12 decimals.
pub mod currency {
	use crate::Balance;

	/// What wallets show as one.
	pub const UNIT: Balance = 1_000_000_000_000;
	/// A thousandth of it.
	pub const MILLIUNIT: Balance = UNIT / 1_000;
	/// A millionth of it.
	pub const MICROUNIT: Balance = UNIT / 1_000_000;
	/// The least an account must own to exist.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLIUNIT;
}

/// Chain time: the relay chain's.
pub mod time {
	/// Milliseconds of chain time between two slots, of the relay chain and of the para.
	pub const SLOT_MILLIS: u32 = 6_000;
}

/// How the para's blocks keep pace with the relay chain's.
pub mod pace {
	/// The most blocks for a slot of the relay chain.
	pub const VELOCITY: u32 = 1;
	/// The most blocks that may wait for their inclusion: one that is backed, one on its way, and one
	/// that is being made.
	pub const UNINCLUDED_SEGMENT_CAPACITY: u32 = 3;
}

/// What a block may contain.
pub mod block {
	use cumulus_primitives_core::relay_chain::MAX_POV_SIZE;
	use frame_support::{
		dispatch::DispatchClass,
		weights::{
			constants::{BlockExecutionWeight, ExtrinsicBaseWeight, WEIGHT_REF_TIME_PER_SECOND},
			Weight,
		},
	};
	use frame_system::limits::{BlockLength, BlockWeights};
	use sp_runtime::Perbill;

	/// Share of a block that normal extrinsics may fill; the rest is for operational ones.
	const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
	/// Share of a block assumed to be spent in hooks before the first extrinsic.
	const INITIALIZATION_RATIO: Perbill = Perbill::from_percent(5);
	/// The two seconds within which validators execute a block to back it, and the largest proof that
	/// they take.
	const MAX_BLOCK_WEIGHT: Weight =
		Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, MAX_POV_SIZE as u64);
	/// Largest encoded block, in bytes.
	const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

	/// Weight limits by dispatch class.
	pub(crate) fn weights() -> BlockWeights {
		let normal = NORMAL_RATIO * MAX_BLOCK_WEIGHT;
		BlockWeights::builder()
			.base_block(BlockExecutionWeight::get())
			.for_class(DispatchClass::all(), |class| {
				class.base_extrinsic = ExtrinsicBaseWeight::get();
			})
			.for_class(DispatchClass::Normal, |class| class.max_total = Some(normal))
			.for_class(DispatchClass::Operational, |class| {
				class.max_total = Some(MAX_BLOCK_WEIGHT);
				// Operational extrinsics always find room, even in a block full of normal ones.
				class.reserved = Some(MAX_BLOCK_WEIGHT - normal);
			})
			.avg_block_initialization(INITIALIZATION_RATIO)
			.build_or_panic()
	}

	/// Length limits by dispatch class.
	pub(crate) fn length() -> BlockLength {
		BlockLength::builder()
			.max_length(MAX_BLOCK_LENGTH)
			.modify_max_length_for_class(DispatchClass::Normal, |length| {
				*length = NORMAL_RATIO * MAX_BLOCK_LENGTH
			})
			.build()
	}
}
