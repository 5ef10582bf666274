// SPDX-License-Identifier: GPL-3.0-or-later

//! The keys of authors: the well-known ones, and those of the para's keystore.

use std::collections::HashMap;

use codec::Encode;
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_core::{
	crypto::{key_types::AURA, UncheckedFrom},
	ed25519, sr25519, Pair,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_keystore::{Keystore, KeystorePtr};
use sp_runtime::DigestItem;

use crate::types::Hash;

/// A public key of Aura, sr25519 or ed25519.
pub(crate) type AuthorKey = [u8; 32];

/// The keys of authors, by the bytes of the public key: which kind those are is tried when it signs.
pub(crate) struct Keys {
	sr25519: HashMap<AuthorKey, sr25519::Pair>,
	ed25519: HashMap<AuthorKey, ed25519::Pair>,
	keystore: KeystorePtr,
}

impl Keys {
	/// The well-known keys, and those of the keystore.
	pub(crate) fn new(keystore: KeystorePtr) -> Self {
		let sr25519 = Sr25519Keyring::well_known().map(|key| (key.public().0, key.pair()));
		let ed25519 = Ed25519Keyring::well_known().map(|key| (key.public().0, key.pair()));
		Self { sr25519: sr25519.collect(), ed25519: ed25519.collect(), keystore }
	}

	/// Whether the key of this author is here.
	pub(crate) fn has(&self, author: &AuthorKey) -> bool {
		self.sr25519.contains_key(author)
			|| self.ed25519.contains_key(author)
			|| self.keystore.has_keys(&[(author.to_vec(), AURA)])
	}

	/// Seals a block as this author, if the key is here.
	pub(crate) fn seal(&self, author: &AuthorKey, block: &Hash) -> Option<DigestItem> {
		let signature = self.sign(author, block.as_bytes())?;
		Some(DigestItem::Seal(AURA_ENGINE_ID, signature))
	}

	fn sign(&self, author: &AuthorKey, message: &[u8]) -> Option<Vec<u8>> {
		if let Some(pair) = self.sr25519.get(author) {
			return Some(pair.sign(message).encode());
		}
		if let Some(pair) = self.ed25519.get(author) {
			return Some(pair.sign(message).encode());
		}
		// The keystore fails if the bytes are a key of the other kind.
		let key = sr25519::Public::unchecked_from(*author);
		if let Ok(Some(signature)) = self.keystore.sr25519_sign(AURA, &key, message) {
			return Some(signature.encode());
		}
		let key = ed25519::Public::unchecked_from(*author);
		self.keystore.ed25519_sign(AURA, &key, message).ok().flatten().map(|it| it.encode())
	}
}
