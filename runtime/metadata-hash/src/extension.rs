// SPDX-License-Identifier: GPL-3.0-or-later

use core::{fmt, marker::PhantomData};

use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_runtime::{
	impl_tx_ext_default,
	traits::{Dispatchable, TransactionExtension},
	transaction_validity::{TransactionValidityError, UnknownTransaction},
};

use crate::placeholder::Placeholder;

/// A runtime that has the hash of its metadata.
pub trait HasMetadataHash {
	/// Where it has it.
	fn placeholder() -> &'static Placeholder;
}

/// Whether the signature covers the hash of the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
enum Mode {
	#[codec(index = 0)]
	Disabled,
	#[codec(index = 1)]
	Enabled,
}

/// Binds a transaction to the metadata that a wallet has shown it with, if it says so.
///
/// Wallets know it from the SDK, by this name. A transaction carries one byte of it, the mode. In mode 0
/// the signature is made over `None`, in mode 1 over the hash, and there are no others.
#[derive(Clone, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct CheckMetadataHash<T> {
	mode: Mode,
	_runtime: PhantomData<T>,
}

impl<T> CheckMetadataHash<T> {
	/// For a transaction whose signature covers the hash of the metadata, or not.
	pub fn new(is_enabled: bool) -> Self {
		let mode = if is_enabled { Mode::Enabled } else { Mode::Disabled };
		Self { mode, _runtime: PhantomData }
	}
}

impl<T> fmt::Debug for CheckMetadataHash<T> {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.debug_tuple("CheckMetadataHash").field(&self.mode).finish()
	}
}

impl<T, Call> TransactionExtension<Call> for CheckMetadataHash<T>
where
	T: HasMetadataHash + Clone + Eq + Send + Sync + 'static,
	Call: Dispatchable,
{
	const IDENTIFIER: &'static str = "CheckMetadataHash";
	type Implicit = Option<[u8; 32]>;
	type Val = ();
	type Pre = ();

	fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
		match self.mode {
			Mode::Disabled => Ok(None),
			Mode::Enabled => match T::placeholder().hash() {
				Some(hash) => Ok(Some(hash)),
				// As the SDK's says it where a runtime is built without.
				None => Err(UnknownTransaction::CannotLookup.into()),
			},
		}
	}

	impl_tx_ext_default!(Call; weight validate prepare);
}
