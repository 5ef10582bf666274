// SPDX-License-Identifier: Apache-2.0

//! The collaborators of the mock: a registrar, leases, and auctions in which funds and others bid. Kept
//! in storage, so that they are rolled back with everything else.
//!
//! An auction's standing is one bid per range of periods. Until an auction is cleared every bid of a
//! fund stays committed, as if the candle could have gone out while it led.

// The macro makes public what only this crate's tests see.
#![allow(unreachable_pub)]

use crate::mock::{AccountId, Balance, Crowdloan, System};
use alloc::collections::BTreeMap;
use canary_primitives::{
	traits::{
		BackDeposits, InspectLeases, InspectManager, InspectPara, Lifecycle, PlaceBids, Purpose,
		SwapLeases,
	},
	LeaseClock, LeasePeriod, LeaseRange, ParaId, Phase,
};
use codec::{Decode, Encode};
use core::ops::RangeInclusive;
use frame_support::{ensure, parameter_types, storage::with_storage_layer};
use sp_runtime::{DispatchError, DispatchResult};

pub(crate) const LEASE_LENGTH: u64 = 100;
pub(crate) const SAMPLE_LENGTH: u64 = 4;

type Registered = BTreeMap<ParaId, (AccountId, bool)>;
type Leaseholders = BTreeMap<(ParaId, LeasePeriod), (AccountId, Balance)>;
type Bids = BTreeMap<(ParaId, AccountId), Balance>;

/// A bid that leads in its range.
pub type Leader = (AccountId, ParaId, Balance);

/// An auction.
#[derive(Encode, Decode, Clone, Default)]
pub struct Auction {
	offered: LeasePeriod,
	lit_at: u64,
	standing: BTreeMap<u32, Leader>,
	/// Whether the winners have their leases.
	settled: bool,
}

parameter_types! {
	pub static LeaseOffset: u64 = 0;
	pub static EndingPeriod: u64 = 20;

	// In storage, so that they are rolled back with everything else.
	pub storage Registry: Registered = BTreeMap::new();
	pub storage Held: Leaseholders = BTreeMap::new();
	pub storage Running: Option<Auction> = None;
	pub storage Auctions: u32 = 0;
	/// The bids of funds that are committed until the auction is cleared.
	pub storage Standing: Bids = BTreeMap::new();
	pub storage RefusesBids: bool = false;
}

/// Registrar, slots and auctions in one.
pub struct World;

impl World {
	pub(crate) fn register(para: ParaId, manager: AccountId) {
		Self::change_registry(|registry| registry.insert(para, (manager, true)));
	}

	pub(crate) fn reserve(para: ParaId, manager: AccountId) {
		Self::change_registry(|registry| registry.insert(para, (manager, false)));
	}

	pub(crate) fn deregister(para: ParaId) {
		Self::change_registry(|registry| registry.remove(&para));
	}

	fn change_registry<R>(change: impl FnOnce(&mut Registered) -> R) {
		let mut registry = Registry::get();
		change(&mut registry);
		Registry::set(&registry);
	}

	/// Opens an auction whose candle is lit after so many blocks.
	pub(crate) fn open_auction(offered: LeasePeriod, duration: u64) {
		assert!(Running::get().is_none(), "one auction at a time");
		let lit_at = System::block_number() + duration;
		Running::set(&Some(Auction { offered, lit_at, ..Default::default() }));
		Auctions::set(&(Auctions::get() + 1));
	}

	pub(crate) fn has_auction() -> bool {
		Running::get().is_some()
	}

	pub(crate) fn lit_at() -> u64 {
		Running::get().expect("there is an auction").lit_at
	}

	pub(crate) fn burnt_down_at() -> u64 {
		Self::lit_at() + EndingPeriod::get()
	}

	/// The leading bidder of this range, and the amount.
	pub(crate) fn leader(periods: RangeInclusive<LeasePeriod>) -> Option<(AccountId, Balance)> {
		let auction = Running::get()?;
		let range = LeaseRange::of_periods(auction.offered, *periods.start(), *periods.end())?;
		auction.standing.get(&(range.index() as u32)).map(|(who, _, amount)| (who.clone(), *amount))
	}

