// SPDX-License-Identifier: GPL-3.0-or-later
//! The shape of steps: makes some, and changes parts of others.
//!
//! Every call and every origin of the runtime is among them, since the shape is the one that its metadata
//! tells, down to the fields. What stands in a field is chosen by its name and type (`values.rs`).

use std::{ops::Range, sync::OnceLock};

use canary_histories::Dice;
use codec::{Compact, Decode, Encode};
use scale_info::{
	form::PortableForm, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive, Variant,
};

use crate::{history::Step, place::Place, values};

/// How deep what is made is nested, calls in calls included.
const MAX_DEPTH: u32 = 24;
/// How often is tried to make something.
const TRIES: u32 = 16;

/// The types of which steps are made.
pub(crate) struct Grammar {
	types: PortableRegistry,
	step: u32,
	call: u32,
}

/// A part of a step's bytes that holds a value.
#[derive(Clone, Debug)]
struct Leaf<'a> {
	bytes: Range<usize>,
	kind: u32,
	place: Place<'a>,
}

impl Grammar {
	/// That of the runtime.
	pub(crate) fn of_steps() -> &'static Self {
		static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
		GRAMMAR.get_or_init(|| {
			let mut types = Registry::new();
			let step = types.register_type(&MetaType::new::<Step>()).id;
			let call = types.register_type(&MetaType::new::<canary_runtime::RuntimeCall>()).id;
			Self { types: types.into(), step, call }
		})
	}

	/// Some step.
	pub(crate) fn step(&self, dice: &mut Dice) -> Step {
		for _ in 0..TRIES {
			let mut bytes = vec![];
			self.make(self.step, Place::default(), dice, &mut bytes);
			if let Some(step) = Step::from_bytes(&bytes) {
				return step;
			}
		}
		Step::Blocks(1)
	}

	/// The same step with another value in one place, if there is one.
	pub(crate) fn vary(&self, step: &Step, dice: &mut Dice) -> Step {
		let bytes = step.encode();
		let mut leaves = vec![];
		let read = self.read(self.step, Place::default(), &bytes, 0, &mut leaves);
		debug_assert!(read == Some(bytes.len()), "{step:?} has the shape of a step");
		for _ in 0..TRIES {
			let Some(leaf) = dice.one_of(&leaves) else { break };
			let mut varied = bytes[..leaf.bytes.start].to_vec();
			self.make(leaf.kind, leaf.place, dice, &mut varied);
			varied.extend(&bytes[leaf.bytes.end..]);
			if let Some(varied) = Step::from_bytes(&varied).filter(|varied| varied != step) {
				return varied;
			}
		}
		step.clone()
	}

	fn definition(&self, kind: u32) -> &scale_info::Type<PortableForm> {
		self.types.resolve(kind).expect("the registry is complete")
	}

	/// The place inside of a type.
	fn inside<'a>(&'a self, kind: u32, place: Place<'a>) -> Place<'a> {
		let depth = place.depth + 1;
		match self.definition(kind).path.ident() {
			Some(_) => {
				let name = self.definition(kind).path.segments.last().map(String::as_str);
				Place { kind: name.unwrap_or_default(), depth, ..place }
			},
			None => Place { depth, ..place },
		}
	}

	/// Writes the bytes of some value of a type.
	fn make(&self, kind: u32, place: Place<'_>, dice: &mut Dice, bytes: &mut Vec<u8>) {
		let place = self.inside(kind, place);
		if let Some(ready) = values::ready_made(place, dice, |dice| self.call_bytes(place, dice)) {
			bytes.extend(ready);
			return;
		}
		match &self.definition(kind).type_def {
			TypeDef::Composite(composite) => {
				for field in &composite.fields {
					let place = named(place, field.name.as_deref());
					self.make(field.ty.id, place, dice, bytes);
				}
			},
			TypeDef::Variant(variants) => {
				let Some(variant) = self.choose(&variants.variants, place, dice) else { return };
				bytes.push(variant.index);
				let place = chosen(place, variant);
				for field in &variant.fields {
					let place = named(place, field.name.as_deref());
					self.make(field.ty.id, place, dice, bytes);
				}
			},
			TypeDef::Sequence(sequence) => {
				let is_bytes = self.is_byte(sequence.type_param.id);
				let length = values::length(place, is_bytes, place.depth < MAX_DEPTH, dice);
				Compact(length).encode_to(bytes);
				for _ in 0..length {
					self.make(sequence.type_param.id, place, dice, bytes);
				}
			},
			TypeDef::Array(array) => {
				for _ in 0..array.len {
					self.make(array.type_param.id, place, dice, bytes);
				}
			},
			TypeDef::Tuple(tuple) => {
				for field in &tuple.fields {
					self.make(field.id, place, dice, bytes);
				}
			},
			TypeDef::Primitive(primitive) => {
				let width = width(primitive);
				let value = values::number(place, width, dice).to_le_bytes();
				bytes.extend(&value[..width]);
			},
			TypeDef::Compact(compact) => {
				let (place, width) = self.number_in(compact.type_param.id, place);
				let value = values::number(place, width, dice);
				let value = if width < 16 { value % (1 << (8 * width)) } else { value };
				Compact(value).encode_to(bytes);
			},
			TypeDef::BitSequence(_) => bytes.push(0),
		}
	}

	/// The bytes of a call, to be put where bytes of calls are asked for.
	fn call_bytes(&self, place: Place<'_>, dice: &mut Dice) -> Vec<u8> {
		let mut bytes = vec![];
		self.make(self.call, place, dice, &mut bytes);
		bytes
	}

	/// One of these; one without fields where it gets too deep.
	fn choose<'a>(
		&self,
		variants: &'a [Variant<PortableForm>],
		place: Place<'_>,
		dice: &mut Dice,
	) -> Option<&'a Variant<PortableForm>> {
		let is_flat = |variant: &&Variant<PortableForm>| variant.fields.is_empty();
		let weigh = |variant: &Variant<PortableForm>| values::weight(place.kind, &variant.name);
		if place.depth > MAX_DEPTH {
			let flat = variants.iter().find(is_flat);
			return flat.or(variants.first());
		}
		let all: u64 = variants.iter().map(weigh).sum();
		let mut left = dice.roll(all.max(1));
		variants.iter().find(|variant| match left.checked_sub(weigh(variant)) {
			Some(rest) => {
				left = rest;
				false
			},
			None => true,
		})
	}

	fn is_byte(&self, kind: u32) -> bool {
		matches!(self.definition(kind).type_def, TypeDef::Primitive(TypeDefPrimitive::U8))
	}

	/// The number that a compact type holds: its place, and how many bytes it has otherwise.
	fn number_in<'a>(&'a self, kind: u32, place: Place<'a>) -> (Place<'a>, usize) {
		let place = self.inside(kind, place);
		match &self.definition(kind).type_def {
			TypeDef::Primitive(primitive) => (place, width(primitive)),
			TypeDef::Composite(composite) => match composite.fields.first() {
				Some(field) => self.number_in(field.ty.id, place),
				None => (place, 0),
			},
			_ => (place, 0),
		}
	}

	/// Reads a value of a type from `at` on, notes where its parts stand, and returns where it ends.
	fn read<'a>(
		&'a self,
		kind: u32,
		outside: Place<'a>,
		bytes: &[u8],
		at: usize,
		leaves: &mut Vec<Leaf<'a>>,
	) -> Option<usize> {
		let place = self.inside(kind, outside);
		let whole = values::is_whole(place);
		let first = leaves.len();
		let end = match &self.definition(kind).type_def {
			TypeDef::Composite(composite) => {
				let mut end = at;
				for field in &composite.fields {
					let place = named(place, field.name.as_deref());
					end = self.read(field.ty.id, place, bytes, end, leaves)?;
				}
				end
			},
			TypeDef::Variant(variants) => {
				let index = bytes.get(at)?;
				let variant = variants.variants.iter().find(|variant| variant.index == *index)?;
				let place = chosen(place, variant);
				let mut end = at + 1;
				for field in &variant.fields {
					let place = named(place, field.name.as_deref());
					end = self.read(field.ty.id, place, bytes, end, leaves)?;
				}
				leaves.push(Leaf { bytes: at..end, kind, place: outside });
				end
			},
			TypeDef::Sequence(sequence) => {
				let (length, mut end) = compact(bytes, at)?;
				if self.is_byte(sequence.type_param.id) {
					end = end.checked_add(length as usize)?;
				} else {
					for _ in 0..length {
						end = self.read(sequence.type_param.id, place, bytes, end, leaves)?;
					}
				}
				leaves.push(Leaf { bytes: at..end, kind, place: outside });
				end
			},
			TypeDef::Array(array) => {
				let mut end = at;
				if self.is_byte(array.type_param.id) {
					end += array.len as usize;
					leaves.push(Leaf { bytes: at..end, kind, place: outside });
				} else {
					for _ in 0..array.len {
						end = self.read(array.type_param.id, place, bytes, end, leaves)?;
					}
				}
				end
			},
			TypeDef::Tuple(tuple) => {
				let mut end = at;
				for field in &tuple.fields {
					end = self.read(field.id, place, bytes, end, leaves)?;
				}
				end
			},
			TypeDef::Primitive(primitive) => {
				let end = at + width(primitive);
				leaves.push(Leaf { bytes: at..end, kind, place: outside });
				end
			},
			TypeDef::Compact(_) => {
				let (_, end) = compact(bytes, at)?;
				leaves.push(Leaf { bytes: at..end, kind, place: outside });
				end
			},
			TypeDef::BitSequence(_) => {
				let (bits, end) = compact(bytes, at)?;
				end + (bits as usize).div_ceil(8)
			},
		};
		if whole {
			leaves.truncate(first);
			leaves.push(Leaf { bytes: at..end, kind, place: outside });
		}
		(end <= bytes.len()).then_some(end)
	}
}

