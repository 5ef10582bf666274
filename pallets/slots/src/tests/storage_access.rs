// SPDX-License-Identifier: Apache-2.0

//! What a roll-over of a thousand leased paras reads and writes, block by block.
//!
//! The tests count the distinct keys that a block reads from the state before it, as a proof of the
//! block would have to show them, and the distinct keys that it changes. The state is committed
//! after every block. The registrar of the mock keeps its whole state under one key.

use super::*;

const PARAS: u32 = 1_000;
const LEASEHOLDERS: u64 = 1_000;

fn twins<R: Clone + Default>() -> (R, R) {
	let one = R::default();
	(one.clone(), one)
}

/// Runs something as one block. Returns how many keys it read and how many it changed.
fn counted(ext: &mut sp_io::TestExternalities, block: impl FnOnce()) -> (usize, usize) {
	let (recorder, record) = twins();
	ext.execute_with_recorder(recorder, block);
	let reads = record.recorded_keys().values().map(|keys| keys.len()).sum();
	let writes = ext.overlayed_changes().changes().count();
	ext.commit_all().expect("no transaction is open");
	(reads, writes)
}

/// A thousand paras, each leased by another account, whose leases all end with the first period.
fn thousand_leases() -> sp_io::TestExternalities {
	let funds = (0..LEASEHOLDERS).map(|who| (1_000 + who, 100));
	let mut ext = ExtBuilder::default()
		.periods_of(1_000)
		.funds(funds)
		.on_demand((0..PARAS).map(ParaId))
		.build();
	ext.execute_with(|| {
		for para in 0..PARAS {
			lease(ParaId(para)).by(1_000 + u64::from(para)).over(0..=0).give();
		}
		new_session();
		run_full_to(first_block(1) - 1);
		System::reset_events();
	});
	ext.commit_all().expect("no transaction is open");
	ext
}

/// Entry and base of a para, account and holds of its leaseholder, whether the para waits.
const READS_PER_STEP: usize = 5;
/// Entry and base of a para, account and holds of its leaseholder.
const WRITES_PER_STEP: usize = 4;
/// The progress, the number of paras that wait, the block number, and the registrar; the events of
/// the block, their number, and what else belongs to an event.
const PER_BLOCK: usize = 8;

#[test]
fn a17_full_blocks_read_and_write_a_constant_amount_while_a_thousand_leases_roll_over() {
	let mut ext = thousand_leases();
	let steps = StepsPerBlock::get() as usize;
	let (mut blocks, mut most) = (0u64, (0, 0));

	while blocks == 0 || !ext.execute_with(Slots::is_rolled_over) {
		let block = first_block(1) + blocks;
		let (reads, writes) = counted(&mut ext, || begin_block(block));
		most = (reads.max(most.0), writes.max(most.1));
		ext.execute_with(System::reset_events);
		blocks += 1;
	}

	assert!(most.0 <= PER_BLOCK + steps * READS_PER_STEP, "{} reads", most.0);
	assert!(most.1 <= PER_BLOCK + steps * WRITES_PER_STEP, "{} writes", most.1);
	assert_eq!(blocks, u64::from(PARAS) / steps as u64 + 1);
	ext.execute_with(check_books);
	assert_eq!(ext.execute_with(|| Leases::<Test>::iter().count()), 0);
}

#[test]
fn a17_blocks_with_idle_weight_stay_within_their_steps() {
	let mut ext = thousand_leases();
	let steps = (StepsPerBlock::get() + IdleStepsPerBlock::get()) as usize;
	let (mut blocks, mut most) = (0u64, (0, 0));

	while blocks == 0 || !ext.execute_with(Slots::is_rolled_over) {
		let block = first_block(1) + blocks;
		let (reads, writes) = counted(&mut ext, || whole_block(block, Weight::MAX));
		most = (reads.max(most.0), writes.max(most.1));
		ext.execute_with(System::reset_events);
		blocks += 1;
	}

	assert!(most.0 <= PER_BLOCK + steps * READS_PER_STEP, "{} reads", most.0);
	assert!(most.1 <= PER_BLOCK + steps * WRITES_PER_STEP, "{} writes", most.1);
	assert_eq!(blocks, u64::from(PARAS).div_ceil(steps as u64));
	ext.execute_with(check_books);
}

#[test]
fn an_ordinary_block_reads_two_items_of_the_pallet_however_many_leases_there_are() {
	let mut ext = thousand_leases();
	let block = first_block(1) - 1;
	let (reads, writes) = counted(&mut ext, || {
		Slots::on_initialize(block);
		Slots::on_idle(block, Weight::MAX);
	});

	assert_eq!((reads, writes), (2, 0));
}
