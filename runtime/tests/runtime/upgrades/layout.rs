// SPDX-License-Identifier: GPL-3.0-or-later
//! The layout of the storage: which items each pallet has, and how their keys and values are encoded.
//! As text it is one file, in which a change can be read.

use std::{
	collections::{BTreeMap, BTreeSet},
	fmt::{self, Write},
};

/// The length of a line.
const WIDTH: usize = 100;

/// The layout of all pallets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Layout {
	pub(super) pallets: BTreeMap<String, Pallet>,
	/// The definitions of the types that have names.
	pub(super) types: BTreeMap<String, String>,
}

/// The layout of a pallet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Pallet {
	/// Whether it is one of this repository's, which raises its version itself.
	pub(super) ours: bool,
	pub(super) version: u16,
	/// The shapes of keys and values.
	pub(super) items: BTreeMap<String, String>,
}

impl Layout {
	/// Reads what [`Display`](fmt::Display) has written.
	pub(super) fn parse(text: &str) -> Result<Self, String> {
		let mut layout = Self::default();
		let mut pallet = None;
		for entry in entries(text) {
			let unclear = || format!("`{entry}` is unclear");
			if let Some(heading) = entry.strip_prefix("pallet ") {
				let (name, rest) = heading.split_once(", version ").ok_or_else(unclear)?;
				let (version, ours) =
					rest.strip_suffix(", ours").map_or((rest, false), |version| (version, true));
				let version = version.parse().map_err(|_| unclear())?;
				layout.pallets.insert(name.into(), Pallet { ours, version, ..Default::default() });
				pallet = Some(name.to_string());
			} else if entry == "types" {
				pallet = None;
			} else {
				let (name, shape) = entry.split_once(": ").ok_or_else(unclear)?;
				let of_pallet = pallet.as_ref().and_then(|name| layout.pallets.get_mut(name));
				let entries = of_pallet.map_or(&mut layout.types, |pallet| &mut pallet.items);
				entries.insert(name.into(), shape.into());
			}
		}
		Ok(layout)
	}

	/// The types by which a shape is what it is, and what they are.
	fn definitions<'a>(&'a self, shape: &'a str) -> BTreeMap<&'a str, &'a str> {
		let mut found = BTreeMap::new();
		let mut open: Vec<&str> = words(shape).collect();
		while let Some(word) = open.pop() {
			if let Some((name, definition)) = self.types.get_key_value(word) {
				if found.insert(name.as_str(), definition.as_str()).is_none() {
					open.extend(words(definition));
				}
			}
		}
		found
	}

	/// A shape without any names: what is left is how it is encoded. `within` are the types that it is a
	/// part of, which it may have in itself.
	fn encoding(&self, shape: &str, within: &[&str]) -> String {
		let mut encoding = String::new();
		for piece in nameless(shape).split_inclusive(|c: char| !is_of_word(c)) {
			let word = piece.trim_end_matches(|c: char| !is_of_word(c));
			match self.types.get_key_value(word) {
				Some((name, definition)) if !within.contains(&name.as_str()) => {
					let within = [within, &[name.as_str()]].concat();
					encoding.push_str(&self.encoding(definition, &within));
				},
				_ => encoding.push_str(word),
			}
			encoding.push_str(&piece[word.len()..]);
		}
		encoding
	}
}

/// The entries of a text, each with the lines that it goes on in, without comments.
fn entries(text: &str) -> Vec<String> {
	let mut entries = Vec::<String>::new();
	for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
		match (line.strip_prefix("\t\t"), entries.last_mut()) {
			(Some(more), Some(entry)) => {
				entry.push(' ');
				entry.push_str(more);
			},
			_ => entries.push(line.trim_start().into()),
		}
	}
	entries
}

/// The words of a shape, among which are the names of types.
fn words(shape: &str) -> impl Iterator<Item = &str> {
	shape.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty())
}

fn is_of_word(c: char) -> bool {
	c.is_ascii_alphanumeric() || c == '_' || c == '#'
}

/// A shape without the names of fields and variants, which leave no trace in the state.
fn nameless(shape: &str) -> String {
	let kept = shape.split(' ').map(|piece| match piece.strip_suffix(':') {
		Some(named) => named.trim_end_matches(is_of_word),
		None => piece,
	});
	kept.collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Layout {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		for (name, Pallet { ours, version, items }) in &self.pallets {
			let ours = if *ours { ", ours" } else { "" };
			writeln!(f, "pallet {name}, version {version}{ours}")?;
			items.iter().try_for_each(|(name, shape)| write_entry(f, name, shape))?;
			f.write_char('\n')?;
		}
		writeln!(f, "types")?;
		self.types.iter().try_for_each(|(name, definition)| write_entry(f, name, definition))
	}
}

