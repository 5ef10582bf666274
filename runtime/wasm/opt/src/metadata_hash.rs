// SPDX-License-Identifier: GPL-3.0-or-later

//! Puts the hash of a runtime's metadata into the runtime.

use canary_metadata_hash::{Placeholder, Token};
use codec::{Decode, DecodeAll, Encode};
use frame_metadata::{v15::RuntimeMetadataV15, RuntimeMetadata, RuntimeMetadataPrefixed};
use merkleized_metadata::{generate_metadata_digest, ExtraInfo};
use wasmparser::{Parser, Payload};

use crate::{error::Error, host::Host};

/// What is in a runtime with the extension that reads the hash: its metadata names the crate.
const EXTENSION: &[u8] = b"canary_metadata_hash";

/// Fills in the placeholder of a runtime, if it has the extension that reads it.
pub(crate) fn fill_in(mut module: Vec<u8>) -> Result<Vec<u8>, Error> {
	if let Some((place, token)) = placeholder(&module)? {
		let hash = Placeholder::with_hash(hash(&module, token)?);
		module[place..][..Placeholder::LEN].copy_from_slice(hash.as_bytes());
	}
	Ok(module)
}

/// Where it is, and the token in it.
fn placeholder(module: &[u8]) -> Result<Option<(usize, Token<'_>)>, Error> {
	let mut found = Vec::new();
	let mut has_extension = false;
	for payload in Parser::new(0).parse_all(module) {
		if let Payload::DataSection(section) = payload? {
			let start = section.range().start;
			let data = &module[section.range()];
			has_extension = data.windows(EXTENSION.len()).any(|bytes| bytes == EXTENSION);
			found.extend(Placeholder::find(data).map(|(place, token)| (start + place, token)));
		}
	}
	match found[..] {
		[] if !has_extension => Ok(None),
		[placeholder] => Ok(Some(placeholder)),
		_ => Err(Error::Placeholders(found.len())),
	}
}

/// The hash of a runtime's metadata, as RFC 78 defines it.
fn hash(module: &[u8], token: Token) -> Result<[u8; 32], Error> {
	let mut runtime = Host::new(module)?;
	let version = runtime.call("Core_version", &[])?;
	let (spec_name, spec_version) = spec(&version).ok_or(Error::Unknown("version"))?;
	let metadata = runtime.call("Metadata_metadata_at_version", &15u32.encode())?;
	let metadata = metadata_v15(&metadata).ok_or(Error::Unknown("metadata of version 15"))?;
	let base58_prefix = base58_prefix(&metadata).ok_or(Error::Unknown("prefix of addresses"))?;
	let extra = ExtraInfo {
		spec_version,
		spec_name,
		base58_prefix,
		decimals: token.decimals,
		token_symbol: token.symbol.to_owned(),
	};
	let digest = generate_metadata_digest(&RuntimeMetadata::V15(metadata), extra);
	Ok(digest.map_err(Error::Metadata)?.hash())
}

/// Name and version in an encoded `RuntimeVersion`.
fn spec(version: &[u8]) -> Option<(String, u32)> {
	// Between them are the name of the implementation and a version of its.
	let (name, _, _, version) = <(String, String, u32, u32)>::decode(&mut &version[..]).ok()?;
	Some((name, version))
}

/// What a runtime answers to the question for version 15 of its metadata.
fn metadata_v15(answer: &[u8]) -> Option<RuntimeMetadataV15> {
	let opaque = Option::<Vec<u8>>::decode_all(&mut &answer[..]).ok()??;
	match RuntimeMetadataPrefixed::decode_all(&mut &opaque[..]).ok()?.1 {
		RuntimeMetadata::V15(metadata) => Some(metadata),
		_ => None,
	}
}

/// The number that addresses of the chain begin with.
fn base58_prefix(metadata: &RuntimeMetadataV15) -> Option<u16> {
	let system = metadata.pallets.iter().find(|pallet| pallet.name == "System")?;
	let prefix = system.constants.iter().find(|constant| constant.name == "SS58Prefix")?;
	u16::decode_all(&mut &prefix.value[..]).ok()
}

#[cfg(test)]
mod tests {
	use wasm_encoder::{ConstExpr, DataSection, Module};

	use super::*;

	const KSM: Placeholder = Placeholder::new(Token { symbol: "KSM", decimals: 12 });

	/// A module with this data.
	fn module(data: &[&[u8]]) -> Vec<u8> {
		let mut section = DataSection::new();
		section.active(0, &ConstExpr::i32_const(0), data.concat());
		let mut module = Module::new();
		module.section(&section);
		module.finish()
	}

	#[test]
	fn a_module_without_the_extension_stays_as_it_is() {
		let module = module(&[b"another runtime"]);
		assert_eq!(fill_in(module.clone()).expect("there is nothing to do"), module);
	}

	#[test]
	fn a_module_with_the_extension_must_have_one_placeholder() {
		let path = concat!("canary_metadata_hash", "::extension").as_bytes();
		for (count, data) in [
			(0, vec![path]),
			(0, vec![path, Placeholder::with_hash([7; 32]).as_bytes()]),
			(2, vec![KSM.as_bytes(), path, KSM.as_bytes()]),
		] {
			let error = fill_in(module(&data)).expect_err("it has none, or more than one");
			assert!(error.to_string().contains(&format!("has {count} places")), "{error}");
		}
		let module = module(&[path, KSM.as_bytes()]);
		let (place, token) = placeholder(&module).expect("it has one").expect("it has one");
		assert_eq!(
			(&module[place..][..Placeholder::LEN], token.symbol),
			(&KSM.as_bytes()[..], "KSM")
		);
	}

	#[test]
	fn a_module_that_is_no_runtime_has_no_hash() {
		let error = fill_in(module(&[KSM.as_bytes()])).expect_err("it cannot be asked");
		assert!(error.to_string().starts_with("the runtime cannot be run"), "{error}");
	}

	#[test]
	fn the_name_and_the_version_of_a_runtime_are_read() {
		let version = ("canary", "canary-node", 1u32, 1_000u32, 0u32, [0u8; 9]).encode();
		assert_eq!(spec(&version), Some(("canary".to_owned(), 1_000)));
		assert_eq!(spec(&version[..20]), None);
	}

	#[test]
	fn what_is_no_metadata_of_version_15_is_refused() {
		assert_eq!(metadata_v15(&None::<Vec<u8>>.encode()), None);
		assert_eq!(metadata_v15(&Some(vec![1u8, 2, 3]).encode()), None);
	}
}
