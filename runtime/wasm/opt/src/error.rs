// SPDX-License-Identifier: GPL-3.0-or-later

use std::{error, fmt, io};

use wasmparser::BinaryReaderError;

/// Why nothing could be done with a module.
pub enum Error {
	/// A file cannot be read or written.
	File(io::Error),
	/// The module is none that the first version of WebAssembly knows.
	Module(BinaryReaderError),
	/// The module reads the hash of its metadata, and has so many places for it instead of one.
	Placeholders(usize),
	/// The module cannot be run for what it says of itself.
	Run(wasmi::Error),
	/// The module does not say this of itself.
	Unknown(&'static str),
	/// The module has metadata of which there is no hash.
	Metadata(String),
}

impl fmt::Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::File(error) => error.fmt(f),
			Self::Module(error) => {
				write!(f, "the module needs more than WebAssembly 1 ({error}); compile it for wasm32v1-none")
			},
			Self::Placeholders(count) => write!(
				f,
				"the runtime has {count} places for the hash of its metadata; it must have one, the static \
				 `Placeholder` that its extension `CheckMetadataHash` reads"
			),
			Self::Run(error) => write!(f, "the runtime cannot be run for its metadata: {error}"),
			Self::Unknown(what) => write!(f, "the runtime does not say its {what}"),
			Self::Metadata(reason) => {
				write!(f, "there is no hash of the runtime's metadata: {reason}")
			},
		}
	}
}

/// The builder shows an error in no other way.
impl fmt::Debug for Error {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		fmt::Display::fmt(self, f)
	}
}

impl error::Error for Error {}

impl From<io::Error> for Error {
	fn from(error: io::Error) -> Self {
		Self::File(error)
	}
}

impl From<BinaryReaderError> for Error {
	fn from(error: BinaryReaderError) -> Self {
		Self::Module(error)
	}
}

impl From<wasmi::Error> for Error {
	fn from(error: wasmi::Error) -> Self {
		Self::Run(error)
	}
}
