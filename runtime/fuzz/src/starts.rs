// SPDX-License-Identifier: GPL-3.0-or-later
//! The chains on which histories begin.
//!
//! What leads from genesis to them is itself a history, which has to go as planned. It is run once in a
//! process, and kept.

use std::sync::OnceLock;

use crate::{
	chain::{Chain, Snapshot},
	history::Start,
	run::Run,
	scenes::{self, Scene},
};

/// A chain of its own that begins there.
pub fn chain(start: Start) -> Chain {
	static STARTS: [OnceLock<Snapshot>; 4] = [const { OnceLock::new() }; 4];
	let [genesis, settled, busy, old] = &STARTS;
	let snapshot = match start {
		Start::Genesis => genesis.get_or_init(|| Chain::new().snapshot()),
		Start::Settled => settled.get_or_init(|| after(Start::Genesis, scenes::settling())),
		Start::Busy => busy.get_or_init(|| after(Start::Settled, scenes::business())),
		Start::Old => old.get_or_init(|| after(Start::Busy, scenes::ageing())),
	};
	Chain::at(snapshot.clone())
}

fn after(start: Start, scene: Scene) -> Snapshot {
	let mut run = Run::new(chain(start));
	for step in &scene {
		let result = run.step(step).unwrap_or_else(|fault| panic!("{fault}"));
		let went_on = ["done", "votes", "calls"].iter().any(|word| result.contains(word));
		assert!(went_on, "{step:?}: {result}");
	}
	run.end().unwrap_or_else(|fault| panic!("{fault}"));
	run.chain().snapshot()
}

#[cfg(test)]
mod tests {
	use canary_primitives::{traits::Lifecycle, ParaId};
	use canary_runtime::{paras::HostParas, Auctions, Runtime};

	use super::*;

	#[test]
	fn a_settled_chain_has_paras_that_can_get_leases() {
		chain(Start::Settled).look(|| {
			use canary_primitives::traits::InspectPara;
			for para in crate::things::PARAS {
				assert_eq!(HostParas::lifecycle(ParaId::new(para)), Some(Lifecycle::OnDemand));
			}
		});
	}

	#[test]
	fn an_old_chain_prunes_what_ended_on_it() {
		use canary_referenda::{ReferendumCount, ReferendumInfoFor};
		let mut chain = chain(Start::Old);
		let records = |chain: &mut Chain| {
			let count = || ReferendumInfoFor::<Runtime>::iter().count() as u32;
			chain.look(|| (count(), ReferendumCount::<Runtime>::get()))
		};
		let (before, made) = records(&mut chain);
		assert!(before > 0, "{before} of {made}");
		for _ in 0..120 {
			chain.close();
		}
		assert!(records(&mut chain).0 < before);
	}

	#[test]
	fn a_busy_chain_has_something_of_everything() {
		use canary_primitives::Phase;
		chain(Start::Busy).look(|| {
			assert!(matches!(Auctions::phase(), Phase::Ending { .. }), "{:?}", Auctions::phase());
			assert!(canary_auctions::ReservedAmounts::<Runtime>::iter().count() > 0);
			assert!(canary_crowdloan::Funds::<Runtime>::iter().count() > 0);
			assert!(canary_slots::Leases::<Runtime>::iter().count() > 0);
			assert!(canary_referenda::ReferendumCount::<Runtime>::get() > 1);
			assert!(pallet_nomination_pools::BondedPools::<Runtime>::count() > 0);
		});
	}
}
