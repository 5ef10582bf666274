// SPDX-License-Identifier: GPL-3.0-or-later

//! Which validator makes the block of a slot, by BABE's rules.
//!
//! In each slot every validator computes a VRF score with its key. One whose score is below its
//! threshold, which depends on its weight and on the chain's constant `c`, claims the slot as a
//! primary author. If there is none, the slot falls to a secondary author, whom the epoch's
//! randomness names. The SDK's own function does the same for one validator; for several it also
//! proves every score that loses, which takes most of a block's time. The tests here compare the
//! two.

use codec::Encode;
use sc_consensus_babe::Epoch;
use sp_consensus_babe::{
	digests::{PreDigest, PrimaryPreDigest, SecondaryPlainPreDigest, SecondaryVRFPreDigest},
	make_vrf_sign_data, AllowedSlots, AuthorityId, AuthorityIndex, BabeAuthorityWeight, Slot,
};
use sp_core::U256;
use sp_io::hashing::blake2_256;

use super::keys::Keys;

/// The right to make the block of a slot.
#[derive(Clone, Debug)]
pub(super) struct Claim {
	/// The digest that proves the right; the first one in the block's header.
	pub(super) proof: PreDigest,
	/// The author, whose seal the block needs.
	pub(super) author: AuthorityId,
}

/// Claims the slots of one epoch.
pub(super) struct Claims {
	epoch: Epoch,
	/// The threshold of each validator, below which its score wins.
	thresholds: Vec<u128>,
	/// Whether each validator has its key here and is not excluded.
	held: Vec<bool>,
}

impl Claims {
	/// Prepares for the slots of an epoch.
	pub(super) fn new(epoch: Epoch, keys: &Keys) -> Self {
		let weights: Vec<_> = epoch.authorities.iter().map(|(_, weight)| *weight).collect();
		let total = weights.iter().sum();
		let thresholds = weights.iter().map(|weight| threshold(epoch.config.c, *weight, total));
		Self {
			thresholds: thresholds.collect(),
			held: epoch.authorities.iter().map(|(id, _)| keys.has_babe(id)).collect(),
			epoch,
		}
	}

	/// The epoch.
	pub(super) fn epoch(&self) -> &Epoch {
		&self.epoch
	}

	/// How many of the authors can make blocks here.
	pub(super) fn held(&self) -> usize {
		self.held.iter().filter(|held| **held).count()
	}

	/// Whether this author can make blocks here.
	pub(super) fn has(&self, author: &AuthorityId) -> bool {
		self.epoch.authorities.iter().zip(&self.held).any(|((id, _), held)| *held && id == author)
	}

	/// Leaves the slots of an author empty from now on, until the end of the epoch.
	pub(super) fn exclude(&mut self, author: &AuthorityId) {
		for ((id, _), held) in self.epoch.authorities.iter().zip(&mut self.held) {
			*held &= id != author;
		}
	}

	/// Prepares for the slots of this epoch, if it is not the present one.
	pub(super) fn go_to(&mut self, epoch: Epoch, keys: &Keys) {
		if self.epoch != epoch {
			*self = Self::new(epoch, keys);
		}
	}

	/// Claims a slot of the epoch, if a key that is here may.
	pub(super) fn claim(&self, slot: Slot, keys: &Keys) -> Option<Claim> {
		self.primary(slot, keys).or_else(|| self.secondary(slot, keys))
	}

	fn primary(&self, slot: Slot, keys: &Keys) -> Option<Claim> {
		let data = make_vrf_sign_data(&self.epoch.randomness, slot, self.epoch.epoch_index);
		let held = (0..).zip(&self.epoch.authorities).filter(|(index, _)| self.held[*index]);
		for (index, (id, _)) in held {
			if keys.draw(id, &data).is_none_or(|score| score >= self.thresholds[index]) {
				continue;
			}
			let vrf_signature = keys.prove(id, &data)?;
			let authority_index = index as AuthorityIndex;
			let proof = PrimaryPreDigest { authority_index, slot, vrf_signature };
			return Some(Claim { proof: PreDigest::Primary(proof), author: id.clone() });
		}
		None
	}

	fn secondary(&self, slot: Slot, keys: &Keys) -> Option<Claim> {
		let index = self.secondary_author(slot)?;
		if !self.held[index] {
			return None;
		}
		let author = self.epoch.authorities[index].0.clone();
		let authority_index = index as AuthorityIndex;
		let proof = match self.epoch.config.allowed_slots {
			AllowedSlots::PrimarySlots => return None,
			AllowedSlots::PrimaryAndSecondaryPlainSlots => {
				PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot })
			},
			AllowedSlots::PrimaryAndSecondaryVRFSlots => {
				let randomness = &self.epoch.randomness;
				let data = make_vrf_sign_data(randomness, slot, self.epoch.epoch_index);
				let vrf_signature = keys.prove(&author, &data)?;
				PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
					authority_index,
					slot,
					vrf_signature,
				})
			},
		};
		Some(Claim { proof, author })
	}

	fn secondary_author(&self, slot: Slot) -> Option<usize> {
		let count = self.epoch.authorities.len();
		let seed = (self.epoch.randomness, slot).using_encoded(blake2_256);
		let index = U256::from_big_endian(&seed).checked_rem(count.into())?;
		Some(index.as_usize())
	}
}

