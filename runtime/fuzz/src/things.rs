// SPDX-License-Identifier: GPL-3.0-or-later
//! What scenes and steps that are made up are about, so that they meet.

use canary_runtime::{Hash, RuntimeCall};
use polkadot_primitives::ValidationCode;

/// The paras of a settled chain.
pub const PARAS: [u32; 3] = [2_000, 2_001, 2_002];
/// The first number that is nobody's on a settled chain.
pub const FREE_PARA: u32 = 2_003;
/// A small Wasm, another for each para: its header and a custom section.
pub fn code_of(para: u32) -> ValidationCode {
	let mut code = b"\0asm\x01\0\0\0\0\x05\x00".to_vec();
	code.extend(para.to_le_bytes());
	ValidationCode(code)
}

/// Calls that proposals are about, so that hashes meet what they are the hash of.
pub fn remark(number: u8) -> RuntimeCall {
	frame_system::Call::remark { remark: vec![number] }.into()
}

/// The hash by which governance names a call.
pub fn hash_of(call: &RuntimeCall) -> Hash {
	use sp_runtime::traits::{BlakeTwo256, Hash as _};

	BlakeTwo256::hash_of(call)
}
