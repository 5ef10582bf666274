// SPDX-License-Identifier: GPL-3.0-or-later

//! Collations that are refused, and the reasons.

use canary_validators::{Collation, Excess, ExecutionError, Flaw, Refusal};
use codec::Encode;
use polkadot_node_primitives::{BlockData, PoV, POV_BOMB_LIMIT};
use polkadot_parachain_primitives::primitives::ValidationResult;
use polkadot_primitives::{
	async_backing::OutboundHrmpChannelLimitations, ClaimQueueOffset,
	CommittedCandidateReceiptError, CoreIndex, CoreSelector, CoreState, Hash, HeadData,
	OutboundHrmpMessage, UMPSignal, UpgradeRestriction, ValidationCode, UMP_SEPARATOR,
};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

use crate::{
	chain::{hash, header, para, places, Chain, HEAD, VALIDATORS},
	wasm,
};

fn refusal(chain: &Chain, collation: Collation) -> Refusal {
	chain.validators(&VALIDATORS).check(hash(HEAD), collation).unwrap_err()
}

/// Why this chain refuses the first para's collation, which is valid in itself.
fn refusal_by(chain: &Chain) -> Refusal {
	refusal(chain, chain.collation(0))
}

#[test]
fn a_block_on_another_head_is_told_both() {
	let chain = Chain::new();
	chain.state().heads.insert(para(0), HeadData(header(7).encode()));
	let mut collation = chain.collation(0);
	collation.persisted_validation_data.parent_head = HeadData(header(6).encode());
	let words = refusal(&chain, collation).to_string();
	let [given, expected] = [6, 7].map(|number| format!("#{number} ({:?})", hash(number)));
	assert_eq!(words, format!("it builds on head {given}, and the para's head is {expected}"));
}

#[test]
fn validation_data_of_another_block_is_refused() {
	let chain = Chain::new();
	let what = |change: fn(&mut Collation)| {
		let mut collation = chain.collation(0);
		change(&mut collation);
		match refusal(&chain, collation) {
			Refusal::ValidationData { what, .. } => what,
			other => panic!("{other}"),
		}
	};
	assert_eq!(what(|it| it.persisted_validation_data.relay_parent_number += 1), "block number");
	assert_eq!(
		what(|it| it.persisted_validation_data.relay_parent_storage_root = Hash::zero()),
		"state root",
	);
	assert_eq!(what(|it| it.persisted_validation_data.max_pov_size += 1), "PoV limit");
}

#[test]
fn a_relay_parent_is_the_head_or_a_close_ancestor_in_its_session() {
	let chain = Chain::new();
	let check = |relay_parent| {
		let mut collation = chain.collation(0);
		collation.persisted_validation_data = chain.data(0, relay_parent);
		chain.set_result(&wasm::leads_to(b"next", relay_parent));
		chain.validators(&VALIDATORS).check_for(hash(HEAD), hash(relay_parent), collation)
	};
	for allowed in HEAD - 2..=HEAD {
		check(allowed).unwrap();
	}
	let far = check(HEAD - 3).unwrap_err();
	assert!(
		matches!(far, Refusal::OldRelayParent { relay_parent, oldest }
			if relay_parent == HEAD - 3 && oldest == HEAD - 2),
		"{far}"
	);
	let foreign = check(HEAD - 5).unwrap_err();
	assert!(matches!(foreign, Refusal::ForeignRelayParent { .. }), "{foreign}");
	let unknown = check(HEAD + 1).unwrap_err();
	assert!(
		matches!(unknown, Refusal::UnknownRelayParent(it) if it == hash(HEAD + 1)),
		"{unknown}"
	);

	chain.state().constraints.min_relay_parent_number = HEAD;
	let backward = check(HEAD - 1).unwrap_err();
	assert!(matches!(backward, Refusal::OldRelayParent { oldest: HEAD, .. }), "{backward}");
}

