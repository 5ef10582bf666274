// SPDX-License-Identifier: Apache-2.0

//! What the work of the pallet weighs. A runtime brings what the benchmarks of the same names have
//! measured; there are no numbers here.

use frame_support::weights::Weight;

/// What the calls and steps of this pallet weigh.
pub trait WeightInfo {
	/// Opening a campaign for a para whose last fund still pays for a lease.
	fn create() -> Weight;
	/// A contribution by a newcomer, with a verifier's signature, to a fund that was refused.
	fn contribute() -> Weight;
	/// A withdrawal from the last of a para's funds.
	fn withdraw() -> Weight;
	/// Releasing one contributor of the last of a para's funds, on request.
	fn refund() -> Weight;
	/// Releasing `k` contributors of it, at least one.
	fn refund_of(k: u32) -> Weight {
		let others = Self::release().saturating_mul(k.saturating_sub(1).into());
		Self::refund().saturating_add(others)
	}
	/// Removing a fund.
	fn dissolve() -> Weight;
	/// Changing the terms of a campaign.
	fn edit() -> Weight;
	/// Writing a memo.
	fn add_memo() -> Weight;
	/// Letting a fund bid again.
	fn poke() -> Weight;
	/// A contribution of all there is.
	fn contribute_all() -> Weight;
	/// Finding out what a block has to do.
	fn tick() -> Weight;
	/// Noticing the end of a fund that bids at the last moment.
	fn notice_end() -> Weight;
	/// Looking for funds that bid.
	fn bids_base() -> Weight;
	/// The bid of one fund.
	fn bid() -> Weight;
	/// Looking for work when a block has weight left.
	fn idle() -> Weight;
	/// Taking up a fund that is over, and removing it.
	fn turn() -> Weight;
	/// Releasing one contributor.
	fn release() -> Weight;
}
