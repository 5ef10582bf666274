// SPDX-License-Identifier: Apache-2.0

//! A runtime with the real scheduler, preimage and balances pallets, and the verbs of the tests.

// The runtime macro makes its types public, and what they name must be so too.
#![allow(unreachable_pub)]

use crate::{
	self as canary_referenda, branch::Branch, referendum::Referendum, weights::WeightInfo, *,
};
use canary_primitives::{
	traits::{Unwatched, WatchReferenda},
	AccelerationEnd,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	assert_ok, derive_impl,
	dispatch::RawOrigin,
	instances::Instance1,
	parameter_types,
	traits::{
		fungible::{Balanced, InspectHold},
		schedule::{v3::Anon, DispatchTime},
		CallerTrait, ConstU32, ConstU64, EqualPrivilegeOnly, OnFinalize, OnIdle, OnInitialize,
		OnPoll, OnUnbalanced, Polling, StorePreimage, VoteTally,
	},
	weights::{Weight, WeightMeter},
};
use frame_system::{EnsureRoot, EnsureSigned};
use scale_info::TypeInfo;
use sp_runtime::{BuildStorage, DispatchResult, Perbill};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Preimage: pallet_preimage,
		Scheduler: pallet_scheduler,
		Referenda: canary_referenda,
		Fellowship: canary_referenda::<Instance1>,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type ExistentialDeposit = ExistentialDeposit;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<u64>;
	type Consideration = ();
}

impl pallet_scheduler::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = SchedulerWeight;
	type ScheduleOrigin = EnsureRoot<u64>;
	type MaxScheduledPerBlock = AgendaSize;
	type WeightInfo = ();
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

parameter_types! {
	pub static ExistentialDeposit: u64 = 1;
	pub static SchedulerWeight: Weight = Weight::from_parts(2_000_000_000_000, u64::MAX);
	pub static AgendaSize: u32 = 10;
	pub static MaxQueued: u32 = 2;
	pub static AlarmInterval: u64 = 1;
	pub static UndecidingTimeout: u64 = 30;
	pub static RetentionPeriod: u64 = 100;
	pub static Places: u32 = 1;
	pub static FirstTrackExists: bool = true;
}

pub(crate) const ALICE: u64 = 1;
pub(crate) const BOB: u64 = 2;
pub(crate) const CAROL: u64 = 3;
pub(crate) const TREASURY: u64 = 9;
pub(crate) const START: u64 = 10_000;

/// Takes the first sort of proposals: those that ask for root.
pub(crate) const ROOT: u16 = 0;
/// Takes the second sort: those that ask for the `None` origin.
pub(crate) const SMALL: u16 = 3;

pub struct Tracks;
impl TracksInfo<u64, u64> for Tracks {
	type Id = u16;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Track<u16, u64, u64>> {
		let percent = Perbill::from_percent;
		let root = TrackInfo {
			name: "root",
			max_deciding: Places::get(),
			decision_deposit: 10,
			prepare_period: 4,
			decision_period: 20,
			confirm_period: 3,
			min_enactment_period: 5,
			min_approval: Curve::linear(percent(100), percent(50), percent(100)),
			min_support: Curve::linear(percent(100), percent(0), percent(50)),
		};
		let small = TrackInfo {
			name: "small",
			max_deciding: 2,
			decision_deposit: 7,
			prepare_period: 0,
			decision_period: 10,
			confirm_period: 2,
			min_enactment_period: 0,
			min_approval: Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
			min_support: Curve::stepped(percent(40), percent(5), percent(10), percent(25)),
		};
		FirstTrackExists::get()
			.then_some(Track { id: ROOT, info: root })
			.into_iter()
			.chain([Track { id: SMALL, info: small }])
	}

	fn track_for(origin: &OriginCaller) -> Option<u16> {
		match origin.as_system_ref()? {
			RawOrigin::Root => Some(ROOT),
			RawOrigin::None => Some(SMALL),
			_ => None,
		}
	}
}

