// SPDX-License-Identifier: GPL-3.0-or-later

//! Code of paras, written by hand.

use codec::Encode;
use polkadot_parachain_primitives::primitives::ValidationResult;
use polkadot_primitives::{HeadData, ValidationCode};
use wasm_encoder::{
	BlockType, CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection,
	Function, FunctionSection, GlobalSection, GlobalType, ImportSection, InstructionSink,
	MemorySection, MemoryType, Module, TypeSection, ValType,
};

/// Where the module's data begins in its memory.
const DATA: usize = 1_024;
/// The imported function that a runtime logs with.
const LOG: u32 = 0;
/// The function that checks a block.
const VALIDATE_BLOCK: u32 = 1;
/// The pages that a module starts with.
pub(crate) const PAGES: u32 = 17;

/// A module with this import, this data in its memory, and this body of `validate_block`.
fn module(import: &str, data: &[u8], body: impl FnOnce(&mut InstructionSink<'_>)) -> Vec<u8> {
	use ValType::{I32, I64};

	let mut types = TypeSection::new();
	types.ty().function([I32, I32], [I64]);
	types.ty().function([I32, I64, I64], []);
	let mut imports = ImportSection::new();
	imports.import("env", import, EntityType::Function(1));
	let mut functions = FunctionSection::new();
	functions.function(0);
	let mut memories = MemorySection::new();
	memories.memory(MemoryType {
		minimum: PAGES.into(),
		maximum: None,
		memory64: false,
		shared: false,
		page_size_log2: None,
	});
	let mut globals = GlobalSection::new();
	let heap_base = (DATA + data.len()).next_multiple_of(1_024);
	globals.global(
		GlobalType { val_type: I32, mutable: false, shared: false },
		&ConstExpr::i32_const(heap_base as i32),
	);
	let mut exports = ExportSection::new();
	exports.export("memory", ExportKind::Memory, 0);
	exports.export("__heap_base", ExportKind::Global, 0);
	exports.export("validate_block", ExportKind::Func, VALIDATE_BLOCK);
	let mut function = Function::new([]);
	let mut instructions = function.instructions();
	body(&mut instructions);
	instructions.end();
	let mut code = CodeSection::new();
	code.function(&function);
	let mut contents = DataSection::new();
	contents.active(0, &ConstExpr::i32_const(DATA as i32), data.iter().copied());

	let mut module = Module::new();
	module.section(&types).section(&imports).section(&functions).section(&memories);
	module.section(&globals).section(&exports).section(&code).section(&contents);
	module.finish()
}

fn code(data: &[u8], body: impl FnOnce(&mut InstructionSink<'_>)) -> ValidationCode {
	ValidationCode(module("ext_logging_log_version_1", data, body))
}

/// A position and a length in memory, packed as functions take and return them.
fn pointer(at: usize, size: usize) -> i64 {
	(size << 32 | at) as i64
}

/// Code that answers with these bytes to every block.
pub(crate) fn answers_bytes(answer: &[u8]) -> ValidationCode {
	code(answer, |body| {
		body.i64_const(pointer(DATA, answer.len()));
	})
}

/// Code that accepts every block with this result.
pub(crate) fn answers(result: &ValidationResult) -> ValidationCode {
	answers_bytes(&result.encode())
}

/// A result with this head, and no other outputs.
pub(crate) fn leads_to(head: &[u8], relay_parent: u32) -> ValidationResult {
	ValidationResult {
		head_data: HeadData(head.to_vec()),
		new_validation_code: None,
		upward_messages: Default::default(),
		horizontal_messages: Default::default(),
		processed_downward_messages: 0,
		hrmp_watermark: relay_parent,
	}
}

/// Code that panics as a runtime does: it logs this message and stops.
pub(crate) fn panics(message: &str) -> ValidationCode {
	let target = "runtime";
	let data = [target, message].concat();
	code(data.as_bytes(), |body| {
		let message_at = DATA + target.len();
		body.i32_const(0).i64_const(pointer(DATA, target.len()));
		body.i64_const(pointer(message_at, message.len())).call(LOG).unreachable();
	})
}

/// Code that stops without a message.
pub(crate) fn traps() -> ValidationCode {
	code(&[], |body| {
		body.unreachable();
	})
}

/// Code that never ends.
pub(crate) fn loops() -> ValidationCode {
	code(&[], |body| {
		body.loop_(BlockType::Empty).br(0).end().unreachable();
	})
}

/// Code that calls itself without end.
pub(crate) fn recurses() -> ValidationCode {
	code(&[], |body| {
		body.i32_const(0).i32_const(0).call(VALIDATE_BLOCK);
	})
}

/// Code that calls a host function that does not exist.
pub(crate) fn calls_missing(function: &str) -> ValidationCode {
	ValidationCode(module(function, &[], |body| {
		body.i32_const(0).i64_const(0).i64_const(0).call(LOG).unreachable();
	}))
}

/// Code that accepts every block if its memory can grow by so many pages, and stops otherwise.
pub(crate) fn grows_by(pages: u32, result: &ValidationResult) -> ValidationCode {
	let answer = result.encode();
	code(&answer, |body| {
		body.i32_const(pages as i32).memory_grow(0);
		body.i32_const(-1).i32_eq().if_(BlockType::Empty).unreachable().end();
		body.i64_const(pointer(DATA, answer.len()));
	})
}

/// Code with an instruction for bulk memory, an extension of Wasm.
pub(crate) fn fills() -> ValidationCode {
	code(&[], |body| {
		body.i32_const(0).i32_const(0).i32_const(1).memory_fill(0).unreachable();
	})
}

/// Code with a vector instruction (SIMD).
pub(crate) fn uses_vectors() -> ValidationCode {
	code(&[], |body| {
		body.v128_const(1).drop().unreachable();
	})
}