	/// The winners get their leases. What was committed for bids stays so until the auction is
	/// cleared. Returns who has won but was refused their lease.
	pub(crate) fn settle() -> Vec<(ParaId, DispatchError)> {
		let Some(mut auction) = Running::get() else { return Vec::new() };
		let mut bids: Vec<_> = core::mem::take(&mut auction.standing).into_iter().collect();
		let worth = |(index, (_, _, amount)): &(u32, Leader)| {
			amount * Balance::from(LeaseRange::from_index(*index as usize).unwrap().len())
		};
		bids.sort_by_key(|bid| core::cmp::Reverse(worth(bid)));
		let mut won: Vec<LeaseRange> = Vec::new();
		let mut refused = Vec::new();
		for (index, (who, para, amount)) in bids {
			let range = LeaseRange::from_index(index as usize).unwrap();
			if won.iter().any(|other| other.overlaps(&range)) {
				continue;
			}
			won.push(range);
			let periods = range.periods(auction.offered).unwrap();
			let outcome = with_storage_layer(|| Self::give_lease(para, who, periods, amount));
			refused.extend(outcome.err().map(|error| (para, error)));
		}
		auction.settled = true;
		Running::set(&Some(auction));
		refused
	}

	/// Removes the auction, and ends the commitments for bids.
	pub(crate) fn clear() {
		Running::set(&None);
		for ((para, who), _) in Standing::get() {
			Standing::set(&{
				let mut bids = Standing::get();
				bids.remove(&(para, who.clone()));
				bids
			});
			Crowdloan::relax(Purpose::Bid, para, &who, 0);
		}
	}

	pub(crate) fn settle_and_clear() {
		assert_eq!(Self::settle(), []);
		Self::clear();
	}

	pub(crate) fn give_lease(
		para: ParaId,
		who: AccountId,
		periods: RangeInclusive<LeasePeriod>,
		amount: Balance,
	) -> DispatchResult {
		ensure!(!Self::is_leased(para, *periods.start(), *periods.end()), "already leased");
		if Crowdloan::is_backed(&who) {
			let deposit = Self::deposit(para, &who).max(amount);
			Crowdloan::commit(Purpose::Lease, para, &who, deposit)?;
		}
		let mut held = Held::get();
		held.extend(periods.map(|period| ((para, period), (who.clone(), amount))));
		Held::set(&held);
		Ok(())
	}

	pub(crate) fn clear_leases(para: ParaId) {
		Self::drop_leases(|(leased, _)| leased == para);
	}

	/// Ends leases of past periods, para by para.
	pub(crate) fn end_periods_before(current: LeasePeriod) {
		Self::drop_leases(|(_, period)| period < current);
	}

	fn drop_leases(ends: impl Fn((ParaId, LeasePeriod)) -> bool) {
		let before = Held::get();
		let mut after = before.clone();
		after.retain(|key, _| !ends(*key));
		if after.len() == before.len() {
			return;
		}
		Held::set(&after);
		for ((para, _), (who, _)) in before {
			if Crowdloan::is_backed(&who) {
				Crowdloan::relax(Purpose::Lease, para, &who, Self::deposit(para, &who));
			}
		}
	}

	/// The registrar's swap.
	pub(crate) fn swap(one: ParaId, other: ParaId) {
		let swapped = |para| match para {
			para if para == one => other,
			para if para == other => one,
			para => para,
		};
		let held = Held::get().into_iter().map(|((para, p), holder)| ((swapped(para), p), holder));
		Held::set(&held.collect());
		Crowdloan::swap_leases(one, other);
	}

	/// Checks that the commitments are exactly those of bids and leases.
	#[track_caller]
	pub(crate) fn check_commitments() {
		let mut expected = BTreeMap::<(ParaId, AccountId), (Balance, Balance)>::new();
		for ((para, who), amount) in Standing::get() {
			expected.entry((para, who)).or_default().0 = amount;
		}
		for ((para, _), (who, _)) in Held::get() {
			if Crowdloan::is_backed(&who) {
				let deposit = Self::deposit(para, &who);
				expected.entry((para, who)).or_default().1 = deposit;
			}
		}
		let committed = crate::Commitments::<crate::mock::Test>::iter();
		let committed = committed
			.map(|(para, index, of)| ((para, Crowdloan::fund_account(index)), (of.bid, of.lease)));
		assert_eq!(committed.collect::<BTreeMap<_, _>>(), expected, "commitments");
	}
}

impl InspectPara for World {
	fn lifecycle(para: ParaId) -> Option<Lifecycle> {
		Self::is_registered(para).then_some(Lifecycle::OnDemand)
	}

