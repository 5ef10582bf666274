// SPDX-License-Identifier: GPL-3.0-or-later
//! # Cores of paras
//!
//! Assigns a core to each para that has a slot.
//!
//! ## Overview
//! The host serves a para on a core, for which a group of validators works. In the SDK, cores are
//! assigned to those who have bought coretime on another chain. Here a lease is enough: a para that is
//! upgraded gets an idle core or a new one, whole and without end, and loses it when it is downgraded.
//! When two paras are swapped, their cores are swapped too.
//!
//! ## The queue
//! There are never more cores than validators, because a candidate on a core with an empty group would
//! be backed without any vote. A para for which there is no core keeps its slot and waits
//! ([`Event::Waits`], [`waiting`](Pallet::waiting)). It gets an index from the number of validators on,
//! for which the host has no core; these indices are the queue. The first para in it gets the next core
//! that becomes idle, or that a new validator adds. So an upgrade never fails for lack of a core.
//!
//! ## Timing
//! A new core exists from the second session from now on, when the host's configuration changes; the
//! para's upgrade takes as long. An existing core begins or stops serving a para a few blocks later,
//! when the claim queue is empty.
//!
//! ## State
//! This pallet has no storage. The host's scheduler has the assignments of cores, and the host's
//! lifecycles tell which paras have slots. A core that root has assigned to anything else than one
//! whole para is not touched, and counts as used.

use alloc::{collections::BTreeMap, vec, vec::Vec};
use core::marker::PhantomData;

use frame_support::{
	defensive,
	dispatch::DispatchClass,
	traits::{Defensive, Get},
	weights::Weight,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use polkadot_primitives::{CoreIndex, Id};
use polkadot_runtime_parachains::{
	configuration::{self, ActiveConfig, PendingConfigs},
	coretime,
	initializer::{OnNewSession, SessionChangeNotification},
	paras::{self, ActionsQueue, Parachains},
	scheduler::{CoreAssignment, CoreDescriptors, CoreSchedules, PartsOf57600, ValidatorGroups},
	shared::{self, ActiveValidatorKeys, CurrentSessionIndex},
	ParaLifecycle,
};
use sp_runtime::traits::One;

use crate::weights;

pub use pallet::*;

/// Assigns cores to paras. See the module's documentation.
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	use super::*;

	/// The pallet, which has no storage.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// It assigns cores through the SDK's Coretime pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config + paras::Config + coretime::Config {}

	/// The events of the pallet.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A core will serve this para, and no other: from one of the next blocks on, or from the second
		/// session on if the core is new.
		#[codec(index = 0)]
		Assigned {
			/// The para.
			para_id: Id,
			/// The core.
			core: CoreIndex,
		},
		/// A core will stop serving this para in a few blocks, and be idle.
		#[codec(index = 1)]
		Released {
			/// The para.
			para_id: Id,
			/// The core.
			core: CoreIndex,
		},
		/// A para has a slot and no core, because there are as many cores as validators and all are
		/// used. It waits for one.
		#[codec(index = 2)]
		Waits {
			/// The para.
			para_id: Id,
		},
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			let groups = ValidatorGroups::<T>::get();
			ensure!(groups.iter().all(|group| !group.is_empty()), "a group has no validator");
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The queue of paras that have a slot, or are being upgraded to one, and wait for a core. The
		/// first gets the next core.
		pub fn waiting() -> Vec<Id> {
			let plan = Plan::<T>::read();
			let mut waiting: Vec<_> = plan.queue().map(|(_, para)| para).collect();
			waiting.extend(plan.newcomers());
			waiting
		}

		/// The core that serves a para, or will serve it soon; `None` if it has none or waits.
		pub fn core_of(para_id: Id) -> Option<CoreIndex> {
			let plan = Plan::<T>::read();
			let mut served = plan.served();
			served.find_map(|(core, para)| (para == para_id).then_some(CoreIndex(core)))
		}
	}
}

