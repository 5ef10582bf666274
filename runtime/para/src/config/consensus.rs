// SPDX-License-Identifier: GPL-3.0-or-later
//! Who makes blocks: Aura, AuraExt, Authorship.

use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, FindAuthor},
};
use pallet_aura::AuraAuthorId;
use sp_consensus_aura::sr25519::AuthorityId;
use sp_core::sr25519;
use sp_runtime::ConsensusEngineId;

use crate::{constants::time::SLOT_MILLIS, AccountId, Runtime};

parameter_types! {
	/// Milliseconds of chain time in a slot.
	pub const SlotDuration: u64 = SLOT_MILLIS as u64;
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuthorityId;
	type MaxAuthorities = ConstU32<100>;
	type DisabledValidators = ();
	// The consensus hook limits the number of blocks in a slot.
	type AllowMultipleBlocksPerSlot = ConstBool<true>;
	type SlotDuration = SlotDuration;
}

impl cumulus_pallet_aura_ext::Config for Runtime {}

/// Finds the author of a block: the account of the Aura key whose turn its slot is.
#[derive(Debug)]
pub struct AccountOfAuthority;

impl FindAuthor<AccountId> for AccountOfAuthority {
	fn find_author<'a, I>(digests: I) -> Option<AccountId>
	where
		I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
	{
		let authority = AuraAuthorId::<Runtime>::find_author(digests)?;
		Some(sr25519::Public::from(authority).into())
	}
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = AccountOfAuthority;
	type EventHandler = ();
}
