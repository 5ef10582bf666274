// SPDX-License-Identifier: GPL-3.0-or-later
//! The powers of each track's origin, which no other origin has.

use canary_primitives::ParaId;
use canary_runtime::constants::currency::{GRAND, QUID};
use frame_support::hypothetically;
use sp_runtime::{traits::Dispatchable, MultiAddress, Perbill};

use super::*;

/// The origins that referenda of the public grant, root and the wish aside.
const PUBLIC: [Origin; 14] = [
	Origin::WhitelistedCaller,
	Origin::StakingAdmin,
	Origin::Treasurer,
	Origin::LeaseAdmin,
	Origin::FellowshipAdmin,
	Origin::GeneralAdmin,
	Origin::AuctionAdmin,
	Origin::ReferendumCanceller,
	Origin::ReferendumKiller,
	Origin::SmallTipper,
	Origin::BigTipper,
	Origin::SmallSpender,
	Origin::MediumSpender,
	Origin::BigSpender,
];

fn spend(amount: Balance) -> RuntimeCall {
	#[allow(deprecated)]
	let call = pallet_treasury::Call::spend_local {
		amount,
		beneficiary: MultiAddress::Id(One.to_account_id()),
	};
	call.into()
}

/// Something that each origin may do, and who else may. Referendum 0 is there to be ended.
fn deeds() -> Vec<(Origin, RuntimeCall, &'static [Origin])> {
	use Origin::*;
	let ferdie = MultiAddress::Id(Ferdie.to_account_id());
	vec![
		(
			WhitelistedCaller,
			pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
				call: Box::new(remark("whitelisted")),
			}
			.into(),
			&[],
		),
		(
			StakingAdmin,
			pallet_staking::Call::set_min_commission { new: Perbill::from_percent(3) }.into(),
			&[],
		),
		(Treasurer, spend(10_000 * GRAND), &[]),
		(LeaseAdmin, canary_slots::Call::clear_all_leases { para: ParaId(2_000) }.into(), &[]),
		(
			FellowshipAdmin,
			RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::promote_member {
				who: ferdie.clone(),
			}),
			&[],
		),
		(GeneralAdmin, pallet_identity::Call::add_registrar { account: ferdie }.into(), &[]),
		(
			AuctionAdmin,
			canary_auctions::Call::new_auction { duration: 20, lease_period_index: 1 }.into(),
			&[],
		),
		(ReferendumCanceller, canary_referenda::Call::<Runtime>::cancel { index: 0 }.into(), &[]),
		(ReferendumKiller, canary_referenda::Call::<Runtime>::kill { index: 0 }.into(), &[]),
		(
			SmallTipper,
			spend(250 * QUID),
			&[BigTipper, SmallSpender, MediumSpender, BigSpender, Treasurer],
		),
		(BigTipper, spend(GRAND), &[SmallSpender, MediumSpender, BigSpender, Treasurer]),
		(SmallSpender, spend(10 * GRAND), &[MediumSpender, BigSpender, Treasurer]),
		(MediumSpender, spend(100 * GRAND), &[BigSpender, Treasurer]),
		(BigSpender, spend(1_000 * GRAND), &[Treasurer]),
	]
}

/// Referendum 0 is ongoing and nobody has placed its decision deposit.
fn with_a_victim(test: impl FnOnce()) {
	on_chain("development", || {
		next_block(vec![]);
		submit_only(Eve, root(), &remark("victim"));
		test();
	});
}

#[test]
fn there_is_a_deed_for_each_origin_of_the_public() {
	let doers: Vec<Origin> = deeds().into_iter().map(|(origin, ..)| origin).collect();
	assert_eq!(doers, PUBLIC);
}

#[test]
fn each_track_enacts_by_vote_what_its_origin_may() {
	for (origin, call, _) in deeds() {
		with_a_victim(|| {
			assert_eq!(decide(origin, &call), Ok(()), "{origin:?}");
		});
	}
}

#[test]
fn what_an_origin_may_nobody_else_may() {
	with_a_victim(|| {
		for (doer, call, others) in deeds() {
			let result = |origin: OriginCaller| {
				hypothetically!(call.clone().dispatch(origin.into()).map_err(|why| why.error))
			};
			assert_ok!(result(doer.into()));
			for origin in PUBLIC.into_iter().chain([Origin::WishForChange]) {
				let may = origin == doer || others.contains(&origin);
				assert_eq!(result(origin.into()).is_ok(), may, "{origin:?} for {doer:?}");
			}
			assert!(result(RawOrigin::Signed(Alice.to_account_id()).into()).is_err());
		}
	});
}

#[test]
fn no_spender_may_spend_a_planck_more_than_its_limit() {
	with_a_victim(|| {
		for (origin, limit) in [
			(Origin::SmallTipper, 250 * QUID),
			(Origin::BigTipper, GRAND),
			(Origin::SmallSpender, 10 * GRAND),
			(Origin::MediumSpender, 100 * GRAND),
			(Origin::BigSpender, 1_000 * GRAND),
			(Origin::Treasurer, 10_000 * GRAND),
		] {
			let origin = OriginCaller::from(origin);
			assert_ok!(spend(limit).dispatch(origin.clone().into()));
			let refused = spend(limit + 1).dispatch(origin.into()).map_err(|why| why.error);
			let why = pallet_treasury::Error::<Runtime>::InsufficientPermission;
			assert_eq!(refused.map(|_| ()), error(why));
		}
	});
}

#[test]
fn root_comes_from_a_referendum_alone() {
	on_chain("development", || {
		let call: RuntimeCall =
			frame_system::Call::authorize_upgrade { code_hash: [7; 32].into() }.into();
		next_block(vec![]);
		assert_eq!(try_when_calm(Alice, call.clone()), Err(DispatchError::BadOrigin));

		assert_eq!(decide(root(), &call), Ok(()));

		let authorized = System::authorized_upgrade().expect("an upgrade is authorized");
		assert_eq!(authorized.code_hash(), &[7; 32].into());
	});
}

#[test]
fn a_wish_grants_nothing_but_may_be_voiced() {
	on_chain("development", || {
		next_block(vec![]);
		assert_eq!(decide(Origin::WishForChange, &remark("more light")), Ok(()));
		let call = spend(1);
		assert_eq!(decide(Origin::WishForChange, &call), Err(DispatchError::BadOrigin));
	});
}

#[test]
fn the_auction_admins_track_opens_an_auction() {
	on_chain("development", || {
		next_block(vec![]);
		let open = canary_auctions::Call::new_auction { duration: 20, lease_period_index: 1 };
		assert_eq!(decide(Origin::AuctionAdmin, &open.into()), Ok(()));

		let (first_period, candle_lit_at) =
			canary_auctions::AuctionInfo::<Runtime>::get().expect("an auction runs");
		assert_eq!((first_period, candle_lit_at), (1, System::block_number() + 20));
	});
}

#[test]
fn no_track_decides_about_an_origin_of_the_fellowships_or_of_a_signature() {
	on_chain("development", || {
		next_block(vec![]);
		let call = remark("nobody's");
		for origin in [
			OriginCaller::from(Origin::Fellows),
			OriginCaller::from(Origin::Fellowship3Dan),
			RawOrigin::Signed(Bob.to_account_id()).into(),
		] {
			let refused = try_when_calm(Alice, submission(origin, &call));
			assert_eq!(refused, error(canary_referenda::Error::<Runtime>::NoTrack));
		}
	});
}
