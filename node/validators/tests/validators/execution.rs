// SPDX-License-Identifier: GPL-3.0-or-later

//! Code is run as the SDK's validators run it.

use canary_validators::{ExecutionError, Pvf};
use polkadot_node_primitives::BlockData;
use polkadot_parachain_primitives::primitives::{ValidationParams, ValidationResult};
use polkadot_primitives::{ExecutorParam, ExecutorParams, HeadData, PvfExecKind, ValidationCode};

use crate::wasm::{self, PAGES};

const BOMB_LIMIT: u32 = 1 << 20;
/// The most pages that code may have unless the executor parameters say otherwise.
const MOST_PAGES: u32 = 2_048 + 32;

fn params(params: &[ExecutorParam]) -> ExecutorParams {
	ExecutorParams::from(params)
}

fn input() -> ValidationParams {
	ValidationParams {
		parent_head: HeadData(b"head".to_vec()),
		block_data: BlockData(vec![7; 100]),
		relay_parent_number: 12,
		relay_parent_storage_root: [3; 32].into(),
	}
}

fn run(code: &ValidationCode, with: &[ExecutorParam]) -> Result<ValidationResult, ExecutionError> {
	Pvf::new().execute(code, &params(with), BOMB_LIMIT, &input())
}

#[test]
fn the_result_is_what_the_code_answers() {
	let result = wasm::leads_to(b"next", 12);
	let pvf = Pvf::new();
	let code = wasm::answers(&result);
	for _ in 0..3 {
		let given = pvf.execute(&code, &params(&[]), BOMB_LIMIT, &input()).unwrap();
		assert_eq!(given, result);
	}
}

#[test]
fn packed_code_is_the_same() {
	let result = wasm::leads_to(b"next", 12);
	let code = wasm::answers(&result);
	let packed = sp_maybe_compressed_blob::compress_strongly(&code.0, BOMB_LIMIT as usize).unwrap();
	assert_ne!(packed, code.0);
	assert_eq!(run(&ValidationCode(packed), &[]).unwrap(), result);
}

#[test]
fn a_panic_is_told_in_the_codes_own_words() {
	let outcome = run(&wasm::panics("the balance\n\tis  wrong"), &[]);
	let Err(ExecutionError::Panicked(words)) = outcome else { panic!("{outcome:?}") };
	assert_eq!(words, "the balance is wrong");
}

#[test]
fn the_words_of_one_run_are_not_those_of_the_next() {
	let pvf = Pvf::new();
	let run = |code: ValidationCode| pvf.execute(&code, &params(&[]), BOMB_LIMIT, &input());
	assert!(matches!(run(wasm::panics("once")), Err(ExecutionError::Panicked(_))));
	let outcome = run(wasm::traps());
	assert!(matches!(outcome, Err(ExecutionError::Stopped(_))), "{outcome:?}");
}

#[test]
fn what_is_no_result_is_an_error() {
	let outcome = run(&wasm::answers_bytes(&[1, 2, 3]), &[]);
	assert!(matches!(outcome, Err(ExecutionError::Answer(_))), "{outcome:?}");
}

#[test]
fn a_function_that_the_host_does_not_have_stops_the_code_that_calls_it() {
	let function = "ext_storage_clear_version_1";
	let outcome = run(&wasm::calls_missing(function), &[]);
	let Err(ExecutionError::Stopped(reason)) = outcome else { panic!("{outcome:?}") };
	assert!(reason.contains(function), "{reason}");
}

#[test]
fn recursion_without_end_is_stopped() {
	let outcome = run(&wasm::recurses(), &[]);
	assert!(matches!(outcome, Err(ExecutionError::Stopped(_))), "{outcome:?}");
}

#[test]
fn memory_has_the_size_that_the_chain_allows_and_no_page_more() {
	let result = wasm::leads_to(b"next", 12);
	let grown = |pages, with: &[_]| run(&wasm::grows_by(pages - PAGES, &result), with);
	assert_eq!(grown(MOST_PAGES, &[]).unwrap(), result);
	assert!(matches!(grown(MOST_PAGES + 1, &[]), Err(ExecutionError::Stopped(_))));

	let less = [ExecutorParam::MaxMemoryPages(100)];
	assert_eq!(grown(132, &less).unwrap(), result);
	assert!(matches!(grown(133, &less), Err(ExecutionError::Stopped(_))));
}

#[test]
fn parameters_of_another_session_are_not_mixed_up() {
	let result = wasm::leads_to(b"next", 12);
	let code = wasm::grows_by(MOST_PAGES - PAGES, &result);
	let less = params(&[ExecutorParam::MaxMemoryPages(100)]);
	let pvf = Pvf::new();
	for _ in 0..2 {
		assert!(pvf.execute(&code, &params(&[]), BOMB_LIMIT, &input()).is_ok());
		assert!(pvf.execute(&code, &less, BOMB_LIMIT, &input()).is_err());
	}
}

#[test]
fn code_that_does_not_end_is_given_up_and_not_run_twice() {
	let brief = params(&[
		ExecutorParam::PvfExecTimeout(PvfExecKind::Backing, 50),
		ExecutorParam::PvfExecTimeout(PvfExecKind::Approval, 100),
	]);
	let pvf = Pvf::new();
	let run = || pvf.execute(&wasm::loops(), &brief, BOMB_LIMIT, &input());
	let first = run();
	assert!(matches!(first, Err(ExecutionError::TimedOut(_))), "{first:?}");
	let second = run();
	assert!(matches!(second, Err(ExecutionError::RunsStill)), "{second:?}");
}
