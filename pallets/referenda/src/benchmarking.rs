// SPDX-License-Identifier: Apache-2.0

//! One benchmark per path. States are reached by calls; votes come in through `Polling`.

use crate::{alarms::LOOK_AHEAD, referendum::Referendum, *};
use alloc::boxed::Box;
use canary_primitives::{
	traits::{AccelerateReferenda, WatchReferenda},
	Haste,
};
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	storage::{with_transaction, TransactionOutcome},
	traits::{
		fungible::Balanced,
		schedule::{v3::Anon, DispatchTime},
		EnsureOrigin, EnsureOriginWithArg, Get, PollStatus, Polling, QueryPreimage, StorePreimage,
		VoteTally,
	},
	weights::{Weight, WeightMeter},
};
use frame_system::RawOrigin;
use sp_runtime::{
	traits::{BlockNumberProvider, Bounded, One, Saturating, Zero},
	DispatchError, Perbill, SaturatedConversion,
};

/// The length of the longest call that is measured, somewhat less than the longest preimage.
const LONGEST_CALL: u32 = 4_000_000;

type Info<T, I> = ReferendumInfoOf<T, I>;

fn root_of<T: Config<I>, I: 'static>() -> PalletsOriginOf<T> {
	RawOrigin::Root.into()
}

fn track<T: Config<I>, I: 'static>() -> (TrackIdOf<T, I>, TrackInfoOf<T, I>) {
	let id = T::Tracks::track_for(&root_of::<T, I>()).expect("root has a track");
	(id, T::Tracks::info(id).expect("the track exists"))
}

fn fund<T: Config<I>, I: 'static>(who: &T::AccountId) {
	let amount = BalanceOf::<T, I>::max_value() / 1_000_000u32.into();
	let _ = T::Currency::resolve(who, T::Currency::issue(amount));
}

/// The account that places the decision deposit, a different one for each referendum.
fn payer<T: Config<I>, I: 'static>(index: ReferendumIndex) -> T::AccountId {
	let who = account::<T::AccountId>("payer", index, 0);
	fund::<T, I>(&who);
	who
}

fn submitter<T: Config<I>, I: 'static>() -> Result<(T::RuntimeOrigin, T::AccountId), BenchmarkError>
{
	let origin = T::SubmitOrigin::try_successful_origin(&root_of::<T, I>())
		.map_err(|_| BenchmarkError::Weightless)?;
	let who = T::SubmitOrigin::ensure_origin(origin.clone(), &root_of::<T, I>())
		.map_err(|_| BenchmarkError::Weightless)?;
	fund::<T, I>(&who);
	Ok((origin, who))
}

/// A noted proposal that is too long to be stored inline.
fn proposal<T: Config<I>, I: 'static>() -> BoundedCallOf<T, I> {
	proposal_number::<T, I>(0)
}

/// One of several such proposals.
fn proposal_number<T: Config<I>, I: 'static>(number: u32) -> BoundedCallOf<T, I> {
	let mut remark = number.to_le_bytes().to_vec();
	remark.resize(200, 1);
	let call: CallOf<T, I> = frame_system::Call::<T>::remark { remark }.into();
	T::Preimages::bound(call).expect("short enough")
}

fn submitted<T: Config<I>, I: 'static>() -> Result<ReferendumIndex, BenchmarkError> {
	submitted_for::<T, I>(proposal::<T, I>())
}

fn submitted_for<T: Config<I>, I: 'static>(
	proposal: BoundedCallOf<T, I>,
) -> Result<ReferendumIndex, BenchmarkError> {
	let (origin, _) = submitter::<T, I>()?;
	let index = ReferendumCount::<T, I>::get();
	let asked = Box::new(root_of::<T, I>());
	let when = DispatchTime::After(Zero::zero());
	Pallet::<T, I>::submit(origin, asked, proposal, when)?;
	Ok(index)
}

fn place_deposit<T: Config<I>, I: 'static>(index: ReferendumIndex) {
	let who = payer::<T, I>(index);
	assert_ok!(Pallet::<T, I>::place_decision_deposit(RawOrigin::Signed(who).into(), index));
}

fn prepared<T: Config<I>, I: 'static>() -> Result<ReferendumIndex, BenchmarkError> {
	let index = submitted::<T, I>()?;
	place_deposit::<T, I>(index);
	Ok(index)
}

