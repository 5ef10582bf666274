// SPDX-License-Identifier: Apache-2.0

//! The collaborators of the mock: a registrar of paras, and funds that back the deposits of others.

// The macro makes public what only this crate's tests see.
#![allow(unreachable_pub)]

use crate::mock::{Balance, Slots, FUND};
use alloc::collections::BTreeMap;
use canary_primitives::{
	traits::{BackDeposits, InspectPara, Lifecycle, MovePara, Purpose, SwapLeases},
	ParaId,
};
use frame_support::parameter_types;
use sp_runtime::{DispatchError, DispatchResult};

type Lifecycles = BTreeMap<ParaId, Lifecycle>;
type Committed = BTreeMap<(Purpose, ParaId, u64), Balance>;

parameter_types! {
	pub static RefuseMoves: bool = false;
	pub static Raised: BTreeMap<u64, Balance> = BTreeMap::new();

	// In storage, so that they are rolled back with everything else.
	pub storage Registry: Lifecycles = BTreeMap::new();
	pub storage Commitments: Committed = BTreeMap::new();
}

impl Registry {
	fn mutate<R>(change: impl FnOnce(&mut Lifecycles) -> R) -> R {
		let mut registry = Self::get();
		let result = change(&mut registry);
		Self::set(&registry);
		result
	}
}

impl Commitments {
	fn mutate<R>(change: impl FnOnce(&mut Committed) -> R) -> R {
		let mut commitments = Self::get();
		let result = change(&mut commitments);
		Self::set(&commitments);
		result
	}
}

/// The registrar of paras.
pub struct Paras;

impl InspectPara for Paras {
	fn lifecycle(para: ParaId) -> Option<Lifecycle> {
		Registry::get().get(&para).copied()
	}

	fn is_registered(para: ParaId) -> bool {
		Self::lifecycle(para).is_some()
	}
}

impl Paras {
	fn change(para: ParaId, from: Lifecycle, to: Lifecycle) -> DispatchResult {
		if RefuseMoves::get() {
			return Err(DispatchError::Unavailable);
		}
		if Self::lifecycle(para) != Some(from) {
			return Err(DispatchError::Other("not in the right state"));
		}
		put(para, to);
		Ok(())
	}
}

impl MovePara for Paras {
	fn upgrade(para: ParaId) -> DispatchResult {
		Self::change(para, Lifecycle::OnDemand, Lifecycle::Upgrading)
	}

	fn downgrade(para: ParaId) -> DispatchResult {
		Self::change(para, Lifecycle::LeaseHolding, Lifecycle::Downgrading)
	}
}

/// Funds whose bids are backed by what they have raised.
pub struct Funds;

impl BackDeposits for Funds {
	type AccountId = u64;
	type Balance = Balance;

	fn is_backed(who: &u64) -> bool {
		Raised::get().contains_key(who)
	}

	fn committed(purpose: Purpose, para: ParaId, who: &u64) -> Balance {
		Commitments::get().get(&(purpose, para, *who)).copied().unwrap_or_default()
	}

	fn all_committed(purpose: Purpose) -> Vec<(ParaId, u64, Balance)> {
		let all = Commitments::get().into_iter();
		let of_purpose = all.filter(|((of, _, _), _)| *of == purpose);
		of_purpose.map(|((_, para, who), amount)| (para, who, amount)).collect()
	}

	fn commit(purpose: Purpose, para: ParaId, who: &u64, amount: Balance) -> DispatchResult {
		if Raised::get()[who] < amount {
			return Err(DispatchError::Other("not raised"));
		}
		Commitments::mutate(|c| c.insert((purpose, para, *who), amount));
		Ok(())
	}

	fn relax(purpose: Purpose, para: ParaId, who: &u64, amount: Balance) {
		Commitments::mutate(|c| match amount {
			0 => c.remove(&(purpose, para, *who)),
			_ => c.insert((purpose, para, *who), amount),
		});
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<u64, Balance> for Paras {
	fn make_on_demand(para: ParaId) {
		put(para, Lifecycle::OnDemand);
	}

	fn leasers(number: u32, amount: Balance) -> [u64; 2] {
		[0, 1].map(|which| {
			let who = 10_000 + 2 * u64::from(number) + which;
			Raised::mutate(|raised| raised.insert(who, amount));
			who
		})
	}
}

pub(crate) fn put(para: ParaId, lifecycle: Lifecycle) {
	Registry::mutate(|registry| registry.insert(para, lifecycle));
}

pub(crate) fn deregister(para: ParaId) {
	Registry::mutate(|registry| registry.remove(&para));
}

pub(crate) fn lifecycle(para: ParaId) -> Option<Lifecycle> {
	Paras::lifecycle(para)
}

/// Begins a session: every upgrade and downgrade that was scheduled takes effect.
pub(crate) fn new_session() {
	Registry::mutate(|registry| {
		registry.retain(|_, lifecycle| *lifecycle != Lifecycle::Offboarding);
		for lifecycle in registry.values_mut() {
			*lifecycle = match *lifecycle {
				Lifecycle::Upgrading => Lifecycle::LeaseHolding,
				Lifecycle::Onboarding | Lifecycle::Downgrading => Lifecycle::OnDemand,
				stays => stays,
			};
		}
	});
}

pub(crate) fn committed(purpose: Purpose, para: ParaId) -> Balance {
	Funds::committed(purpose, para, &FUND)
}

/// The registrar's swap: lifecycles first, then what belongs to the slots.
pub(crate) fn swap(one: ParaId, other: ParaId) {
	use Lifecycle::{Downgrading, LeaseHolding, OnDemand, Upgrading};
	match (lifecycle(one), lifecycle(other)) {
		(Some(LeaseHolding), Some(OnDemand)) => {
			put(one, Downgrading);
			put(other, Upgrading);
		},
		(Some(OnDemand), Some(LeaseHolding)) => {
			put(one, Upgrading);
			put(other, Downgrading);
		},
		_ => {},
	}
	Slots::swap_leases(one, other);
	Commitments::mutate(|commitments| {
		*commitments = core::mem::take(commitments)
			.into_iter()
			.map(|((purpose, para, who), amount)| {
				let swapped = match para {
					para if para == one => other,
					para if para == other => one,
					para => para,
				};
				((purpose, swapped, who), amount)
			})
			.collect();
	});
}
