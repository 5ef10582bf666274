// SPDX-License-Identifier: GPL-3.0-or-later

//! Tells the peers of a development chain what is final, in GRANDPA's own gossip messages.
//!
//! Such a chain has no rounds, and so no votes to gossip. Its justifications are sent as the
//! commits with which rounds end: full nodes and light clients check them as on any other chain.
//! Each is signed by one voter set. A peer accepts those of the set that it knows, and learns of
//! the next set with the justification of the block that ends the present one. So peers get the
//! justifications of these blocks first, in their order, and a peer that reports to be behind gets
//! the next one that it accepts.

use std::{collections::HashSet, pin::pin, sync::Arc, time::Instant};

use codec::{Decode, Encode};
use futures::{future, StreamExt};
use parking_lot::Mutex;
use sc_client_api::{BlockBackend, HeaderBackend};
use sc_consensus_grandpa::{best_justification, GrandpaJustification, GrandpaJustificationStream};
use sc_network::{service::traits::NetworkService, ObservedRole, PeerId, ProtocolName};
use sc_network_gossip::{GossipEngine, ValidationResult, Validator, ValidatorContext};
use sp_consensus_grandpa::{
	check_message_signature, Message, RoundNumber, SetId, GRANDPA_ENGINE_ID,
};

use super::{
	greetings::{Greetings, LOOK_EVERY},
	node::Peers,
};
use crate::{
	rpc::Voters,
	types::{Block, BlockNumber, FullClient, Hash, Header},
};

/// The kinds of GRANDPA messages that are used here, by their numbers on the wire.
const COMMIT: u8 = 1;
const NEIGHBOR: u8 = 2;
/// The version of the neighbor packet.
const NEIGHBOR_VERSION: u8 = 1;
/// How many blocks are searched for the next justification of a peer, and how many voter sets for
/// its signers. A peer that is farther behind requests it with the blocks.
const NEAR: BlockNumber = 1_024;
/// How many justifications may wait before the log warns of it.
const QUEUE: usize = 1_000;

/// A justification: the proof that a block is final.
type Proof = GrandpaJustification<Block>;
/// A neighbor packet: kind, version, round, voter set, and the last finalized block.
type Neighbor = (u8, u8, RoundNumber, SetId, BlockNumber);

/// Sends peers every justification of `proofs`, as long as the node runs.
pub(super) async fn tell(
	peers: Peers,
	client: Arc<FullClient>,
	voters: Voters,
	proofs: GrandpaJustificationStream<Block>,
) {
	let mut proofs = proofs.subscribe(QUEUE);
	let known =
		Arc::new(Known { client, voters, told: Mutex::default(), greetings: Mutex::default() });
	match best_justification::<_, Block>(&*known.client) {
		Ok(Some(proof)) => drop(known.note(proof)),
		Ok(None) => {},
		Err(reason) => log::warn!("The last justification cannot be read: {reason}"),
	}
	let Peers { network, sync, announcements, grandpa_protocol, grandpa_messages } = peers;
	let mut greeting = pin!(greet(known.clone(), network.clone(), announcements));
	let mut gossip = GossipEngine::<Block>::new(
		network,
		sync,
		grandpa_messages,
		grandpa_protocol,
		known.clone(),
		None,
	);
	loop {
		let others = future::select(&mut gossip, &mut greeting);
		match future::select(proofs.next(), others).await {
			future::Either::Left((Some(proof), _)) => {
				let messages = known.note(proof);
				let everyone: Vec<_> = known.told.lock().peers.iter().copied().collect();
				for message in messages {
					gossip.send_message(everyone.clone(), message);
				}
			},
			// The node stops.
			_ => return,
		}
	}
}

/// Disconnects peers that stay behind, so that they reconnect and learn of the head, as long as the
/// node runs.
async fn greet(known: Arc<Known>, network: Arc<dyn NetworkService>, announcements: ProtocolName) {
	let mut clock = tokio::time::interval(LOOK_EVERY);
	loop {
		clock.tick().await;
		for peer in known.greetings.lock().due(Instant::now()) {
			log::debug!("Peer {peer} stays behind, and is disconnected so that it reconnects");
			network.disconnect_peer(peer, announcements.clone());
		}
	}
}

/// The chain, its voters, and the peers that are told.
struct Known {
	client: Arc<FullClient>,
	voters: Voters,
	told: Mutex<Told>,
	greetings: Mutex<Greetings>,
}

#[derive(Default)]
struct Told {
	peers: HashSet<PeerId>,
	/// The newest justification, and the voter set that signed it.
	newest: Option<(Proof, SetId)>,
}

