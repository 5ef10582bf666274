// SPDX-License-Identifier: GPL-3.0-or-later

//! What the code of paras logs with. The name and the functions are those that runtimes know.

use std::sync::Arc;

use parking_lot::Mutex;
use sp_core::{LogLevelFilter, RuntimeInterfaceLogLevel};
use sp_externalities::{decl_extension, ExternalitiesExt};
use sp_runtime_interface::{
	pass_by::{PassAs, PassFatPointerAndRead, ReturnAs},
	runtime_interface,
};

/// The target under which a runtime logs the message of its panic, as the last thing that it does.
const PANIC_TARGET: &str = "runtime";

/// What a para's code has said last under [`PANIC_TARGET`].
#[derive(Clone, Default)]
pub(super) struct LastWords(Arc<Mutex<Option<String>>>);

impl LastWords {
	fn note(&self, words: &str) {
		*self.0.lock() = Some(words.into());
	}

	/// Takes them, if there are any.
	pub(super) fn take(&self) -> Option<String> {
		self.0.lock().take()
	}
}

decl_extension! {
	/// Where last words go.
	pub(super) struct LastWordsExt(LastWords);
}

/// What runtimes log with.
#[runtime_interface]
pub(super) trait Logging {
	/// Everything goes to one target, and in detail only: a para says what it likes.
	fn log(
		&mut self,
		level: PassAs<RuntimeInterfaceLogLevel, u8>,
		target: PassFatPointerAndRead<&str>,
		message: PassFatPointerAndRead<&[u8]>,
	) {
		let message = String::from_utf8_lossy(message);
		log::debug!(target: "pvf", "{target}: {message}");
		if matches!(level, RuntimeInterfaceLogLevel::Error) && target == PANIC_TARGET {
			if let Some(LastWordsExt(words)) = self.extension::<LastWordsExt>() {
				words.note(&message);
			}
		}
	}

	/// The most that the host logs.
	fn max_level() -> ReturnAs<LogLevelFilter, u8> {
		log::max_level().into()
	}
}
