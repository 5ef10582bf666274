// SPDX-License-Identifier: GPL-3.0-or-later
//! Governance as a whole: real proposals, real votes, and their results.

mod abuse;
mod deposits;
mod every_call;
mod fast_track;
mod powers;
mod queue;
mod spending;
mod upgrade;
mod votes;
mod wallet;
mod weights;
mod whitelist;

use canary_primitives::ReferendumIndex;
use canary_referenda::{ReferendumCount, ReferendumInfo, ReferendumInfoFor, ReferendumInfoOf};
use canary_runtime::{
	config::governance::{fellowship::FellowshipReferendaInstance, origins::Origin},
	constants::currency::UNITS,
	AccountId, Balance, BlockNumber, OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent,
	System,
};
use codec::Encode;
use frame_support::{
	assert_ok,
	traits::{schedule::DispatchTime, Bounded, QueryPreimage},
};
use frame_system::RawOrigin;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError, DispatchResult,
};

use crate::common::{events, next_block, on_chain, run_to, signed, submit, total};

/// Everybody who owns something at genesis, each as much as the others.
const EVERYBODY: [Sr25519Keyring; 12] = [
	Alice,
	Bob,
	Charlie,
	Dave,
	Eve,
	Ferdie,
	AliceStash,
	BobStash,
	CharlieStash,
	DaveStash,
	EveStash,
	FerdieStash,
];
/// What each of them votes with when it is about the result alone: more than half of the electorate's
/// money together.
const MOST: Balance = 700_000 * UNITS;
/// Blocks in a session of the development pace.
const SESSION: BlockNumber = 10;

type Info = ReferendumInfoOf<Runtime>;

// --- proposals ---

fn root() -> OriginCaller {
	RawOrigin::Root.into()
}

/// A call that does nothing, another for each text.
fn remark(text: &str) -> RuntimeCall {
	frame_system::Call::remark { remark: text.into() }.into()
}

fn batch_all(calls: impl Into<Vec<RuntimeCall>>) -> RuntimeCall {
	pallet_utility::Call::batch_all { calls: calls.into() }.into()
}

fn hash_of(call: &RuntimeCall) -> sp_core::H256 {
	BlakeTwo256::hash_of(call)
}

/// How wallets propose a call: by hash and length.
fn lookup(call: &RuntimeCall) -> Bounded<RuntimeCall, BlakeTwo256> {
	Bounded::Lookup { hash: hash_of(call), len: call.encoded_size() as u32 }
}

/// Notes the call's preimage, unless it is there.
fn noting(call: &RuntimeCall) -> Vec<RuntimeCall> {
	let known = <Preimage as QueryPreimage>::len(&hash_of(call)).is_some();
	let note = pallet_preimage::Call::note_preimage { bytes: call.encode() };
	(!known).then(|| note.into()).into_iter().collect()
}

fn submission(origin: impl Into<OriginCaller>, call: &RuntimeCall) -> RuntimeCall {
	canary_referenda::Call::<Runtime>::submit {
		proposal_origin: Box::new(origin.into()),
		proposal: lookup(call),
		enactment_moment: DispatchTime::After(1),
	}
	.into()
}

fn decision_deposit(index: ReferendumIndex) -> RuntimeCall {
	canary_referenda::Call::<Runtime>::place_decision_deposit { index }.into()
}

/// Submits a referendum without its decision deposit.
#[track_caller]
fn submit_only(
	who: Sr25519Keyring,
	origin: impl Into<OriginCaller>,
	call: &RuntimeCall,
) -> ReferendumIndex {
	let index = ReferendumCount::<Runtime>::get();
	let calls = [noting(call), vec![submission(origin, call)]].concat();
	submit_when_calm(who, batch_all(calls));
	index
}

/// Submits a referendum and places its decision deposit.
#[track_caller]
fn propose(
	who: Sr25519Keyring,
	origin: impl Into<OriginCaller>,
	call: &RuntimeCall,
) -> ReferendumIndex {
	let index = ReferendumCount::<Runtime>::get();
	let calls = [noting(call), vec![submission(origin, call), decision_deposit(index)]].concat();
	submit_when_calm(who, batch_all(calls));
	index
}

// --- votes ---

fn ballot(
	index: ReferendumIndex,
	aye: bool,
	conviction: Conviction,
	balance: Balance,
) -> RuntimeCall {
	pallet_conviction_voting::Call::vote {
		poll_index: index,
		vote: AccountVote::Standard { vote: Vote { aye, conviction }, balance },
	}
	.into()
}

/// All twelve vote for all of these in one block, with most of what they have.
#[track_caller]
fn everybody_approves(indices: &[ReferendumIndex]) {
	let ballots: Vec<RuntimeCall> =
		indices.iter().map(|index| ballot(*index, true, Conviction::Locked1x, MOST)).collect();
	step_over_the_begin_of_a_session();
	let votes = EVERYBODY.map(|voter| signed(voter, batch_all(ballots.clone())));
	for result in next_block(votes.into()) {
		assert_ok!(result.expect("it is valid"));
	}
}

