// SPDX-License-Identifier: GPL-3.0-or-later
//! Calls that only root may make, because their pallets check too little.

use frame_election_provider_support::SortedListProvider;
use frame_support::{traits::Contains, PalletId};
use pallet_conviction_voting::VotingFor;
use pallet_preimage::{RequestStatus, RequestStatusFor};
use pallet_staking::{Nominators, Validators};
use polkadot_runtime_parachains::hrmp;
use sp_core::TypeId;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	MultiAddress,
};

use crate::{AccountId, Paras, Runtime, RuntimeCall, VoterList};

/// Accepts the calls that origins other than root may make.
#[derive(Debug)]
pub struct Allowed;
impl Contains<RuntimeCall> for Allowed {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			// With a new key a member of the technical committee could veto a second time, and a proxy
			// could take over the seat. Governance swaps members instead.
			RuntimeCall::TechnicalMembership(pallet_membership::Call::change_key { .. }) => false,
			// A requested preimage is noted without a fee, even if it has been noted already.
			RuntimeCall::Preimage(pallet_preimage::Call::note_preimage { bytes }) => {
				!is_noted_and_requested(bytes)
			},
			// Pallets take all that is on their accounts for free: where some of it is locked, the payout of
			// a bounty is lost, and the treasury makes the money that it spends.
			RuntimeCall::Vesting(pallet_vesting::Call::vested_transfer {
				target: MultiAddress::Id(account),
				..
			}) => !is_of_a_pallet(account),
			// It would put whoever has something bonded among the voters, also without a nomination. They would
			// stay there when all of it is gone, until somebody sends this call again: so who is there may be
			// named.
			RuntimeCall::VoterList(pallet_bags_list::Call::rebag {
				dislocated: MultiAddress::Id(account),
			}) => may_be_a_voter(account),
			// Where there are no votes it would store two empty records for any account, without a deposit and for
			// ever.
			RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::unlock {
				class,
				target: MultiAddress::Id(account),
			}) => VotingFor::<Runtime>::contains_key(account, class),
			// It is free, and requests from paras that are not there would fill what another may receive.
			RuntimeCall::Hrmp(hrmp::Call::establish_system_channel { sender, .. }) => {
				Paras::is_valid_para(*sender)
			},
			_ => true,
		}
	}
}

/// Whether a pallet has made this account from its own id, so that nobody has a key for it.
pub fn is_of_a_pallet(account: &AccountId) -> bool {
	AsRef::<[u8]>::as_ref(account).starts_with(&PalletId::TYPE_ID)
}

fn may_be_a_voter(account: &AccountId) -> bool {
	Nominators::<Runtime>::contains_key(account)
		|| Validators::<Runtime>::contains_key(account)
		|| VoterList::contains(account)
}

fn is_noted_and_requested(bytes: &[u8]) -> bool {
	let status = RequestStatusFor::<Runtime>::get(BlakeTwo256::hash(bytes));
	matches!(status, Some(RequestStatus::Requested { maybe_len: Some(_), .. }))
}
