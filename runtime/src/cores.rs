// SPDX-License-Identifier: GPL-3.0-or-later
//! # Cores of paras
//!
//! A core for each para that holds a slot.
//!
//! ## Overview
//! The host serves a para on a core, an index that a group of validators works for. The SDK gives
//! cores to whoever bought time on another chain. Here the lease of a slot is what pays: a para that
//! moves up takes an idle core or a new one, whole and without end, and gives it back when it moves
//! down. Two paras that are swapped exchange theirs.
//!
//! ## Who waits
//! Cores never exceed validators, because a group of nobody would back anything with no vote at all.
//! Whoever finds none left keeps the slot and waits ([`Event::Waits`], [`waiting`](Pallet::waiting)): they
//! get an index beyond the last validator, for which the host has no core, and these indices are the
//! line. Its first has the next core that becomes free; and as validators come the cores come to it. A
//! move never fails for want of a core.
//!
//! ## How long it takes
//! A core that is new is there at the second session from now on, since the host's configuration changes
//! no earlier: the para has moved up then too. One that has done something before begins and ends to
//! serve a para when what the claim queue has promised is kept, a few blocks later.
//!
//! ## State
//! There is none here. What a core does, and will do, stands in the host's scheduler, and who holds a
//! slot in the host's lifecycles. A core that root has given to something else than one whole para is
//! left alone, and counts as used.

use alloc::{collections::BTreeMap, vec, vec::Vec};
use core::marker::PhantomData;

use frame_support::{defensive, dispatch::DispatchClass, traits::Defensive};
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

/// Tells of cores, and who waits for one. See the module's documentation.
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	use super::*;

	/// Keeps nothing.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// It gives out the cores of the host by the SDK's pallet for that.
	#[pallet::config]
	pub trait Config: frame_system::Config + paras::Config + coretime::Config {}

	/// What becomes of cores.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// From one of the next blocks on a core serves this para, if the core is a new one from the
		/// second session on. If it served another para, it does not any longer.
		#[codec(index = 0)]
		Assigned {
			/// The para.
			para_id: Id,
			/// The core.
			core: CoreIndex,
		},
		/// After a few blocks more a core does not serve this para any longer, and is idle.
		#[codec(index = 1)]
		Released {
			/// The para.
			para_id: Id,
			/// The core.
			core: CoreIndex,
		},
		/// A para holds a slot and has no core: there are as many as validators, and all are used.
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
		/// The paras that wait for a core, although they hold a slot or move up to one. The first gets the
		/// next core.
		pub fn waiting() -> Vec<Id> {
			let plan = Plan::<T>::read();
			let mut waiting: Vec<_> = plan.line().map(|(_, para)| para).collect();
			waiting.extend(plan.newcomers());
			waiting
		}

		/// The core that serves a para, or will serve it soon; nothing if it has none or waits.
		pub fn core_of(para_id: Id) -> Option<CoreIndex> {
			let plan = Plan::<T>::read();
			let mut served = plan.served();
			served.find_map(|(core, para)| (para == para_id).then_some(CoreIndex(core)))
		}
	}
}

/// What a core does when all that is scheduled for it has begun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
	/// Nothing: a para may have it.
	Nothing,
	/// It serves one para all the time.
	Serves(Id),
	/// Something that root alone can have arranged.
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

/// What the cores will do. It is read once, and kept true as cores are given out.
struct Plan<T> {
	/// Of the indices that have ever had something to do.
	work: BTreeMap<u32, Work>,
	/// How many cores there may be: as many as validators. Who has an index from here on waits.
	limit: u32,
	/// How often an index was given something else to do.
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

