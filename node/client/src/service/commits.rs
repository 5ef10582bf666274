// SPDX-License-Identifier: GPL-3.0-or-later

//! Tells the peers of a development chain what is final, in GRANDPA's own messages.
//!
//! No rounds are voted on such a chain, so there are no votes to gossip. Its proofs of finality are what a
//! round ends with, and as such ("commits") they are sent: full nodes and light clients check them as those
//! of any other chain. Each proof is made by a set of voters. A peer believes those of the set that it knows,
//! and learns of the next set with the proof for the block that ends the present one. So peers are told of
//! these ends first, in their order, and who says that they are behind gets the next proof that they believe.

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

/// The kinds of GRANDPA's messages that matter here, by their numbers on the wire.
const COMMIT: u8 = 1;
const NEIGHBOR: u8 = 2;
/// The version of what neighbors say of themselves.
const NEIGHBOR_VERSION: u8 = 1;
/// Among how many blocks the next proof is looked for, and in how many sets of voters its makers. Whoever is
/// farther behind asks for it with the blocks.
const NEAR: BlockNumber = 1_024;
/// How many proofs may wait before the log says so.
const QUEUE: usize = 1_000;

/// The proof that a block is final.
type Proof = GrandpaJustification<Block>;
/// What a neighbor says: kind, version, round, set of voters, and the last block that it knows to be final.
type Neighbor = (u8, u8, RoundNumber, SetId, BlockNumber);

/// Tells peers of every proof that `proofs` brings, as long as the node runs.
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
		Err(reason) => log::warn!("The last proof of finality is not known: {reason}"),
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

/// Greets peers anew that stay behind, as long as the node runs.
async fn greet(known: Arc<Known>, network: Arc<dyn NetworkService>, announcements: ProtocolName) {
	let mut clock = tokio::time::interval(LOOK_EVERY);
	loop {
		clock.tick().await;
		for peer in known.greetings.lock().due(Instant::now()) {
			log::debug!("Peer {peer} stays behind, and is greeted anew");
			network.disconnect_peer(peer, announcements.clone());
		}
	}
}

/// What is known of the chain, and who is there to be told.
struct Known {
	client: Arc<FullClient>,
	voters: Voters,
	told: Mutex<Told>,
	greetings: Mutex<Greetings>,
}

#[derive(Default)]
struct Told {
	peers: HashSet<PeerId>,
	/// The newest proof, and by which set of voters it was made.
	newest: Option<(Proof, SetId)>,
}

impl Known {
	/// Takes note of the newest proof. Returns what peers who know the one before are to hear.
	fn note(&self, proof: Proof) -> Vec<Vec<u8>> {
		let target = proof.justification.commit.target_number;
		let latest = (self.voters)().set_id();
		let sets = latest.saturating_sub(NEAR.into())..=latest;
		let Some(set) = sets.clone().rev().find(|set| was_made_by(&proof, *set)) else {
			log::warn!("The makers of the proof of finality for block #{target} are not known");
			return Vec::new();
		};
		let told = self.told.lock().newest.as_ref().map_or(0, |(proof, _)| number(proof));
		// After a way back finality is lower than before.
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

	/// What somebody is to hear who knows this set of voters, and finality up to this block.
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

	/// The proof that the database has of a block, if it has one: it has those that end the time of a set.
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

	/// Nobody else votes here. What is of interest is how far others are.
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

/// The block that a proof is for.
fn number(proof: &Proof) -> BlockNumber {
	proof.justification.commit.target_number
}

/// Whether a set of voters has made a proof.
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

/// The message with which a round ends.
fn commit(proof: &Proof, set: SetId) -> Vec<u8> {
	let commit = &proof.justification.commit;
	let votes: Vec<_> = commit.precommits.iter().map(|vote| &vote.precommit).collect();
	let signatures: Vec<_> =
		commit.precommits.iter().map(|vote| (&vote.signature, &vote.id)).collect();
	let compact = (commit.target_hash, commit.target_number, votes, signatures);
	(COMMIT, proof.justification.round, set, compact).encode()
}

/// The message that says how far this node is.
fn neighbor(proof: &Proof, set: SetId) -> Vec<u8> {
	let packet: Neighbor =
		(NEIGHBOR, NEIGHBOR_VERSION, proof.justification.round, set, number(proof));
	packet.encode()
}
