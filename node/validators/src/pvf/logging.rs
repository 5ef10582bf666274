// SPDX-License-Identifier: GPL-3.0-or-later

//! The host functions that the code of paras logs with. Their names are those that runtimes import.

use std::sync::Arc;

use parking_lot::Mutex;
use sp_core::{LogLevelFilter, RuntimeInterfaceLogLevel};
use sp_externalities::{decl_extension, ExternalitiesExt};
use sp_runtime_interface::{
	pass_by::{PassAs, PassFatPointerAndRead, ReturnAs},
	runtime_interface,
};

/// The target under which a runtime logs the message of its panic before it stops.
const PANIC_TARGET: &str = "runtime";

/// The last error that a para's code has logged under [`PANIC_TARGET`].
#[derive(Clone, Default)]
pub(super) struct LastWords(Arc<Mutex<Option<String>>>);

impl LastWords {
	fn note(&self, words: &str) {
		*self.0.lock() = Some(words.into());
	}

	/// Takes the message, if there is one.
	pub(super) fn take(&self) -> Option<String> {
		self.0.lock().take()
	}
}

decl_extension! {
	/// Gives the host functions access to [`LastWords`].
	pub(super) struct LastWordsExt(LastWords);
}

/// The interface that runtimes log with.
#[runtime_interface]
pub(super) trait Logging {
	/// Logs under one target and as debug output, because a para may log anything.
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

	/// The most detailed level that the host logs.
	fn max_level() -> ReturnAs<LogLevelFilter, u8> {
		log::max_level().into()
	}
}