	/// All indices that paras have.
	fn of_paras(&self) -> impl Iterator<Item = (u32, Id)> + '_ {
		self.work.iter().filter_map(|(index, work)| match work {
			Work::Serves(para) => Some((*index, *para)),
			Work::Nothing | Work::Other => None,
		})
	}

	/// The cores that serve a para.
	fn served(&self) -> impl Iterator<Item = (u32, Id)> + '_ {
		self.of_paras().filter(|(index, _)| *index < self.limit)
	}

	/// The places in the line, and who has them.
	fn line(&self) -> impl Iterator<Item = (u32, Id)> + '_ {
		self.of_paras().filter(|(index, _)| *index >= self.limit)
	}

	/// All indices of a para.
	fn indices_of(&self, para: Id) -> Vec<u32> {
		self.of_paras().filter(|(_, other)| *other == para).map(|(index, _)| index).collect()
	}

	/// Who holds a slot and has neither a core nor a place in the line.
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

	/// From now on, once what was promised is kept, the index is this para's, or nobody's.
	fn give(&mut self, index: u32, para: Option<Id>) {
		let (task, work) = match para {
			Some(para) => (CoreAssignment::Task(para.into()), Work::Serves(para)),
			None => (CoreAssignment::Idle, Work::Nothing),
		};
		let now = frame_system::Pallet::<T>::block_number();
		let descriptors = CoreDescriptors::<T>::get();
		let queue = descriptors.get(&CoreIndex(index)).and_then(|descriptor| descriptor.queue());
		// What begins in the same block shares the core, and before it nothing can be put in.
		let after = queue.map_or(now, |queue| queue.last.max(now));
		let Ok(core) = index.try_into() else {
			defensive!("no chain has that many paras in slots");
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

	/// The index is this para's from now on.
	fn assign(&mut self, index: u32, para_id: Id) {
		self.give(index, Some(para_id));
		self.tell(index, para_id);
	}

	/// The index, which was this para's, is nobody's from now on.
	fn release(&mut self, index: u32, para_id: Id) {
		self.give(index, None);
		if index < self.limit {
			Pallet::<T>::deposit_event(Event::Released { para_id, core: CoreIndex(index) });
		}
	}

	/// Tells whether a para has a core or waits.
	fn tell(&self, index: u32, para_id: Id) {
		Pallet::<T>::deposit_event(match index < self.limit {
			true => Event::Assigned { para_id, core: CoreIndex(index) },
			false => Event::Waits { para_id },
		});
	}

	/// Gives the idle cores to those in the line and to newcomers, and the rest of these a place in the
	/// line.
	fn hand_out(mut self) {
		let mut waiting: Vec<(Option<u32>, Id)> =
			self.line().map(|(place, para)| (Some(place), para)).collect();
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
				(None, None) => self.assign(self.end_of_line(), para),
			}
		}
		self.fit_number();
		let cost = weights::handing_out_cores(looked_up as u32, self.changes);
		frame_system::Pallet::<T>::register_extra_weight_unchecked(cost, DispatchClass::Mandatory);
	}

	fn is_idle(&self, index: u32) -> bool {
		self.work.get(&index).is_none_or(|work| *work == Work::Nothing)
	}

	/// The place behind everybody in the line. One that root uses is passed over.
	fn end_of_line(&self) -> u32 {
		let behind = self.line().last().map_or(self.limit, |(place, _)| place.saturating_add(1));
		(behind..).find(|place| self.is_idle(*place)).unwrap_or(behind)
	}

	/// How many cores the host makes, as far as that is decided.
	fn planned_number() -> u32 {
		let planned = PendingConfigs::<T>::get().pop().map(|(_, config)| config);
		planned.unwrap_or_else(ActiveConfig::<T>::get).scheduler_params.num_cores
	}

	/// Has the host make as many cores as are used, and no more than there are validators.
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

/// Whether a para is up, or on its way.
fn holds_slot<T: Config>(para: Id) -> bool {
	use ParaLifecycle::{Parachain, UpgradingParathread};
	matches!(paras::Pallet::<T>::lifecycle(para), Some(Parachain | UpgradingParathread))
}

/// Whether a para goes down, or goes, or is gone: it makes no more use of a core. One on demand may
/// have a core from root.
fn gives_up<T: Config>(para: Id) -> bool {
	use ParaLifecycle::*;
	match paras::Pallet::<T>::lifecycle(para) {
		Some(DowngradingParachain | OffboardingParathread | OffboardingParachain) | None => true,
		Some(Onboarding | Parathread | UpgradingParathread | Parachain) => false,
	}
}

impl<T: Config> Pallet<T> {
	/// A para moves up: it gets a core, or waits for one.
	pub(crate) fn move_up() {
		Plan::<T>::read().hand_out();
	}

	/// A para moves down: its core is free.
	pub(crate) fn move_down(para: Id) {
		let mut plan = Plan::<T>::read();
		for index in plan.indices_of(para) {
			plan.release(index, para);
		}
		plan.hand_out();
	}

	/// Two paras have been swapped: each has the other's core from now on. If one of them waited, the
	/// other waits.
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

// Every session comes by here, after the host has taken it in: validators may have come or gone.
impl<T: Config> OnNewSession<BlockNumberFor<T>> for Pallet<T> {
	fn on_new_session(notification: &SessionChangeNotification<BlockNumberFor<T>>) {
		// Genesis is not over. The scheduler itself gives cores to the paras of genesis.
		if notification.session_index == 0 {
			return;
		}
		// There may be fewer validators than cores until the host's number of cores follows. The empty
		// groups are the last ones, so none of the others gets another index.
		let groups = ValidatorGroups::<T>::get();
		if groups.iter().any(Vec::is_empty) {
			let manned: Vec<_> = groups.into_iter().filter(|group| !group.is_empty()).collect();
			ValidatorGroups::<T>::put(manned);
		}

		let mut plan = Plan::<T>::read();
		// Up to there they were cores, from there on places in the line.
		let until_now = Plan::<T>::planned_number();
		for (index, para) in plan.of_paras().collect::<Vec<_>>() {
			if gives_up::<T>(para) {
				plan.release(index, para);
			} else if (index < until_now) != (index < plan.limit) {
				plan.tell(index, para);
			}
		}
		plan.hand_out();
	}
}