fn vote<T: Config<I>, I: 'static>(index: ReferendumIndex, aye: bool) {
	let (track, _) = track::<T, I>();
	T::Tally::setup(track, Perbill::from_rational(1u32, 1_000));
	Pallet::<T, I>::access_poll(index, |poll| {
		if let PollStatus::Ongoing(tally, class) = poll {
			*tally = match aye {
				true => T::Tally::unanimity(class),
				false => T::Tally::rejection(class),
			};
		}
	});
}

fn skip<T: Config<I>, I: 'static>(blocks: BlockNumberOf<T, I>) {
	let now = Pallet::<T, I>::now();
	T::BlockNumberProvider::set_block_number(now.saturating_add(blocks));
}

fn skip_to_ready<T: Config<I>, I: 'static>() {
	skip::<T, I>(track::<T, I>().1.prepare_period);
}

/// A referendum whose decision has begun.
fn deciding<T: Config<I>, I: 'static>(aye: bool) -> Result<ReferendumIndex, BenchmarkError> {
	let index = submitted::<T, I>()?;
	skip_to_ready::<T, I>();
	vote::<T, I>(index, aye);
	place_deposit::<T, I>(index);
	Ok(index)
}

/// Fills all places of the track. Returns a referendum that has one.
fn without_place<T: Config<I>, I: 'static>() -> Result<ReferendumIndex, BenchmarkError> {
	let index = deciding::<T, I>(false)?;
	let (id, info) = track::<T, I>();
	// The others are counted, but need not exist for the measurement.
	DecidingCount::<T, I>::insert(id, info.max_deciding);
	Ok(index)
}

/// Fills the queue of the track with so many referenda without ayes, each with a proposal of its own.
fn with_queue_of<T: Config<I>, I: 'static>(length: u32) -> Result<ReferendumIndex, BenchmarkError> {
	let holder = without_place::<T, I>()?;
	let first = ReferendumCount::<T, I>::get();
	for number in 1..=length {
		submitted_for::<T, I>(proposal_number::<T, I>(number))?;
	}
	skip_to_ready::<T, I>();
	for index in first..first.saturating_add(length) {
		vote::<T, I>(index, false);
		place_deposit::<T, I>(index);
	}
	Ok(holder)
}

/// Fills so many agendas, from this block's on.
fn fill_agendas<T: Config<I>, I: 'static>(from: BlockNumberOf<T, I>, count: u32) {
	for later in 0..count {
		let when = DispatchTime::At(from.saturating_add(later.into()));
		let filler = frame_system::Call::<T>::remark { remark: alloc::vec![] };
		let call = T::Preimages::bound(CallOf::<T, I>::from(filler)).expect("short enough");
		let root = root_of::<T, I>();
		while T::Scheduler::schedule(when, None, u8::MAX, root.clone(), call.clone()).is_ok() {}
	}
}

/// Fills the agendas that are tried for the next alarm of a referendum, so that all of them are tried
/// and the alarm becomes a late task. An alarm that would stay the same counts as due.
fn crowd<T: Config<I>, I: 'static, R>(index: ReferendumIndex, after: impl FnOnce() -> R) {
	let alarm_of = |status: ReferendumStatusOf<T, I>| status.alarm.map(|(at, _)| at);
	let before = Pallet::<T, I>::ensure_ongoing(index).ok().and_then(alarm_of);
	let alarm = with_transaction(|| {
		let _ = after();
		TransactionOutcome::Rollback(Ok::<_, DispatchError>(alarm_of(status::<T, I>(index))))
	});
	let alarm = alarm.expect("no error").expect("it will have an alarm");
	if before == Some(alarm) {
		let mut rung = ongoing::<T, I>(index);
		Pallet::<T, I>::cancel_alarm(&mut rung);
		rung.store();
	}
	fill_agendas::<T, I>(alarm, LOOK_AHEAD);
}

/// The referendum that gets the next place of the track.
fn next_of_queue<T: Config<I>, I: 'static>() -> ReferendumIndex {
	let (id, _) = track::<T, I>();
	TrackQueue::<T, I>::get(id).last().expect("the queue is not empty").0
}

/// The referendum that is displaced by another one.
fn last_of_queue<T: Config<I>, I: 'static>() -> ReferendumIndex {
	let (id, _) = track::<T, I>();
	TrackQueue::<T, I>::get(id).first().expect("the queue is not empty").0
}

fn ongoing<T: Config<I>, I: 'static>(index: ReferendumIndex) -> Referendum<T, I> {
	Referendum::<T, I>::load(index).expect("it goes on")
}

