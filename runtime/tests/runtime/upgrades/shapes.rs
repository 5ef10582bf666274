// SPDX-License-Identifier: GPL-3.0-or-later
//! The layout of this runtime's storage, from its metadata.

use std::collections::{BTreeMap, BTreeSet};

use canary_runtime::AllPalletsWithSystem;
use frame_metadata::v14::{RuntimeMetadataV14, StorageEntryModifier, StorageEntryType};
use frame_support::traits::PalletsInfoAccess;
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};
use sp_core::hexdisplay::HexDisplay;
use sp_io::hashing::twox_128;

use super::{
	layout::{Layout, Pallet},
	versions_in_code,
};

/// Items that a block leaves empty, or writes anew.
const OF_ONE_BLOCK: [&str; 1] = ["System.Events"];

/// The layout of the storage of this runtime, without items of one block.
pub(super) fn of_this_runtime(metadata: &RuntimeMetadataV14) -> Layout {
	let (versions, ours) = (versions_in_code(), pallets_of_ours());
	let mut types = Types::new(&metadata.types);
	let mut pallets = BTreeMap::new();
	for pallet in &metadata.pallets {
		let Some(storage) = &pallet.storage else { continue };
		let mut items = BTreeMap::new();
		for entry in &storage.entries {
			if OF_ONE_BLOCK.contains(&format!("{}.{}", pallet.name, entry.name).as_str()) {
				continue;
			}
			let mut shape = types.of_entry(&entry.ty);
			if entry.modifier == StorageEntryModifier::Default {
				shape.push_str(" or default");
			}
			items.insert(entry.name.clone(), shape);
		}
		let name = pallet.name.as_str();
		let version = versions.get(name).copied().unwrap_or_default();
		let ours = ours.contains(name);
		pallets.insert(name.into(), Pallet { ours, version, items });
	}
	Layout { pallets, types: types.definitions }
}

/// The names of the pallets of this repository.
pub(super) fn pallets_of_ours() -> BTreeSet<&'static str> {
	let infos = AllPalletsWithSystem::infos().into_iter();
	let ours = infos.filter(|info| {
		info.module_name.starts_with("canary_") || info.module_name.starts_with("crate")
	});
	ours.map(|info| info.name).collect()
}

/// The calls of the runtime are kept as they were made, and are no part of the layout: agendas and
/// preimages have them as mere bytes.
const CALL: &str = "RuntimeCall";

/// What goes by no name of its own, besides lists.
const OPTION: &str = "Option";

/// The types of a registry as text, by their names.
struct Types<'a> {
	registry: &'a PortableRegistry,
	/// For each name the types that have it and are not the same, in the order of their first use.
	named: BTreeMap<&'a str, Vec<[u8; 16]>>,
	/// What the named types are.
	definitions: BTreeMap<String, String>,
	/// The hashes of types that have been asked for.
	hashes: BTreeMap<u32, [u8; 16]>,
}

impl<'a> Types<'a> {
	fn new(registry: &'a PortableRegistry) -> Self {
		Self {
			registry,
			named: BTreeMap::new(),
			definitions: BTreeMap::new(),
			hashes: BTreeMap::new(),
		}
	}

