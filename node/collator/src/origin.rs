// SPDX-License-Identifier: GPL-3.0-or-later

//! What the chain in a database has begun with. A specification that was edited would find a chain with
//! another genesis there, and that is refused. Another build of the runtime goes on with the chain: the
//! runtime is part of the state.

use codec::{Decode, Encode};
use sc_client_api::AuxStore;
use serde_json::Value;

use crate::{
	client::Backend,
	spec::ChainSpec,
	types::{text, Hash, Result},
};

/// Under this key stands the hash of the genesis in the specification, without the code.
const ORIGIN: &[u8] = b"canary_para_origin";
/// Where the code stands in a specification: in the state, and beside what a runtime makes the state of.
const CODE: [(&str, &str); 2] = [("/raw/top", "0x3a636f6465"), ("/runtimeGenesis", "code")];

/// Fails if a specification is not that of the chain in a database, which may be new.
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
