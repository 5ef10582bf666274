// SPDX-License-Identifier: Apache-2.0

//! A second opinion: cases that a model in another language has answered, by trying every set of bids
//! and burning candles block by block. `scripts/e2e/models` has the model.

use super::*;
use crate::{
	candle::{lot_with, Candle},
	winners::best_set,
};
use canary_primitives::RANGE_COUNT;
use serde::Deserialize;

/// The answers. `npm --prefix scripts/e2e run models` writes them.
const VECTORS: &str = include_str!("vectors.json");

#[derive(Deserialize)]
struct Vectors {
	standings: Vec<StandingCase>,
	candles: Vec<CandleCase>,
	auctions: Vec<AuctionCase>,
}

#[derive(Deserialize)]
struct StandingCase {
	/// First period, last period, amount.
	bids: Vec<(u32, u32, u128)>,
	/// First and last period.
	winners: Vec<(u32, u32)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CandleCase {
	lit_at: u64,
	burns_for: u64,
	sample_length: u64,
	/// From block zero on.
	phases: Vec<PhaseCase>,
	lots: Vec<LotCase>,
}

#[derive(Deserialize)]
#[serde(tag = "phase", rename_all = "lowercase")]
enum PhaseCase {
	Starting,
	Ending { sample: u64, block: u64 },
	After { elapsed: u64 },
}

#[derive(Deserialize)]
struct LotCase {
	lot: String,
	sample: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuctionCase {
	lit_at: u64,
	burns_for: u64,
	sample_length: u64,
	increment: u64,
	bids: Vec<BidCase>,
	draws: Vec<String>,
	lot: String,
	sample: u64,
	winners: Vec<WinnerCase>,
}

#[derive(Deserialize)]
struct BidCase {
	/// The block, counted from the one that opens the auction.
	at: u64,
	bidder: u64,
	para: u32,
	first: u32,
	last: u32,
	amount: u64,
	leads: bool,
	held: u64,
	displaced: Option<DisplacedCase>,
}

#[derive(Deserialize)]
struct DisplacedCase {
	bidder: u64,
	held: u64,
}

#[derive(Deserialize)]
struct WinnerCase {
	bidder: u64,
	para: u32,
	first: u32,
	last: u32,
	amount: u64,
}

fn vectors() -> Vectors {
	serde_json::from_str(VECTORS).expect("the model writes what is expected here")
}

/// 32 bytes from hexadecimal digits after `0x`.
fn bytes(hex: &str) -> [u8; 32] {
	let digits = hex.strip_prefix("0x").expect("hexadecimal digits");
	assert_eq!(digits.len(), 64);
	core::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap())
}

#[test]
fn the_sets_win_that_win_by_trying_all() {
	for StandingCase { bids, winners } in vectors().standings {
		let range = |first, last| LeaseRange::new(first, last).unwrap();
		let mut amounts = [None; RANGE_COUNT];
		for (first, last, amount) in &bids {
			amounts[range(*first, *last).index()] = Some(*amount);
		}
		let winners: Vec<_> = winners.into_iter().map(|(first, last)| range(first, last)).collect();

		assert_eq!(best_set(&amounts), winners, "{bids:?}");
	}
}

#[test]
fn candles_burn_as_by_burning_them_block_by_block() {
	for case in vectors().candles {
		let CandleCase { lit_at, burns_for, sample_length, phases, lots } = case;
		let candle = Candle { lit_at, burns_for, sample_length };
		for (block, phase) in (0u64..).zip(phases) {
			let expected = match phase {
				PhaseCase::Starting => Phase::Starting,
				PhaseCase::Ending { sample, block } => {
					Phase::Ending { sample, block_in_sample: block }
				},
				PhaseCase::After { elapsed } => Phase::VrfDelay { elapsed },
			};
			assert_eq!(candle.phase_at(block), expected, "{candle:?} at {block}");
		}
		for LotCase { lot, sample } in lots {
			assert_eq!(candle.sample_picked_by(&bytes(&lot)), sample, "{candle:?}, {lot}");
		}
	}
}

#[test]
fn draws_are_one_lot() {
	for case in vectors().auctions {
		let lot = case.draws.iter().fold([0; 32], |lot, draw| lot_with(&lot, &bytes(draw)));

		assert_eq!(lot, bytes(&case.lot));
	}
}

#[test]
fn auctions_go_as_by_playing_them_with_every_standing_kept() {
	for case in vectors().auctions {
		let builder = ExtBuilder::default().candle(case.burns_for, case.sample_length);
		builder.build_and_execute(|| play(&case));
	}
}

fn play(case: &AuctionCase) {
	MinimumIncrement::set(case.increment);
	DrawsPerLot::set(case.draws.len() as u32);
	let opened = System::block_number();
	auction().lasting(case.lit_at).start();

	for BidCase { at, bidder, para, first, last, amount, leads, held: expected, displaced } in
		&case.bids
	{
		run_to(opened + at);
		let periods = OFFERED + first..=OFFERED + last;
		let placed = bid(*amount).by(*bidder).for_para(ParaId(*para)).over(periods).place();
		assert_eq!(placed.is_ok(), *leads, "{placed:?} at {at}");
		assert_eq!(held(*bidder), *expected, "{bidder} at {at}");
		if let Some(displaced) = displaced {
			assert_eq!(held(displaced.bidder), displaced.held, "{} at {at}", displaced.bidder);
		}
	}

	run_to(burnt_down_at());
	for draw in &case.draws {
		World::let_authors_draw(bytes(draw));
		run_to(System::block_number() + 1);
	}
	run_until_cleared();
	let picked = |event: &Event<Test>| match event {
		Event::WinningOffset { block_number, .. } => Some(*block_number),
		_ => None,
	};
	assert_eq!(events().iter().find_map(picked), Some(case.sample));
	let won: Vec<_> = events()
		.into_iter()
		.filter_map(|event| match event {
			Event::BidWon { bidder, para_id, amount, first_slot, last_slot } => {
				Some((bidder, para_id, amount, first_slot, last_slot))
			},
			_ => None,
		})
		.collect();
	let expected: Vec<_> = case
		.winners
		.iter()
		.map(|won| {
			(won.bidder, ParaId(won.para), won.amount, OFFERED + won.first, OFFERED + won.last)
		})
		.collect();
	assert_eq!(won, expected);
}