	fn is_registered(para: ParaId) -> bool {
		Registry::get().get(&para).is_some_and(|(_, registered)| *registered)
	}
}

impl InspectManager for World {
	type AccountId = AccountId;

	fn manager(para: ParaId) -> Option<AccountId> {
		Registry::get().get(&para).map(|(manager, _)| manager.clone())
	}
}

impl InspectLeases for World {
	type AccountId = AccountId;
	type Balance = Balance;
	type BlockNumber = u64;

	fn clock() -> LeaseClock<u64> {
		LeaseClock::new(LEASE_LENGTH, LeaseOffset::get())
	}

	fn horizon() -> LeasePeriod {
		LeasePeriod::MAX
	}

	fn is_leased(para: ParaId, first: LeasePeriod, last: LeasePeriod) -> bool {
		Held::get().range((para, first)..=(para, last)).next().is_some()
	}

	fn deposit(para: ParaId, who: &AccountId) -> Balance {
		let held = Held::get();
		let own = held.iter().filter(|((p, _), (holder, _))| *p == para && holder == who);
		own.map(|(_, (_, amount))| *amount).max().unwrap_or(0)
	}

	fn deposit_from(para: ParaId, who: &AccountId, from: LeasePeriod) -> Balance {
		let held = Held::get();
		let later = held.range((para, from)..=(para, LeasePeriod::MAX));
		let own = later.filter(|(_, (holder, _))| holder == who);
		own.map(|(_, (_, amount))| *amount).max().unwrap_or(0)
	}
}

impl PlaceBids for World {
	type AccountId = AccountId;
	type Balance = Balance;
	type BlockNumber = u64;

	fn phase() -> Phase<u64> {
		let Some(auction) = Running::get().filter(|auction| !auction.settled) else {
			return Phase::NotStarted;
		};
		let now = System::block_number();
		match now.checked_sub(auction.lit_at) {
			None => Phase::Starting,
			Some(burnt) if burnt < EndingPeriod::get() => Phase::Ending {
				sample: burnt / SAMPLE_LENGTH,
				block_in_sample: burnt % SAMPLE_LENGTH,
			},
			Some(burnt) => Phase::VrfDelay { elapsed: burnt - EndingPeriod::get() },
		}
	}

	fn offered() -> Option<LeasePeriod> {
		Running::get().map(|auction| auction.offered)
	}

	fn may_be_won(period: LeasePeriod) -> bool {
		let settled_by = System::block_number() + EndingPeriod::get();
		Self::clock().last_block(period).is_some_and(|last| settled_by <= last)
	}

	fn auction_index() -> u32 {
		Auctions::get()
	}

	fn place_bid(
		bidder: AccountId,
		para: ParaId,
		first: LeasePeriod,
		last: LeasePeriod,
		amount: Balance,
	) -> DispatchResult {
		with_storage_layer(|| {
			ensure!(!RefusesBids::get(), DispatchError::Unavailable);
			ensure!(Self::phase().is_open(), "not open");
			let mut auction = Running::get().ok_or("no auction")?;
			let range =
				LeaseRange::of_periods(auction.offered, first, last).ok_or("not on offer")?;
			ensure!(Self::is_registered(para), "not registered");
			ensure!(!Self::is_leased(para, first, last), "already leased");
			let index = range.index() as u32;
			let to_beat = auction.standing.get(&index).map_or(0, |(_, _, amount)| *amount);
			ensure!(amount > to_beat, "too low");
			if Crowdloan::is_backed(&bidder) {
				let mut bids = Standing::get();
				let key = (para, bidder.clone());
				let largest = amount.max(bids.get(&key).copied().unwrap_or(0));
				Crowdloan::commit(Purpose::Bid, para, &bidder, largest)?;
				bids.insert(key, largest);
				Standing::set(&bids);
			}
			auction.standing.insert(index, (bidder, para, amount));
			Running::set(&Some(auction));
			Ok(())
		})
	}

	fn may_still_win(bidder: &AccountId, para: ParaId) -> bool {
		Self::has_auction() && Standing::get().contains_key(&(para, bidder.clone()))
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for World {
	fn register(para: ParaId, manager: &AccountId) {
		World::register(para, manager.clone());
	}

	fn light_candle(offered: LeasePeriod) {
		if !World::has_auction() {
			World::open_auction(offered, 0);
		}
	}
}