/// `2^128 * (1 - (1 - c)^(weight / total))`, rounded down: the share of all scores that win.
///
/// All nodes must agree on each bit of it, so it is computed as in BABE: the power in double
/// precision, and the rest exactly. The power is in `[0, 1)`, and no number below `2^-75` comes up,
/// so that the result is a whole number already.
fn threshold(c: (u64, u64), weight: BabeAuthorityWeight, total: BabeAuthorityWeight) -> u128 {
	if c.1 == 0 || total == 0 {
		return 0;
	}
	let c = c.0 as f64 / c.1 as f64;
	let share = 1.0 - (1.0 - c).powf(weight as f64 / total as f64);
	if share >= 1.0 {
		return u128::MAX;
	}
	// Multiplying by a power of two changes no bit of the mantissa.
	(share * 2f64.powi(128)) as u128
}

#[cfg(test)]
mod tests {
	use sc_consensus_babe::authorship::claim_slot;
	use sp_consensus_babe::BabeEpochConfiguration;
	use sp_core::{crypto::key_types::BABE, Pair};
	use sp_keyring::Sr25519Keyring;
	use sp_keystore::{testing::MemoryKeystore, Keystore, KeystorePtr};

	use super::*;

	fn epoch(weights: &[u64], allowed_slots: AllowedSlots) -> Epoch {
		let ids = Sr25519Keyring::well_known().map(|key| AuthorityId::from(key.public()));
		sp_consensus_babe::Epoch {
			epoch_index: 7,
			start_slot: 1_000.into(),
			duration: 200,
			authorities: ids.zip(weights.iter().copied()).collect(),
			randomness: [5; 32],
			config: BabeEpochConfiguration { c: (1, 4), allowed_slots },
		}
		.into()
	}

	fn empty() -> KeystorePtr {
		MemoryKeystore::new().into()
	}

	/// The SDK's claims, of each validator alone.
	fn stock(slot: Slot, epoch: &Epoch) -> Vec<Claim> {
		let claims = Sr25519Keyring::well_known().filter_map(|key| {
			let keystore = MemoryKeystore::new();
			let secret = format!("//{}", <&str>::from(key));
			keystore.sr25519_generate_new(BABE, Some(&secret)).unwrap();
			let (proof, author) = claim_slot(slot, epoch, &keystore.into())?;
			Some(Claim { proof, author })
		});
		claims.collect()
	}

	/// The parts of a claim that are the same each time it is proved.
	fn essence(claim: &Claim) -> (bool, u32, Slot, AuthorityId) {
		let proof = &claim.proof;
		(proof.is_primary(), proof.authority_index(), proof.slot(), claim.author.clone())
	}

	#[test]
	fn each_claim_is_one_that_the_sdk_makes() {
		let keys = Keys::new(empty());
		let weights: [&[u64]; 3] = [&[1, 1, 1, 1], &[1, 7, 100, 3], &[9]];
		let mut primary = 0;
		for weights in weights {
			for allowed in [
				AllowedSlots::PrimarySlots,
				AllowedSlots::PrimaryAndSecondaryPlainSlots,
				AllowedSlots::PrimaryAndSecondaryVRFSlots,
			] {
				let epoch = epoch(weights, allowed);
				let claims = Claims::new(epoch.clone(), &keys);
				for slot in (1_000..1_020).map(Slot::from) {
					let stock: Vec<_> = stock(slot, &epoch).iter().map(essence).collect();
					match claims.claim(slot, &keys) {
						Some(claim) => {
							let ours = essence(&claim);
							assert!(stock.contains(&ours), "{ours:?} is not in {stock:?}");
							let better = stock.iter().any(|(primary, ..)| *primary);
							assert_eq!(ours.0, better, "a primary claim comes first");
							primary += u32::from(ours.0);
						},
						None => assert!(stock.is_empty(), "{slot:?}: {stock:?}"),
					}
				}
			}
		}
		assert!(primary > 0, "both kinds of claims have come up");
	}

	#[test]
	fn a_slot_whose_author_is_not_here_stays_empty() {
		let keys = Keys::new(empty());
		let mut epoch = epoch(&[1], AllowedSlots::PrimaryAndSecondaryVRFSlots);
		epoch.authorities[0].0 = AuthorityId::from(Sr25519Keyring::numeric(7).public());
		assert!(Claims::new(epoch, &keys).claim(Slot::from(1_000), &keys).is_none());
	}

	#[test]
	fn the_slots_of_an_excluded_author_stay_empty_for_the_rest_of_the_epoch() {
		let keys = Keys::new(empty());
		let mut claims =
			Claims::new(epoch(&[1, 1], AllowedSlots::PrimaryAndSecondaryVRFSlots), &keys);
		let slots = || (1_000..1_050).map(Slot::from);
		let of = |claims: &Claims, author: &AuthorityId| {
			let made = slots().filter_map(|slot| claims.claim(slot, &keys));
			made.filter(|claim| claim.author == *author).count()
		};
		let [first, second] = [0, 1].map(|index: usize| claims.epoch.authorities[index].0.clone());
		assert!(of(&claims, &first) > 0 && claims.has(&first) && claims.held() == 2);

		claims.exclude(&first);
		assert!(of(&claims, &first) == 0 && !claims.has(&first) && claims.held() == 1);
		assert!(of(&claims, &second) > 0 && of(&claims, &second) < slots().count());

		let mut next = claims.epoch.clone();
		next.epoch_index += 1;
		claims.go_to(next, &keys);
		assert!(claims.has(&first), "and is back in the next one");
	}

	#[test]
	fn thresholds_are_shares_of_all_scores() {
		assert_eq!(threshold((1, 4), 1, 1), 1 << 126);
		assert_eq!(threshold((1, 4), 0, 1), 0);
		assert_eq!(threshold((1, 1), 1, 1), u128::MAX);
		assert_eq!(threshold((1, 0), 1, 1), 0);
		let half = threshold((1, 4), 1, 2) as f64 / 2f64.powi(128);
		assert!((half - (1.0 - 0.75f64.sqrt())).abs() < 1e-15);
	}
}
