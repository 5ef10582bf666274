// SPDX-License-Identifier: GPL-3.0-or-later

//! Lets others go first on a busy machine.
//!
//! A bulk run keeps every core of a laptop busy. Whoever asks the node something meanwhile, a wallet that
//! is being opened for example, should not wait for it.

#[cfg(target_os = "linux")]
use rustix::{
	process::{getpriority_process, setpriority_process},
	thread::gettid,
};

/// How much less than the node's other threads such a thread wants the processor, by the system's scale
/// from -20 to 19: with 5, a third of what each of them gets where both want all of a core, and all that
/// nobody else wants.
#[cfg(target_os = "linux")]
const STEPS_BACK: i32 = 5;
/// The end of that scale.
#[cfg(target_os = "linux")]
const LAST: i32 = 19;

/// Lets other threads go first from now on: before this one, and before those that it starts.
pub(super) fn step_back() {
	#[cfg(target_os = "linux")]
	if let Err(error) = set_back() {
		log::debug!("A thread of the engine keeps its priority: {error}");
	}
}

/// Counts from where the thread stands: the node may have been started with `nice`.
#[cfg(target_os = "linux")]
fn set_back() -> rustix::io::Result<()> {
	let thread = Some(gettid());
	let niceness = getpriority_process(thread)?;
	setpriority_process(thread, (niceness + STEPS_BACK).min(LAST))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
	use std::thread;

	use super::*;

	fn niceness() -> i32 {
		getpriority_process(Some(gettid())).expect("a thread may ask for its own")
	}

	#[test]
	fn a_thread_steps_back_from_where_it_stands() {
		let before = niceness();
		let steps = thread::spawn(|| {
			let steps = [(); 8].map(|()| {
				step_back();
				niceness()
			});
			(steps, thread::spawn(niceness).join().expect("it does not panic"))
		});
		let (steps, heir) = steps.join().expect("it does not panic");

		let expected: Vec<_> = (1..).map(|step| (before + 5 * step).min(19)).take(8).collect();
		assert_eq!(steps.to_vec(), expected);
		assert_eq!(heir, 19, "a thread begins where the one stands that starts it");
		assert_eq!(niceness(), before, "other threads stay where they are");
	}
}
