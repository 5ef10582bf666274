// SPDX-License-Identifier: GPL-3.0-or-later

//! The validators' keys that the engine holds.
//!
//! The keystore derives a key anew, from its phrase, for each signature. That takes longer than a
//! block does, so the well-known development keys are derived once, here. Any other key that the
//! user puts into the keystore serves as well, at the keystore's pace.

use std::collections::HashMap;

use canary_validators::Sign;

use crate::types::Hash;
use polkadot_primitives::{ValidatorId, ValidatorSignature, PARACHAIN_KEY_TYPE_ID};
use sp_consensus_babe::AuthorityId as BabeId;
use sp_consensus_grandpa::{AuthorityId as GrandpaId, AuthoritySignature as GrandpaSignature};
use sp_core::{
	crypto::{
		key_types::{BABE, GRANDPA},
		VrfSecret, Wraps,
	},
	ed25519, sr25519, Pair,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_keystore::{Keystore, KeystorePtr};

/// The context of BABE's VRF scores.
const SCORE_CONTEXT: &[u8] = b"substrate-babe-vrf";

/// Signs as any validator whose key is here.
pub(super) struct Keys {
	babe: HashMap<BabeId, sr25519::Pair>,
	grandpa: HashMap<GrandpaId, ed25519::Pair>,
	keystore: KeystorePtr,
}

/// The secrets of the well-known validators.
pub(crate) fn well_known() -> Vec<String> {
	Sr25519Keyring::well_known().map(|key| format!("//{}", <&str>::from(key))).collect()
}

impl Keys {
	/// The well-known keys, and those of the keystore.
	pub(super) fn new(keystore: KeystorePtr) -> Self {
		let babe = Sr25519Keyring::well_known().map(|key| (key.public().into(), key.pair()));
		let grandpa = Ed25519Keyring::well_known().map(|key| (key.public().into(), key.pair()));
		Self { babe: babe.collect(), grandpa: grandpa.collect(), keystore }
	}

	/// Whether this BABE key is here.
	pub(super) fn has_babe(&self, id: &BabeId) -> bool {
		self.babe.contains_key(id) || self.keystore.has_keys(&[(id_bytes(id), BABE)])
	}

	/// The VRF score of the key in a slot, without the proof, which takes longer. `None` if the key
	/// is not here.
	pub(super) fn draw(&self, id: &BabeId, data: &sr25519::vrf::VrfSignData) -> Option<u128> {
		let score = match self.babe.get(id) {
			Some(pair) => pair.make_bytes(SCORE_CONTEXT, data.as_ref()),
			None => {
				let key: &sr25519::Public = id.as_inner_ref();
				let draw = self.keystore.sr25519_vrf_pre_output(BABE, key, data.as_ref());
				key.make_bytes(SCORE_CONTEXT, data.as_ref(), &draw.ok()??).ok()?
			},
		};
		Some(u128::from_le_bytes(score))
	}

	/// The VRF output of the key in a slot, with its proof. `None` if the key is not here.
	pub(super) fn prove(
		&self,
		id: &BabeId,
		data: &sr25519::vrf::VrfSignData,
	) -> Option<sr25519::vrf::VrfSignature> {
		match self.babe.get(id) {
			Some(pair) => Some(pair.vrf_sign(data)),
			None => self.keystore.sr25519_vrf_sign(BABE, id.as_ref(), data).ok().flatten(),
		}
	}

	/// Signs the seal of a block. `None` if the key is not here.
	pub(super) fn seal(
		&self,
		id: &BabeId,
		header: &Hash,
	) -> Option<sp_consensus_babe::AuthoritySignature> {
		let signature = match self.babe.get(id) {
			Some(pair) => pair.sign(header.as_bytes()),
			None => {
				self.keystore.sr25519_sign(BABE, id.as_ref(), header.as_bytes()).ok().flatten()?
			},
		};
		Some(signature.into())
	}

	/// Signs a vote on finality. `None` if the key is not here.
	pub(super) fn vote(&self, id: &GrandpaId, message: &[u8]) -> Option<GrandpaSignature> {
		let signature = match self.grandpa.get(id) {
			Some(pair) => pair.sign(message),
			None => self.keystore.ed25519_sign(GRANDPA, id.as_ref(), message).ok().flatten()?,
		};
		Some(signature.into())
	}
}

/// Signs statements about paras: about their code, their blocks, and the availability of these.
impl Sign for Keys {
	fn sign(&self, id: &ValidatorId, message: &[u8]) -> Option<ValidatorSignature> {
		let key: &sr25519::Public = id.as_ref();
		let signature = match self.babe.get(&BabeId::from(*key)) {
			Some(pair) => pair.sign(message),
			None => {
				self.keystore.sr25519_sign(PARACHAIN_KEY_TYPE_ID, key, message).ok().flatten()?
			},
		};
		Some(signature.into())
	}

	fn holds(&self, id: &ValidatorId) -> bool {
		let key: &sr25519::Public = id.as_ref();
		self.babe.contains_key(&BabeId::from(*key))
			|| self.keystore.has_keys(&[(key.0.to_vec(), PARACHAIN_KEY_TYPE_ID)])
	}
}

fn id_bytes(id: &BabeId) -> Vec<u8> {
	let id: &sr25519::Public = id.as_inner_ref();
	id.0.to_vec()
}