#[test]
fn a_para_without_a_core_is_refused() {
	let chain = Chain::new();
	chain.state().cores[0] = CoreState::Free;
	let refused = refusal_by(&chain);
	assert!(matches!(refused, Refusal::NoCore { .. }), "{refused}");
	assert_eq!(refused.to_string(), "para 2000 has no core in the block after #12");

	let chain = Chain::new();
	chain.state().groups.clear();
	let refused = refusal_by(&chain);
	assert!(matches!(refused, Refusal::NoCore { .. }), "{refused}");
}

#[test]
fn with_two_of_four_keys_a_block_that_is_pending_stays_where_it_is() {
	let chain = Chain::new();
	chain.occupy(0, &[]);
	let validators = chain.validators(&[Alice, Charlie]);
	let refused = validators.check(hash(HEAD), chain.collation(0)).unwrap_err();
	assert!(
		matches!(refused, Refusal::Occupied { core: CoreIndex(0), votes: 2, needed: 3, .. }),
		"{refused}"
	);
}

#[test]
fn whether_there_are_votes_enough_is_known_before_there_is_a_block() {
	let chain = Chain::new();
	let all = chain.validators(&VALIDATORS);
	all.can_back(hash(HEAD), para(0), HEAD).unwrap();
	let few = chain.validators(&[Alice, Bob, Charlie]);
	few.can_back(hash(HEAD), para(0), HEAD).unwrap();
	let refused = few.can_back(hash(HEAD), para(1), HEAD).unwrap_err();
	assert!(matches!(refused, Refusal::Votes { votes: 1, needed: 2, group: 2 }), "{refused}");
	let refused = all.can_back(hash(HEAD), 9.into(), HEAD).unwrap_err();
	assert!(matches!(refused, Refusal::NoCore { .. }), "{refused}");

	chain.state().disabled = places(&[0, 2]);
	let refused = all.can_back(hash(HEAD), para(0), HEAD).unwrap_err();
	assert!(matches!(refused, Refusal::Votes { votes: 0, needed: 2, group: 2 }), "{refused}");
}

#[test]
fn too_few_keys_have_too_few_votes() {
	let chain = Chain::new();
	let refused = chain.validators(&[Alice, Bob]).check(hash(HEAD), chain.collation(0));
	let refused = refused.unwrap_err();
	assert!(matches!(refused, Refusal::Votes { votes: 1, needed: 2, group: 2 }), "{refused}");

	chain.state().disabled = places(&[0, 2]);
	let refused = refusal_by(&chain);
	assert!(matches!(refused, Refusal::Votes { votes: 0, needed: 2, group: 2 }), "{refused}");

	chain.state().groups[0].clear();
	let refused = refusal_by(&chain);
	assert!(matches!(refused, Refusal::NoBackers(CoreIndex(0))), "{refused}");
}

#[test]
fn a_pov_that_is_too_large_is_told_its_size_and_the_limit() {
	let chain = Chain::new();
	let sized = |size: usize| {
		let mut collation = chain.collation(0);
		// The length takes two bytes.
		collation.pov = PoV { block_data: BlockData(vec![0; size - 2]) };
		chain.validators(&VALIDATORS).check(hash(HEAD), collation)
	};
	sized(1_000).unwrap();
	let refused = sized(1_001).unwrap_err();
	assert_eq!(refused.to_string(), "its PoV has 1001 bytes, and 1000 are allowed");
}

#[test]
fn a_pov_that_unpacks_to_too_much_is_refused() {
	let chain = Chain::new();
	chain.state().max_pov_size = 100_000;
	let mut collation = chain.collation(0);
	let size = POV_BOMB_LIMIT + 1;
	let bomb = sp_maybe_compressed_blob::compress_weakly(&vec![0; size], size).unwrap();
	assert!(bomb.len() < 100_000);
	collation.pov = PoV { block_data: BlockData(bomb) };
	let refused = refusal(&chain, collation);
	assert!(matches!(refused, Refusal::PovBomb(POV_BOMB_LIMIT)), "{refused}");
}

