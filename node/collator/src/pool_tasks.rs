// SPDX-License-Identifier: GPL-3.0-or-later

//! The tasks of a pool of transactions.

use futures::future::BoxFuture;
use sc_service::SpawnTaskHandle;
use sp_core::traits::SpawnEssentialNamed;

/// The pool's task that validates all ready transactions anew after each block.
const REVALIDATION: &str = "txpool-background";

type Name = &'static str;
type Task = BoxFuture<'static, ()>;

/// Runs the tasks of a pool, which asks for essential ones, as ordinary tasks.
///
/// They end with the pool when the node stops; an essential task would then be logged as failed. A
/// panic stops the node in either case.
#[derive(Clone)]
pub struct PoolTasks(pub SpawnTaskHandle);

impl SpawnEssentialNamed for PoolTasks {
	fn spawn_essential_blocking(&self, name: Name, group: Option<Name>, task: Task) {
		self.0.spawn_blocking(name, group, task);
	}

	fn spawn_essential(&self, name: Name, group: Option<Name>, task: Task) {
		self.0.spawn(name, group, task);
	}
}

/// Runs the tasks of a pool whose transactions are not validated anew after each block.
///
/// Whoever makes a block tries all that is ready until the block is full, and drops what is valid no more. To
/// validate the rest as well costs the more the more is waiting, with every block, and submissions wait
/// behind it.
#[derive(Clone)]
pub struct WithoutRevalidation<Tasks>(pub Tasks);

impl<Tasks: SpawnEssentialNamed + Clone> SpawnEssentialNamed for WithoutRevalidation<Tasks> {
	fn spawn_essential_blocking(&self, name: Name, group: Option<Name>, task: Task) {
		self.0.spawn_essential_blocking(name, group, task);
	}

	fn spawn_essential(&self, name: Name, group: Option<Name>, task: Task) {
		if name != REVALIDATION {
			self.0.spawn_essential(name, group, task);
		}
	}
}

#[cfg(test)]
mod tests {
	use std::sync::Arc;

	use parking_lot::Mutex;

	use super::*;

	/// Notes the names of tasks instead of running them.
	#[derive(Clone, Default)]
	struct Names(Arc<Mutex<Vec<Name>>>);

	impl SpawnEssentialNamed for Names {
		fn spawn_essential_blocking(&self, name: Name, _: Option<Name>, _: Task) {
			self.0.lock().push(name);
		}

		fn spawn_essential(&self, name: Name, _: Option<Name>, _: Task) {
			self.0.lock().push(name);
		}
	}

	/// Makes the SDK's pool, and returns the names of the tasks that it asks for.
	fn tasks_of_a_pool(spawner: impl SpawnEssentialNamed, names: &Names) -> Vec<Name> {
		let api = Arc::new(crate::door::tests::Accounts::default());
		let _pool =
			sc_transaction_pool::BasicPool::<_, crate::types::Block>::with_revalidation_type(
				Default::default(),
				true.into(),
				api,
				None,
				sc_transaction_pool::RevalidationType::Full,
				spawner,
				0,
				Default::default(),
				Default::default(),
			);
		names.0.lock().clone()
	}

	#[test]
	fn a_pool_has_the_task_that_is_left_out_and_no_other_is() {
		let all = Names::default();
		let with = tasks_of_a_pool(all.clone(), &all);
		let rest = Names::default();
		let without = tasks_of_a_pool(WithoutRevalidation(rest.clone()), &rest);
		assert!(with.contains(&REVALIDATION), "{with:?}");
		let expected: Vec<_> = with.into_iter().filter(|name| *name != REVALIDATION).collect();
		assert_eq!(without, expected);
	}
}
