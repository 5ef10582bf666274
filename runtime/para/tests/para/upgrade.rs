// SPDX-License-Identifier: GPL-3.0-or-later
//! An upgrade, which takes effect when the relay chain gives the go-ahead.

use canary_para_runtime::{Runtime, RuntimeCall};
use cumulus_primitives_core::relay_chain::{UpgradeGoAhead, ValidationCode};
use sp_core::storage::well_known_keys::CODE;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::chain::{Chain, Plan, FIRST_SLOT};

fn authorize(code: &[u8]) -> RuntimeCall {
	// The check of the version runs the code, for which there is no executor here.
	let call = frame_system::Call::authorize_upgrade_without_checks {
		code_hash: <BlakeTwo256 as Hash>::hash(code),
	};
	RuntimeCall::Sudo(pallet_sudo::Call::sudo { call: Box::new(RuntimeCall::System(call)) })
}

fn apply(code: &[u8]) -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::apply_authorized_upgrade { code: code.into() })
}

fn in_force() -> Option<Vec<u8>> {
	frame_support::storage::unhashed::get_raw(CODE)
}

#[test]
fn sudos_new_code_goes_to_the_relay_chain_and_is_in_force_when_that_says_so() {
	let code = b"the next version".to_vec();
	let mut chain = Chain::new("development");
	let old = chain.read(in_force);

	let plan = Plan { calls: vec![(Alice, authorize(&code))], ..Plan::at(FIRST_SLOT) };
	assert_eq!(chain.make(plan).results, [Ok(Ok(()))]);

	// Anybody may submit code that is authorized.
	let plan = Plan { calls: vec![(Bob, apply(&code))], ..Plan::at(FIRST_SLOT + 1) };
	let made = chain.make(plan);
	assert_eq!(made.results, [Ok(Ok(()))]);
	assert_eq!(made.info.new_validation_code, Some(ValidationCode(code.clone())));
	assert_eq!(chain.read(in_force), old);

	let made = chain.make(Plan::at(FIRST_SLOT + 2));
	assert_eq!(made.info.new_validation_code, None);
	assert_eq!(chain.read(in_force), old);

	let go_ahead = Some(UpgradeGoAhead::GoAhead);
	chain.make(Plan { go_ahead, ..Plan::at(FIRST_SLOT + 3) });
	assert_eq!(chain.read(in_force), Some(code));
}

#[test]
fn nobody_but_alice_has_sudo_and_no_other_code_is_taken() {
	let mut chain = Chain::new("development");
	let calls = vec![(Bob, authorize(b"one")), (Alice, authorize(b"two")), (Bob, apply(b"one"))];
	let made = chain.make(Plan { calls, ..Plan::at(FIRST_SLOT) });
	assert_eq!(
		made.results,
		[
			Ok(Err(pallet_sudo::Error::<Runtime>::RequireSudo.into())),
			Ok(Ok(())),
			Ok(Err(frame_system::Error::<Runtime>::Unauthorized.into())),
		]
	);
	assert_eq!(made.info.new_validation_code, None);
}
