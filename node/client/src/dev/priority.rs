// SPDX-License-Identifier: GPL-3.0-or-later

//! Gives the threads of the engine a lower priority than others on a busy machine.
//!
//! A bulk run keeps every core of a laptop busy. Requests that come meanwhile, such as those of a
//! wallet that is being opened, should not wait for it.

#[cfg(target_os = "linux")]
use rustix::{
	process::{getpriority_process, setpriority_process},
	thread::gettid,
};

/// How much the niceness of such a thread is raised, on the scale from -20 to 19. With 5 it gets a
/// third of the time of another thread where the two compete for a core, and all the time that
/// nobody else wants.
#[cfg(target_os = "linux")]
const NICENESS_STEP: i32 = 5;
/// The highest niceness.
#[cfg(target_os = "linux")]
const MAX_NICENESS: i32 = 19;

/// Lowers the priority of this thread, and of those that it starts from now on. Does so on Linux
/// only.
pub(super) fn step_back() {
	#[cfg(target_os = "linux")]
	if let Err(error) = set_back() {
		log::debug!("A thread of the engine keeps its priority: {error}");
	}
}

/// Raises the niceness that the thread has: the node may have been started with `nice`.
#[cfg(target_os = "linux")]
fn set_back() -> rustix::io::Result<()> {
	let thread = Some(gettid());
	let niceness = getpriority_process(thread)?;
	setpriority_process(thread, (niceness + NICENESS_STEP).min(MAX_NICENESS))
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
