// SPDX-License-Identifier: GPL-3.0-or-later

//! Code passes the pre-check if it compiles under the limits for paras.

use std::{fs, path::Path};

use canary_validators::{ExecutionError, Flaw, Pvf};
use polkadot_node_primitives::BlockData;
use polkadot_parachain_primitives::primitives::ValidationParams;
use polkadot_primitives::{
	ExecutorHostFunction, ExecutorParam, ExecutorParams, HeadData, ValidationCode,
};

use crate::wasm;

const LIMIT: u32 = 1 << 20;

fn judge(code: &ValidationCode, params: &[ExecutorParam]) -> Result<(), Flaw> {
	Pvf::new().precheck(code, &ExecutorParams::from(params), LIMIT)
}

#[test]
fn code_that_compiles_is_fit_whatever_it_does() {
	let result = wasm::leads_to(b"next", 1);
	for code in [wasm::answers(&result), wasm::traps(), wasm::loops(), wasm::recurses()] {
		judge(&code, &[]).unwrap();
	}
}

#[test]
fn what_is_no_wasm_is_not_fit() {
	let code = wasm::traps().0;
	let bodies: [&[u8]; 4] = [b"", b"I am no code", &code[..20], &code[..code.len() - 1]];
	for body in bodies {
		let outcome = judge(&ValidationCode(body.to_vec()), &[]);
		assert!(matches!(outcome, Err(Flaw::Wasm(_))), "{body:?}: {outcome:?}");
	}
}

#[test]
fn what_paras_may_not_use_is_not_fit() {
	for code in [wasm::uses_vectors(), wasm::fills()] {
		let outcome = judge(&code, &[]);
		assert!(matches!(outcome, Err(Flaw::Wasm(_))), "{outcome:?}");
	}
}

#[test]
fn code_that_unpacks_to_too_much_is_not_fit() {
	let result = wasm::leads_to(&[0; 1 << 16], 1);
	let code = wasm::answers(&result).0;
	let packed = sp_maybe_compressed_blob::compress_strongly(&code, code.len()).unwrap();
	let packed = ValidationCode(packed);
	let pvf = Pvf::new();
	let params = ExecutorParams::default();
	let outcome = pvf.precheck(&packed, &params, code.len() as u32 - 1);
	assert!(matches!(outcome, Err(Flaw::Packing(_))), "{outcome:?}");
	pvf.precheck(&packed, &params, code.len() as u32).unwrap();
}

#[test]
fn functions_that_this_node_does_not_have_are_told_before_anything_is_run() {
	let params = [ExecutorParam::EnabledHostFunction(ExecutorHostFunction::EccRfc163)];
	let outcome = judge(&wasm::traps(), &params);
	assert!(matches!(outcome, Err(Flaw::HostFunctions)), "{outcome:?}");
}

#[test]
fn code_that_is_not_fit_is_not_run() {
	let input = ValidationParams {
		parent_head: HeadData(vec![]),
		block_data: BlockData(vec![]),
		relay_parent_number: 1,
		relay_parent_storage_root: Default::default(),
	};
	let code = ValidationCode(b"I am no code".to_vec());
	let outcome = Pvf::new().execute(&code, &ExecutorParams::default(), LIMIT, &input);
	assert!(matches!(outcome, Err(ExecutionError::Code(Flaw::Wasm(_)))), "{outcome:?}");
}

#[test]
fn machine_code_is_kept_in_a_directory() {
	let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("machine-code");
	// The folder is removed here and not at the end, because a thread may write there until the process
	// ends.
	if directory.exists() {
		fs::remove_dir_all(&directory).unwrap();
	}
	let pvf = Pvf::with_cache(directory.clone());
	pvf.precheck(&wasm::traps(), &ExecutorParams::default(), LIMIT).unwrap();
	assert_ne!(fs::read_dir(&directory).unwrap().count(), 0);
}
