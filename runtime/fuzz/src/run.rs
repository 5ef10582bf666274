// SPDX-License-Identifier: GPL-3.0-or-later
//! A history that is being run: its steps are taken, and after each of its blocks is checked what must
//! hold.

use canary_runtime::{
	constants::block, pace, OriginCaller, Runtime, RuntimeCall, Scheduler, System,
};
use frame_support::{
	dispatch::DispatchClass,
	traits::{
		schedule::{v3::Anon, DispatchTime},
		Get,
	},
	weights::Weight,
};
use frame_system::RawOrigin;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};

use crate::{
	chain::{Chain, Told},
	checks::{self, Accounts},
	history::{Moment, Step},
	people::{person, PEOPLE},
	pvf, scope,
};

/// The most blocks of a history.
const MAX_BLOCKS: u32 = 400;
/// The most blocks that one step lets pass.
const MAX_WAIT: u32 = 120;
/// Every pallet checks its state after so many blocks, and at the end.
const FULL_CHECK_EVERY: u32 = 8;
/// With what everybody votes where everybody votes.
const MOST: u128 = 500_000 * canary_runtime::constants::currency::UNITS;

/// A broken promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
	/// The block after which it showed.
	pub height: u32,
	/// What is wrong.
	pub what: String,
}

impl std::fmt::Display for Fault {
	fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(formatter, "after block {}: {}", self.height, self.what)
	}
}

/// A history that is being run.
pub(crate) struct Run {
	chain: Chain,
	accounts: Accounts,
	blocks: u32,
}

impl Run {
	/// What happens next happens on this chain.
	pub(crate) fn new(mut chain: Chain) -> Self {
		let accounts = chain.look(Accounts::read);
		Self { chain, accounts, blocks: 0 }
	}

	/// The last block is over, and everything is checked.
	pub(crate) fn end(&mut self) -> Result<(), Fault> {
		if self.chain.is_open() {
			self.close()?;
		}
		self.check_all()
	}

	/// Whether the history has lasted as long as one may.
	pub(crate) fn is_long(&self) -> bool {
		self.blocks >= MAX_BLOCKS
	}

	/// The chain.
	pub(crate) fn chain(&mut self) -> &mut Chain {
		&mut self.chain
	}

	/// Takes a step, and says in words what came of it.
	pub(crate) fn step(&mut self, step: &Step) -> Result<String, Fault> {
		if let Some(why) = step.call().and_then(scope::outside) {
			return Ok(format!("left out: {why}"));
		}
		match step.clone() {
			Step::Submit { signer, call } => {
				let applied = self.chain.submit(person(signer), call);
				return Ok(match applied {
					Ok(Ok(())) => "done".into(),
					Ok(Err(error)) => format!("failed: {error:?}"),
					Err(invalid) => format!("not valid: {invalid:?}"),
				});
			},
			Step::Dispatch { origin, call } => {
				if let Some(why) = scope::impossible(&origin) {
					return Ok(format!("left out: {why}"));
				}
				return Ok(match self.chain.dispatch(origin, call) {
					Ok(()) => "done".into(),
					Err(error) => format!("failed: {error:?}"),
				});
			},
			Step::Bare { call } => {
				return Ok(match self.chain.submit_bare(call) {
					Ok(Ok(())) => "done".into(),
					Ok(Err(error)) => format!("failed: {error:?}"),
					Err(invalid) => format!("not valid: {invalid:?}"),
				});
			},
			Step::Blocks(count) => self.pass(u32::from(count).clamp(1, MAX_WAIT))?,
			Step::Until { moment, offset } => {
				let now = self.chain.height();
				let target = self.chain.look(|| next(moment, now));
				let target = target.map(|at| i64::from(at) + i64::from(offset) - i64::from(now));
				match target {
					None => return Ok("there is no such moment".into()),
					// The open block is the last one but `blocks`.
					Some(blocks) if blocks > 0 => {
						self.pass((blocks as u32).min(MAX_WAIT))?;
					},
					Some(_) => return Ok("that is over".into()),
				}
			},
			Step::Draw(draws) => self.chain.set_draws(draws),
			Step::Miss(slots) => self.chain.miss(u64::from(slots)),
			Step::Fill { share } => {
				self.chain.open();
				self.chain.look(|| fill(share));
			},
			Step::CrowdAgenda { after, calls } => {
				self.chain.open();
				let crowded = self.chain.look(|| crowd_agenda(after, calls));
				return Ok(format!("{crowded} calls are put there"));
			},
			Step::CheckCode { accept } => {
				self.chain.open();
				let votes = self.chain.look(|| pvf::votes(accept));
				let count = votes.len();
				for vote in votes {
					// A vote after the decision is refused.
					let _late = self.chain.submit_bare(vote);
				}
				return Ok(format!("{count} votes"));
			},
			Step::VoteAll { index, aye } => {
				let vote = AccountVote::Standard {
					vote: Vote { aye, conviction: Conviction::Locked1x },
					balance: MOST,
				};
				let call: RuntimeCall =
					pallet_conviction_voting::Call::vote { poll_index: index, vote }.into();
				let mut counted = 0;
				for voter in PEOPLE {
					let applied = self.chain.submit(voter, call.clone());
					counted += u32::from(matches!(applied, Ok(Ok(()))));
				}
				return Ok(format!("{counted} votes count"));
			},
		}
		Ok("done".into())
	}

