// SPDX-License-Identifier: GPL-3.0-or-later
//! The calls that each [`ProxyType`] allows.

use frame_support::traits::InstanceFilter;

use crate::{ProxyType, RuntimeCall};

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => moves_no_money(call),
			Self::Governance => {
				matches!(
					call,
					RuntimeCall::Treasury(..)
						| RuntimeCall::Bounties(..)
						| RuntimeCall::ChildBounties(..)
						| RuntimeCall::Utility(..)
				) || is_vote(call)
			},
			Self::Staking => matches!(
				call,
				RuntimeCall::Staking(..)
					| RuntimeCall::Session(..)
					| RuntimeCall::VoterList(..)
					| RuntimeCall::NominationPools(..)
					| RuntimeCall::Utility(..)
			),
			Self::IdentityJudgement => matches!(
				call,
				RuntimeCall::Identity(pallet_identity::Call::provide_judgement { .. })
					| RuntimeCall::Utility(..)
			),
			Self::CancelProxy => matches!(
				call,
				RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. })
					| RuntimeCall::Utility(..)
					| RuntimeCall::Multisig(..)
			),
			Self::NominationPools => {
				matches!(call, RuntimeCall::NominationPools(..) | RuntimeCall::Utility(..))
			},
			Self::Auction => is_about_slots(call) || matches!(call, RuntimeCall::Utility(..)),
			Self::ParaRegistration => registers_paras(call),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(mine, theirs) if mine == theirs => true,
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(Self::NonTransfer, _) => true,
			(Self::Staking, Self::NominationPools) => true,
			_ => false,
		}
	}
}

/// Whether a call is part of deciding: proposing, voting, executing. Calls about membership are not: a
/// proxy can vote, but not take a seat.
fn is_vote(call: &RuntimeCall) -> bool {
	matches!(
		call,
		RuntimeCall::ConvictionVoting(..)
			| RuntimeCall::Referenda(..)
			| RuntimeCall::FellowshipCollective(..)
			| RuntimeCall::FellowshipReferenda(..)
			| RuntimeCall::Whitelist(..)
			| RuntimeCall::TechnicalCommittee(..)
			| RuntimeCall::FastTrack(..)
	)
}

/// Whether a call is about getting a slot: calls of managers of paras and of contributors. Deposits,
/// bids and contributions stay on the account. A para's code cannot be changed.
fn is_about_slots(call: &RuntimeCall) -> bool {
	use polkadot_runtime_common::paras_registrar::Call as Registrar;
	matches!(
		call,
		RuntimeCall::Auctions(..)
			| RuntimeCall::Slots(..)
			| RuntimeCall::Crowdloan(..)
			| RuntimeCall::Registrar(
				Registrar::reserve { .. }
					| Registrar::register { .. }
					| Registrar::deregister { .. }
			)
	)
}

/// Whether Kusama allows a call to a proxy for the registration of paras: registering, batches of it,
/// and the removal of the proxy.
fn registers_paras(call: &RuntimeCall) -> bool {
	use pallet_utility::Call as Utility;
	use polkadot_runtime_common::paras_registrar::Call as Registrar;
	matches!(
		call,
		RuntimeCall::Registrar(Registrar::reserve { .. } | Registrar::register { .. })
			| RuntimeCall::Utility(
				Utility::batch { .. } | Utility::batch_all { .. } | Utility::force_batch { .. }
			) | RuntimeCall::Proxy(pallet_proxy::Call::remove_proxy { .. })
	)
}

/// Whether a call moves no money to another account. This is an allow-list, so that the calls of a new
/// pallet are refused until it is added here. The calls in a batch are filtered one by one, so `Utility`
/// is harmless. Those of a `Multisig` are dispatched from an account of its own, and need approvals of
/// others.
fn moves_no_money(call: &RuntimeCall) -> bool {
	match call {
		RuntimeCall::System(..)
		| RuntimeCall::Babe(..)
		| RuntimeCall::Timestamp(..)
		| RuntimeCall::Staking(..)
		| RuntimeCall::Session(..)
		| RuntimeCall::Grandpa(..)
		| RuntimeCall::VoterList(..)
		| RuntimeCall::NominationPools(..)
		| RuntimeCall::Treasury(..)
		| RuntimeCall::Bounties(..)
		| RuntimeCall::ChildBounties(..)
		| RuntimeCall::Utility(..)
		| RuntimeCall::Identity(..)
		| RuntimeCall::Scheduler(..)
		| RuntimeCall::Proxy(..)
		| RuntimeCall::Multisig(..)
		| RuntimeCall::Preimage(..) => true,
		RuntimeCall::Vesting(inner) => matches!(
			inner,
			pallet_vesting::Call::vest { .. } | pallet_vesting::Call::vest_other { .. }
		),
		_ => is_vote(call) || is_about_slots(call),
	}
}
