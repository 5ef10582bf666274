// SPDX-License-Identifier: GPL-3.0-or-later
//! What the extension adds to a transaction, and to what is signed.

use canary_metadata_hash::{CheckMetadataHash, HasMetadataHash, Placeholder, Token};
use codec::{DecodeAll, Encode};
use sp_runtime::{
	traits::TransactionExtension,
	transaction_validity::{TransactionValidityError, UnknownTransaction},
};

#[derive(Clone, PartialEq, Eq)]
struct Native;

impl HasMetadataHash for Native {
	fn placeholder() -> &'static Placeholder {
		static EMPTY: Placeholder = Placeholder::new(Token { symbol: "KSM", decimals: 12 });
		&EMPTY
	}
}

#[derive(Clone, PartialEq, Eq)]
struct Built;

impl HasMetadataHash for Built {
	fn placeholder() -> &'static Placeholder {
		static FILLED: Placeholder = Placeholder::with_hash([7; 32]);
		&FILLED
	}
}

fn implicit<T>(is_enabled: bool) -> Result<Option<[u8; 32]>, TransactionValidityError>
where
	CheckMetadataHash<T>: TransactionExtension<(), Implicit = Option<[u8; 32]>>,
{
	CheckMetadataHash::<T>::new(is_enabled).implicit()
}

#[test]
fn the_mode_says_whether_the_hash_is_signed() {
	assert_eq!(implicit::<Built>(false), Ok(None));
	assert_eq!(implicit::<Built>(true), Ok(Some([7; 32])));
}

#[test]
fn without_a_hash_it_cannot_be_signed() {
	assert_eq!(implicit::<Native>(false), Ok(None));
	assert_eq!(implicit::<Native>(true), Err(UnknownTransaction::CannotLookup.into()));
}

#[test]
fn a_transaction_carries_the_mode_in_a_byte_and_there_are_two() {
	for (mode, is_enabled) in [(0, false), (1, true)] {
		let extension = CheckMetadataHash::<Native>::new(is_enabled);
		assert_eq!(extension.encode(), [mode]);
		assert_eq!(CheckMetadataHash::decode_all(&mut &[mode][..]), Ok(extension));
	}
	assert!(CheckMetadataHash::<Native>::decode_all(&mut &[2][..]).is_err());
}
