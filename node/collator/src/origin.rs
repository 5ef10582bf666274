// SPDX-License-Identifier: GPL-3.0-or-later

//! Checks that a specification has the genesis of the chain in the database, so that an edited
//! specification does not go on with the wrong chain. Another build of the runtime may go on with it: the
//! code in the state counts then.

use codec::{Decode, Encode};
use sc_client_api::AuxStore;
use serde_json::Value;

use crate::{
	client::Backend,
	spec::ChainSpec,
	types::{text, Hash, Result},
};

/// The key of the specification's genesis, hashed without the code.
const ORIGIN: &[u8] = b"canary_para_origin";
/// Where the code is in a specification's genesis: in a raw state, and beside a configuration.
const CODE: [(&str, &str); 2] = [("/raw/top", "0x3a636f6465"), ("/runtimeGenesis", "code")];

/// Fails if the chain in the database has another genesis than the specification. In a new database it
/// notes the genesis.
pub(crate) fn check(spec: &ChainSpec, backend: &Backend) -> Result<()> {
	let own = of(spec)?;
	let noted = AuxStore::get_aux(backend, ORIGIN).map_err(text)?;
	match noted.map(|noted| Hash::decode(&mut &noted[..])) {
		None => AuxStore::insert_aux(backend, &[(ORIGIN, &own.encode()[..])], &[]).map_err(text),
		Some(Ok(noted)) if noted == own => Ok(()),
		Some(_) => Err(format!(
			"the chain specification of {} has another genesis than the chain in the database, which goes by \
			 the same id; give it another id, or begin in another folder",
			spec.name(),
		)),
	}
}

fn of(spec: &ChainSpec) -> Result<Hash> {
	if let Some(preset) = &spec.extensions().preset {
		return Ok(sp_io::hashing::blake2_256(&("preset", &preset.name).encode()).into());
	}
	let mut json: Value = serde_json::from_str(&spec.as_json(false)?).map_err(text)?;
	let mut genesis = json["genesis"].take();
	for (place, key) in CODE {
		if let Some(Value::Object(values)) = genesis.pointer_mut(place) {
			values.remove(key);
		}
	}
	Ok(sp_io::hashing::blake2_256(genesis.to_string().as_bytes()).into())
}
