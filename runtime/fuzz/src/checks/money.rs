// SPDX-License-Identifier: GPL-3.0-or-later
//! All the money there is: who has it, and whether it was told how it came and went.

use canary_runtime::{Balance, Balances, Runtime, RuntimeEvent};

/// The issuance at the end of the last block.
#[derive(Debug)]
pub struct Accounts {
	issued: Balance,
}

impl Accounts {
	/// As they are now.
	pub fn read() -> Self {
		Self { issued: Balances::total_issuance() }
	}

	/// What is wrong with them after a block that tells this, which is the last one from now on.
	pub(super) fn check(&mut self, events: &[RuntimeEvent]) -> Vec<String> {
		let mut faults = vec![];
		let issued = Balances::total_issuance();
		if let Some((made, lost)) = made_and_lost(events) {
			let expected = self.issued.saturating_add(made).saturating_sub(lost);
			if issued != expected {
				faults.push(format!(
					"the issuance was {} and is {issued}, and events tell of {made} made and {lost} lost",
					self.issued
				));
			}
		}
		self.issued = issued;

		let mut sum: Balance = 0;
		for (who, account) in frame_system::Account::<Runtime>::iter() {
			let data = &account.data;
			let total = data.free.saturating_add(data.reserved);
			sum = sum.saturating_add(total);
			if account.consumers > 0 && account.providers == 0 {
				faults.push(format!("{who:?} has consumers and no provider: {account:?}"));
			}
			if total > 0 && account.providers == 0 && account.sufficients == 0 {
				faults.push(format!("{who:?} has money and nothing to live by: {account:?}"));
			}
			let held: Balance = pallet_balances::Holds::<Runtime>::get(&who)
				.iter()
				.map(|hold| hold.amount)
				.fold(0, Balance::saturating_add);
			let named: Balance = pallet_balances::Reserves::<Runtime>::get(&who)
				.iter()
				.map(|reserve| reserve.amount)
				.fold(0, Balance::saturating_add);
			if held.saturating_add(named) > data.reserved {
				faults.push(format!("{who:?} has {held} on hold and {named} reserved: {data:?}"));
			}
			let locked = pallet_balances::Locks::<Runtime>::get(&who)
				.iter()
				.map(|lock| lock.amount)
				.max()
				.unwrap_or_default();
			let frozen = pallet_balances::Freezes::<Runtime>::get(&who)
				.iter()
				.map(|freeze| freeze.amount)
				.max()
				.unwrap_or_default();
			if data.frozen != locked.max(frozen) {
				faults.push(format!("{who:?} is locked {locked} and frozen {frozen}: {data:?}"));
			}
		}
		if sum != issued {
			faults.push(format!("the issuance is {issued}, and all accounts together have {sum}"));
		}
		faults
	}
}

/// What these events tell of money that was made and that is no more. Nothing, if root has set a balance: that
/// event does not tell what it was before.
fn made_and_lost(events: &[RuntimeEvent]) -> Option<(Balance, Balance)> {
	use pallet_balances::Event as Balances;
	use pallet_staking::Event as Staking;
	let (mut made, mut lost): (Balance, Balance) = (0, 0);
	for event in events {
		match event {
			RuntimeEvent::Staking(Staking::EraPaid { remainder, .. }) => made += remainder,
			RuntimeEvent::Staking(Staking::Rewarded { amount, .. }) => made += amount,
			RuntimeEvent::Treasury(pallet_treasury::Event::Burnt { burnt_funds }) => {
				lost += burnt_funds;
			},
			RuntimeEvent::Balances(Balances::DustLost { amount, .. }) => lost += amount,
			RuntimeEvent::Balances(Balances::Burned { amount, .. }) => lost += amount,
			RuntimeEvent::Balances(Balances::BalanceSet { .. }) => return None,
			RuntimeEvent::Balances(Balances::Minted { amount, .. }) => made += amount,
			_ => {},
		}
	}
	Some((made, lost))
}
