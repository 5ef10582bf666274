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
/// How long it may take until those whom a word sends away are gone.
const LEAVING: Duration = Duration::from_millis(20);
/// How often it is looked whether they have.
const GLANCE: Duration = Duration::from_millis(1);
/// How close to each other two stops count as a row: PAPI 2.2.2 gives up a node at the third of a row.
const ROW: Duration = Duration::from_millis(1_200);
/// How long after a stop the next one comes at the earliest: dedot 1.3.0 does not bear one while it begins
/// anew.
const PAUSE: Duration = Duration::from_millis(200);

type Sink = TracingUnboundedSender<FinalityNotification<Block>>;

/// Those who follow the chain.
pub(super) struct Followers {
	client: Arc<FullClient>,
	/// Whether they are waited for. One who does not read at all holds nobody up twice.
	patient: bool,
	/// When somebody was sent away last, and whether that was the second time in a row.
	stopped: Option<(Instant, bool)>,
	/// The last word that may have sent somebody away: when it was said, and to whom.
	word: Option<(Instant, Vec<Sink>)>,
}

impl Followers {
	/// Those of this client's chain.
	pub(super) fn new(client: Arc<FullClient>) -> Self {
		Self { client, patient: true, stopped: None, word: None }
	}

	/// Waits until they have taken what they were told, if they do so soon.
	pub(super) fn let_read(&mut self) {
		let done = || !self.have_unread();
		self.patient = if self.patient { wait_until(PATIENCE, done) } else { done() };
		// What was taken last is at work for a moment more.
		thread::sleep(2 * GLANCE);
	}

	/// Whether somebody may be reading the block that they were told of last, and would take it ill to be
	/// sent away: some client was sent away before, or somebody is new. PAPI 2.2.2 asks again for what it was
	/// reading, of a block that is gone, and waits until finality has come that far.
	pub(super) fn may_be_reading(&self) -> bool {
		let known = self.word.as_ref().map_or(0, |(_, sinks)| sinks.len());
		self.stopped.is_some() || self.open().len() > known
	}

	/// Waits until a word may send some of them away.
	pub(super) fn before_stop(&mut self) {
		self.count_stops();
		if let Some((last, in_a_row)) = self.stopped {
			let pause = if in_a_row { ROW } else { PAUSE };
			thread::sleep(pause.saturating_sub(last.elapsed()));
		}
		self.word = Some((Instant::now(), self.open()));
	}

	/// Waits until those whom the word has sent away are back, if they come soon.
	pub(super) fn after_stop(&mut self) {
		self.let_read();
		let Some((_, sinks)) = &self.word else { return };
		if wait_until(LEAVING, || sinks.iter().any(Sink::is_closed)) {
			wait_until(PATIENCE, || self.open().len() >= sinks.len());
			self.let_read();
		}
	}

	/// Takes note of a stop, if the last word has sent somebody away. On a busy machine it takes them a
	/// while to go, so this is asked before the next word.
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

	/// Whether somebody has not taken yet what they were told.
	fn have_unread(&self) -> bool {
		let heads = self.client.import_notification_sinks().lock();
		let finality = self.client.finality_notification_sinks().lock();
		heads.iter().any(|sink| !sink.is_closed() && sink.len() > 0)
			|| finality.iter().any(|sink| !sink.is_closed() && sink.len() > 0)
	}
}

/// Waits until this is so, but not longer than `patience`. Says whether it came to that.
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