#[test]
fn a_packed_pov_is_taken_as_it_came() {
	let chain = Chain::new();
	let mut collation = chain.collation(0);
	let packed = sp_maybe_compressed_blob::compress_weakly(&[7; 5_000], 5_000).unwrap();
	collation.pov = PoV { block_data: BlockData(packed) };
	let hash_as_it_came = collation.pov.hash();
	let candidate = chain.validators(&VALIDATORS).check(hash(HEAD), collation).unwrap();
	assert_eq!(candidate.backed().descriptor().pov_hash(), hash_as_it_came);
}

#[test]
fn a_pov_that_cannot_be_unpacked_is_refused() {
	let chain = Chain::new();
	let mut collation = chain.collation(0);
	let mut packed = sp_maybe_compressed_blob::compress_weakly(&[7; 5_000], 5_000).unwrap();
	packed.truncate(packed.len() - 1);
	collation.pov = PoV { block_data: BlockData(packed) };
	let refused = refusal(&chain, collation);
	assert!(matches!(refused, Refusal::PovPacking(_)), "{refused}");
}

#[test]
fn code_that_is_missing_or_not_fit_is_told() {
	let chain = Chain::new();
	chain.state().code.insert(para(0), ValidationCode(b"I am no code".to_vec()));
	let refused = refusal_by(&chain);
	assert!(matches!(refused, Refusal::Code(Flaw::Wasm(_))), "{refused}");
	chain.state().code.remove(&para(0));
	let refused = refusal_by(&chain);
	assert!(matches!(refused, Refusal::NoCode(it) if it == para(0)), "{refused}");
}

#[test]
fn a_block_that_the_code_does_not_take_is_told_the_codes_words() {
	let chain = Chain::new();
	chain.state().code.insert(para(0), wasm::panics("bad block"));
	let refused = refusal_by(&chain);
	assert_eq!(refused.to_string(), "validation failed: the code panicked: bad block");
	chain.state().code.insert(para(0), wasm::traps());
	let refused = refusal_by(&chain);
	assert!(matches!(refused, Refusal::Execution(ExecutionError::Stopped(_))), "{refused}");
}

/// The limit that this result breaks, while the runtime refuses it.
fn excess(chain: &Chain, result: &ValidationResult) -> Excess {
	chain.set_result(result);
	chain.candidate(0);
	chain.state().takes_outputs = false;
	let refused = refusal_by(chain);
	chain.state().takes_outputs = true;
	match refused {
		Refusal::Outputs(excess) => excess,
		other => panic!("{other}"),
	}
}

#[test]
fn what_a_block_puts_out_has_limits() {
	let chain = Chain::new();
	let plain = || wasm::leads_to(b"next", HEAD);
	assert_eq!(excess(&chain, &plain()), Excess::Other, "nothing that is known here");

	let large = wasm::leads_to(&[0; 1_001], HEAD);
	assert_eq!(excess(&chain, &large), Excess::Head { size: 1_001, limit: 1_000 });

	let mut result = plain();
	result.new_validation_code = Some(ValidationCode(vec![0; 1_001]));
	assert_eq!(excess(&chain, &result), Excess::Code { size: 1_001, limit: 1_000 });
	chain.state().constraints.upgrade_restriction = Some(UpgradeRestriction::Present);
	assert_eq!(excess(&chain, &result), Excess::EarlyCode);
	chain.state().constraints.upgrade_restriction = None;

	let mut result = plain();
	result.upward_messages = vec![vec![1; 100]; 11].try_into().unwrap();
	assert_eq!(excess(&chain, &result), Excess::Upward { count: 11, limit: 10 });
	result.upward_messages = vec![vec![1; 101]; 10].try_into().unwrap();
	assert_eq!(excess(&chain, &result), Excess::UpwardBytes { size: 1_010, limit: 1_000 });

	let mut result = plain();
	result.processed_downward_messages = 1;
	assert_eq!(excess(&chain, &result), Excess::Downward { processed: 1, waiting: 0 });
	chain.state().constraints.dmp_remaining_messages = vec![HEAD - 1, HEAD + 1];
	assert_eq!(excess(&chain, &plain()), Excess::IdleDownward { waiting: 1 });
	chain.state().constraints.dmp_remaining_messages = Vec::new();

	let early = wasm::leads_to(b"next", 3);
	assert_eq!(excess(&chain, &early), Excess::Watermark { mark: 3, relay_parent: HEAD });
}