/// The last assignment that is scheduled for an index, or the current one if none is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
	/// No assignment: the index can be given to a para.
	Nothing,
	/// The index is wholly assigned to one para.
	Serves(Id),
	/// Any other assignment, which only root can have made.
	Other,
}

impl Work {
	fn of(assignments: &[(CoreAssignment, PartsOf57600)]) -> Self {
		match assignments {
			[] | [(CoreAssignment::Idle, _)] => Self::Nothing,
			[(CoreAssignment::Task(para), parts)] if parts.is_full() => {
				Self::Serves((*para).into())
			},
			_ => Self::Other,
		}
	}
}

/// The assignments of all indices. It is read once, and updated as cores are assigned.
struct Plan<T> {
	/// The assignments of the indices that have ever had one.
	work: BTreeMap<u32, Work>,
	/// The number of validators, which is the greatest number of cores. Indices from here on are the
	/// queue.
	limit: u32,
	/// How many assignments were changed.
	changes: u32,
	_config: PhantomData<T>,
}

impl<T: Config> Plan<T> {
	fn read() -> Self {
		let work = CoreDescriptors::<T>::get().into_iter().map(|(core, descriptor)| {
			let work = match (descriptor.queue(), descriptor.current_work()) {
				(Some(queue), _) => CoreSchedules::<T>::get((queue.last, core))
					.map_or(Work::Nothing, |schedule| Work::of(schedule.assignments())),
				(None, Some(current)) => {
					let shares = current.assignments.iter();
					let shares = shares.map(|(task, state)| (task.clone(), state.ratio));
					Work::of(&shares.collect::<Vec<_>>())
				},
				(None, None) => Work::Nothing,
			};
			(core.0, work)
		});
		Self {
			work: work.collect(),
			limit: ActiveValidatorKeys::<T>::decode_len().unwrap_or_default() as u32,
			changes: 0,
			_config: PhantomData,
		}
	}