fn status<T: Config<I>, I: 'static>(index: ReferendumIndex) -> ReferendumStatusOf<T, I> {
	ongoing::<T, I>(index).status
}

/// A ready referendum that has not been nudged yet.
fn ready<T: Config<I>, I: 'static>(aye: bool) -> Result<ReferendumIndex, BenchmarkError> {
	let index = prepared::<T, I>()?;
	vote::<T, I>(index, aye);
	skip_to_ready::<T, I>();
	Ok(index)
}

/// An ended referendum in whose record both deposits were left.
fn left_over<T: Config<I>, I: 'static>() -> Result<ReferendumIndex, BenchmarkError> {
	let index = prepared::<T, I>()?;
	let status = status::<T, I>(index);
	let (submission, decision) = (status.submission_deposit.clone(), status.decision_deposit);
	let now = Pallet::<T, I>::now();
	let info = Info::<T, I>::Approved(now, Some(submission), decision);
	ReferendumInfoFor::<T, I>::insert(index, info);
	Ok(index)
}

/// For the benchmarks of those who accelerate and end referenda.
impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// A new referendum with a place of root's full track, in front of a full queue. Whether it passes
	/// can be chosen. All of these propose the same, and each of those in the queue something else.
	pub fn create_deciding(passing: bool) -> Result<ReferendumIndex, BenchmarkError> {
		let (id, info) = track::<T, I>();
		if TrackQueue::<T, I>::get(id).is_empty() {
			with_queue_of::<T, I>(T::MaxQueued::get())?;
		}
		// The referendum that has had the place need not know of it for the measurement.
		DecidingCount::<T, I>::insert(id, 0);
		let index = deciding::<T, I>(passing)?;
		DecidingCount::<T, I>::insert(id, info.max_deciding);
		Ok(index)
	}

	/// Lets the confirm period pass without any nudge.
	pub fn pass_confirmation() {
		skip::<T, I>(track::<T, I>().1.confirm_period);
	}

	/// Fills all agendas that are tried for an enactment or for the end of a decision now.
	pub fn fill_agendas_of_decision() {
		let blocks: u32 = track::<T, I>().1.decision_period.saturated_into();
		let next = Self::now().saturating_add(One::one());
		fill_agendas::<T, I>(next, blocks.saturating_add(LOOK_AHEAD));
	}
}

