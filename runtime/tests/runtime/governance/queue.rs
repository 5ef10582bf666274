// SPDX-License-Identifier: GPL-3.0-or-later
//! Root's track has one place and a queue of a hundred: what happens beyond that, and how it empties.

use canary_referenda::{DecidingCount, TrackQueue};

use super::*;

const ROOT: u16 = 0;
const QUEUE: u32 = 100;

fn queued() -> usize {
	TrackQueue::<Runtime>::get(ROOT).len()
}

/// Proposes so many calls of root's, several in a block, and waits until they are prepared.
fn crowd(count: u32) -> Vec<ReferendumIndex> {
	let first = ReferendumCount::<Runtime>::get();
	let indices: Vec<ReferendumIndex> = (first..first + count).collect();
	for (turn, chunk) in indices.chunks(10).enumerate() {
		let calls = chunk.iter().flat_map(|index| {
			let call = remark(&format!("one of many: {index}"));
			[noting(&call), vec![submission(root(), &call), decision_deposit(*index)]].concat()
		});
		submit_when_calm(EVERYBODY[turn % EVERYBODY.len()], batch_all(calls.collect::<Vec<_>>()));
	}
	next_block(vec![]);
	next_block(vec![]);
	indices
}

/// The one that root's track decides about.
#[track_caller]
fn in_decision() -> ReferendumIndex {
	let deciding: Vec<ReferendumIndex> = ReferendumInfoFor::<Runtime>::iter_keys()
		.filter(|index| is_deciding(*index))
		.filter(|index| matches!(info(*index), ReferendumInfo::Ongoing(s) if s.track == ROOT))
		.collect();
	match deciding[..] {
		[only] => only,
		_ => panic!("not one but these: {deciding:?}"),
	}
}

#[test]
fn a_queue_overflows_and_drains_by_rejection_kill_and_approval() {
	on_chain("development", || {
		next_block(vec![]);
		let before = EVERYBODY.map(held);

		// 1 has the place, 100 the queue, and one is too many: it is turned away with its deposit.
		let all = crowd(QUEUE + 2);
		let first = in_decision();
		assert_eq!(queued(), QUEUE as usize);
		let outside: Vec<ReferendumIndex> =
			all.iter().copied().filter(|index| !is_queued(*index) && *index != first).collect();
		let [outsider] = outside[..] else { panic!("not one but these: {outside:?}") };
		let ReferendumInfo::Ongoing(status) = info(outsider) else { panic!("it goes on") };
		assert_eq!(status.decision_deposit, None);

		// Nobody votes: the first is rejected, and the place goes to who has the most ayes.
		let favourite = *all.iter().rfind(|index| is_queued(**index)).expect("the queue is full");
		submit_when_calm(Alice, ballot(favourite, true, Conviction::Locked1x, UNITS));
		run_until("the rejection", || (!is_ongoing(first)).then_some(()));
		assert!(matches!(info(first), ReferendumInfo::Rejected(..)));
		assert_eq!(in_decision(), favourite);
		assert_eq!(queued(), QUEUE as usize - 1);

		// Killed by its own track's vote, and the next one follows in the same block.
		let kill = canary_referenda::Call::<Runtime>::kill { index: favourite };
		assert_eq!(decide(Origin::ReferendumKiller, &kill.into()), Ok(()));
		assert!(matches!(info(favourite), ReferendumInfo::Killed(_)));
		assert_eq!(queued(), QUEUE as usize - 2);
		let next = in_decision();

		// Everything else is approved, one after the other.
		let rest: Vec<ReferendumIndex> =
			all.iter().copied().filter(|index| is_queued(*index) || *index == next).collect();
		for chunk in rest.chunks(10) {
			let ongoing: Vec<_> =
				chunk.iter().copied().filter(|index| is_ongoing(*index)).collect();
			everybody_approves(&ongoing);
		}
		for _ in 0..rest.len() {
			if queued() == 0 {
				break;
			}
			run_to(System::block_number() + 5);
		}
		run_to(System::block_number() + 10);
		assert_eq!(queued(), 0);
		assert_eq!(DecidingCount::<Runtime>::get(ROOT), 0);
		assert!(rest.iter().all(|index| is_approved(*index)));

		// The one that was turned away has run into its timeout meanwhile. Nothing is held but for
		// preimages, and the killed one's deposits are gone.
		assert!(matches!(info(outsider), ReferendumInfo::TimedOut(_, None, None)));
		let kill = canary_referenda::Call::<Runtime>::kill { index: favourite }.into();
		let noted = all.iter().map(|index| remark(&format!("one of many: {index}"))).chain([kill]);
		for call in noted {
			let hash = hash_of(&call);
			let status = pallet_preimage::RequestStatusFor::<Runtime>::get(hash);
			let Some(pallet_preimage::RequestStatus::Unrequested { ticket: (who, _), .. }) = status
			else {
				panic!("the preimage is not its noter's alone: {status:?}");
			};
			let noter = Sr25519Keyring::from_account_id(&who).expect("we have it");
			submit_when_calm(noter, pallet_preimage::Call::unnote_preimage { hash });
		}
		assert_eq!(EVERYBODY.map(held), before);
	});
}
