// SPDX-License-Identifier: GPL-3.0-or-later
//! Parts of genesis for which other pallets have no genesis configuration: the least commission of
//! validators, the identities of accounts, and paras with a manager.

pub use pallet::*;

/// Applies its genesis configuration, and does nothing after that.
#[frame_support::pallet]
pub mod pallet {
	use alloc::{boxed::Box, string::String, vec::Vec};

	use frame_support::pallet_prelude::*;
	use frame_system::RawOrigin;
	use pallet_identity::{legacy::IdentityInfo, Data};
	use polkadot_primitives::{HeadData, Id, ValidationCode};
	use polkadot_runtime_common::paras_registrar;
	use serde::{Deserialize, Serialize};
	use sp_runtime::Perbill;

	/// The greatest number of additional fields of an identity.
	type MoreFields = ConstU32<100>;

	/// The pallet, which only has a genesis.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Its genesis writes the state of these pallets.
	#[pallet::config]
	pub trait Config:
		frame_system::Config
		+ pallet_staking::Config
		+ pallet_identity::Config<IdentityInformation = IdentityInfo<MoreFields>>
		+ paras_registrar::Config
	{
	}

	/// A para that is registered as by the Registrar's call: validators vote on its code in the first
	/// block, and it is on demand two sessions later.
	#[derive(Clone, Debug, Serialize, Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct RegisteredPara<AccountId> {
		/// The number of the para. The Registrar's next free number must be larger.
		pub id: Id,
		/// The manager of the para, who pays no deposit.
		pub manager: AccountId,
		/// The head of the para's genesis block.
		pub genesis_head: HeadData,
		/// The validation code.
		pub validation_code: ValidationCode,
	}

	/// The genesis configuration.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The least commission of validators, those of genesis included.
		pub min_commission: Perbill,
		/// Accounts and the display names of their identities. The accounts pay the deposits.
		pub names: Vec<(T::AccountId, String)>,
		/// Paras to register.
		pub paras: Vec<RegisteredPara<T::AccountId>>,
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
					.expect("beginning: an account with a name must own the deposit");
			}
			for para in &self.paras {
				let RegisteredPara { id, manager, genesis_head, validation_code } = para.clone();
				assert!(
					id < paras_registrar::NextFreeParaId::<T>::get(),
					"beginning: the Registrar would give para {id:?} to somebody else"
				);
				let registered = paras_registrar::Pallet::<T>::force_register(
					RawOrigin::Root.into(),
					manager,
					Default::default(),
					id,
					genesis_head,
					validation_code,
				);
				registered.expect("beginning: a para's head and code must be of an allowed size");
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
