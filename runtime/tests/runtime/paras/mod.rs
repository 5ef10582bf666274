// SPDX-License-Identifier: GPL-3.0-or-later
//! Paras, auctions, crowdloans and leases together, on the real parachains host.

mod accesses;
mod candidates;
mod candle;
mod conservation;
mod cores;
mod crowdloan;
mod host;
mod life_of_a_lease;
mod money;
mod trouble;
pub(crate) mod wallet;
mod weights;

use canary_primitives::{
	traits::{InspectPara, Lifecycle},
	LeasePeriod, ParaId,
};
use canary_runtime::{
	constants::currency::UNITS, paras::HostParas, AccountId, Auctions, Balance, Balances, Block,
	BlockNumber, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Slots,
	System, UncheckedExtrinsic,
};
use frame_support::{assert_ok, traits::fungible::InspectHold};
use polkadot_primitives::{
	runtime_api::runtime_decl_for_parachain_host::ParachainHostV16, supermajority_threshold,
	HeadData, Id, PvfCheckStatement, ValidationCode, ValidatorIndex,
};
use polkadot_runtime_common::paras_registrar;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};

use crate::common::{events, next_block, on_chain, run_to, submit};

/// Blocks in a session of the development pace.
const SESSION: BlockNumber = 10;
/// Blocks in a lease period of the development pace.
const PERIOD: BlockNumber = 200;
/// Blocks in an ending period of the development pace.
const ENDING: BlockNumber = 40;
/// Blocks in a sample of the development pace.
const SAMPLE: BlockNumber = 2;

// --- states ---

/// Three paras on demand, managed by Alice, Bob and Charlie.
fn three_paras() -> [ParaId; 3] {
	paras_of([Alice, Bob, Charlie])
}

/// A para on demand for each of these managers.
fn paras_of<const N: usize>(managers: [Sr25519Keyring; N]) -> [ParaId; N] {
	let paras = managers.map(register);
	accept_all_code();
	sessions_pass(2);
	for para in paras {
		assert_eq!(lifecycle(para), Some(Lifecycle::OnDemand));
	}
	paras
}

/// Reserves a number and registers code and head for it. The validators have not looked at it yet.
#[track_caller]
fn register(manager: Sr25519Keyring) -> ParaId {
	let id = paras_registrar::NextFreeParaId::<Runtime>::get();
	submit_when_calm(manager, paras_registrar::Call::reserve {});
	submit_when_calm(
		manager,
		paras_registrar::Call::register {
			id,
			genesis_head: HeadData(vec![0; 32]),
			validation_code: code_of(id),
		},
	);
	ParaId(id.into())
}

/// A small Wasm, another for each para: its header and a custom section.
fn code_of(id: Id) -> ValidationCode {
	let mut code = b"\0asm\x01\0\0\0\0\x05\x00".to_vec();
	code.extend(u32::from(id).to_le_bytes());
	ValidationCode(code)
}

/// Opens an auction whose ending period begins after `duration` blocks.
#[track_caller]
fn open_auction(duration: BlockNumber, offered: LeasePeriod) {
	assert_ok!(Auctions::new_auction(RuntimeOrigin::root(), duration, offered));
}

/// The first block of the ending period.
#[track_caller]
fn candle_lit_at() -> BlockNumber {
	canary_auctions::AuctionInfo::<Runtime>::get().expect("an auction runs").1
}

#[track_caller]
fn bid(bidder: Sr25519Keyring, para: ParaId, periods: (LeasePeriod, LeasePeriod), amount: Balance) {
	submit(
		bidder,
		canary_auctions::Call::bid {
			para,
			auction_index: canary_auctions::AuctionCounter::<Runtime>::get(),
			first_slot: periods.0,
			last_slot: periods.1,
			amount,
		},
	);
}

// --- the passing of time ---

/// Makes blocks until one closes the auction, and returns the sample in which the candle went out.
#[track_caller]
fn run_to_close() -> u32 {
	for _ in 0..ENDING + 4 * SESSION {
		next_block(vec![]);
		let offset = events().into_iter().find_map(|event| match event {
			RuntimeEvent::Auctions(canary_auctions::Event::WinningOffset {
				block_number, ..
			}) => Some(block_number),
			_ => None,
		});
		if let Some(sample) = offset {
			return sample;
		}
	}
	panic!("the auction does not close");
}

fn first_block(period: LeasePeriod) -> BlockNumber {
	period * PERIOD
}

fn sessions_pass(sessions: u32) {
	run_to(System::block_number() + sessions * SESSION);
}

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

// --- what validators do ---

/// The validators accept all code that waits to be checked.
#[track_caller]
fn accept_all_code() {
	step_over_the_begin_of_a_session();
	for vote in next_block(votes(true)) {
		vote.expect("the vote is valid").expect("the vote is right");
	}
}

/// As many votes as decide, for each code that waits to be checked, as a node would sign them. A vote
/// that comes after the decision is refused.
fn votes(accept: bool) -> Vec<UncheckedExtrinsic> {
	let session_index = <Runtime as ParachainHostV16<Block>>::session_index_for_child();
	let validators = <Runtime as ParachainHostV16<Block>>::validators();
	let to_check = <Runtime as ParachainHostV16<Block>>::pvfs_require_precheck();
	let vote = |subject| {
		let decisive = supermajority_threshold(validators.len());
		let indexed = validators.iter().enumerate().take(decisive);
		indexed.map(move |(index, validator)| {
			let stmt = PvfCheckStatement {
				accept,
				subject,
				session_index,
				validator_index: ValidatorIndex(index as u32),
			};
			let key = Sr25519Keyring::from_public(&validator.clone().into()).expect("we have it");
			let signature = key.sign(&stmt.signing_payload()).into();
			let call = polkadot_runtime_parachains::paras::Call::include_pvf_check_statement {
				stmt,
				signature,
			};
			UncheckedExtrinsic::new_bare(RuntimeCall::Paras(call))
		})
	};
	to_check.into_iter().flat_map(vote).collect()
}

// --- probes ---

fn lifecycle(para: ParaId) -> Option<Lifecycle> {
	HostParas::lifecycle(para)
}

fn held_for_bids(who: Sr25519Keyring) -> Balance {
	let reason = RuntimeHoldReason::Auctions(canary_auctions::HoldReason::Bid);
	Balances::balance_on_hold(&reason, &who.to_account_id())
}

fn held_for_leases(who: Sr25519Keyring) -> Balance {
	let reason = RuntimeHoldReason::Slots(canary_slots::HoldReason::Lease);
	Balances::balance_on_hold(&reason, &who.to_account_id())
}

/// Everything that is held on an account, for whatever reason.
fn deposits(who: Sr25519Keyring) -> Balance {
	System::account(who.to_account_id()).data.reserved
}

/// The periods for which a para is leased from the current one on, and by whom.
fn leaseholders(para: ParaId) -> Vec<Option<AccountId>> {
	Slots::leases_now(para).into_iter().map(|lease| Some(lease?.0)).collect()
}
