// SPDX-License-Identifier: Apache-2.0

//! The weights that a runtime has to provide, measured by the benchmarks of the same names.

use frame_support::weights::Weight;

/// The weights of the calls and steps of the pallet.
pub trait WeightInfo {
	/// Opening a campaign for a para whose last fund still has a lease.
	fn create() -> Weight;
	/// The first contribution of an account, with a verifier's signature, to a fund in `Refused`.
	fn contribute() -> Weight;
	/// A withdrawal from the last of a para's funds.
	fn withdraw() -> Weight;
	/// Releasing one contributor of the last of a para's funds, on request.
	fn refund() -> Weight;
	/// Releasing `k` contributors of the last of a para's funds, on request; at least one.
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
	/// A contribution of all that can be held.
	fn contribute_all() -> Weight;
	/// Finding out which work a block has to do.
	fn tick() -> Weight;
	/// Processing the end of a campaign whose fund bids at that moment.
	fn notice_end() -> Weight;
	/// Finding out which funds bid in a block.
	fn bids_base() -> Weight;
	/// The bid of one fund.
	fn bid() -> Weight;
	/// Finding out which work there is for idle weight.
	fn idle() -> Weight;
	/// Taking a fund from the queue for release, and dissolving it.
	fn turn() -> Weight;
	/// Releasing one contributor.
	fn release() -> Weight;
}
