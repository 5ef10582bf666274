// SPDX-License-Identifier: GPL-3.0-or-later
//! Balances and fees: Balances, TransactionPayment, Vesting.

use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		Imbalance, OnUnbalanced, VariantCountOf, WithdrawReasons,
	},
	weights::{
		constants::ExtrinsicBaseWeight, ConstantMultiplier, WeightToFeeCoefficient,
		WeightToFeeCoefficients, WeightToFeePolynomial,
	},
	PalletId,
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{
	traits::{AccountIdConversion, ConvertInto},
	FixedPointNumber, Perbill, Perquintill,
};

use crate::{
	constants::currency::{CENTS, EXISTENTIAL_DEPOSIT, MILLICENTS},
	AccountId, Authorship, Balance, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason,
	RuntimeHoldReason, System,
};

parameter_types! {
	/// The least balance of an account.
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	/// The id from which the treasury's account is derived.
	pub const TreasuryPalletId: PalletId = PalletId(*b"py/trsry");
	/// The treasury's account.
	pub TreasuryAccount: AccountId = TreasuryPalletId::get().into_account_truncating();
	/// The fee for each byte of a transaction.
	pub const TransactionByteFee: Balance = 10 * MILLICENTS;
	/// The fullness of blocks at which the fee multiplier does not change.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// The speed of the fee multiplier: at most 23 % in a day of full blocks.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	/// The least fee multiplier: a tenth.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// The greatest fee multiplier: no limit.
	pub MaximumMultiplier: Multiplier = Multiplier::from_inner(u128::MAX);
	/// The least amount of a vested transfer.
	pub const MinVestedTransfer: Balance = 100 * CENTS;
	/// What unvested money can be used for: everything except transfers and deposits.
	pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons =
		WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = frame_support::traits::ConstU32<50>;
	type MaxReserves = frame_support::traits::ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

/// The fee for weight: an extrinsic of the base weight costs a tenth of a cent.
#[derive(Debug)]
pub struct WeightToFee;
impl WeightToFeePolynomial for WeightToFee {
	type Balance = Balance;

	fn polynomial() -> WeightToFeeCoefficients<Balance> {
		let base_weight = Balance::from(ExtrinsicBaseWeight::get().ref_time());
		core::iter::once(WeightToFeeCoefficient {
			degree: 1,
			negative: false,
			coeff_frac: Perbill::from_rational(CENTS % (10 * base_weight), 10 * base_weight),
			coeff_integer: CENTS / (10 * base_weight),
		})
		.collect()
	}
}

/// Splits fees: four fifths go to the treasury; the rest and the whole tip go to the block's author.
#[derive(Debug)]
pub struct TreasuryAndAuthor;
impl OnUnbalanced<Credit<AccountId, Balances>> for TreasuryAndAuthor {
	fn on_unbalanceds(mut fee_then_tip: impl Iterator<Item = Credit<AccountId, Balances>>) {
		let Some(fee) = fee_then_tip.next() else { return };
		let (treasury, mut author) = fee.ration(80, 20);
		if let Some(tip) = fee_then_tip.next() {
			author.subsume(tip);
		}
		give_to_treasury(treasury);
		match Authorship::author() {
			// An author below the existential deposit cannot be paid a smaller amount.
			Some(account) => {
				if let Err(unpaid) = Balances::resolve(&account, author) {
					give_to_treasury(unpaid);
				}
			},
			None => give_to_treasury(author),
		}
	}
}

fn give_to_treasury(credit: Credit<AccountId, Balances>) {
	// Fails only while the treasury's account does not exist and the amount could not create it;
	// dropping the credit burns it, so the issuance stays right.
	let _burned: Result<(), _> = Balances::resolve(&TreasuryAccount::get(), credit);
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, TreasuryAndAuthor>;
	type WeightToFee = WeightToFee;
	type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type OperationalFeeMultiplier = frame_support::traits::ConstU8<5>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl pallet_vesting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type BlockNumberToBalance = ConvertInto;
	type MinVestedTransfer = MinVestedTransfer;
	type WeightInfo = pallet_vesting::weights::SubstrateWeight<Runtime>;
	type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
	type BlockNumberProvider = System;
	const MAX_VESTING_SCHEDULES: u32 = 28;
}
