// SPDX-License-Identifier: GPL-3.0-or-later

//! The node with native code that is not what its Wasm is, for the tests of how that is found out: at block 64
//! it names another state than the Wasm, or panics where the variable `CANARY_DIFFERS` is `by-panic`.

use canary_client::Shipped;

static DIFFERING: Shipped = Shipped { native: Some(differing), ..canary_node::CANARY };

/// Where the number is in an encoded header of block 64, and how it is written there.
const NUMBER: std::ops::Range<usize> = 32..34;
const SIXTY_FOUR: [u8; 2] = [1, 1];
/// Where the root of the state is.
const STATE_ROOT: usize = NUMBER.end;

fn differing(method: &str, input: &[u8]) -> Option<Vec<u8>> {
	let native = canary_node::CANARY.native.expect("this example is built with native code");
	let mut output = native(method, input)?;
	if input.get(NUMBER) == Some(&SIXTY_FOUR[..]) {
		let by_panic = std::env::var_os("CANARY_DIFFERS").is_some_and(|how| how == "by-panic");
		assert!(!by_panic, "the native code differs from the Wasm in this");
		output[STATE_ROOT] ^= 1;
	}
	Some(output)
}

fn main() -> std::process::ExitCode {
	canary_client::run(&DIFFERING)
}
