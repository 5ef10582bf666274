// SPDX-License-Identifier: GPL-3.0-or-later
//! Where a value stands in a step.

/// Where something stands: what is chosen for it depends on that.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
	/// The pallet of the call.
	pub(crate) pallet: &'a str,
	/// The name of the field, or of the one around it.
	pub(crate) field: &'a str,
	/// The last part of the name of the innermost type that has one.
	pub(crate) kind: &'a str,
	/// In how many others its type is.
	pub(crate) depth: u32,
}
