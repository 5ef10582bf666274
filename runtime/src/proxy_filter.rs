// SPDX-License-Identifier: GPL-3.0-or-later
//! Which calls each [`ProxyType`] lets through.

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

/// What people do to decide something together. Who is a member is not among it: a proxy votes, and
/// takes no seat.
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

/// What managers of paras and those who back them do to get a slot. Deposits, bids and contributions
/// stay on the account; a para's code is not touched.
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

/// What Kusama lets a proxy for the registration of paras do: that, together, and its own end.
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

/// An allow-list, so that a pallet added later is out until somebody has thought about it. The
/// calls inside a batch are filtered one by one, so `Utility` is harmless; those of a `Multisig` run
/// as an account of their own, which others must agree to.
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
