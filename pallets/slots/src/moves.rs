// SPDX-License-Identifier: Apache-2.0

//! Paras go up to a slot and down again as their leases say.

use crate::{Config, Error, Event, Pallet, Waiting};
use canary_primitives::{
	traits::{InspectPara, Lifecycle::*, MovePara},
	ParaId,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Puts a para where its leases say. If it cannot go there now, it waits and is tried again.
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

	/// Puts a para where its leases say, unless it is there or on its way.
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
