// SPDX-License-Identifier: Apache-2.0

//! What is compared: everything that a referendum does to the outside, and all votes and money.

use super::chains::{ours, Chain};
use crate::{
	DecidingCount, ReferendumCount, ReferendumInfo, ReferendumInfoFor, ReferendumInfoOf, TrackQueue,
};
use sp_runtime::DispatchResult;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) type Info = ReferendumInfoOf<ours::Runtime>;

/// The money of one account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Money {
	pub(crate) free: u64,
	/// On hold or reserved.
	pub(crate) held: u64,
	/// Locked, which is for votes.
	pub(crate) locked: u64,
}

/// The state of one chain.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
	pub(crate) now: u64,
	/// The records, without the alarms of ongoing referenda.
	pub(crate) referenda: BTreeMap<u32, Info>,
	/// The queue of each track: referenda and their ayes, fewest first.
	pub(crate) queues: BTreeMap<u16, Vec<(u32, u64)>>,
	/// How many referenda of a track have a place.
	pub(crate) deciding: BTreeMap<u16, u32>,
	pub(crate) money: BTreeMap<u64, Money>,
	/// Votes, delegations and what is locked for them, by account and track, as they are encoded.
	pub(crate) votes: BTreeMap<Vec<u8>, Vec<u8>>,
	/// Ongoing referenda that nothing will wake: they have no alarm, and wait in no queue or in the place
	/// of other ayes than theirs.
	pub(crate) silent: BTreeSet<u32>,
	/// The block in which each proposal was dispatched, and the result.
	pub(crate) enacted: BTreeMap<u32, (u64, DispatchResult)>,
}

impl Picture {
	/// The state of a chain on which this has been enacted before.
	pub(crate) fn of(chain: &mut Chain, before: BTreeMap<u32, (u64, DispatchResult)>) -> Self {
		let mut picture = chain.with(Self::read);
		picture.enacted = before;
		let submitted = chain.with(ReferendumCount::<ours::Runtime>::get);
		let name = chain.enactment_name;
		for (dispatched, result) in chain.take_dispatched() {
			let index = (0..submitted)
				.find(|index| name(*index) == dispatched)
				.expect("what has a name is the enactment of a referendum");
			let twice = picture.enacted.insert(index, (picture.now, result));
			assert_eq!(twice, None, "{index} is enacted once");
		}
		picture
	}

	/// The state of the chain whose storage is being read, without what it has enacted.
	pub(crate) fn read() -> Self {
		let without_alarm = |info: Info| match info {
			ReferendumInfo::Ongoing(mut status) => {
				status.alarm = None;
				ReferendumInfo::Ongoing(status)
			},
			ended => ended,
		};
		let records: BTreeMap<u32, Info> = ReferendumInfoFor::<ours::Runtime>::iter().collect();
		let queues: BTreeMap<u16, Vec<(u32, u64)>> = TrackQueue::<ours::Runtime>::iter()
			.map(|(track, queue)| (track, queue.into_inner()))
			.filter(|(_, queue)| !queue.is_empty())
			.collect();
		let is_silent = |(index, info): &(&u32, &Info)| {
			let ReferendumInfo::Ongoing(status) = info else { return false };
			let mut queued = queues.get(&status.track).into_iter().flatten();
			let place = queued.find(|(queued, _)| queued == *index);
			let waits = status.in_queue
				&& status.deciding.is_none()
				&& place.is_none_or(|(_, ayes)| *ayes == status.tally.ayes);
			status.alarm.is_none() && !waits
		};
		Self {
			now: ours::System::block_number(),
			silent: records.iter().filter(is_silent).map(|(index, _)| *index).collect(),
			referenda: records.into_iter().map(|(i, info)| (i, without_alarm(info))).collect(),
			queues,
			deciding: DecidingCount::<ours::Runtime>::iter().filter(|(_, n)| *n > 0).collect(),
			money: frame_system::Account::<ours::Runtime>::iter()
				.map(|(who, account)| {
					let pallet_balances::AccountData { free, reserved, frozen, .. } = account.data;
					(who, Money { free, held: reserved, locked: frozen })
				})
				.collect(),
			votes: Self::all_under(b"ConvictionVoting"),
			enacted: BTreeMap::new(),
		}
	}

	/// The storage of a pallet, as it is encoded.
	fn all_under(pallet: &[u8]) -> BTreeMap<Vec<u8>, Vec<u8>> {
		let prefix = sp_io::hashing::twox_128(pallet).to_vec();
		let mut all = BTreeMap::new();
		let mut key = prefix.clone();
		while let Some(next) =
			sp_io::storage::next_key(&key).filter(|next| next.starts_with(&prefix))
		{
			let value = frame_support::storage::unhashed::get_raw(&next).expect("the key exists");
			all.insert(next.clone(), value);
			key = next;
		}
		all
	}

	/// The record of a referendum that is ongoing.
	pub(crate) fn ongoing(&self, index: u32) -> Option<&crate::ReferendumStatusOf<ours::Runtime>> {
		match self.referenda.get(&index)? {
			ReferendumInfo::Ongoing(status) => Some(status),
			_ => None,
		}
	}

	/// All ongoing referenda.
	pub(crate) fn all_ongoing(&self) -> Vec<u32> {
		self.referenda.keys().copied().filter(|index| self.ongoing(*index).is_some()).collect()
	}

	/// The queue of a track.
	pub(crate) fn queue(&self, track: u16) -> &[(u32, u64)] {
		self.queues.get(&track).map_or(&[], |queue| queue)
	}
}

/// What two pictures can disagree about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Item {
	Referendum(u32),
	Queue(u16),
	Deciding(u16),
	Money(u64),
	Votes,
	Enacted(u32),
}

/// All that two pictures disagree about.
pub(crate) fn disagreements(one: &Picture, other: &Picture) -> Vec<Item> {
	fn keys<K: Ord + Copy, V: PartialEq>(one: &BTreeMap<K, V>, other: &BTreeMap<K, V>) -> Vec<K> {
		let all: BTreeSet<K> = one.keys().chain(other.keys()).copied().collect();
		all.into_iter().filter(|key| one.get(key) != other.get(key)).collect()
	}
	assert_eq!(one.now, other.now);
	let referenda = keys(&one.referenda, &other.referenda).into_iter().map(Item::Referendum);
	let queues = keys(&one.queues, &other.queues).into_iter().map(Item::Queue);
	let deciding = keys(&one.deciding, &other.deciding).into_iter().map(Item::Deciding);
	let money = keys(&one.money, &other.money).into_iter().map(Item::Money);
	let enacted = keys(&one.enacted, &other.enacted).into_iter().map(Item::Enacted);
	let votes = (one.votes != other.votes).then_some(Item::Votes);
	referenda.chain(queues).chain(deciding).chain(money).chain(enacted).chain(votes).collect()
}

/// What a picture says about these.
pub(crate) fn shown(picture: &Picture, items: &[Item]) -> String {
	let show = |item: &Item| match item {
		Item::Referendum(index) => format!("{item:?}: {:?}", picture.referenda.get(index)),
		Item::Queue(track) => format!("{item:?}: {:?}", picture.queue(*track)),
		Item::Deciding(track) => format!("{item:?}: {:?}", picture.deciding.get(track)),
		Item::Money(who) => format!("{item:?}: {:?}", picture.money.get(who)),
		Item::Enacted(index) => format!("{item:?}: {:?}", picture.enacted.get(index)),
		Item::Votes => format!("{item:?}: {:?}", picture.votes),
	};
	items.iter().map(show).collect::<Vec<_>>().join("\n")
}
