// SPDX-License-Identifier: GPL-3.0-or-later

//! Stands in for the crate `wasm-opt`, which compiles all of Binaryen: some seven minutes of one core, of
//! which the SDK's Wasm builder needs two passes that leave the code as it is. The builder calls it for each
//! runtime once it is linked and before it is compressed.
//!
//! - *Sign-extension lowering* has nothing to lower: the compiler's target `wasm32v1-none` has no such
//!   instructions. That is checked, with everything else that the first version of WebAssembly does not have.
//! - *DWARF stripping* drops the sections that hold it. Names of functions stay, for traces of panics.
//!
//! Besides, whatever is asked for, it puts the hash of a runtime's metadata where the runtime reads it
//! (`canary-metadata-hash`). It runs the runtime for that, by an interpreter: nothing is compiled twice.
//!
//! The interface is that of `wasm-opt` 0.116, as far as the builder uses it.

mod error;
mod host;
mod metadata_hash;

use std::{fs, path::Path};

use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

pub use error::Error;

/// Something to do with a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
	/// Refuses a module that extends signs, or has anything else of later versions than the first.
	SignextLowering,
	/// Drops what debuggers read.
	StripDwarf,
}

/// What to do with a module.
#[derive(Clone, Debug, Default)]
pub struct OptimizationOptions {
	passes: Vec<Pass>,
}

impl OptimizationOptions {
	/// Does nothing that no pass asks for.
	pub fn new_opt_level_0() -> Self {
		Self::default()
	}

	/// Does nothing: the first version of WebAssembly is what a module is held to in any case.
	pub fn mvp_features_only(&mut self) -> &mut Self {
		self
	}

	/// Does nothing: names are kept in any case.
	pub fn debug_info(&mut self, _keep: bool) -> &mut Self {
		self
	}

	/// Adds something to do.
	pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
		self.passes.push(pass);
		self
	}

	/// Reads a module, does what was asked for, and writes it. The two files may be the same.
	///
	/// # Errors
	///
	/// If a file cannot be read or written, the module is none, it has more than the first version of
	/// WebAssembly, or the hash of its metadata cannot be put into it.
	pub fn run(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), Error> {
		let mut module = fs::read(from)?;
		if self.passes.contains(&Pass::SignextLowering) {
			validate(&module)?;
		}
		if self.passes.contains(&Pass::StripDwarf) {
			module = strip_dwarf(&module)?;
		}
		module = metadata_hash::fill_in(module)?;
		fs::write(to, module)?;
		Ok(())
	}
}

fn validate(module: &[u8]) -> Result<(), Error> {
	// Globals that change are not of the first version by its letter, but every stack pointer is one.
	let features = WasmFeatures::WASM1 | WasmFeatures::MUTABLE_GLOBAL;
	Validator::new_with_features(features).validate_all(module)?;
	Ok(())
}

fn strip_dwarf(module: &[u8]) -> Result<Vec<u8>, Error> {
	let mut stripped = Module::new();
	for payload in Parser::new(0).parse_all(module) {
		let payload = payload?;
		if matches!(&payload, Payload::CustomSection(section) if section.name().starts_with(".debug_"))
		{
			continue;
		}
		if let Some((id, range)) = payload.as_section() {
			stripped.section(&RawSection { id, data: &module[range] });
		}
	}
	Ok(stripped.finish())
}

#[cfg(test)]
mod tests {
	use std::borrow::Cow;

	use wasm_encoder::{
		CodeSection, CustomSection, ExportKind, ExportSection, Function, FunctionSection,
		Instruction, TypeSection, ValType,
	};

	use super::*;

	/// A module with one function of these instructions, `i32` to `i32`, and with sections for debuggers.
	fn module(instructions: &[Instruction]) -> Vec<u8> {
		let mut types = TypeSection::new();
		types.ty().function([ValType::I32], [ValType::I32]);
		let mut functions = FunctionSection::new();
		functions.function(0);
		let mut exports = ExportSection::new();
		exports.export("f", ExportKind::Func, 0);
		let mut function = Function::new([]);
		for instruction in instructions {
			function.instruction(instruction);
		}
		let mut code = CodeSection::new();
		code.function(&function);
		let custom =
			|name| CustomSection { name: Cow::Borrowed(name), data: Cow::Borrowed(&[7; 9]) };
		let mut module = Module::new();
		module.section(&custom("runtime_version"));
		module.section(&types).section(&functions).section(&exports).section(&code);
		module.section(&custom(".debug_info")).section(&custom(".debug_str"));
		module.finish()
	}

	fn custom_sections(module: &[u8]) -> Vec<String> {
		let payloads =
			Parser::new(0).parse_all(module).map(|payload| payload.expect("it is valid"));
		let names = payloads.filter_map(|payload| match payload {
			Payload::CustomSection(section) => Some(section.name().to_owned()),
			_ => None,
		});
		names.collect()
	}

	const SAME: [Instruction; 2] = [Instruction::LocalGet(0), Instruction::End];

	#[test]
	fn what_debuggers_read_is_dropped_and_nothing_else() {
		let whole = module(&SAME);
		let stripped = strip_dwarf(&whole).expect("it is a module");
		assert_eq!(custom_sections(&stripped), ["runtime_version"]);
		validate(&stripped).expect("it is as valid as before");
		assert_eq!(&whole[..stripped.len()], stripped);
	}

	#[test]
	fn what_later_versions_have_is_refused() {
		validate(&module(&SAME)).expect("the first version has this");
		let extends = [Instruction::LocalGet(0), Instruction::I32Extend8S, Instruction::End];
		let error = validate(&module(&extends)).expect_err("the first version has no such thing");
		assert!(error.to_string().contains("sign extension"), "{error}");
		assert!(error.to_string().ends_with("compile it for wasm32v1-none"), "{error}");
	}

	#[test]
	fn what_is_no_module_is_refused() {
		assert!(strip_dwarf(b"\0asm\x01\0\0\0\x01\x7f").is_err());
		assert!(matches!(
			OptimizationOptions::new_opt_level_0().run("/nowhere/at.wasm", "/nowhere/to.wasm"),
			Err(Error::File(_))
		));
	}
}
