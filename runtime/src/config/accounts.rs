// SPDX-License-Identifier: GPL-3.0-or-later
//! Accounts that act together or for others, and identities: Proxy, Multisig, Identity.

use frame_support::{parameter_types, traits::ConstU32};
use pallet_identity::legacy::IdentityInfo;
use sp_runtime::traits::{BlakeTwo256, Verify};

use crate::{
	config::governance::{origins::GeneralAdmin, RootOr},
	constants::{
		currency::{deposit, CENTS},
		time::DAYS,
	},
	pace::GovernancePace,
	Balance, Balances, BlockNumber, ProxyType, Runtime, RuntimeCall, RuntimeEvent, Signature,
	System, Treasury,
};

parameter_types! {
	/// The deposit for an account's list of proxies: one entry with a key of 8 bytes.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	/// The deposit for each proxy: an account and its kind.
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	/// The deposit for an account's list of announced calls.
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	/// The deposit for each announced call: two accounts and a hash, less what the base covers.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
	/// The deposit for a call that waits for approvals: one entry of 88 bytes.
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	/// The deposit for each approval needed.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
	/// The deposit for an identity.
	pub const BasicDeposit: Balance = 1_000 * CENTS;
	/// The deposit for each byte of an identity.
	pub const IdentityByteDeposit: Balance = deposit(0, 1);
	/// The deposit for a username.
	pub const UsernameDeposit: Balance = deposit(0, 32);
	/// The deposit for a sub-identity.
	pub const SubAccountDeposit: Balance = 200 * CENTS;
	/// The number of blocks within which a username must be accepted.
	pub PendingUsernameExpiration: BlockNumber = GovernancePace::chosen().by_hand(7 * DAYS);
	/// The number of blocks between an authority's removal of a username and its end.
	pub UsernameGracePeriod: BlockNumber = GovernancePace::chosen().by_hand(30 * DAYS);
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

impl pallet_identity::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type BasicDeposit = BasicDeposit;
	type ByteDeposit = IdentityByteDeposit;
	type UsernameDeposit = UsernameDeposit;
	type SubAccountDeposit = SubAccountDeposit;
	type MaxSubAccounts = ConstU32<100>;
	// polkadot.js apps can show this legacy type.
	type IdentityInformation = IdentityInfo<ConstU32<100>>;
	type MaxRegistrars = ConstU32<20>;
	type Slashed = Treasury;
	type ForceOrigin = RootOr<GeneralAdmin>;
	type RegistrarOrigin = RootOr<GeneralAdmin>;
	type OffchainSignature = Signature;
	type SigningPublicKey = <Signature as Verify>::Signer;
	type UsernameAuthorityOrigin = RootOr<GeneralAdmin>;
	type PendingUsernameExpiration = PendingUsernameExpiration;
	type UsernameGracePeriod = UsernameGracePeriod;
	type MaxSuffixLength = ConstU32<7>;
	type MaxUsernameLength = ConstU32<32>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type WeightInfo = pallet_identity::weights::SubstrateWeight<Runtime>;
}
