// SPDX-License-Identifier: GPL-3.0-or-later

//! What a runtime needs around it to speak of itself: memory, hashes, and a chain that has no state.

use wasmi::{
	AsContext, AsContextMut, Caller, CompilationMode, Config, Engine, Error, Extern, ExternType,
	Func, Instance, Linker, Memory, Module, Store,
};

const PAGE: u64 = 65_536;
/// Bytes before each allocation. The runtime writes there, by agreement with the SDK's allocator.
const HEADER: u64 = 8;
/// The encoding of `None`.
const NONE: [u8; 1] = [0];

/// The runtime's memory.
#[derive(Default)]
struct Heap {
	memory: Option<Memory>,
	/// The address from which on it is free.
	end: u32,
}

impl Heap {
	fn memory(&self) -> Result<Memory, Error> {
		self.memory.ok_or_else(|| Error::new("it imports no memory"))
	}
}

/// A runtime that can be asked for what does not depend on a state.
pub(crate) struct Host {
	store: Store<Heap>,
	instance: Instance,
}

impl Host {
	/// Makes a runtime ready for calls.
	pub(crate) fn new(module: &[u8]) -> Result<Self, Error> {
		let mut config = Config::default();
		// Next to nothing of it is called.
		config.compilation_mode(CompilationMode::Lazy);
		let engine = Engine::new(&config);
		let module = Module::new(&engine, module)?;
		let mut store = Store::new(&engine, Heap::default());
		let mut linker = Linker::new(&engine);
		for import in module.imports() {
			let item = match import.ty() {
				ExternType::Memory(memory) => {
					let memory = Memory::new(&mut store, *memory)?;
					store.data_mut().memory = Some(memory);
					Extern::from(memory)
				},
				ExternType::Func(signature) => {
					let name = import.name().to_owned();
					let function = function(&mut store, &name).unwrap_or_else(|| {
						Func::new(&mut store, signature.clone(), move |_, _, _| {
							Err(Error::new(format!("it calls {name}, for which a chain is needed")))
						})
					});
					Extern::from(function)
				},
				_ => continue,
			};
			linker.define(import.module(), import.name(), item)?;
		}
		let instance = linker.instantiate(&mut store, &module)?.start(&mut store)?;
		let base = instance.get_global(&store, "__heap_base");
		let base = base.and_then(|base| base.get(&store).i32());
		store.data_mut().end =
			base.ok_or_else(|| Error::new("it does not say where its heap begins"))? as u32;
		Ok(Self { store, instance })
	}

	/// The encoded answer of a function of a runtime API.
	pub(crate) fn call(&mut self, function: &str, input: &[u8]) -> Result<Vec<u8>, Error> {
		let found = self.instance.get_func(&self.store, function);
		let found = found.ok_or_else(|| Error::new(format!("it has no function {function}")))?;
		let function = found.typed::<(u32, u32), u64>(&self.store)?;
		let input = place(&mut self.store, input)?;
		let (address, length) = (input as u32, (input >> 32) as u32);
		let output = function.call(&mut self.store, (address, length))?;
		read(&self.store, output)
	}
}

/// The host function of this name, if it can be had without a chain.
fn function(store: &mut Store<Heap>, name: &str) -> Option<Func> {
	Some(match name {
		"ext_allocator_malloc_version_1" => {
			Func::wrap(store, |heap: Caller<Heap>, size: u32| allocate(heap, size))
		},
		// A runtime lives for its answer, and its memory with it.
		"ext_allocator_free_version_1" => Func::wrap(store, |_: u32| ()),
		// None at all.
		"ext_logging_max_level_version_1" => Func::wrap(store, || 0u32),
		"ext_panic_handler_abort_on_panic_version_1" => {
			Func::wrap(store, |heap: Caller<Heap>, message: u64| -> Result<(), Error> {
				let message = read(heap, message)?;
				Err(Error::new(String::from_utf8_lossy(&message)))
			})
		},
		// Constants may depend on the state, by keys that are hashes. Here they have their defaults.
		"ext_storage_get_version_1" => {
			Func::wrap(store, |heap: Caller<Heap>, _key: u64| place(heap, &NONE))
		},
		"ext_hashing_blake2_128_version_1" => hashing(store, sp_crypto_hashing::blake2_128),
		"ext_hashing_blake2_256_version_1" => hashing(store, sp_crypto_hashing::blake2_256),
		"ext_hashing_twox_64_version_1" => hashing(store, sp_crypto_hashing::twox_64),
		"ext_hashing_twox_128_version_1" => hashing(store, sp_crypto_hashing::twox_128),
		_ => return None,
	})
}

/// A host function that hashes bytes of the runtime's memory.
fn hashing<const N: usize>(store: &mut Store<Heap>, hash: fn(&[u8]) -> [u8; N]) -> Func {
	Func::wrap(store, move |mut heap: Caller<Heap>, input: u64| {
		let hash = hash(&read(&heap, input)?);
		// The runtime knows how long it is.
		place(&mut heap, &hash).map(|output| output as u32)
	})
}