	/// The indices that are assigned to a para, and the para.
	fn of_paras(&self) -> impl Iterator<Item = (u32, Id)> + '_ {
		self.work.iter().filter_map(|(index, work)| match work {
			Work::Serves(para) => Some((*index, *para)),
			Work::Nothing | Work::Other => None,
		})
	}

	/// The cores that are assigned to a para, and the para.
	fn served(&self) -> impl Iterator<Item = (u32, Id)> + '_ {
		self.of_paras().filter(|(index, _)| *index < self.limit)
	}

	/// The indices of the queue that are assigned to a para, and the para.
	fn queue(&self) -> impl Iterator<Item = (u32, Id)> + '_ {
		self.of_paras().filter(|(index, _)| *index >= self.limit)
	}

	/// All indices of a para.
	fn indices_of(&self, para: Id) -> Vec<u32> {
		self.of_paras().filter(|(_, other)| *other == para).map(|(index, _)| index).collect()
	}

	/// The paras that have a slot and neither a core nor a place in the queue.
	fn newcomers(&self) -> Vec<Id> {
		// A move that has been scheduled takes place within two sessions.
		let next = CurrentSessionIndex::<T>::get().saturating_add(1);
		let last = shared::Pallet::<T>::scheduled_session();
		let mut paras = Parachains::<T>::get();
		paras.extend((next..=last).flat_map(ActionsQueue::<T>::get));
		let has_index = |para: Id| self.of_paras().any(|(_, other)| other == para);
		paras.retain(|para| !has_index(*para) && holds_slot::<T>(*para));
		paras
	}

	/// Schedules an assignment of the index to a para, or to nothing, after all that is scheduled for it.
	fn give(&mut self, index: u32, para: Option<Id>) {
		let (task, work) = match para {
			Some(para) => (CoreAssignment::Task(para.into()), Work::Serves(para)),
			None => (CoreAssignment::Idle, Work::Nothing),
		};
		let now = frame_system::Pallet::<T>::block_number();
		let descriptors = CoreDescriptors::<T>::get();
		let queue = descriptors.get(&CoreIndex(index)).and_then(|descriptor| descriptor.queue());
		// Two assignments at the same block would share the core, and none can be put before another.
		let after = queue.map_or(now, |queue| queue.last.max(now));
		let Ok(core) = index.try_into() else {
			defensive!("the index of a core fits a u16");
			return;
		};
		let given = coretime::Pallet::<T>::assign_core(
			RawOrigin::Root.into(),
			core,
			after + One::one(),
			vec![(task, PartsOf57600::FULL)],
			None,
		);
		if given.defensive().is_ok() {
			self.work.insert(index, work);
			self.changes += 1;
		}
	}

	/// Assigns the index to a para, and deposits an event.
	fn assign(&mut self, index: u32, para_id: Id) {
		self.give(index, Some(para_id));
		self.report(index, para_id);
	}

	/// Takes the index from a para, and deposits an event if it is a core's.
	fn release(&mut self, index: u32, para_id: Id) {
		self.give(index, None);
		if index < self.limit {
			Pallet::<T>::deposit_event(Event::Released { para_id, core: CoreIndex(index) });
		}
	}

	/// Deposits an event that tells whether a para has a core or waits.
	fn report(&self, index: u32, para_id: Id) {
		Pallet::<T>::deposit_event(match index < self.limit {
			true => Event::Assigned { para_id, core: CoreIndex(index) },
			false => Event::Waits { para_id },
		});
	}

	/// Assigns the idle cores to the paras in the queue and then to newcomers. The other newcomers get a
	/// place in the queue. Adds the cost to the block's.
	fn hand_out(self) {
		let cost = self.hand_out_uncounted();
		frame_system::Pallet::<T>::register_extra_weight_unchecked(cost, DispatchClass::Mandatory);
	}

	/// [`Self::hand_out`], which returns the cost instead.
	fn hand_out_uncounted(mut self) -> Weight {
		let mut waiting: Vec<(Option<u32>, Id)> =
			self.queue().map(|(place, para)| (Some(place), para)).collect();
		waiting.extend(self.newcomers().into_iter().map(|para| (None, para)));
		let looked_up = 2 * self.work.len() + waiting.len();

		let mut idle =
			(0..self.limit).filter(|core| self.is_idle(*core)).collect::<Vec<_>>().into_iter();
		for (place, para) in waiting {
			match (idle.next(), place) {
				(Some(core), place) => {
					if let Some(place) = place {
						self.give(place, None);
					}
					self.assign(core, para);
				},
				(None, Some(_)) => {},
				(None, None) => self.assign(self.end_of_queue(), para),
			}
		}
		self.fit_number();
		weights::handing_out_cores(looked_up as u32, self.changes)
	}

	fn is_idle(&self, index: u32) -> bool {
		self.work.get(&index).is_none_or(|work| *work == Work::Nothing)
	}

	/// The first free index after the last of the queue. One that root uses is passed over.
	fn end_of_queue(&self) -> u32 {
		let behind = self.queue().last().map_or(self.limit, |(place, _)| place.saturating_add(1));
		(behind..).find(|place| self.is_idle(*place)).unwrap_or(behind)
	}

	/// The number of cores in the host's latest configuration, pending ones included.
	fn planned_number() -> u32 {
		let planned = PendingConfigs::<T>::get().pop().map(|(_, config)| config);
		planned.unwrap_or_else(ActiveConfig::<T>::get).scheduler_params.num_cores
	}

	/// Raises the host's number of cores to those that are used, and limits it to the number of
	/// validators.
	fn fit_number(&self) {
		let last = (0..self.limit).rev().find(|core| !self.is_idle(*core));
		let used = last.map_or(0, |core| core + 1);
		let planned = Self::planned_number();
		let fitting = planned.max(used).min(self.limit);
		if fitting != planned {
			let _: Result<(), _> =
				configuration::Pallet::<T>::set_coretime_cores_unchecked(fitting).defensive();
		}
	}
}

/// Whether a para has a slot, or is being upgraded to one.
fn holds_slot<T: Config>(para: Id) -> bool {
	use ParaLifecycle::{Parachain, UpgradingParathread};
	matches!(paras::Pallet::<T>::lifecycle(para), Some(Parachain | UpgradingParathread))
}

