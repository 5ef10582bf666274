// SPDX-License-Identifier: GPL-3.0-or-later
//! Values that several modules need. The units of money are the parachain template's.

/// Money: a UNIT has 12 decimals.
pub mod currency {
	use crate::Balance;

	/// One UNIT, as wallets show it.
	pub const UNIT: Balance = 1_000_000_000_000;
	/// A thousandth of a UNIT.
	pub const MILLIUNIT: Balance = UNIT / 1_000;
	/// A millionth of a UNIT.
	pub const MICROUNIT: Balance = UNIT / 1_000_000;
	/// The least that an account must own to exist.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLIUNIT;
}

/// Chain time: the relay chain's.
pub mod time {
	/// The length of a slot in milliseconds, on the relay chain and on the para.
	pub const SLOT_MILLIS: u32 = 6_000;
}

/// How the para's blocks keep pace with the relay chain's.
pub mod pace {
	/// The most blocks in a slot of the relay chain.
	pub const VELOCITY: u32 = 1;
	/// The most blocks that may wait for their inclusion: one that is backed, one that is to be backed
	/// next, and one that is being made.
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

	/// The share of a block that normal extrinsics may fill; the rest is for operational ones.
	const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
	/// The share of a block that hooks are assumed to take before the first extrinsic.
	const INITIALIZATION_RATIO: Perbill = Perbill::from_percent(5);
	/// The two seconds within which validators must execute a block to back it, and the largest PoV, in
	/// bytes.
	const MAX_BLOCK_WEIGHT: Weight =
		Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, MAX_POV_SIZE as u64);
	/// The largest encoded block, in bytes.
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