/// What the runtime points at: the lower half is an address, the upper one a length.
fn read(heap: impl AsContext<Data = Heap>, pointer: u64) -> Result<Vec<u8>, Error> {
	let mut bytes = vec![0; (pointer >> 32) as usize];
	let memory = heap.as_context().data().memory()?;
	memory.read(&heap, pointer as u32 as usize, &mut bytes)?;
	Ok(bytes)
}

/// Gives the runtime some bytes, and says where.
fn place(mut heap: impl AsContextMut<Data = Heap>, bytes: &[u8]) -> Result<u64, Error> {
	let address = allocate(&mut heap, bytes.len() as u32)?;
	let memory = heap.as_context().data().memory()?;
	memory.write(&mut heap, address as usize, bytes)?;
	Ok(u64::from(address) | (bytes.len() as u64) << 32)
}

/// Gives the runtime room for so many bytes.
fn allocate(mut heap: impl AsContextMut<Data = Heap>, size: u32) -> Result<u32, Error> {
	let memory = heap.as_context().data().memory()?;
	let start = (u64::from(heap.as_context().data().end) + HEADER).next_multiple_of(8);
	let end = start + u64::from(size);
	let missing = end.div_ceil(PAGE).saturating_sub(u64::from(memory.size(&heap)));
	// Beyond 4 GiB it fails.
	memory.grow(&mut heap, missing as u32)?;
	heap.as_context_mut().data_mut().end = end as u32;
	Ok(start as u32)
}

#[cfg(test)]
mod tests {
	use wasm_encoder::{
		CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection,
		GlobalSection, GlobalType, ImportSection, Instruction, MemoryType, TypeSection, ValType,
	};

	use super::*;

	/// A runtime whose `echo` answers what it is asked, and whose other functions leave the answer to the
	/// host function of their name. Its heap begins where its only page ends.
	fn runtime(host_functions: &[&str]) -> Host {
		let mut types = TypeSection::new();
		types.ty().function([ValType::I32, ValType::I32], [ValType::I64]);
		types.ty().function([ValType::I64], [ValType::I64]);
		let mut imports = ImportSection::new();
		let memory = MemoryType {
			minimum: 1,
			maximum: None,
			memory64: false,
			shared: false,
			page_size_log2: None,
		};
		imports.import("env", "memory", memory);
		let mut functions = FunctionSection::new();
		let mut exports = ExportSection::new();
		let mut code = CodeSection::new();
		let mut globals = GlobalSection::new();
		let constant = GlobalType { val_type: ValType::I32, mutable: false, shared: false };
		globals.global(constant, &ConstExpr::i32_const(PAGE as i32));
		exports.export("__heap_base", ExportKind::Global, 0);

		let pointer = [
			Instruction::LocalGet(0),
			Instruction::I64ExtendI32U,
			Instruction::LocalGet(1),
			Instruction::I64ExtendI32U,
			Instruction::I64Const(32),
			Instruction::I64Shl,
			Instruction::I64Or,
		];
		let count = host_functions.len() as u32;
		let echo = ("echo", None);
		let others = (0..).zip(host_functions).map(|(index, name)| (*name, Some(index)));
		for (index, (name, called)) in (count..).zip([echo].into_iter().chain(others)) {
			let mut function = Function::new([]);
			for instruction in &pointer {
				function.instruction(instruction);
			}
			if let Some(called) = called {
				imports.import("env", name, EntityType::Function(1));
				function.instruction(&Instruction::Call(called));
			}
			function.instruction(&Instruction::End);
			functions.function(0);
			exports.export(name, ExportKind::Func, index);
			code.function(&function);
		}
		let mut module = wasm_encoder::Module::new();
		module.section(&types).section(&imports).section(&functions).section(&globals);
		module.section(&exports).section(&code);
		Host::new(&module.finish()).expect("it is a runtime")
	}

	#[test]
	fn a_runtime_is_asked_and_answers() {
		let mut runtime = runtime(&["ext_storage_get_version_1"]);
		for input in [&b""[..], b"what are you", &[7; 3 * PAGE as usize]] {
			assert_eq!(runtime.call("echo", input).expect("it answers"), input);
		}
		let stored = runtime.call("ext_storage_get_version_1", b"key").expect("it answers");
		assert_eq!(stored, NONE, "there is no state");
	}

	#[test]
	fn what_needs_a_chain_is_named() {
		let mut runtime = runtime(&["ext_storage_root_version_2"]);
		let error = runtime.call("ext_storage_root_version_2", b"").expect_err("there is no chain");
		assert!(error.to_string().contains("calls ext_storage_root_version_2"), "{error}");
		let error = runtime.call("Metadata_metadata_at_version", b"").expect_err("it has none");
		assert!(error.to_string().contains("no function Metadata_metadata_at_version"), "{error}");
	}

	#[test]
	fn allocations_are_aligned_and_leave_room_for_headers() {
		let mut runtime = runtime(&[]);
		let mut free = PAGE as u32;
		for size in [0, 1, 8, 13, 70_000] {
			let start = allocate(&mut runtime.store, size).expect("there is memory");
			assert_eq!(start % 8, 0);
			assert!(start - free >= HEADER as u32);
			free = start + size;
		}
	}
}