impl Known {
	/// Notes the newest justification. Returns the messages for peers that know the one before.
	fn note(&self, proof: Proof) -> Vec<Vec<u8>> {
		let target = proof.justification.commit.target_number;
		let latest = (self.voters)().set_id();
		let sets = latest.saturating_sub(NEAR.into())..=latest;
		let Some(set) = sets.clone().rev().find(|set| was_made_by(&proof, *set)) else {
			log::warn!("The voter set that signed the justification of block #{target} is unknown");
			return Vec::new();
		};
		let told = self.told.lock().newest.as_ref().map_or(0, |(proof, _)| number(proof));
		// After a revert finality is lower than before.
		let from = if told < target { (told + 1).max(target.saturating_sub(NEAR)) } else { target };
		let ends = (from..target).filter_map(|block| self.stored(block));
		let ends = ends.filter_map(|proof| {
			let set = sets.clone().rev().find(|set| was_made_by(&proof, *set))?;
			Some(commit(&proof, set))
		});
		let mut messages: Vec<_> = ends.collect();
		messages.extend([commit(&proof, set), neighbor(&proof, set)]);
		self.told.lock().newest = Some((proof, set));
		self.greetings.lock().proven(target, set, Instant::now());
		messages
	}

	/// The message for a peer that knows this voter set, and finality up to this block; `None` if
	/// it would accept nothing newer.
	fn next(&self, set: SetId, block: BlockNumber) -> Option<Vec<u8>> {
		let told = self.told.lock();
		let (newest, newest_set) = told.newest.as_ref()?;
		if block >= number(newest) || set > *newest_set {
			return None;
		}
		if set == *newest_set {
			return Some(commit(newest, set));
		}
		let near = block + 1..number(newest).min(block.saturating_add(NEAR));
		let end = near.filter_map(|block| self.stored(block)).find(|end| was_made_by(end, set))?;
		Some(commit(&end, set))
	}

	/// The justification of a block, if the database has one: it keeps those of the blocks that end
	/// a voter set.
	fn stored(&self, block: BlockNumber) -> Option<Proof> {
		let hash = self.client.hash(block).ok()??;
		let proofs = self.client.justifications(hash).ok()??;
		Proof::decode(&proofs.into_justification(GRANDPA_ENGINE_ID)?[..]).ok()
	}
}

impl Validator<Block> for Known {
	fn new_peer(&self, context: &mut dyn ValidatorContext<Block>, who: &PeerId, _: ObservedRole) {
		let mut told = self.told.lock();
		told.peers.insert(*who);
		if let Some((proof, set)) = &told.newest {
			context.send_message(who, neighbor(proof, *set));
		}
	}

	fn peer_disconnected(&self, _: &mut dyn ValidatorContext<Block>, who: &PeerId) {
		self.told.lock().peers.remove(who);
		self.greetings.lock().gone(who);
	}

	/// Takes from messages only how far their sender is: nobody else votes here.
	fn validate(
		&self,
		context: &mut dyn ValidatorContext<Block>,
		sender: &PeerId,
		data: &[u8],
	) -> ValidationResult<Hash> {
		if let Ok((NEIGHBOR, NEIGHBOR_VERSION, _, set, block)) = Neighbor::decode(&mut &data[..]) {
			self.greetings.lock().heard(*sender, block, set, Instant::now());
			if let Some(message) = self.next(set, block) {
				context.send_message(sender, message);
			}
		}
		ValidationResult::Discard
	}
}

/// The number of the block that a justification is for.
fn number(proof: &Proof) -> BlockNumber {
	proof.justification.commit.target_number
}

/// Whether a voter set signed a justification.
fn was_made_by(proof: &Proof, set: SetId) -> bool {
	proof.justification.commit.precommits.first().is_some_and(|vote| {
		let message = Message::<Header>::Precommit(vote.precommit.clone());
		let round = proof.justification.round;
		check_message_signature::<Hash, BlockNumber>(
			&message,
			&vote.id,
			&vote.signature,
			round,
			set,
		)
		.is_valid()
	})
}

/// The commit message of a justification, encoded.
fn commit(proof: &Proof, set: SetId) -> Vec<u8> {
	let commit = &proof.justification.commit;
	let votes: Vec<_> = commit.precommits.iter().map(|vote| &vote.precommit).collect();
	let signatures: Vec<_> =
		commit.precommits.iter().map(|vote| (&vote.signature, &vote.id)).collect();
	let compact = (commit.target_hash, commit.target_number, votes, signatures);
	(COMMIT, proof.justification.round, set, compact).encode()
}

/// The neighbor packet that says how far this node is, encoded.
fn neighbor(proof: &Proof, set: SetId) -> Vec<u8> {
	let packet: Neighbor =
		(NEIGHBOR, NEIGHBOR_VERSION, proof.justification.round, set, number(proof));
	packet.encode()
}
