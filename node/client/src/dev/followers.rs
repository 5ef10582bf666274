// SPDX-License-Identifier: GPL-3.0-or-later

//! The subscribers of the chain, as far as the node can see them.
//!
//! A `chainHead` subscription that gets a block with an unknown parent, or finality that does not
//! fit, ends with a `stop`, and most clients subscribe again by themselves. Three rules make that
//! go well: an event is sent when those before it have been read; after a stop the subscribers are
//! back before the next event; and no client is stopped a third time within about a second, which
//! some take for a faulty node.

use std::{
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

use sc_client_api::FinalityNotification;
use sc_utils::mpsc::TracingUnboundedSender;

use crate::types::{Block, FullClient};

/// How long subscribers may take to read events, and to subscribe again.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long it may take until the subscriptions that an event stops are closed.
const LEAVING: Duration = Duration::from_millis(20);
/// How often it is checked whether they are.
const GLANCE: Duration = Duration::from_millis(1);
/// Two stops count as in a row if they are no farther apart: PAPI 2.2.2 gives up a node at the
/// third in a row.
const ROW: Duration = Duration::from_millis(1_200);
/// The shortest time between two stops: dedot 1.3.0 cannot handle one while it subscribes again.
const PAUSE: Duration = Duration::from_millis(200);

type Sink = TracingUnboundedSender<FinalityNotification<Block>>;

/// The subscribers of the chain.
pub(super) struct Followers {
	client: Arc<FullClient>,
	/// Whether they are waited for. One that does not read at all is waited for once only.
	patient: bool,
	/// When a subscription was stopped last, and whether that was the second stop in a row.
	stopped: Option<(Instant, bool)>,
	/// The last event that may have stopped subscriptions: when it was sent, and to whom.
	word: Option<(Instant, Vec<Sink>)>,
}

impl Followers {
	/// The subscribers of this client's chain.
	pub(super) fn new(client: Arc<FullClient>) -> Self {
		Self { client, patient: true, stopped: None, word: None }
	}

	/// Waits until they have read all events, if they do so soon.
	pub(super) fn let_read(&mut self) {
		let done = || !self.have_unread();
		self.patient = if self.patient { wait_until(PATIENCE, done) } else { done() };
		// What was read last takes a moment to be handled.
		thread::sleep(2 * GLANCE);
	}

	/// Whether a subscriber may still be reading the last block, and handle a stop badly: one was
	/// stopped before, or is new. PAPI 2.2.2 asks again for what it was reading, of a block that is
	/// gone, and waits until finality has come that far.
	pub(super) fn may_be_reading(&self) -> bool {
		let known = self.word.as_ref().map_or(0, |(_, sinks)| sinks.len());
		self.stopped.is_some() || self.open().len() > known
	}

	/// Waits until an event may stop subscriptions.
	pub(super) fn before_stop(&mut self) {
		self.count_stops();
		if let Some((last, in_a_row)) = self.stopped {
			let pause = if in_a_row { ROW } else { PAUSE };
			thread::sleep(pause.saturating_sub(last.elapsed()));
		}
		self.word = Some((Instant::now(), self.open()));
	}

	/// Waits until the subscribers that the event has stopped are back, if they come soon.
	pub(super) fn after_stop(&mut self) {
		self.let_read();
		let Some((_, sinks)) = &self.word else { return };
		if wait_until(LEAVING, || sinks.iter().any(Sink::is_closed)) {
			wait_until(PATIENCE, || self.open().len() >= sinks.len());
			self.let_read();
		}
	}

	/// Notes a stop, if the last event has stopped a subscription. On a busy machine that takes a
	/// while, so it is checked before the next event.
	fn count_stops(&mut self) {
		let Some((said, sinks)) = self.word.take() else { return };
		if sinks.iter().any(Sink::is_closed) {
			let in_a_row = self.stopped.is_some_and(|(last, _)| said.duration_since(last) < ROW);
			self.stopped = Some((said, in_a_row));
		}
	}

	fn open(&self) -> Vec<Sink> {
		let sinks = self.client.finality_notification_sinks().lock();
		sinks.iter().filter(|sink| !sink.is_closed()).cloned().collect()
	}

	/// Whether a subscriber has unread events.
	fn have_unread(&self) -> bool {
		let heads = self.client.import_notification_sinks().lock();
		let finality = self.client.finality_notification_sinks().lock();
		heads.iter().any(|sink| !sink.is_closed() && sink.len() > 0)
			|| finality.iter().any(|sink| !sink.is_closed() && sink.len() > 0)
	}
}

/// Waits until `is_so` returns true, but not longer than `patience`. Returns whether it did.
fn wait_until(patience: Duration, is_so: impl Fn() -> bool) -> bool {
	let until = Instant::now() + patience;
	while !is_so() {
		if Instant::now() > until {
			return false;
		}
		thread::sleep(GLANCE);
	}
	true
}