#[instance_benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn submit() -> Result<(), BenchmarkError> {
		// The agendas are filled as they are in the block that is measured, which is never the first.
		skip::<T, I>(One::one());
		let (origin, _) = submitter::<T, I>()?;
		let asked = Box::new(root_of::<T, I>());
		let when = DispatchTime::After(Zero::zero());
		let proposal = proposal::<T, I>();
		crowd::<T, I, _>(0, || {
			let (origin, _) = submitter::<T, I>()?;
			let asked = Box::new(root_of::<T, I>());
			Pallet::<T, I>::submit(origin, asked, proposal.clone(), when)
				.map_err(BenchmarkError::from)
		});

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, asked, proposal, when);

		assert_eq!(ReferendumCount::<T, I>::get(), 1);
		Ok(())
	}

	#[benchmark]
	fn place_decision_deposit_preparing() -> Result<(), BenchmarkError> {
		let index = submitted::<T, I>()?;
		let who = payer::<T, I>(index);
		crowd::<T, I, _>(index, || place_deposit::<T, I>(index));

		#[extrinsic_call]
		place_decision_deposit(RawOrigin::Signed(who), index);

		assert!(status::<T, I>(index).decision_deposit.is_some());
		Ok(())
	}

	#[benchmark]
	fn place_decision_deposit_queued() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get().saturating_sub(1))?;
		let index = submitted::<T, I>()?;
		let who = payer::<T, I>(index);
		skip_to_ready::<T, I>();

		#[extrinsic_call]
		place_decision_deposit(RawOrigin::Signed(who), index);

		assert!(status::<T, I>(index).in_queue);
		Ok(())
	}

	#[benchmark]
	fn place_decision_deposit_queued_for_another() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get())?;
		let index = submitted::<T, I>()?;
		let who = payer::<T, I>(index);
		vote::<T, I>(index, true);
		skip_to_ready::<T, I>();
		crowd::<T, I, _>(last_of_queue::<T, I>(), || place_deposit::<T, I>(index));

		#[extrinsic_call]
		place_decision_deposit(RawOrigin::Signed(who), index);

		assert!(status::<T, I>(index).in_queue);
		Ok(())
	}

	#[benchmark]
	fn place_decision_deposit_failing() -> Result<(), BenchmarkError> {
		let index = submitted::<T, I>()?;
		let who = payer::<T, I>(index);
		skip_to_ready::<T, I>();
		crowd::<T, I, _>(index, || place_deposit::<T, I>(index));

		#[extrinsic_call]
		place_decision_deposit(RawOrigin::Signed(who), index);

		assert!(status::<T, I>(index).deciding.is_some());
		Ok(())
	}

	#[benchmark]
	fn place_decision_deposit_passing() -> Result<(), BenchmarkError> {
		let index = submitted::<T, I>()?;
		let who = payer::<T, I>(index);
		vote::<T, I>(index, true);
		skip_to_ready::<T, I>();
		crowd::<T, I, _>(index, || place_deposit::<T, I>(index));

		#[extrinsic_call]
		place_decision_deposit(RawOrigin::Signed(who), index);

		assert!(status::<T, I>(index).deciding.is_some_and(|d| d.confirming.is_some()));
		Ok(())
	}

	#[benchmark]
	fn refund_decision_deposit() -> Result<(), BenchmarkError> {
		let index = left_over::<T, I>()?;

		#[extrinsic_call]
		_(RawOrigin::Root, index);

		let info = ReferendumInfoFor::<T, I>::get(index);
		assert!(matches!(info, Some(Info::<T, I>::Approved(_, Some(_), None))));
		Ok(())
	}

	#[benchmark]
	fn refund_submission_deposit() -> Result<(), BenchmarkError> {
		let index = left_over::<T, I>()?;

		#[extrinsic_call]
		_(RawOrigin::Root, index);

		let info = ReferendumInfoFor::<T, I>::get(index);
		assert!(matches!(info, Some(Info::<T, I>::Approved(_, None, Some(_)))));
		Ok(())
	}

	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let index = with_queue_of::<T, I>(T::MaxQueued::get())?;
		let origin =
			T::CancelOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		crowd::<T, I, _>(next_of_queue::<T, I>(), || Pallet::<T, I>::do_cancel(index));

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index);

		let info = ReferendumInfoFor::<T, I>::get(index);
		assert!(matches!(info, Some(Info::<T, I>::Cancelled(_, None, None))));
		Ok(())
	}

	#[benchmark]
	fn kill() -> Result<(), BenchmarkError> {
		let index = with_queue_of::<T, I>(T::MaxQueued::get())?;
		let who = status::<T, I>(index).submission_deposit.who;
		let hash = T::Preimages::note(alloc::vec![7; 32].into())?;
		Pallet::<T, I>::set_metadata(RawOrigin::Signed(who).into(), index, Some(hash))?;
		let origin =
			T::KillOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		crowd::<T, I, _>(next_of_queue::<T, I>(), || Pallet::<T, I>::do_kill(index));

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, index);

		let info = ReferendumInfoFor::<T, I>::get(index);
		assert!(matches!(info, Some(Info::<T, I>::Killed(_))));
		Ok(())
	}

	#[benchmark]
	fn one_fewer_deciding() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get())?;
		let (id, _) = track::<T, I>();
		DecidingCount::<T, I>::mutate(id, |n| *n = n.saturating_sub(1));
		crowd::<T, I, _>(next_of_queue::<T, I>(), || Pallet::<T, I>::do_fill_place(id));

		#[extrinsic_call]
		_(RawOrigin::Root, id);

		assert_eq!(TrackQueue::<T, I>::get(id).len() as u32 + 1, T::MaxQueued::get());
		Ok(())
	}

	#[benchmark]
	fn set_some_metadata() -> Result<(), BenchmarkError> {
		let index = submitted::<T, I>()?;
		let who = status::<T, I>(index).submission_deposit.who;
		let hash = T::Preimages::note(alloc::vec![7; 32].into())?;

		#[extrinsic_call]
		set_metadata(RawOrigin::Signed(who), index, Some(hash));

		assert!(MetadataOf::<T, I>::contains_key(index));
		Ok(())
	}

	#[benchmark]
	fn clear_metadata() -> Result<(), BenchmarkError> {
		let index = submitted::<T, I>()?;
		let who = status::<T, I>(index).submission_deposit.who;
		let hash = T::Preimages::note(alloc::vec![7; 32].into())?;
		let origin = RawOrigin::Signed(who);
		Pallet::<T, I>::set_metadata(origin.clone().into(), index, Some(hash))?;

		#[extrinsic_call]
		set_metadata(origin, index, None);

		assert!(!MetadataOf::<T, I>::contains_key(index));
		Ok(())
	}

	#[benchmark]
	fn nudge_no_deposit() -> Result<(), BenchmarkError> {
		let index = submitted::<T, I>()?;
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).decision_deposit.is_none());
		Ok(())
	}

	#[benchmark]
	fn nudge_preparing() -> Result<(), BenchmarkError> {
		let index = prepared::<T, I>()?;
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		Ok(())
	}

	// Worst case: its alarm is late, so that both deposits have to be given back.
	#[benchmark]
	fn nudge_timed_out() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get())?;
		let index = ready::<T, I>(false)?;
		skip::<T, I>(Pallet::<T, I>::timeout_of(index, &status::<T, I>(index)));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		let info = ReferendumInfoFor::<T, I>::get(index);
		assert!(matches!(info, Some(Info::<T, I>::TimedOut(..))));
		Ok(())
	}

	#[benchmark]
	fn nudge_turned_away() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get())?;
		let index = ready::<T, I>(false)?;
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).decision_deposit.is_none());
		Ok(())
	}

	#[benchmark]
	fn nudge_queued() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get().saturating_sub(1))?;
		let index = ready::<T, I>(false)?;

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).in_queue);
		Ok(())
	}

	#[benchmark]
	fn nudge_queued_for_another() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get())?;
		let index = ready::<T, I>(true)?;
		crowd::<T, I, _>(last_of_queue::<T, I>(), || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).in_queue);
		Ok(())
	}

	#[benchmark]
	fn nudge_waiting() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(1)?;
		let index = ReferendumCount::<T, I>::get().saturating_sub(1);

		#[block]
		{
			let _ = Pallet::<T, I>::do_nudge(index);
		}

		assert!(status::<T, I>(index).in_queue);
		Ok(())
	}

	#[benchmark]
	fn nudge_begin_deciding_failing() -> Result<(), BenchmarkError> {
		let index = ready::<T, I>(false)?;
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).deciding.is_some());
		Ok(())
	}

	#[benchmark]
	fn nudge_begin_deciding_passing() -> Result<(), BenchmarkError> {
		let index = ready::<T, I>(true)?;
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).deciding.is_some_and(|d| d.confirming.is_some()));
		Ok(())
	}

	/// A referendum at the end of its decision period whose votes changed without a vote, as when
	/// the electorate does.
	#[benchmark]
	fn nudge_begin_confirming() -> Result<(), BenchmarkError> {
		let index = deciding::<T, I>(false)?;
		let mut changed = ongoing::<T, I>(index);
		changed.status.tally = T::Tally::unanimity(changed.status.track);
		changed.store();
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).deciding.is_some_and(|d| d.confirming.is_some()));
		Ok(())
	}

	#[benchmark]
	fn nudge_continue_confirming() -> Result<(), BenchmarkError> {
		let index = deciding::<T, I>(true)?;
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).deciding.is_some_and(|d| d.confirming.is_some()));
		Ok(())
	}

	#[benchmark]
	fn nudge_end_confirming() -> Result<(), BenchmarkError> {
		let index = deciding::<T, I>(true)?;
		let mut changed = ongoing::<T, I>(index);
		changed.status.tally = T::Tally::rejection(changed.status.track);
		changed.store();
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).deciding.is_some_and(|d| d.confirming.is_none()));
		Ok(())
	}

	#[benchmark]
	fn nudge_continue_not_confirming() -> Result<(), BenchmarkError> {
		let index = deciding::<T, I>(false)?;
		skip::<T, I>(One::one());
		crowd::<T, I, _>(index, || Pallet::<T, I>::do_nudge(index));

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		assert!(status::<T, I>(index).deciding.is_some_and(|d| d.confirming.is_none()));
		Ok(())
	}

	#[benchmark]
	fn nudge_approved() -> Result<(), BenchmarkError> {
		let index = deciding::<T, I>(true)?;
		skip::<T, I>(track::<T, I>().1.confirm_period);
		let soon = track::<T, I>().1.min_enactment_period.max(One::one());
		fill_agendas::<T, I>(Pallet::<T, I>::now().saturating_add(soon), LOOK_AHEAD);

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		let info = ReferendumInfoFor::<T, I>::get(index);
		assert!(matches!(info, Some(Info::<T, I>::Approved(..))));
		Ok(())
	}

	#[benchmark]
	fn nudge_rejected() -> Result<(), BenchmarkError> {
		let index = deciding::<T, I>(false)?;
		skip::<T, I>(track::<T, I>().1.decision_period);

		#[extrinsic_call]
		nudge_referendum(RawOrigin::Root, index);

		let info = ReferendumInfoFor::<T, I>::get(index);
		assert!(matches!(info, Some(Info::<T, I>::Rejected(..))));
		Ok(())
	}

	// Worst case: the acceleration has run out, the place was lent, and who watches it knows of it.
	#[benchmark]
	fn end_acceleration() -> Result<(), BenchmarkError> {
		let index = prepared::<T, I>()?;
		let haste = Haste { decision_period: One::one(), enactment_delay: One::one() };
		Pallet::<T, I>::accelerate(index, haste)?;
		skip::<T, I>(One::one());
		let (record, now) = (status::<T, I>(index), Pallet::<T, I>::now());
		T::Watch::know_acceleration(index, record.proposal.hash());
		let ended;

		#[block]
		{
			let mut referendum = Referendum::<T, I>::of(index, record);
			Pallet::<T, I>::end_if_run_out(&mut referendum, now);
			ended = referendum.status;
		}

		assert!(ended.deciding.is_none() && !Accelerations::<T, I>::contains_key(index));
		Ok(())
	}

	#[benchmark]
	fn begin_next() -> Result<(), BenchmarkError> {
		with_queue_of::<T, I>(T::MaxQueued::get())?;
		let (id, now) = (track::<T, I>().0, Pallet::<T, I>::now());
		crowd::<T, I, _>(next_of_queue::<T, I>(), || Pallet::<T, I>::begin_next(id, now));
		let begun;

		#[block]
		{
			begun = Pallet::<T, I>::begin_next(id, now);
		}

		assert!(begun);
		Ok(())
	}

	// Worst case: the block has no weight left for the call, and only the last agenda has room for it.
	#[benchmark]
	fn visit_late() -> Result<(), BenchmarkError> {
		let index = deciding::<T, I>(true)?;
		let now = Pallet::<T, I>::now();
		let mut referendum = ongoing::<T, I>(index);
		Pallet::<T, I>::cancel_alarm(&mut referendum);
		fill_agendas::<T, I>(now.saturating_add(One::one()), LOOK_AHEAD.saturating_sub(1));
		let Referendum { status, .. } = referendum;
		let task = LateTask::Enactment(now, status.origin, status.proposal);
		Pallet::<T, I>::enqueue_late(index, task);

		#[block]
		{
			let mut meter = WeightMeter::with_limit(Weight::zero());
			Pallet::<T, I>::visit_late_task(index, now, &mut meter);
		}

		assert!(!LateTasks::<T, I>::contains_key(index));
		Ok(())
	}

	// A call of so many bytes, which is noted.
	#[benchmark]
	fn enact_late(b: Linear<0, LONGEST_CALL>) -> Result<(), BenchmarkError> {
		let remark = alloc::vec![1; b as usize];
		let call: CallOf<T, I> = frame_system::Call::<T>::remark { remark }.into();
		let call = T::Preimages::bound(call)?;
		let enactment = (Pallet::<T, I>::now(), root_of::<T, I>(), call);
		let result;

		#[block]
		{
			result = Pallet::<T, I>::dispatch_enactment(&enactment, &mut WeightMeter::new());
			T::Preimages::drop(&enactment.2);
		}

		assert_eq!(result, Some(Ok(())));
		Ok(())
	}

	#[benchmark]
	fn prune() -> Result<(), BenchmarkError> {
		let index = prepared::<T, I>()?;
		let who = status::<T, I>(index).submission_deposit.who;
		let hash = T::Preimages::note(alloc::vec![7; 32].into())?;
		Pallet::<T, I>::set_metadata(RawOrigin::Signed(who).into(), index, Some(hash))?;
		Pallet::<T, I>::do_cancel(index)?;
		skip::<T, I>(T::RetentionPeriod::get());

		#[block]
		{
			Pallet::<T, I>::prune(&mut WeightMeter::new());
		}

		assert!(!ReferendumInfoFor::<T, I>::contains_key(index));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
