// SPDX-License-Identifier: GPL-3.0-or-later
//! What a chain begins with that the genesis of no other pallet can say: the least commission of
//! validators, and the names that wallets show for accounts.

pub use pallet::*;

/// Sets what its genesis says, and does nothing after that.
#[frame_support::pallet]
pub mod pallet {
	use alloc::{boxed::Box, string::String, vec::Vec};

	use frame_support::pallet_prelude::*;
	use frame_system::RawOrigin;
	use pallet_identity::{legacy::IdentityInfo, Data};
	use sp_runtime::Perbill;

	/// The fields of an identity beyond those that everybody knows.
	type MoreFields = ConstU32<100>;

	/// Nothing but a genesis.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// It fills the state of the two pallets.
	#[pallet::config]
	pub trait Config:
		frame_system::Config
		+ pallet_staking::Config
		+ pallet_identity::Config<IdentityInformation = IdentityInfo<MoreFields>>
	{
	}

	/// The beginning.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The least commission of validators, those of genesis included.
		pub min_commission: Perbill,
		/// Accounts and the names that they are known by. They pay the deposits.
		pub names: Vec<(T::AccountId, String)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			pallet_staking::MinCommission::<T>::put(self.min_commission);
			let validators: Vec<T::AccountId> =
				pallet_staking::Validators::<T>::iter_keys().collect();
			for validator in validators {
				pallet_staking::Validators::<T>::mutate(validator, |prefs| {
					prefs.commission = prefs.commission.max(self.min_commission);
				});
			}
			for (who, name) in &self.names {
				let display = name
					.as_bytes()
					.to_vec()
					.try_into()
					.map(Data::Raw)
					.expect("beginning: a name must have at most 32 bytes");
				let info = IdentityInfo { display, ..nameless() };
				let origin = RawOrigin::Signed(who.clone()).into();
				pallet_identity::Pallet::<T>::set_identity(origin, Box::new(info))
					.expect("beginning: who has a name must own the deposit");
			}
		}
	}

	fn nameless() -> IdentityInfo<MoreFields> {
		IdentityInfo {
			additional: BoundedVec::new(),
			display: Data::None,
			legal: Data::None,
			web: Data::None,
			riot: Data::None,
			email: Data::None,
			pgp_fingerprint: None,
			image: Data::None,
			twitter: Data::None,
		}
	}
}