#[test]
fn messages_to_other_paras_need_a_channel_with_room() {
	let chain = Chain::new();
	let sends = |to: &[(u32, usize)]| {
		let messages = to.iter().map(|(to, size)| OutboundHrmpMessage {
			recipient: (*to).into(),
			data: vec![0; *size],
		});
		let messages: Vec<_> = messages.collect();
		let mut result = wasm::leads_to(b"next", HEAD);
		result.horizontal_messages = messages.try_into().unwrap();
		excess(&chain, &result)
	};
	assert_eq!(sends(&[(1, 5)]), Excess::NoChannel(1.into()));
	let room = OutboundHrmpChannelLimitations { bytes_remaining: 10, messages_remaining: 1 };
	chain.state().constraints.hrmp_channels_out = vec![(1.into(), room.clone()), (2.into(), room)];
	assert_eq!(sends(&[(1, 10), (2, 10)]), Excess::Other);
	let full = Excess::FullChannel { to: 2.into(), size: 11, messages: 1, bytes: 10 };
	assert_eq!(sends(&[(1, 10), (2, 11)]), full);
	assert_eq!(sends(&[(2, 1), (1, 1)]), Excess::Order);
	assert_eq!(sends(&[(1, 1), (1, 1)]), Excess::Order);
	let many: Vec<_> = (1..=11).map(|to| (to, 1)).collect();
	assert_eq!(sends(&many), Excess::Horizontal { count: 11, limit: 10 });
}

#[test]
fn limits_hold_for_blocks_on_an_ancestor_too() {
	let chain = Chain::new();
	let mut collation = chain.collation(0);
	collation.persisted_validation_data = chain.data(0, HEAD - 1);
	let mut result = wasm::leads_to(b"next", HEAD - 1);
	result.processed_downward_messages = 1;
	chain.set_result(&result);
	let validators = chain.validators(&VALIDATORS);
	let refused = validators.check_for(hash(HEAD), hash(HEAD - 1), collation).unwrap_err();
	assert!(matches!(refused, Refusal::Outputs(Excess::Downward { .. })), "{refused}");
}

fn signals(chain: &Chain, messages: &[Vec<u8>]) -> Refusal {
	let mut result = wasm::leads_to(b"next", HEAD);
	result.upward_messages = [&[UMP_SEPARATOR], messages].concat().try_into().unwrap();
	chain.set_result(&result);
	refusal_by(chain)
}

#[test]
fn signals_must_fit_what_is_claimed() {
	let chain = Chain::new();
	let select = |selector, offset| {
		UMPSignal::SelectCore(CoreSelector(selector), ClaimQueueOffset(offset)).encode()
	};
	let refused = signals(&chain, &[vec![99]]);
	let error = CommittedCandidateReceiptError::UmpSignalDecode;
	assert!(matches!(&refused, Refusal::Signals(it) if *it == error), "{refused}");

	let refused = signals(&chain, &[select(0, 0), select(0, 0)]);
	let error = CommittedCandidateReceiptError::DuplicateUMPSignal;
	assert!(matches!(&refused, Refusal::Signals(it) if *it == error), "{refused}");

	let refused = signals(&chain, &[select(0, 9)]);
	let error = CommittedCandidateReceiptError::NoAssignment;
	assert!(matches!(&refused, Refusal::Signals(it) if *it == error), "{refused}");

	chain.state().claims.insert(CoreIndex(1), vec![para(0)].into());
	let refused = signals(&chain, &[select(1, 0)]);
	assert!(matches!(refused, Refusal::OtherCore { selected: CoreIndex(1), .. }), "{refused}");
	assert_eq!(
		refused.to_string(),
		"it selects core 1, and the next block has core 0 for the para"
	);
}