	fn def(&self, id: u32) -> &'a TypeDef<PortableForm> {
		&self.registry.resolve(id).expect("the metadata has its types").type_def
	}

	/// The last part of the path of a type that goes by its name: one that is made of others, and no
	/// list of any length, be it bounded or sorted.
	fn name(&self, id: u32) -> Option<&'a str> {
		let of = self.registry.resolve(id)?;
		let name = of.path.segments.last()?;
		match &of.type_def {
			_ if name == OPTION || self.list(id).is_some() => None,
			TypeDef::Composite(_) | TypeDef::Variant(_) => Some(name),
			_ => None,
		}
	}

	fn is_option(&self, id: u32) -> bool {
		let path = self.registry.resolve(id).map(|of| &of.path.segments);
		path.and_then(|path| path.last()).is_some_and(|name| name == OPTION)
	}

	/// What a list has for its elements.
	fn list(&self, id: u32) -> Option<u32> {
		match self.def(id) {
			TypeDef::Sequence(list) => Some(list.type_param.id),
			TypeDef::Composite(of) => match &of.fields[..] {
				[Field { name: None, ty, .. }] => self.list(ty.id),
				_ => None,
			},
			_ => None,
		}
	}

	/// The shape of an entry of the storage.
	fn of_entry(&mut self, of: &StorageEntryType<PortableForm>) -> String {
		match of {
			StorageEntryType::Plain(value) => self.reference(value.id),
			StorageEntryType::Map { hashers, key, value } => {
				let keys = match self.def(key.id) {
					TypeDef::Tuple(keys) if hashers.len() > 1 => {
						keys.fields.iter().map(|key| key.id).collect()
					},
					_ => vec![key.id],
				};
				assert_eq!(keys.len(), hashers.len(), "each key has a hasher");
				let keys: Vec<_> = hashers
					.iter()
					.zip(keys)
					.map(|(hasher, key)| format!("{hasher:?} {}", self.reference(key)))
					.collect();
				format!("{} -> {}", keys.join(", "), self.reference(value.id))
			},
		}
	}

	/// What stands for a type where it is used: its name if it has one.
	fn reference(&mut self, id: u32) -> String {
		let Some(name) = self.name(id) else { return self.shape(id, &mut Self::reference) };
		if name == CALL {
			return name.into();
		}
		let hash = self.hash(id, &mut vec![]);
		let namesakes = self.named.entry(name).or_default();
		let known = namesakes.iter().position(|other| *other == hash);
		let place = known.unwrap_or(namesakes.len());
		let shown = if place == 0 { name.into() } else { format!("{name}#{}", place + 1) };
		if known.is_none() {
			// Before its parts, of which it may be one itself.
			namesakes.push(hash);
			let definition = self.shape(id, &mut Self::reference);
			self.definitions.insert(shown.clone(), definition);
		}
		shown
	}

	/// The hash of a type down to its last part. `within` are the types that it is a part of.
	fn hash(&mut self, id: u32, within: &mut Vec<u32>) -> [u8; 16] {
		if let Some(hash) = self.hashes.get(&id) {
			return *hash;
		}
		within.push(id);
		let shape = self.shape(id, &mut |types, part| {
			if types.name(part) == Some(CALL) || within.contains(&part) {
				return types.name(part).unwrap_or("itself").into();
			}
			let hash = types.hash(part, within);
			format!("{:?}", HexDisplay::from(&hash))
		});
		within.pop();
		let hash = twox_128(shape.as_bytes());
		self.hashes.insert(id, hash);
		hash
	}

	/// A type in terms of its parts.
	fn shape(&mut self, id: u32, part: &mut impl FnMut(&mut Self, u32) -> String) -> String {
		if let Some(element) = self.list(id) {
			return format!("[{}]", part(self, element));
		}
		match self.def(id) {
			TypeDef::Composite(of) => self.fields(&of.fields, part),
			TypeDef::Variant(of) if self.is_option(id) => {
				let some = &of.variants[1].fields[0];
				format!("{OPTION}<{}>", part(self, some.ty.id))
			},
			TypeDef::Variant(of) => {
				let variants: Vec<_> = of
					.variants
					.iter()
					.map(|variant| {
						let fields = match &variant.fields[..] {
							[] => String::new(),
							[Field { name: None, ty, .. }] => format!("({})", part(self, ty.id)),
							fields => self.fields(fields, part),
						};
						format!("{}: {}{fields}", variant.name, variant.index)
					})
					.collect();
				variants.join(" | ")
			},
			TypeDef::Sequence(of) => format!("[{}]", part(self, of.type_param.id)),
			TypeDef::Array(of) => format!("[{}; {}]", part(self, of.type_param.id), of.len),
			TypeDef::Tuple(of) => {
				let parts: Vec<_> = of.fields.iter().map(|of| part(self, of.id)).collect();
				format!("({})", parts.join(", "))
			},
			TypeDef::Primitive(of) => primitive(of),
			TypeDef::Compact(of) => format!("compact {}", part(self, of.type_param.id)),
			TypeDef::BitSequence(of) => format!("bits of {}", part(self, of.bit_store_type.id)),
		}
	}

	fn fields(
		&mut self,
		fields: &[Field<PortableForm>],
		part: &mut impl FnMut(&mut Self, u32) -> String,
	) -> String {
		if let [Field { name: None, ty, .. }] = fields {
			return part(self, ty.id);
		}
		let named = fields.iter().any(|field| field.name.is_some());
		let mut parts = vec![];
		for field in fields {
			let shape = part(self, field.ty.id);
			parts.push(match &field.name {
				Some(name) => format!("{name}: {shape}"),
				None => shape,
			});
		}
		let all = parts.join(", ");
		if named {
			format!("{{{all}}}")
		} else {
			format!("({all})")
		}
	}
}

fn primitive(of: &TypeDefPrimitive) -> String {
	format!("{of:?}").to_lowercase()
}
