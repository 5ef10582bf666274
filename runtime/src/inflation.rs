// SPDX-License-Identifier: GPL-3.0-or-later
//! The payout of an era: how much is minted, and for whom. Plain arithmetic, no FRAME.
//!
//! The curve is Kusama's former one: rewards grow with the staked share of the issuance up to an ideal
//! share, and fall beyond it, as an incentive towards the ideal. The rest of the yearly maximum goes to
//! the treasury. Source: the Web3 Foundation's token economics, "Inflation model", as
//! `pallet-staking-reward-fn` computes it.

use sp_runtime::Perquintill;

/// The most that is minted in a year, as a share of the issuance.
const MAX_ANNUAL: Perquintill = Perquintill::from_percent(10);
/// The least that stakers get in a year, as a share of the issuance.
const MIN_STAKING_ANNUAL: Perquintill = Perquintill::from_parts(25_000_000_000_000_000);
/// The ideal staked share of the issuance while no slot is leased.
const IDEAL_STAKE: Perquintill = Perquintill::from_percent(75);
/// By how much each leased slot lowers the ideal share.
const IDEAL_STAKE_PER_SLOT: Perquintill = Perquintill::from_parts(5_000_000_000_000_000);
/// The greatest number of slots that lower the ideal share.
const MAX_SLOTS: u64 = 60;
/// How fast rewards fall beyond the ideal share.
const FALLOFF: Perquintill = Perquintill::from_percent(5);
/// Milliseconds in a Julian year.
const YEAR_MILLIS: u64 = 36_525 * 24 * 60 * 60 * 10;

/// The payout of an era, in plancks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Payout {
	/// The amount for validators and nominators.
	pub staking: u128,
	/// The amount for the treasury.
	pub treasury: u128,
}

/// The payout of an era that took `era_millis` milliseconds, with `staked` of `issuance` plancks
/// at stake and `leased_slots` slots leased to parachains.
pub fn era_payout(staked: u128, issuance: u128, era_millis: u64, leased_slots: u32) -> Payout {
	let staked_share = Perquintill::from_rational(staked, issuance);
	let slots = u64::from(leased_slots).min(MAX_SLOTS);
	let ideal = Perquintill::from_parts(
		IDEAL_STAKE.deconstruct() - IDEAL_STAKE_PER_SLOT.deconstruct() * slots,
	);
	let curve = pallet_staking_reward_fn::compute_inflation(staked_share, ideal, FALLOFF);
	let staking_annual =
		MIN_STAKING_ANNUAL + (MAX_ANNUAL - MIN_STAKING_ANNUAL) * curve.min(Perquintill::one());

	let share_of_year = Perquintill::from_rational(era_millis, YEAR_MILLIS);
	let most = share_of_year * (MAX_ANNUAL * issuance);
	let staking = (share_of_year * (staking_annual * issuance)).min(most);
	Payout { staking, treasury: most - staking }
}

#[cfg(test)]
mod tests {
	use super::*;

	const ISSUANCE: u128 = 10_000_000 * 1_000_000_000_000;
	const SIX_HOURS: u64 = 6 * 60 * 60 * 1_000;

	fn percent_staked(percent: u128, slots: u32) -> Payout {
		era_payout(ISSUANCE * percent / 100, ISSUANCE, SIX_HOURS, slots)
	}

	#[test]
	fn a_year_of_eras_mints_a_tenth_of_the_issuance() {
		let era = percent_staked(40, 0);
		let year = (era.staking + era.treasury) * (YEAR_MILLIS / SIX_HOURS) as u128;
		assert!((ISSUANCE / 10).abs_diff(year) < ISSUANCE / 1_000_000_000);
	}

	#[test]
	fn stakers_get_everything_at_the_ideal_and_less_on_either_side() {
		assert_eq!(percent_staked(75, 0).treasury, 0);
		assert!(percent_staked(60, 0).staking < percent_staked(75, 0).staking);
		assert!(percent_staked(90, 0).staking < percent_staked(75, 0).staking);
	}

	#[test]
	fn stakers_get_at_least_a_quarter_of_the_maximum() {
		for percent in 0..=100 {
			let era = percent_staked(percent, 0);
			let quarter = (era.staking + era.treasury) / 4;
			assert!(era.staking + 1 >= quarter, "{percent} % staked: {era:?}");
		}
	}

	#[test]
	fn leased_slots_lower_the_ideal_until_sixty_of_them() {
		assert_eq!(percent_staked(60, 30).treasury, 0);
		assert_eq!(percent_staked(45, 60).treasury, 0);
		assert_eq!(percent_staked(45, 60), percent_staked(45, u32::MAX));
	}

	#[test]
	fn nothing_staked_of_nothing_mints_nothing() {
		assert_eq!(era_payout(0, 0, SIX_HOURS, 0), Payout { staking: 0, treasury: 0 });
	}

	#[test]
	fn an_era_longer_than_a_year_mints_one_year_at_most() {
		let era = era_payout(ISSUANCE / 2, ISSUANCE, u64::MAX, 0);
		assert_eq!(era.staking + era.treasury, ISSUANCE / 10);
	}
}
