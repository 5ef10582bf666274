// SPDX-License-Identifier: GPL-3.0-or-later
//! Constants that several config modules need. All are Kusama's.

/// Units of money, and the deposit for storage.
pub mod currency {
	use crate::Balance;

	/// One KSM in plancks.
	pub const UNITS: Balance = 1_000_000_000_000;
	/// One cent: 1/3000 KSM.
	pub const CENTS: Balance = UNITS / 30 / 100;
	/// A thousandth of a cent.
	pub const MILLICENTS: Balance = CENTS / 1_000;
	/// A thirtieth of a KSM: the unit of governance's deposits.
	pub const QUID: Balance = UNITS / 30;
	/// A thousand quids: 33.3 KSM.
	pub const GRAND: Balance = 1_000 * QUID;
	/// The least balance of an account, in plancks.
	pub const EXISTENTIAL_DEPOSIT: Balance = CENTS;

	/// The deposit for `items` storage entries with `bytes` bytes in total, in plancks.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		items as Balance * 2_000 * CENTS + bytes as Balance * 100 * MILLICENTS
	}
}

/// Chain time. A slot takes six seconds at every pace and holds one block.
pub mod time {
	use crate::BlockNumber;

	/// Milliseconds of chain time between two slots.
	pub const SLOT_MILLIS: u64 = 6_000;
	/// Blocks in a minute of chain time.
	pub const MINUTES: BlockNumber = 60_000 / SLOT_MILLIS as BlockNumber;
	/// Blocks in an hour of chain time.
	pub const HOURS: BlockNumber = 60 * MINUTES;
	/// Blocks in a day of chain time.
	pub const DAYS: BlockNumber = 24 * HOURS;
}

/// The limits of a block.
pub mod block {
	use frame_support::{
		dispatch::DispatchClass,
		weights::{
			constants::{BlockExecutionWeight, ExtrinsicBaseWeight, WEIGHT_REF_TIME_PER_SECOND},
			Weight,
		},
	};
	use frame_system::limits::{BlockLength, BlockWeights};
	use sp_runtime::Perbill;

	/// The share of a block for normal extrinsics; the rest is for operational ones.
	const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
	/// The share of a block that is assumed to be spent in hooks before the first extrinsic.
	const INITIALIZATION_RATIO: Perbill = Perbill::from_percent(1);
	/// Two seconds of execution. The blocks of a relay chain have no proof whose size would matter.
	const MAX_BLOCK_WEIGHT: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX);
	/// Largest encoded block, in bytes.
	const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

	/// Weight limits by dispatch class.
	pub fn weights() -> BlockWeights {
		let normal = NORMAL_RATIO * MAX_BLOCK_WEIGHT;
		BlockWeights::builder()
			.base_block(BlockExecutionWeight::get())
			.for_class(DispatchClass::all(), |class| {
				class.base_extrinsic = ExtrinsicBaseWeight::get();
			})
			.for_class(DispatchClass::Normal, |class| class.max_total = Some(normal))
			.for_class(DispatchClass::Operational, |class| {
				class.max_total = Some(MAX_BLOCK_WEIGHT);
				// Operational extrinsics have room even in a block full of normal ones.
				class.reserved = Some(MAX_BLOCK_WEIGHT - normal);
			})
			.avg_block_initialization(INITIALIZATION_RATIO)
			.build_or_panic()
	}

	/// Length limits by dispatch class.
	pub fn length() -> BlockLength {
		BlockLength::builder()
			.max_length(MAX_BLOCK_LENGTH)
			.modify_max_length_for_class(DispatchClass::Normal, |length| {
				*length = NORMAL_RATIO * MAX_BLOCK_LENGTH
			})
			.build()
	}
}