/// A tally that tests set, in an electorate of a hundred.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Tally {
	pub(crate) ayes: u32,
	pub(crate) nays: u32,
}

impl VoteTally<u32, u16> for Tally {
	fn new(_: u16) -> Self {
		Self::default()
	}
	fn ayes(&self, _: u16) -> u32 {
		self.ayes
	}
	fn support(&self, _: u16) -> Perbill {
		Perbill::from_percent(self.ayes)
	}
	fn approval(&self, _: u16) -> Perbill {
		match self.ayes + self.nays {
			0 => Perbill::zero(),
			votes => Perbill::from_rational(self.ayes, votes),
		}
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn unanimity(_: u16) -> Self {
		Self { ayes: 100, nays: 0 }
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn rejection(_: u16) -> Self {
		Self { ayes: 0, nays: 100 }
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn from_requirements(support: Perbill, approval: Perbill, _: u16) -> Self {
		let ayes = support.mul_ceil(100u32);
		let votes = approval.saturating_reciprocal_mul_floor(ayes);
		Self { ayes, nays: votes.saturating_sub(ayes) }
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn setup(_: u16, _: Perbill) {}
}

/// Slashed deposits go to an account, so that the issuance never changes.
pub struct ToTreasury;
impl OnUnbalanced<CreditOf<Test>> for ToTreasury {
	fn on_nonzero_unbalanced(credit: CreditOf<Test>) {
		assert!(Balances::resolve(&TREASURY, credit).is_ok());
	}
}

parameter_types! {
	// In storage, so that they are rolled back with everything else.
	pub storage Barred: Vec<sp_core::H256> = vec![];
	pub storage Watched: Vec<(u32, AccelerationEnd)> = vec![];
}

impl Watched {
	/// Takes what was reported since the last call.
	pub(crate) fn take() -> Vec<(u32, AccelerationEnd)> {
		let watched = Self::get();
		Self::set(&vec![]);
		watched
	}
}

/// Bars the proposals that tests choose, and records what was reported.
pub struct Watcher;
impl WatchReferenda for Watcher {
	type Hash = sp_core::H256;

	fn is_barred(proposal: &sp_core::H256) -> bool {
		Barred::get().contains(proposal)
	}

	fn on_acceleration_ended(index: u32, why: AccelerationEnd) {
		let mut watched = Watched::get();
		watched.push((index, why));
		Watched::set(&watched);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn know_acceleration(_: u32, _: sp_core::H256) {}
}

impl Config for Test {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Slash = ToTreasury;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type Tracks = Tracks;
	type Votes = u32;
	type Tally = Tally;
	type Watch = Watcher;
	type BlockNumberProvider = System;
	type SubmitOrigin = frame_support::traits::AsEnsureOriginWithArg<EnsureSigned<u64>>;
	type CancelOrigin = EnsureRoot<u64>;
	type KillOrigin = EnsureRoot<u64>;
	type SubmissionDeposit = ConstU64<2>;
	type MaxQueued = MaxQueued;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = AlarmInterval;
	type RetentionPeriod = RetentionPeriod;
	type MaxCallWeight = SchedulerWeight;
	type WeightInfo = Distinct;
}

impl Config<Instance1> for Test {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Slash = ToTreasury;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type Tracks = Tracks;
	type Votes = u32;
	type Tally = Tally;
	type Watch = Unwatched<sp_core::H256>;
	type BlockNumberProvider = System;
	type SubmitOrigin = frame_support::traits::AsEnsureOriginWithArg<EnsureSigned<u64>>;
	type CancelOrigin = EnsureRoot<u64>;
	type KillOrigin = EnsureRoot<u64>;
	type SubmissionDeposit = ConstU64<0>;
	type MaxQueued = ConstU32<10>;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = AlarmInterval;
	type RetentionPeriod = RetentionPeriod;
	type MaxCallWeight = SchedulerWeight;
	type WeightInfo = Distinct;
}

/// A different weight for every path, so that a wrong one is visible.
pub struct Distinct;

macro_rules! distinct {
	($( $name:ident = $weight:literal, )*) => {
		impl WeightInfo for Distinct {
			$( fn $name() -> Weight { Weight::from_parts($weight, 1) } )*

			fn enact_late(bytes: u32) -> Weight {
				Weight::from_parts(1_031 + u64::from(bytes), 1)
			}
		}
	};
}

distinct! {
	submit = 1_000,
	place_decision_deposit_preparing = 1_001,
	place_decision_deposit_queued = 1_002,
	place_decision_deposit_queued_for_another = 1_003,
	place_decision_deposit_failing = 1_004,
	place_decision_deposit_passing = 1_005,
	refund_decision_deposit = 1_006,
	refund_submission_deposit = 1_007,
	cancel = 1_008,
	kill = 1_009,
	one_fewer_deciding = 1_010,
	set_some_metadata = 1_011,
	clear_metadata = 1_012,
	nudge_no_deposit = 1_013,
	nudge_preparing = 1_014,
	nudge_timed_out = 1_015,
	nudge_turned_away = 1_016,
	nudge_queued = 1_017,
	nudge_queued_for_another = 1_018,
	nudge_waiting = 1_019,
	nudge_begin_deciding_failing = 1_020,
	nudge_begin_deciding_passing = 1_021,
	nudge_begin_confirming = 1_022,
	nudge_continue_confirming = 1_023,
	nudge_end_confirming = 1_024,
	nudge_continue_not_confirming = 1_025,
	nudge_approved = 1_026,
	nudge_rejected = 1_027,
	end_acceleration = 10_000,
	begin_next = 1_100,
	visit_late = 1_029,
	prune = 1_030,
}

#[derive(Default)]
pub(crate) struct ExtBuilder {
	agenda: Option<u32>,
	queue: Option<u32>,
	interval: Option<u64>,
	places: Option<u32>,
}

impl ExtBuilder {
	pub(crate) fn agenda_of(mut self, tasks: u32) -> Self {
		self.agenda = Some(tasks);
		self
	}

	pub(crate) fn queue_of(mut self, referenda: u32) -> Self {
		self.queue = Some(referenda);
		self
	}

	pub(crate) fn alarms_every(mut self, blocks: u64) -> Self {
		self.interval = Some(blocks);
		self
	}

	pub(crate) fn places(mut self, places: u32) -> Self {
		self.places = Some(places);
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		ExistentialDeposit::set(1);
		AgendaSize::set(self.agenda.unwrap_or(10));
		MaxQueued::set(self.queue.unwrap_or(2));
		AlarmInterval::set(self.interval.unwrap_or(1));
		Places::set(self.places.unwrap_or(1));
		UndecidingTimeout::set(30);
		RetentionPeriod::set(100);
		FirstTrackExists::set(true);
		SchedulerWeight::set(Weight::from_parts(2_000_000_000_000, u64::MAX));
		let accounts = [ALICE, BOB, CAROL, TREASURY];
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: accounts.map(|who| (who, START)).to_vec(),
				..Default::default()
			},
			..Default::default()
		};
		let mut ext: sp_io::TestExternalities = storage.build_storage().unwrap().into();
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			assert_state();
		});
	}

	/// For tests that break the state on purpose.
	pub(crate) fn build_and_execute_no_post_check(self, test: impl FnOnce()) {
		self.build().execute_with(test);
	}
}

/// Checks the invariants of both instances, the total issuance, and that only recorded deposits are
/// held.
#[track_caller]
pub(crate) fn assert_state() {
	assert_ok!(Referenda::do_try_state());
	assert_ok!(Fellowship::do_try_state());
	assert_eq!(Balances::total_issuance(), 4 * START);
	let held: u64 = [ALICE, BOB, CAROL, TREASURY].iter().map(Balances::total_balance_on_hold).sum();
	assert_eq!(held, recorded::<()>() + recorded::<Instance1>());
}

fn recorded<I: 'static>() -> u64
where
	Test: Config<I, Currency = Balances>,
{
	ReferendumInfoFor::<Test, I>::iter_values()
		.map(|mut info| match info.leftovers() {
			Some((a, b)) => [a.take(), b.take()].into_iter().flatten().map(|d| d.amount).sum(),
			None => match info {
				ReferendumInfo::Ongoing(status) => {
					status.submission_deposit.amount
						+ status.decision_deposit.map_or(0, |deposit| deposit.amount)
				},
				_ => 0,
			},
		})
		.sum()
}

// Time.

pub(crate) fn now() -> u64 {
	System::block_number()
}

pub(crate) fn next_block() {
	let ending = now();
	AllPalletsWithSystem::on_idle(ending, Weight::MAX);
	AllPalletsWithSystem::on_finalize(ending);
	System::set_block_number(ending + 1);
	AllPalletsWithSystem::on_initialize(ending + 1);
	AllPalletsWithSystem::on_poll(ending + 1, &mut WeightMeter::new());
}

#[track_caller]
pub(crate) fn run_to(block: u64) {
	assert!(block >= now(), "time runs forward only");
	while now() < block {
		next_block();
	}
}

// Acts.

/// The account has a provider reference besides its balance, as a member of a pool has.
pub(crate) fn keep_alive(who: u64) {
	System::inc_providers(&who);
}

/// The account gives away all that it has free but this much.
#[track_caller]
pub(crate) fn spend_all_but(who: u64, rest: u64) {
	let amount = Balances::free_balance(who) - rest;
	assert_ok!(Balances::transfer_allow_death(by(who), TREASURY, amount));
}

pub(crate) fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub(crate) fn by(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

fn mark(index: u32) -> Vec<u8> {
	(b"enacted", index).encode()
}

/// A call that leaves a mark when it is dispatched.
pub(crate) fn marking(index: u32) -> RuntimeCall {
	frame_system::Call::set_storage { items: vec![(mark(index), vec![1])] }.into()
}

pub(crate) fn is_enacted(index: u32) -> bool {
	sp_io::storage::exists(&mark(index))
}

#[track_caller]
pub(crate) fn submit(who: u64, track: u16) -> u32 {
	submit_for(who, track, DispatchTime::After(0))
}

#[track_caller]
pub(crate) fn submit_for(who: u64, track: u16, when: DispatchTime<u64>) -> u32 {
	let index = ReferendumCount::<Test>::get();
	let origin = match track {
		ROOT => RawOrigin::Root,
		_ => RawOrigin::None,
	};
	let call = Preimage::bound(marking(index)).unwrap();
	assert_ok!(Referenda::submit(by(who), Box::new(origin.into()), call, when));
	index
}

#[track_caller]
pub(crate) fn place_deposit(index: u32) {
	assert_ok!(Referenda::place_decision_deposit(by(BOB), index));
}

#[track_caller]
pub(crate) fn vote(index: u32, ayes: u32, nays: u32) {
	assert_ok!(try_vote(index, ayes, nays));
}

pub(crate) fn try_vote(index: u32, ayes: u32, nays: u32) -> DispatchResult {
	Referenda::try_access_poll(index, |poll| {
		let (tally, _) = poll.ensure_ongoing().ok_or(Error::<Test>::NotOngoing)?;
		*tally = Tally { ayes, nays };
		Ok(())
	})
}

/// Fills what room the agendas of some blocks have.
pub(crate) fn fill_agendas(blocks: impl IntoIterator<Item = u64>) {
	for block in blocks {
		let call =
			Preimage::bound(RuntimeCall::from(frame_system::Call::remark { remark: vec![] }))
				.unwrap();
		let root: OriginCaller = RawOrigin::Root.into();
		while <Scheduler as Anon<_, _, _>>::schedule(
			DispatchTime::At(block),
			None,
			200,
			root.clone(),
			call.clone(),
		)
		.is_ok()
		{}
	}
}

// States of a referendum on the first track, each built on the one before.

#[track_caller]
pub(crate) fn submitted() -> u32 {
	submit(ALICE, ROOT)
}

#[track_caller]
pub(crate) fn preparing() -> u32 {
	let index = submitted();
	place_deposit(index);
	index
}

/// Ready at the next block, with this many ayes and as many nays.
#[track_caller]
pub(crate) fn ready_with(ayes: u32) -> u32 {
	let index = preparing();
	vote(index, ayes, ayes);
	run_to(now() + 4);
	index
}

#[track_caller]
pub(crate) fn deciding() -> u32 {
	let index = ready_with(0);
	assert!(status(index).deciding.is_some());
	index
}

#[track_caller]
pub(crate) fn confirming() -> u32 {
	let index = deciding();
	vote(index, 100, 0);
	assert!(confirming_until(index).is_some());
	index
}

#[track_caller]
pub(crate) fn queued_with(ayes: u32) -> u32 {
	let index = ready_with(ayes);
	assert!(status(index).in_queue);
	index
}

/// Removes the alarm of a referendum from the scheduler.
#[track_caller]
pub(crate) fn silence(index: u32) {
	let mut referendum = Referendum::<Test, ()>::load(index).unwrap();
	Referenda::cancel_alarm(&mut referendum);
	referendum.store();
}

// Probes.

#[track_caller]
pub(crate) fn status(index: u32) -> ReferendumStatusOf<Test> {
	Referenda::ensure_ongoing(index).unwrap()
}

pub(crate) fn info(index: u32) -> Option<ReferendumInfoOf<Test>> {
	ReferendumInfoFor::<Test>::get(index)
}

#[track_caller]
pub(crate) fn deciding_since(index: u32) -> Option<u64> {
	status(index).deciding.map(|deciding| deciding.since)
}

#[track_caller]
pub(crate) fn confirming_until(index: u32) -> Option<u64> {
	status(index).deciding.and_then(|deciding| deciding.confirming)
}

#[track_caller]
pub(crate) fn alarm_at(index: u32) -> Option<u64> {
	status(index).alarm.map(|(when, _)| when)
}

pub(crate) fn queue() -> Vec<u32> {
	TrackQueue::<Test>::get(ROOT).into_iter().map(|(index, _)| index).collect()
}

pub(crate) fn deciding_count() -> u32 {
	DecidingCount::<Test>::get(ROOT)
}

pub(crate) fn free(who: u64) -> u64 {
	Balances::free_balance(who)
}

pub(crate) fn held(who: u64) -> u64 {
	Balances::total_balance_on_hold(&who)
}

pub(crate) fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}

pub(crate) fn forget_events() {
	System::reset_events();
}

/// The tasks in the scheduler's agendas that nudge a referendum.
pub(crate) fn tasks_of(index: u32) -> Vec<u64> {
	let call = RuntimeCall::from(Call::<Test>::nudge_referendum { index }).encode();
	let mut blocks: Vec<u64> = pallet_scheduler::Agenda::<Test>::iter()
		.flat_map(|(block, tasks)| tasks.into_iter().flatten().map(move |task| (block, task)))
		.filter(|(_, task)| matches!(&task.call, frame_support::traits::Bounded::Inline(bytes) if bytes[..] == call[..]))
		.map(|(block, _)| block)
		.collect();
	blocks.sort();
	blocks
}

/// Nudges a referendum and checks that the returned weight is that of the path.
#[track_caller]
pub(crate) fn nudge_takes(index: u32, branch: Branch) {
	let post = Referenda::nudge_referendum(root(), index).unwrap();
	assert_eq!(post.actual_weight, Some(branch.weight_of_nudge::<Test, ()>()), "{branch:?}");
}