/// Whether a para is being downgraded or offboarded, or is not registered, so that it needs no core. A
/// para on demand may have a core from root.
fn needs_no_core<T: Config>(para: Id) -> bool {
	use ParaLifecycle::*;
	match paras::Pallet::<T>::lifecycle(para) {
		Some(DowngradingParachain | OffboardingParathread | OffboardingParachain) | None => true,
		Some(Onboarding | Parathread | UpgradingParathread | Parachain) => false,
	}
}

impl<T: Config> Pallet<T> {
	/// The most that the begin of a session costs here. That is done at the end of the session's first block,
	/// which may be full by then, and so it is counted at the beginning.
	pub(crate) fn weight_of_new_session() -> Weight {
		let indices = CoreDescriptors::<T>::get().len() as u32;
		let paras = Parachains::<T>::decode_len().unwrap_or_default() as u32;
		// Each index may be taken from a para, and each para may get one and leave another.
		let looked_up = indices.saturating_mul(2).saturating_add(paras);
		let changes = paras.saturating_mul(2).saturating_add(indices);
		weights::handing_out_cores(looked_up, changes)
			.saturating_add(<T as frame_system::Config>::DbWeight::get().reads(2))
	}

	/// Assigns a core to a para whose upgrade has been scheduled, or puts it into the queue.
	pub(crate) fn on_upgrade() {
		Plan::<T>::read().hand_out();
	}

	/// Takes the core from a para whose downgrade has been scheduled.
	pub(crate) fn on_downgrade(para: Id) {
		let mut plan = Plan::<T>::read();
		for index in plan.indices_of(para) {
			plan.release(index, para);
		}
		plan.hand_out();
	}

	/// Whether all changes that were scheduled for the para's core, or its place in the queue, are due by
	/// now. A change that is scheduled later begins after those, and so do all that follow it.
	pub(crate) fn is_settled(para: Id) -> bool {
		let now = frame_system::Pallet::<T>::block_number();
		let descriptors = CoreDescriptors::<T>::get();
		let last_change =
			|index| descriptors.get(&CoreIndex(index))?.queue().map(|queue| queue.last);
		let indices = Plan::<T>::read().indices_of(para);
		indices.into_iter().filter_map(last_change).all(|last| last <= now)
	}

	/// Swaps the cores, or the places in the queue, of two paras.
	pub(crate) fn swap(one: Id, other: Id) {
		let mut plan = Plan::<T>::read();
		let (of_one, of_other) = (plan.indices_of(one), plan.indices_of(other));
		for index in of_one {
			plan.assign(index, other);
		}
		for index in of_other {
			plan.assign(index, one);
		}
		plan.hand_out();
	}
}

// Called in every session, after the host's own pallets. The number of validators may have changed.
impl<T: Config> OnNewSession<BlockNumberFor<T>> for Pallet<T> {
	fn on_new_session(notification: &SessionChangeNotification<BlockNumberFor<T>>) {
		// This is still genesis. The scheduler itself assigns cores to the paras of genesis.
		if notification.session_index == 0 {
			return;
		}
		// There may be fewer validators than cores until the host's number of cores follows. The empty
		// groups are the last ones, so the indices of the others do not change.
		let groups = ValidatorGroups::<T>::get();
		if groups.iter().any(Vec::is_empty) {
			let manned: Vec<_> = groups.into_iter().filter(|group| !group.is_empty()).collect();
			ValidatorGroups::<T>::put(manned);
		}

		let mut plan = Plan::<T>::read();
		// Indices below this were cores until now, the others were the queue.
		let until_now = Plan::<T>::planned_number();
		for (index, para) in plan.of_paras().collect::<Vec<_>>() {
			if needs_no_core::<T>(para) {
				plan.release(index, para);
			} else if (index < until_now) != (index < plan.limit) {
				plan.report(index, para);
			}
		}
		// Counted by `weight_of_new_session`.
		plan.hand_out_uncounted();
	}
}
