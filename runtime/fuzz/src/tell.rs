// SPDX-License-Identifier: GPL-3.0-or-later
//! A history in words that a person can read, and do again.

use sp_core::hexdisplay::HexDisplay;

use crate::{
	history::{History, Step},
	people::{person, PEOPLE},
	play::play_and_tell,
	run::Fault,
};

/// A step in one line.
pub fn step(step: &Step) -> String {
	let said = match step {
		Step::Submit { signer, call } => format!("{:?} signs {call:?}", person(*signer)),
		Step::Dispatch { origin, call } => format!("as {origin:?}: {call:?}"),
		Step::Bare { call } => format!("nobody signs {call:?}"),
		Step::Blocks(count) => format!("{count} blocks pass"),
		Step::Until { moment, offset } => format!("time passes until {moment:?} {offset:+}"),
		Step::Draw(true) => "authors draw lots".into(),
		Step::Draw(false) => "authors draw no lots".into(),
		Step::Miss(slots) => format!("{slots} slots are missed"),
		Step::Fill { share } => format!("the block fills up to {share}/255"),
		Step::CrowdAgenda { after, calls } => {
			format!("{calls} calls are scheduled {after} blocks on")
		},
		Step::CheckCode { accept } => format!("validators vote on code: {accept}"),
		Step::VoteAll { index, aye } => format!("everybody votes on referendum {index}: {aye}"),
	};
	named(said)
}

/// The same with people's names for their accounts.
pub fn named(mut said: String) -> String {
	for who in PEOPLE {
		let account = who.to_account_id();
		let bytes: &[u8] = account.as_ref();
		let hex = HexDisplay::from(&bytes).to_string();
		while let Some(at) = said.find(&hex) {
			// What follows is the beginning of the address, in brackets.
			let rest = &said[at + hex.len()..];
			let end = match rest.starts_with(" (") {
				true => rest.find(')').map_or(0, |end| end + 1),
				false => 0,
			};
			said.replace_range(at..at + hex.len() + end, &format!("{who:?}"));
		}
	}
	said
}

/// Runs a history and prints each step, with what came of it.
///
/// # Panics
///
/// Where the runtime does, after the steps up to there.
pub fn replay(history: &History) -> Result<(), Fault> {
	println!("from {:?}:", history.start);
	let mut number = 0;
	play_and_tell(history, |taken, outcome| {
		number += 1;
		println!("{number:3}. {}\n     block {}: {}", step(taken), outcome.height, outcome.result);
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::people::account;

	#[test]
	fn people_are_called_by_their_names() {
		let call = pallet_balances::Call::transfer_all {
			dest: sp_runtime::MultiAddress::Id(account(1)),
			keep_alive: true,
		};
		let told = step(&Step::Submit { signer: 0, call: call.into() });
		assert!(told.starts_with("Alice signs"), "{told}");
		assert!(told.contains("Bob"), "{told}");
		assert!(!told.contains("8eaf"), "{told}");
	}
}