	/// Blocks pass, the open one first.
	fn pass(&mut self, blocks: u32) -> Result<(), Fault> {
		for _ in 0..blocks {
			self.close()?;
		}
		Ok(())
	}

	/// Ends a block, and checks it.
	fn close(&mut self) -> Result<(), Fault> {
		let told = self.chain.close();
		self.blocks += 1;
		self.check_block(told)?;
		match self.blocks.is_multiple_of(FULL_CHECK_EVERY) {
			true => self.check_all(),
			false => Ok(()),
		}
	}

	fn check_block(&mut self, told: Told) -> Result<(), Fault> {
		let accounts = &mut self.accounts;
		let faults = self.chain.look(|| checks::block(accounts, &told));
		self.first(faults)
	}

	fn check_all(&mut self) -> Result<(), Fault> {
		let faults = self.chain.look(checks::everything);
		self.first(faults)
	}

	fn first(&self, faults: impl IntoIterator<Item = String>) -> Result<(), Fault> {
		let height = self.chain.height();
		match faults.into_iter().next() {
			Some(what) => Err(Fault { height, what }),
			None => Ok(()),
		}
	}
}

/// The next block after `now` in which something begins.
fn next(moment: Moment, now: u32) -> Option<u32> {
	let cycle = |length: u32, offset: u32| {
		let over = (now + 1).saturating_sub(offset);
		Some(offset + over.div_ceil(length) * length)
	};
	let epoch = <pace::EpochLength as Get<u64>>::get() as u32;
	let auction = || canary_auctions::AuctionInfo::<Runtime>::get();
	match moment {
		// Slots that were missed let sessions begin earlier than that.
		Moment::Session => cycle(epoch, 1),
		Moment::Era => cycle(epoch * <pace::SessionsPerEra as Get<u32>>::get(), 1),
		Moment::LeasePeriod => cycle(pace::LeasePeriod::get(), pace::LeaseOffset::get()),
		Moment::Candle => auction().map(|(_, lit)| lit),
		Moment::CandleOut => {
			auction().map(|(_, lit)| lit.saturating_add(pace::EndingPeriod::get()))
		},
		Moment::Agenda => {
			let tasks = pallet_scheduler::Agenda::<Runtime>::iter();
			tasks
				.filter(|(_, agenda)| agenda.iter().any(Option::is_some))
				.map(|(at, _)| at)
				.filter(|at| *at > now)
				.min()
		},
		Moment::CrowdloanEnd => {
			let ends = canary_crowdloan::Funds::<Runtime>::iter_values().map(|fund| fund.end);
			ends.filter(|end| *end > now).min()
		},
		Moment::Spend => cycle(pace::SpendPeriod::get(), 0),
	}
	.filter(|at| *at > now || matches!(moment, Moment::Candle | Moment::CandleOut))
}

/// Uses up to that share of the weight that transactions may use in this block.
fn fill(share: u8) {
	let limits = block::weights();
	let normal = limits.get(DispatchClass::Normal).max_total.unwrap_or(limits.max_block);
	let target = normal.saturating_mul(u64::from(share)).saturating_div(255);
	let used = *System::block_weight().get(DispatchClass::Normal);
	let all = limits.max_block.saturating_sub(System::block_weight().total());
	let rest: Weight = target.saturating_sub(used).min(all);
	System::register_extra_weight_unchecked(rest, DispatchClass::Normal);
}

/// Puts that many calls of root on the agenda, as far as there is room. Returns how many.
fn crowd_agenda(after: u8, calls: u8) -> u32 {
	let root: OriginCaller = RawOrigin::Root.into();
	let when = DispatchTime::After(after.into());
	let mut crowded = 0;
	for _ in 0..calls {
		let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
		let bound =
			<canary_runtime::Preimage as frame_support::traits::StorePreimage>::bound(remark);
		let Ok(call) = bound else { break };
		let placed = <Scheduler as Anon<_, _, _>>::schedule(when, None, 63, root.clone(), call);
		crowded += u32::from(placed.is_ok());
	}
	crowded
}