/// The place of a field with that name. One without stays in the place of what it is in.
fn named<'a>(place: Place<'a>, name: Option<&'a str>) -> Place<'a> {
	Place { field: name.unwrap_or(place.field), ..place }
}

/// The place in a variant. Calls of the runtime are named after their pallets.
fn chosen<'a>(place: Place<'a>, variant: &'a Variant<PortableForm>) -> Place<'a> {
	match place.kind {
		"RuntimeCall" => Place { pallet: &variant.name, ..place },
		_ => place,
	}
}

/// How many bytes a number has.
fn width(primitive: &TypeDefPrimitive) -> usize {
	use TypeDefPrimitive::*;
	match primitive {
		Bool | U8 | I8 => 1,
		U16 | I16 => 2,
		U32 | I32 | Char => 4,
		U64 | I64 => 8,
		U128 | I128 => 16,
		U256 | I256 | Str => 0,
	}
}

fn compact(bytes: &[u8], at: usize) -> Option<(u128, usize)> {
	let mut rest = bytes.get(at..)?;
	let Compact(value) = Compact::<u128>::decode(&mut rest).ok()?;
	Some((value, bytes.len() - rest.len()))
}

#[cfg(test)]
mod tests {
	use std::collections::BTreeSet;

	use canary_runtime::RuntimeCall;
	use frame_support::traits::GetCallMetadata;

	use super::*;
	use crate::chain::call_name;

	#[test]
	fn every_call_of_the_runtime_is_made() {
		let (grammar, mut dice) = (Grammar::of_steps(), Dice::new(7));
		let mut missing = BTreeSet::new();
		for pallet in RuntimeCall::get_module_names() {
			let names = RuntimeCall::get_call_names(pallet);
			missing.extend(names.iter().map(|name| format!("{pallet}.{name}")));
		}
		for _ in 0..200_000 {
			if let Some(call) = grammar.step(&mut dice).call() {
				missing.remove(&call_name(call));
			}
			if missing.is_empty() {
				break;
			}
		}
		assert_eq!(missing, BTreeSet::new());
	}

	#[test]
	fn a_varied_step_is_another_one() {
		let (grammar, mut dice) = (Grammar::of_steps(), Dice::new(7));
		let mut varied = 0;
		for _ in 0..500 {
			let step = grammar.step(&mut dice);
			let other = grammar.vary(&step, &mut dice);
			varied += u32::from(other != step);
		}
		assert!(varied > 450, "{varied} of 500");
	}
}
