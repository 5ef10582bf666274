// SPDX-License-Identifier: Apache-2.0

//! The collaborators of the mock: paras, leases, backed accounts and random values, kept in storage so
//! that they are rolled back with everything else.

use canary_primitives::{
	traits::{
		BackDeposits, CandleRandomness, InspectLeases, InspectPara, Lifecycle, Purpose, SettleWin,
		Win,
	},
	LeaseClock, LeasePeriod, ParaId,
};
use frame_support::{
	ensure,
	traits::{fungible::UnbalancedHold, tokens::Precision::Exact},
};
use sp_runtime::{DispatchError, DispatchResult};

pub(crate) use pallet::*;

type AccountId = u64;
type Balance = u64;

#[frame_support::pallet(dev_mode)]
#[allow(unreachable_pub, missing_docs)]
pub(crate) mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::composite_enum]
	pub enum HoldReason {
		Lease,
	}

	#[pallet::storage]
	pub type Registered<T> = StorageMap<_, Twox64Concat, ParaId, ()>;

	/// Leaseholder and amount, for every para and period.
	#[pallet::storage]
	pub type Leases<T> =
		StorageDoubleMap<_, Twox64Concat, ParaId, Twox64Concat, LeasePeriod, (AccountId, Balance)>;

	/// The money behind backed accounts.
	#[pallet::storage]
	pub type Raised<T> = StorageMap<_, Twox64Concat, AccountId, Balance>;

	#[pallet::storage]
	pub type Committed<T> =
		StorageMap<_, Twox64Concat, (Purpose, ParaId, AccountId), Balance, ValueQuery>;

	/// The draw of every block.
	#[pallet::storage]
	pub type Drawn<T> = StorageValue<_, [u8; 32]>;
}

type Test = super::Test;
type Balances = super::Balances;

impl Pallet<Test> {
	pub(crate) fn register(para: ParaId) {
		Registered::<Test>::insert(para, ());
	}

	pub(crate) fn deregister(para: ParaId) {
		Registered::<Test>::remove(para);
	}

	pub(crate) fn back(who: AccountId, raised: Balance) {
		Raised::<Test>::insert(who, raised);
	}

	/// Sets the draw of every block.
	pub(crate) fn let_authors_draw(drawn: [u8; 32]) {
		Drawn::<Test>::put(drawn);
	}

	/// Removes the draws of all blocks.
	pub(crate) fn let_nobody_draw() {
		Drawn::<Test>::kill();
	}

	/// Gives a lease outside of any auction.
	pub(crate) fn force_lease(para: ParaId, periods: core::ops::RangeInclusive<LeasePeriod>) {
		periods.for_each(|period| Leases::<Test>::insert(para, period, (0, 0)));
	}

	fn give_back(who: &AccountId, amount: Balance) {
		let released = canary_holds::release::<_, Balances>(&HoldReason::Lease.into(), who, amount);
		assert_eq!(released, amount);
	}

	/// Takes the leases of a para away, and gives back the deposit.
	pub(crate) fn clear_leases(para: ParaId) {
		for (period, (who, _)) in Leases::<Test>::iter_prefix(para).collect::<Vec<_>>() {
			let owed = Self::deposit(para, &who);
			Leases::<Test>::remove(para, period);
			let surplus = owed - Self::deposit(para, &who);
			if !Self::is_backed(&who) && surplus > 0 {
				Self::give_back(&who, surplus);
			}
		}
	}

	/// Ends leases of earlier periods, and releases what is no longer owed.
	pub(crate) fn end_leases_before(current: LeasePeriod) {
		let ended = |(_, period, _): &(ParaId, LeasePeriod, _)| *period < current;
		for (para, period, (who, _)) in Leases::<Test>::iter().filter(ended).collect::<Vec<_>>() {
			let owed = Self::deposit(para, &who);
			Leases::<Test>::remove(para, period);
			let surplus = owed - Self::deposit(para, &who);
			if !Self::is_backed(&who) && surplus > 0 {
				Self::give_back(&who, surplus);
			}
		}
	}

	pub(crate) fn leaseholder(para: ParaId, period: LeasePeriod) -> Option<(AccountId, Balance)> {
		Leases::<Test>::get(para, period)
	}
}

