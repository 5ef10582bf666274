// SPDX-License-Identifier: GPL-3.0-or-later

//! What the relay chain's state after a block says about the next one: the cores, the validators, and the
//! groups whose turn it is.

use bitvec::{order::Lsb0, vec::BitVec};
use polkadot_primitives::{
	runtime_api::ParachainHost, supermajority_threshold, Block, BlockNumber, CoreIndex, CoreState,
	GroupRotationInfo, Hash, Header, Id as ParaId, OccupiedCore, SessionIndex, ValidatorId,
	ValidatorIndex,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;

use crate::error::Error;

/// What is known of the block after `parent`.
pub(crate) struct Outlook {
	pub(crate) hash: Hash,
	pub(crate) parent: Header,
	/// The session of the block after `parent`, to which its candidates and votes belong.
	pub(crate) session: SessionIndex,
	/// The validators of paras, in the order of their indices.
	pub(crate) validators: Vec<ValidatorId>,
	groups: Vec<Vec<ValidatorIndex>>,
	rotation: GroupRotationInfo<BlockNumber>,
	cores: Vec<CoreState<Hash, BlockNumber>>,
}

impl Outlook {
	/// Reads the state after this block. `None` if there are no cores.
	pub(crate) fn after<C>(client: &C, hash: Hash) -> Result<Option<Self>, Error>
	where
		C: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
		C::Api: ParachainHost<Block>,
	{
		let api = client.runtime_api();
		// There is one group for each core.
		let (groups, rotation) = api.validator_groups(hash)?;
		if groups.is_empty() {
			return Ok(None);
		}
		Ok(Some(Self {
			hash,
			parent: client.expect_header(hash)?,
			session: api.session_index_for_child(hash)?,
			validators: api.validators(hash)?,
			groups,
			rotation,
			cores: api.availability_cores(hash)?,
		}))
	}

	/// The validators, each with its index.
	pub(crate) fn seats(&self) -> impl Iterator<Item = (ValidatorIndex, &ValidatorId)> {
		(0..).map(ValidatorIndex).zip(&self.validators)
	}

	/// The validators that back candidates on this core whose relay parent has this number.
	pub(crate) fn backers(&self, core: CoreIndex, relay_parent: BlockNumber) -> &[ValidatorIndex] {
		// The group is the one whose turn it is in the block after the relay parent.
		let rotation = GroupRotationInfo { now: relay_parent + 1, ..self.rotation.clone() };
		let group = rotation.group_for_core(core, self.groups.len());
		self.groups.get(group.0 as usize).map_or(&[], Vec::as_slice)
	}

	/// The cores, each with its index.
	fn cores(&self) -> impl Iterator<Item = (CoreIndex, &CoreState<Hash, BlockNumber>)> {
		(0..).map(CoreIndex).zip(&self.cores)
	}

	/// A bit for each core: whether its candidate waits to become available.
	pub(crate) fn pending(&self) -> BitVec<u8, Lsb0> {
		self.cores.iter().map(CoreState::is_occupied).collect()
	}

	/// The paras that may have a candidate backed in the next block, each with its core. `held` says of
	/// each validator whether its key is here, and so whether it will vote.
	pub(crate) fn open(&self, held: &[bool]) -> Vec<(CoreIndex, ParaId)> {
		let open = self.cores().filter_map(|(core, state)| {
			let next = match state {
				CoreState::Scheduled(next) => Some(next),
				CoreState::Occupied(pending) if self.availability(pending, held).is_enough() => {
					pending.next_up_on_available.as_ref()
				},
				CoreState::Occupied(_) | CoreState::Free => None,
			};
			Some((core, next?.para_id))
		});
		open.collect()
	}

	/// A core that would be the para's in the next block if its candidate became available, with the votes
	/// on that.
	pub(crate) fn occupied(
		&self,
		para: ParaId,
		held: &[bool],
	) -> Option<(CoreIndex, Availability)> {
		self.cores().find_map(|(core, state)| match state {
			CoreState::Occupied(pending)
				if pending
					.next_up_on_available
					.as_ref()
					.is_some_and(|next| next.para_id == para) =>
			{
				Some((core, self.availability(pending, held)))
			},
			_ => None,
		})
	}

	/// The votes on a core's candidate: those cast, and those that the validators in `held` will cast.
	fn availability(
		&self,
		pending: &OccupiedCore<Hash, BlockNumber>,
		held: &[bool],
	) -> Availability {
		let votes = (0..self.validators.len()).filter(|place| {
			pending.availability.get(*place).is_some_and(|voted| *voted)
				|| held.get(*place).is_some_and(|held| *held)
		});
		let needed = supermajority_threshold(self.validators.len());
		Availability { votes: votes.count(), needed }
	}
}

/// The votes that a candidate is available.
pub(crate) struct Availability {
	pub(crate) votes: usize,
	pub(crate) needed: usize,
}

impl Availability {
	fn is_enough(&self) -> bool {
		self.votes >= self.needed
	}
}
