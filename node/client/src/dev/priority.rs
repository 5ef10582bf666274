// SPDX-License-Identifier: GPL-3.0-or-later

//! Lets others go first on a busy machine.
//!
//! A bulk run keeps every core of a laptop busy. Whoever asks the node something meanwhile, a wallet that
//! is being opened for example, should not wait for it.

/// How much less than others such a thread wants the processor, by the system's scale from 0 to 19: with
/// 5, a third of what an ordinary thread gets where both want all of a core, and all that nobody else wants.
#[cfg(target_os = "linux")]
const STEPS_BACK: i32 = 5;

/// Lets other threads go first from now on: before this one, and before those that it starts.
pub(super) fn step_back() {
	#[cfg(target_os = "linux")]
	{
		let thread = rustix::thread::gettid();
		if let Err(error) = rustix::process::setpriority_process(Some(thread), STEPS_BACK) {
			log::debug!("A thread of the engine keeps its priority: {error}");
		}
	}
}
