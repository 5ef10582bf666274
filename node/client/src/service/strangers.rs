// SPDX-License-Identifier: GPL-3.0-or-later

//! Warns of peers that are on another chain.
//!
//! The SDK refuses a peer with another genesis, and does not say so at the usual log level: two
//! nodes whose specifications differ by a word stay alone, and nobody knows why. So nodes tell each
//! other the hash of their genesis in a protocol whose name does not depend on it, and each warns
//! once of every peer with another one, a stranger.

use std::collections::HashSet;

use codec::Encode;
use sc_network::{
	config::{FullNetworkConfiguration, NotificationHandshake, SetConfig},
	service::{
		traits::{NotificationEvent, ValidationResult},
		NotificationMetrics,
	},
	NetworkBackend, NotificationService, PeerId,
};

use crate::types::{Block, Hash};

/// The name of the protocol.
const PROTOCOL: &str = "/canary/genesis/1";
/// The largest message, in bytes. None is sent: the handshake says all.
const MAX_MESSAGE_SIZE: u64 = 1_024;
/// How many strangers are remembered, not to be reported twice.
const REMEMBERED: usize = 1_000;

/// Adds the protocol to a network, for the peers of this set.
pub(super) fn add<Net: NetworkBackend<Block, Hash>>(
	network: &mut FullNetworkConfiguration<Block, Hash, Net>,
	metrics: NotificationMetrics,
	genesis: Hash,
	peers: SetConfig,
) -> Box<dyn NotificationService> {
	let (protocol, messages) = Net::notification_config(
		PROTOCOL.into(),
		Vec::new(),
		MAX_MESSAGE_SIZE,
		Some(NotificationHandshake::new(genesis)),
		peers,
		metrics,
		network.peer_store_handle(),
	);
	network.add_notification_protocol(protocol);
	messages
}

/// Warns of every stranger, as long as the node runs.
pub(super) async fn tell(mut messages: Box<dyn NotificationService>, genesis: Hash) {
	// One of the SDK's network backends begins with a handshake of its own in the place of the one
	// that it was given. If the network is gone, there is nobody to tell.
	let _ = messages.set_handshake(genesis.encode()).await;
	let mut strangers = HashSet::new();
	while let Some(event) = messages.next_event().await {
		match event {
			NotificationEvent::ValidateInboundSubstream { result_tx, .. } => {
				// Only an accepted peer receives our handshake.
				let _ = result_tx.send(ValidationResult::Accept);
			},
			NotificationEvent::NotificationStreamOpened { peer, handshake, .. } => {
				let is_genesis = handshake.len() == size_of::<Hash>();
				if is_genesis && handshake != genesis.as_bytes() {
					note(&mut strangers, peer, &handshake, genesis);
				}
			},
			NotificationEvent::NotificationStreamClosed { .. }
			| NotificationEvent::NotificationReceived { .. } => {},
		}
	}
}

/// Warns of a stranger, unless it was reported before. Returns whether it warned.
fn note(strangers: &mut HashSet<PeerId>, peer: PeerId, theirs: &[u8], ours: Hash) -> bool {
	if strangers.len() >= REMEMBERED {
		strangers.clear();
	}
	let is_new = strangers.insert(peer);
	if is_new {
		let theirs = sp_core::bytes::to_hex(theirs, false);
		log::warn!(
			"Peer {peer} is on another chain, and is not listened to: its genesis is {theirs}, ours is \
			 {ours:?}. Nodes of one chain begin with the same specification: `export-chain-spec --raw` \
			 writes it to a file, and `--chain <FILE>` takes it"
		);
	}
	is_new
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn it_is_said_once_of_each_stranger() {
		let mut strangers = HashSet::new();
		let [one, other] = [PeerId::random(), PeerId::random()];
		let mut said = |peer| note(&mut strangers, peer, &[1; 32], Hash::zero());
		assert_eq!([one, one, other, one].map(&mut said), [true, false, true, false]);
		for _ in 0..3 * REMEMBERED {
			said(PeerId::random());
		}
		assert!(strangers.len() <= REMEMBERED);
	}
}