fn write_entry(f: &mut fmt::Formatter<'_>, name: &str, shape: &str) -> fmt::Result {
	write!(f, "\t{name}:")?;
	let mut width = name.len();
	for word in shape.split(' ') {
		width += 1 + word.len();
		if width > WIDTH {
			write!(f, "\n\t\t{word}")?;
			width = word.len();
		} else {
			write!(f, " {word}")?;
		}
	}
	f.write_char('\n')
}

/// What a pallet keeps otherwise than before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Change {
	pub(super) pallet: String,
	/// What has changed, and what is to be done about it.
	pub(super) sentence: String,
	/// Whether the new layout may be taken for the right one.
	pub(super) acceptable: bool,
}

/// What is to be done before a new layout is accepted.
const MIGRATE: &str = "write a migration in runtime/src/migrations.rs, raise `spec_version`, without \
	which it does not run, and leave a chain of the last commit to try it on (scripts/upgrade-fixture)";

/// What has changed from one layout to another.
pub(super) fn changes(before: &Layout, now: &Layout) -> Vec<Change> {
	let names: BTreeSet<_> = before.pallets.keys().chain(now.pallets.keys()).collect();
	let mut changes = vec![];
	for name in names {
		let mut note = |acceptable, sentence| {
			changes.push(Change { pallet: name.clone(), sentence, acceptable });
		};
		match (before.pallets.get(name), now.pallets.get(name)) {
			(Some(old), Some(new)) => {
				Both { name, before, now, old, new }.compare(&mut note);
			},
			(None, _) => note(true, format!("{name} is new.")),
			(Some(_), None) => note(
				true,
				format!(
					"{name} is gone, and what it has kept stays in the state of each chain. To remove it \
					 there, {MIGRATE}."
				),
			),
		}
	}
	changes
}

/// A pallet in both layouts.
struct Both<'a> {
	name: &'a str,
	before: &'a Layout,
	now: &'a Layout,
	old: &'a Pallet,
	new: &'a Pallet,
}

impl Both<'_> {
	fn compare(&self, note: &mut impl FnMut(bool, String)) {
		let Self { name, old, new, .. } = *self;
		if new.version < old.version {
			let versions = format!("{} to {}", old.version, new.version);
			note(false, format!("{name}: the storage version has gone back from {versions}."));
		}
		let items: BTreeSet<_> = old.items.keys().chain(new.items.keys()).collect();
		for item in items {
			match (old.items.get(item), new.items.get(item)) {
				(Some(old), Some(new)) => self.compare_item(item, old, new, note),
				(None, _) => note(
					true,
					format!(
						"{name}.{item} is new. If chains that run need something in it, raise the storage \
						 version of {name}, {MIGRATE}."
					),
				),
				(Some(_), None) => {
					let what = format!("{name}.{item} is gone, and its entries stay in the state");
					let (acceptable, advice) = self.advice();
					note(acceptable, format!("{what}: {advice}."));
				},
			}
		}
		if new.version > old.version {
			let versions = format!("{} to {}", old.version, new.version);
			note(
				true,
				format!(
					"{name}: the storage version goes from {versions}. Is there a migration in \
					 runtime/src/migrations.rs, and a chain with version {} in \
					 runtime/tests/fixtures to try it on?",
					old.version
				),
			);
		}
	}

	fn compare_item(&self, item: &str, old: &str, new: &str, note: &mut impl FnMut(bool, String)) {
		let mut told = vec![];
		if old != new {
			told.push(format!("`{old}` is `{new}` now"));
		}
		let (olds, news) = (self.before.definitions(old), self.now.definitions(new));
		for (name, new) in news {
			if let Some(old) = olds.get(name).filter(|old| **old != new) {
				told.push(format!("{name}, `{old}`, is `{new}` now"));
			}
		}
		if told.is_empty() {
			return;
		}
		let what = format!("{}.{item}: {}", self.name, told.join("; "));
		if self.before.encoding(old, &[]) == self.now.encoding(new, &[]) {
			note(
				true,
				format!("{what}. These are names alone: no chain changes, but wallets read them."),
			);
		} else {
			let (acceptable, advice) = self.advice();
			note(acceptable, format!("{what}. Chains that run keep the old bytes: {advice}."));
		}
	}

	/// Whether a change of the encoding may be accepted, and what is to be done about it.
	fn advice(&self) -> (bool, String) {
		let Self { name, old, new, .. } = *self;
		if !new.ours {
			return (true, format!("the storage version of {name} is the SDK's; {MIGRATE}"));
		}
		if new.version > old.version {
			return (true, MIGRATE.into());
		}
		(
			false,
			format!(
				"raise the storage version of {name}, which still is {}, in the pallet, {MIGRATE}",
				old.version
			),
		)
	}
}
