// SPDX-License-Identifier: Apache-2.0

//! Upgrades and downgrades paras as their leases require.

use crate::{Config, Error, Event, Pallet, Waiting};
use canary_primitives::{
	traits::{InspectPara, Lifecycle::*, MovePara},
	ParaId,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Upgrades or downgrades a para as its lease for the current period requires. If that fails, it is
	/// tried again later.
	pub(crate) fn align(para: ParaId, leased: bool) {
		match (Self::try_move(para, leased), Waiting::<T>::contains_key(para)) {
			(Ok(()), true) => Waiting::<T>::remove(para),
			(Err(error), false) => {
				Waiting::<T>::insert(para, ());
				Self::deposit_event(Event::MoveFailed { para_id: para, error });
			},
			(Ok(()), false) | (Err(_), true) => {},
		}
	}

	/// Upgrades or downgrades a para as its lease for the current period requires, unless that is done or
	/// scheduled already.
	pub(crate) fn try_move(para: ParaId, leased: bool) -> DispatchResult {
		match (leased, T::Paras::lifecycle(para)) {
			(true, Some(OnDemand)) => {
				T::Paras::upgrade(para)?;
				Self::deposit_event(Event::Upgraded { para_id: para });
				Ok(())
			},
			(false, Some(LeaseHolding)) => {
				T::Paras::downgrade(para)?;
				Self::deposit_event(Event::Downgraded { para_id: para });
				Ok(())
			},
			(true, Some(LeaseHolding | Upgrading)) => Ok(()),
			(false, None | Some(OnDemand | Downgrading | Offboarding)) => Ok(()),
			(true, None | Some(Onboarding | Downgrading | Offboarding))
			| (false, Some(Onboarding | Upgrading)) => Err(Error::<T>::ParaNotReady.into()),
		}
	}
}