impl InspectPara for Pallet<Test> {
	fn lifecycle(para: ParaId) -> Option<Lifecycle> {
		Self::is_registered(para).then_some(Lifecycle::OnDemand)
	}

	fn is_registered(para: ParaId) -> bool {
		Registered::<Test>::contains_key(para)
	}
}

impl InspectLeases for Pallet<Test> {
	type AccountId = AccountId;
	type Balance = Balance;
	type BlockNumber = u64;

	fn clock() -> LeaseClock<u64> {
		LeaseClock::new(super::LeaseLength::get(), super::LeaseOffset::get())
	}

	fn horizon() -> LeasePeriod {
		super::LeaseHorizon::get()
	}

	fn is_leased(para: ParaId, first: LeasePeriod, last: LeasePeriod) -> bool {
		(first..=last).any(|period| Leases::<Test>::contains_key(para, period))
	}

	fn deposit(para: ParaId, who: &AccountId) -> Balance {
		Leases::<Test>::iter_prefix_values(para)
			.filter(|(leaseholder, _)| leaseholder == who)
			.map(|(_, amount)| amount)
			.max()
			.unwrap_or(0)
	}

	fn deposit_from(para: ParaId, who: &AccountId, from: LeasePeriod) -> Balance {
		let own = |(period, (holder, amount)): (LeasePeriod, (AccountId, Balance))| {
			(period >= from && holder == *who).then_some(amount)
		};
		Leases::<Test>::iter_prefix(para).filter_map(own).max().unwrap_or(0)
	}
}

impl SettleWin for Pallet<Test> {
	type HoldReason = super::RuntimeHoldReason;

	fn settle(
		win: Win<AccountId, Balance>,
		held: Balance,
		bid: Self::HoldReason,
	) -> Result<Balance, DispatchError> {
		let Win { para, winner, amount, first, last } = win;
		ensure!(!Self::is_leased(para, first, last), "already leased");
		let missing = amount.saturating_sub(Self::deposit(para, &winner));
		let taken = if Self::is_backed(&winner) {
			Self::commit(Purpose::Lease, para, &winner, amount)?;
			0
		} else {
			let lease = HoldReason::Lease.into();
			let taken = missing.min(held);
			Balances::increase_balance_on_hold(&lease, &winner, taken, Exact)?;
			Balances::decrease_balance_on_hold(&bid, &winner, taken, Exact)?;
			canary_holds::hold::<_, Balances>(&lease, &winner, missing - taken)?;
			taken
		};
		(first..=last).for_each(|period| Leases::<Test>::insert(para, period, (winner, amount)));
		Ok(taken)
	}
}

impl BackDeposits for Pallet<Test> {
	type AccountId = AccountId;
	type Balance = Balance;

	fn is_backed(who: &AccountId) -> bool {
		Raised::<Test>::contains_key(who)
	}

	fn committed(purpose: Purpose, para: ParaId, who: &AccountId) -> Balance {
		Committed::<Test>::get((purpose, para, who))
	}

	fn all_committed(purpose: Purpose) -> Vec<(ParaId, AccountId, Balance)> {
		let all =
			Committed::<Test>::iter().filter(|((of, ..), amount)| *of == purpose && *amount > 0);
		all.map(|((_, para, who), amount)| (para, who, amount)).collect()
	}

	fn commit(purpose: Purpose, para: ParaId, who: &AccountId, amount: Balance) -> DispatchResult {
		ensure!(Raised::<Test>::get(who).unwrap_or(0) >= amount, "not enough raised");
		Committed::<Test>::insert((purpose, para, who), amount);
		Ok(())
	}

	fn relax(purpose: Purpose, para: ParaId, who: &AccountId, amount: Balance) {
		Committed::<Test>::mutate((purpose, para, who), |committed| {
			*committed = amount.min(*committed);
		});
	}
}

impl CandleRandomness for Pallet<Test> {
	fn drawn_by_parent() -> Option<[u8; 32]> {
		Drawn::<Test>::get()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId, Balance> for Pallet<Test> {
	fn register(para: ParaId) {
		Pallet::<Test>::register(para);
	}

	fn backed(para: ParaId, amount: Balance) -> AccountId {
		let who = 1_000_000 + u64::from(u32::from(para));
		Pallet::<Test>::back(who, amount);
		who
	}

	fn draw() {
		Pallet::<Test>::let_authors_draw([1; 32]);
	}
}
