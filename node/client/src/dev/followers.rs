// SPDX-License-Identifier: GPL-3.0-or-later

//! Those who follow the chain by subscriptions, as far as the node can see them.
//!
//! A subscriber of `chainHead` who is told of a block whose parent they do not know, or of finality that
//! does not fit, is sent away with a `stop`, and most clients begin anew by themselves. Three things make
//! that go well: whoever is told something has taken what they were told before; whoever was sent away is
//! back before the next word; and nobody is sent away a third time before a second has passed, which some
//! clients take for a faulty node.

use std::{
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

use sc_client_api::FinalityNotification;
use sc_utils::mpsc::TracingUnboundedSender;

use crate::types::{Block, FullClient};

/// How long subscribers may take for what they were told, and to come back.
const PATIENCE: Duration = Duration::from_millis(250);
/// How often it is looked whether they have.
const GLANCE: Duration = Duration::from_millis(1);
/// How close to each other two stops count as a row: PAPI 2.2.2 gives up a node at the third of a row.
const ROW: Duration = Duration::from_millis(1_100);

type Sink = TracingUnboundedSender<FinalityNotification<Block>>;

/// Those who follow the chain.
pub(super) struct Followers {
	client: Arc<FullClient>,
	/// Whether they are waited for. One who does not read at all holds nobody up twice.
	patient: bool,
	/// When somebody was sent away last, and whether that was the second time in a row.
	stopped: Option<(Instant, bool)>,
}

/// The subscriptions that were there before a word that ends some of them.
pub(super) struct Before(Vec<Sink>);

impl Followers {
	/// Those of this client's chain.
	pub(super) fn new(client: Arc<FullClient>) -> Self {
		Self { client, patient: true, stopped: None }
	}

	/// Waits until they have taken what they were told, if they do so soon.
	pub(super) fn let_read(&mut self) {
		let done = || !self.have_unread();
		self.patient = if self.patient { wait_until(done) } else { done() };
		// What was taken last is at work for a moment more.
		thread::sleep(2 * GLANCE);
	}

	/// Waits until a word may send some of them away.
	pub(super) fn before_stop(&self) -> Before {
		if let Some((last, true)) = self.stopped {
			thread::sleep(ROW.saturating_sub(last.elapsed()));
		}
		Before(self.open())
	}

	/// Waits until those whom a word has sent away are back, if they come soon.
	pub(super) fn after_stop(&mut self, before: Before) {
		self.let_read();
		let Before(sinks) = before;
		if !sinks.iter().any(TracingUnboundedSender::is_closed) {
			return;
		}
		let in_a_row = self.stopped.is_some_and(|(last, _)| last.elapsed() < ROW);
		self.stopped = Some((Instant::now(), in_a_row));
		wait_until(|| self.open().len() >= sinks.len());
		self.let_read();
	}

	fn open(&self) -> Vec<Sink> {
		let sinks = self.client.finality_notification_sinks().lock();
		sinks.iter().filter(|sink| !sink.is_closed()).cloned().collect()
	}

	/// Whether somebody has not taken yet what they were told.
	fn have_unread(&self) -> bool {
		let heads = self.client.import_notification_sinks().lock();
		let finality = self.client.finality_notification_sinks().lock();
		heads.iter().any(|sink| !sink.is_closed() && sink.len() > 0)
			|| finality.iter().any(|sink| !sink.is_closed() && sink.len() > 0)
	}
}

/// Waits until this is so. Says whether it came to that.
fn wait_until(is_so: impl Fn() -> bool) -> bool {
	let until = Instant::now() + PATIENCE;
	while !is_so() {
		if Instant::now() > until {
			return false;
		}
		thread::sleep(GLANCE);
	}
	true
}