// --- the passing of time ---

/// The block that begins a session may hold an election, which leaves room for nothing else.
fn step_over_the_begin_of_a_session() {
	if System::block_number().is_multiple_of(SESSION) {
		next_block(vec![]);
	}
}

/// Includes a transaction in a block that begins no session.
#[track_caller]
fn submit_when_calm(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	step_over_the_begin_of_a_session();
	submit(signer, call);
}

/// Includes a transaction that its signer may send, and returns how its call ended.
#[track_caller]
fn try_when_calm(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	step_over_the_begin_of_a_session();
	next_block(vec![signed(signer, call)]).remove(0).expect("it is valid")
}

/// Makes blocks until one of them holds what is looked for.
#[track_caller]
fn run_until<R>(what: &str, found: impl Fn() -> Option<R>) -> R {
	for _ in 0..300 {
		next_block(vec![]);
		if let Some(result) = found() {
			return result;
		}
	}
	panic!("{what} does not come");
}

/// How the call of a referendum was carried out, if it was in this block.
fn enacted_now(pallet: &str, index: ReferendumIndex) -> Option<DispatchResult> {
	let task = (pallet, "enactment", index).using_encoded(blake2_256);
	events().into_iter().find_map(|event| match event {
		RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { id, result, .. })
			if id == Some(task) =>
		{
			Some(result)
		},
		_ => None,
	})
}

/// Makes blocks until the call of a referendum is carried out, and returns how.
#[track_caller]
fn run_to_enactment(index: ReferendumIndex) -> DispatchResult {
	run_until("the enactment", || enacted_now("Referenda", index))
}

/// The same for one of the fellowship's.
#[track_caller]
fn run_to_fellowship_enactment(index: ReferendumIndex) -> DispatchResult {
	run_until("the enactment", || enacted_now("FellowshipReferenda", index))
}

/// Takes a call through a referendum that everybody approves, and returns how it was carried out.
#[track_caller]
fn decide(origin: impl Into<OriginCaller>, call: &RuntimeCall) -> DispatchResult {
	let index = propose(Alice, origin, call);
	everybody_approves(&[index]);
	run_to_enactment(index)
}

// --- the fellowship ---

/// Takes a call through a referendum of the fellowship, approved by these.
#[track_caller]
fn fellowship_decides(
	origin: Origin,
	call: &RuntimeCall,
	voters: &[Sr25519Keyring],
) -> DispatchResult {
	type FellowshipCall = canary_referenda::Call<Runtime, FellowshipReferendaInstance>;
	let index = ReferendumCount::<Runtime, FellowshipReferendaInstance>::get();
	let submit: RuntimeCall = FellowshipCall::submit {
		proposal_origin: Box::new(origin.into()),
		proposal: lookup(call),
		enactment_moment: DispatchTime::After(1),
	}
	.into();
	let deposit: RuntimeCall = FellowshipCall::place_decision_deposit { index }.into();
	submit_when_calm(Alice, batch_all([noting(call), vec![submit, deposit]].concat()));
	step_over_the_begin_of_a_session();
	let votes = voters.iter().map(|voter| signed(*voter, fellowship_ballot(index)));
	for result in next_block(votes.collect()) {
		assert_ok!(result.expect("it is valid"));
	}
	run_to_fellowship_enactment(index)
}

fn fellowship_ballot(poll: ReferendumIndex) -> RuntimeCall {
	RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::vote { poll, aye: true })
}

// --- probes ---

#[track_caller]
fn info(index: ReferendumIndex) -> Info {
	ReferendumInfoFor::<Runtime>::get(index).expect("there is a record")
}

fn is_ongoing(index: ReferendumIndex) -> bool {
	matches!(info(index), ReferendumInfo::Ongoing(_))
}

fn is_deciding(index: ReferendumIndex) -> bool {
	matches!(info(index), ReferendumInfo::Ongoing(status) if status.deciding.is_some())
}

fn is_queued(index: ReferendumIndex) -> bool {
	matches!(info(index), ReferendumInfo::Ongoing(status) if status.in_queue)
}

fn is_approved(index: ReferendumIndex) -> bool {
	matches!(info(index), ReferendumInfo::Approved(..))
}

/// Everything that is held on an account, for whatever reason.
fn held(who: Sr25519Keyring) -> Balance {
	System::account(who.to_account_id()).data.reserved
}

/// What an account cannot spend because of its votes.
fn locked(who: Sr25519Keyring) -> Balance {
	System::account(who.to_account_id()).data.frozen
}

fn error<E: Into<DispatchError>>(error: E) -> DispatchResult {
	Err(error.into())
}
