// SPDX-License-Identifier: GPL-3.0-or-later
//! A history: what happens on a chain, step by step, as the bytes that a fuzzer changes.
//!
//! The bytes are those of SCALE, each step behind its length. A step whose bytes are none is left out and
//! the next one is read, so that a changed byte costs one step at most, and a corpus outlives changes of
//! the runtime.

use canary_runtime::{OriginCaller, RuntimeCall};
use codec::{Decode, DecodeLimit, Encode};
use scale_info::TypeInfo;

/// The most steps of a history that are run.
pub const MAX_STEPS: usize = 96;
/// How deep calls may be nested in each other.
const MAX_DEPTH: u32 = 32;

/// Where a history begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Start {
	/// At genesis.
	Genesis,
	/// With paras that can get leases, and a nomination pool.
	Settled,
	/// With an auction whose candle burns, bids and crowdloans in it, a para with a lease, and referenda.
	Busy,
	/// As busy, and so many blocks later that the records of what ended then are pruned soon.
	Old,
}

impl Start {
	/// All of them.
	pub const ALL: [Self; 4] = [Self::Genesis, Self::Settled, Self::Busy, Self::Old];
}

/// A moment to which time can pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Moment {
	/// The first block of the next session.
	Session,
	/// The first block of the next era.
	Era,
	/// The first block of the next lease period.
	LeasePeriod,
	/// The first block of the ending period of the auction that runs.
	Candle,
	/// The first block after that ending period.
	CandleOut,
	/// The next block for which the scheduler has something on its agenda.
	Agenda,
	/// The next end of a crowdloan.
	CrowdloanEnd,
	/// The next payout of the treasury.
	Spend,
}

/// Something that happens.
#[derive(Clone, PartialEq, Debug, Encode, Decode, TypeInfo)]
pub enum Step {
	/// A person signs a transaction, and pays for it.
	Submit {
		/// The signer's place among the [people](crate::people).
		signer: u8,
		/// What they call.
		call: RuntimeCall,
	},
	/// A call is carried out with an origin, as the scheduler or a referendum does it.
	Dispatch {
		/// The origin.
		origin: OriginCaller,
		/// The call.
		call: RuntimeCall,
	},
	/// A transaction that nobody has signed.
	Bare {
		/// Its call.
		call: RuntimeCall,
	},
	/// That many blocks pass: the open one, if there is one, and empty ones.
	Blocks(u8),
	/// Time passes until some blocks before or after a moment.
	Until {
		/// The moment.
		moment: Moment,
		/// Blocks after it; before it, if below zero.
		offset: i8,
	},
	/// Whether authors draw lots from now on. While they do not, no randomness comes.
	Draw(bool),
	/// The next block's author, and those of so many slots after them, are away.
	Miss(u8),
	/// The open block fills up.
	Fill {
		/// So many 255ths of what transactions may use.
		share: u8,
	},
	/// The scheduler's agenda is filled with so many calls, for the block that many blocks from now.
	CrowdAgenda {
		/// Blocks from now.
		after: u8,
		/// Calls.
		calls: u8,
	},
	/// The validators vote on all code that waits to be checked.
	CheckCode {
		/// Whether they accept it.
		accept: bool,
	},
	/// Everybody votes on a referendum of the public.
	VoteAll {
		/// The referendum.
		index: u32,
		/// How they vote.
		aye: bool,
	},
}

/// What happens on a chain.
#[derive(Clone, PartialEq, Debug)]
pub struct History {
	/// Where it begins.
	pub start: Start,
	/// What happens then.
	pub steps: Vec<Step>,
}

impl History {
	/// The history that these bytes say. All bytes say one.
	pub fn from_bytes(bytes: &[u8]) -> Self {
		let Some((start, mut rest)) = bytes.split_first() else {
			return Self { start: Start::Genesis, steps: vec![] };
		};
		let start = Start::ALL[usize::from(*start) % Start::ALL.len()];
		let mut steps = vec![];
		while let Some((length, after)) = rest.split_first_chunk::<2>() {
			let length = usize::from(u16::from_le_bytes(*length)).min(after.len());
			let (step, after) = after.split_at(length);
			steps.extend(Step::from_bytes(step));
			rest = after;
		}
		Self { start, steps }
	}

	/// The bytes that say this history. Steps too long to be said are left out.
	pub fn to_bytes(&self) -> Vec<u8> {
		let mut bytes = self.start.encode();
		for step in self.steps.iter().map(Encode::encode) {
			if let Ok(length) = u16::try_from(step.len()) {
				bytes.extend(length.to_le_bytes());
				bytes.extend(step);
			}
		}
		bytes
	}
}

impl Step {
	/// The step that these bytes are, if they are one and nothing else.
	pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
		Self::decode_all_with_depth_limit(MAX_DEPTH, &mut &*bytes).ok()
	}

	/// The call of a step that has one.
	pub fn call(&self) -> Option<&RuntimeCall> {
		match self {
			Self::Submit { call, .. } | Self::Dispatch { call, .. } | Self::Bare { call } => {
				Some(call)
			},
			_ => None,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn history() -> History {
		let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![1, 2] });
		History {
			start: Start::Settled,
			steps: vec![
				Step::Submit { signer: 3, call: call.clone() },
				Step::Until { moment: Moment::LeasePeriod, offset: -1 },
				Step::Dispatch { origin: frame_system::RawOrigin::Root.into(), call },
			],
		}
	}

	#[test]
	fn a_history_is_what_its_bytes_say() {
		let history = history();
		assert_eq!(History::from_bytes(&history.to_bytes()), history);
	}

	#[test]
	fn bytes_that_are_no_step_cost_no_other_step() {
		let history = history();
		let mut bytes = history.to_bytes();
		// The kind of the first step.
		bytes[3] = 0xff;
		let read = History::from_bytes(&bytes);
		assert_eq!(read.steps, history.steps[1..]);
	}

	#[test]
	fn all_bytes_say_a_history() {
		assert_eq!(History::from_bytes(&[]).steps, []);
		let bytes: Vec<u8> = (0..=255).collect();
		assert_eq!(History::from_bytes(&bytes).steps, []);
	}
}
