// SPDX-License-Identifier: GPL-3.0-or-later
//! The migrations of a new runtime version.
//!
//! A migration runs once, in the first block of its version, and stays in the list until no chain has
//! the older state any more. The ones of the feature `rehearsal-upgrade` are for the rehearsal of an
//! upgrade (`docs/rehearsals.md`), and not for a lasting chain.

use canary_auctions::{Credited, ReservedAmounts};
use frame_support::{traits::OnRuntimeUpgrade, weights::Weight};
use pallet_staking::MaxValidatorsCount;

use crate::{config::staking::MAX_CANDIDATES, Runtime};

/// The migrations of this version, in their order.
#[cfg(not(feature = "rehearsal-upgrade"))]
pub type Migrations = (LimitCandidates, RecordCredits);

/// The migrations of the rehearsal.
#[cfg(feature = "rehearsal-upgrade")]
pub type Migrations = (LimitCandidates, RecordCredits, rehearsal::ToVersion1);

/// The migrations that take several blocks, which have no room for transactions.
#[cfg(not(feature = "failures"))]
pub type LongMigrations = ();

/// A migration that takes as many blocks as a test asks for.
#[cfg(feature = "failures")]
pub type LongMigrations = crate::Failures;

/// Limits the candidates for the validators to those that an election takes. Genesis did not set a limit
/// until November 2026. A chain that has more already gets elections again when enough of them have chilled.
#[derive(Debug)]
pub struct LimitCandidates;

impl OnRuntimeUpgrade for LimitCandidates {
	fn on_runtime_upgrade() -> Weight {
		let limited = MaxValidatorsCount::<Runtime>::get().is_some();
		if !limited {
			MaxValidatorsCount::<Runtime>::put(MAX_CANDIDATES);
		}
		let cost = <Runtime as frame_system::Config>::DbWeight::get();
		cost.reads_writes(1, (!limited).into())
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(_: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
		let limited = MaxValidatorsCount::<Runtime>::get().is_some();
		frame_support::ensure!(limited, "there is no limit of candidates");
		Ok(())
	}
}

/// Records a credit for each bidder of an auction that goes on. Until November 2026 those of whom it is zero
/// had no record, and a para of which bids can win could not be told by them.
#[derive(Debug)]
pub struct RecordCredits;

impl OnRuntimeUpgrade for RecordCredits {
	fn on_runtime_upgrade() -> Weight {
		let mut bidders = 0u64;
		for (who, para) in ReservedAmounts::<Runtime>::iter_keys() {
			let credit = Credited::<Runtime>::get(para, &who);
			Credited::<Runtime>::insert(para, &who, credit);
			bidders = bidders.saturating_add(1);
		}
		let cost = <Runtime as frame_system::Config>::DbWeight::get();
		cost.reads_writes(bidders.saturating_mul(2).saturating_add(1), bidders)
	}
}

#[cfg(feature = "rehearsal-upgrade")]
mod rehearsal {
	use frame_support::{
		migrations::VersionedMigration,
		traits::UncheckedOnRuntimeUpgrade,
		weights::{RuntimeDbWeight, Weight},
	};

	use crate::{pace::Chosen, Pace, Runtime};

	type DbWeight = <Runtime as frame_system::Config>::DbWeight;

	/// Doubles the treasury's spend period, a value that wallets show.
	pub(super) type ToVersion1 = VersionedMigration<0, 1, DoubleSpendPeriod, Pace, DbWeight>;

	/// Changes the record of the pace.
	#[derive(Debug)]
	pub struct DoubleSpendPeriod;

	impl UncheckedOnRuntimeUpgrade for DoubleSpendPeriod {
		fn on_runtime_upgrade() -> Weight {
			Chosen::<Runtime>::mutate(|pace| {
				pace.spend_period = pace.spend_period.saturating_mul(2)
			});
			let cost: RuntimeDbWeight = DbWeight::get();
			cost.reads_writes(1, 1)
		}

		#[cfg(feature = "try-runtime")]
		fn pre_upgrade() -> Result<alloc::vec::Vec<u8>, sp_runtime::TryRuntimeError> {
			use codec::Encode;

			Ok(Chosen::<Runtime>::get().encode())
		}

		#[cfg(feature = "try-runtime")]
		fn post_upgrade(before: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
			use codec::Decode;

			use crate::pace::Parameters;

			let before = Parameters::decode(&mut &before[..]).map_err(|_| "no pace was noted")?;
			let spend_period = before.spend_period.saturating_mul(2);
			let now = Chosen::<Runtime>::get();
			frame_support::ensure!(
				now == Parameters { spend_period, ..before },
				"the spend period is not twice what it was, or something else has changed"
			);
			now.check()?;
			Ok(())
		}
	}
}
