// SPDX-License-Identifier: GPL-3.0-or-later
//! Replacing the runtime: only by referendum, and only with valid code.
//!
//! The code in these tests is nothing but an encoded version, and a reader that knows this stands in
//! for the executor.

use canary_runtime::VERSION;
use frame_system::{Call as SystemCall, Error, Event};
use sp_core::traits::{Externalities, ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_version::RuntimeVersion;

use super::*;
use crate::common::genesis_of;

struct PlainVersion;
impl ReadRuntimeVersion for PlainVersion {
	fn read_runtime_version(
		&self,
		code: &[u8],
		_: &mut dyn Externalities,
	) -> Result<Vec<u8>, String> {
		Ok(code.to_vec())
	}
}

fn on_upgradable_chain(test: impl FnOnce()) {
	let mut chain = genesis_of("development");
	chain.register_extension(ReadRuntimeVersionExt::new(PlainVersion));
	chain.execute_with(|| {
		next_block(vec![]);
		test();
		#[cfg(feature = "try-runtime")]
		crate::common::check_invariants();
	});
}

fn next_version() -> RuntimeVersion {
	RuntimeVersion { spec_version: VERSION.spec_version + 1, ..VERSION }
}

fn wrong_name() -> RuntimeVersion {
	RuntimeVersion { spec_name: "rococo".into(), ..next_version() }
}

fn stored_code() -> Vec<u8> {
	sp_io::storage::get(sp_core::storage::well_known_keys::CODE).map_or(vec![], |code| code.into())
}

fn set_code(version: RuntimeVersion) -> RuntimeCall {
	SystemCall::set_code { code: version.encode() }.into()
}

fn authorize(version: &RuntimeVersion) -> RuntimeCall {
	SystemCall::authorize_upgrade { code_hash: BlakeTwo256::hash(&version.encode()) }.into()
}

fn apply(version: &RuntimeVersion) -> RuntimeCall {
	SystemCall::apply_authorized_upgrade { code: version.encode() }.into()
}

#[test]
fn what_root_has_authorized_by_referendum_anybody_may_apply() {
	on_upgradable_chain(|| {
		let version = next_version();
		let refused = try_when_calm(Ferdie, apply(&version));
		assert_eq!(refused, error(Error::<Runtime>::NothingAuthorized));

		assert_eq!(decide(root(), &authorize(&version)), Ok(()));
		let refused = try_when_calm(Ferdie, apply(&wrong_name()));
		assert_eq!(refused, error(Error::<Runtime>::Unauthorized));

		submit_when_calm(Ferdie, apply(&version));
		assert_eq!(stored_code(), version.encode());
	});
}

#[test]
fn set_code_is_roots_too() {
	on_upgradable_chain(|| {
		let refused = try_when_calm(Alice, set_code(next_version()));
		assert_eq!(refused, Err(DispatchError::BadOrigin));
		assert_eq!(decide(root(), &set_code(next_version())), Ok(()));
		assert_eq!(stored_code(), next_version().encode());
	});
}

#[test]
fn a_runtime_of_another_name_or_of_no_higher_version_is_refused_by_that_name() {
	on_upgradable_chain(|| {
		let code = stored_code();
		let mut same = next_version();
		same.spec_version = VERSION.spec_version;
		for (version, why) in [
			(wrong_name(), Error::<Runtime>::InvalidSpecName),
			(same, Error::SpecVersionNeedsToIncrease),
		] {
			assert_eq!(decide(root(), &set_code(version)), error(why));
		}
		assert_eq!(stored_code(), code);
	});
}

#[test]
fn an_authorized_upgrade_that_does_not_fit_is_rejected_with_an_event() {
	on_upgradable_chain(|| {
		let code = stored_code();
		assert_eq!(decide(root(), &authorize(&wrong_name())), Ok(()));
		submit_when_calm(Ferdie, apply(&wrong_name()));

		let rejected = Event::RejectedInvalidAuthorizedUpgrade {
			code_hash: BlakeTwo256::hash(&wrong_name().encode()),
			error: Error::<Runtime>::InvalidSpecName.into(),
		};
		assert!(events().contains(&rejected.into()));
		assert_eq!(stored_code(), code);
	});
}
