// SPDX-License-Identifier: GPL-3.0-or-later

//! Answers the RPC's questions about the network for a para, which has none.

use std::sync::Arc;

use futures::StreamExt;
use sc_client_api::HeaderBackend;
use sc_rpc::system::{Health, NodeRole, Request, SyncState};
use sc_rpc_api::system::error::Error;
use sc_utils::mpsc::TracingUnboundedReceiver;

use crate::{client::ParaClient, types::Block};

/// Answers the questions of the `system` methods until the RPC server is gone.
pub(crate) async fn answer(
	client: Arc<ParaClient>,
	mut questions: TracingUnboundedReceiver<Request<Block>>,
) {
	let starting_block = client.info().best_number;
	while let Some(question) = questions.next().await {
		// A send fails if the client has gone, and then nobody misses the answer.
		match question {
			Request::Health(to) => {
				let health = Health { peers: 0, is_syncing: false, should_have_peers: false };
				drop(to.send(health));
			},
			Request::LocalPeerId(to) => drop(to.send(String::new())),
			Request::LocalListenAddresses(to) => drop(to.send(Vec::new())),
			Request::Peers(to) => drop(to.send(Vec::new())),
			Request::NetworkState(to) => {
				drop(to.send(serde_json::json!({ "connectedPeers": {}, "notConnectedPeers": {} })));
			},
			Request::NetworkAddReservedPeer(_, to) | Request::NetworkRemoveReservedPeer(_, to) => {
				drop(to.send(Err(no_network())))
			},
			Request::NetworkReservedPeers(to) => drop(to.send(Vec::new())),
			Request::NodeRoles(to) => drop(to.send(vec![NodeRole::Authority])),
			Request::SyncState(to) => {
				let block = client.info().best_number;
				drop(to.send(SyncState {
					starting_block,
					current_block: block,
					highest_block: block,
				}));
			},
		}
	}
}

fn no_network() -> Error {
	Error::Internal("this para has no peers: it lives in its relay chain's process".into())
}
