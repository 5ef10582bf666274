// SPDX-License-Identifier: Apache-2.0

//! What wallets read: names, order and bytes, as on Kusama.

use super::*;
use codec::Encode;
use scale_info::{form::MetaForm, Field, MetaType, TypeDef, TypeDefPrimitive, TypeInfo, Variant};
use sp_runtime::Perbill;

fn variants<T: TypeInfo>() -> Vec<Variant<MetaForm>> {
	match T::type_info().type_def {
		TypeDef::Variant(def) => def.variants,
		_ => panic!("an enum"),
	}
}

/// Names of the variants and of their fields, by index.
fn shape<T: TypeInfo>() -> Vec<(u8, String)> {
	variants::<T>().iter().map(|v| (v.index, format!("{}({})", v.name, names(&v.fields)))).collect()
}

fn names(fields: &[Field<MetaForm>]) -> String {
	fields.iter().map(|field| field.name.unwrap_or("_")).collect::<Vec<_>>().join(",")
}

fn numbered(expected: &[&str]) -> Vec<(u8, String)> {
	expected.iter().enumerate().map(|(i, name)| (i as u8, name.to_string())).collect()
}

#[test]
fn the_calls_keep_their_order_and_arguments() {
	let calls: Vec<_> =
		shape::<Call<Test>>().into_iter().filter(|(_, name)| !name.starts_with("__")).collect();
	let expected = [
		"submit(proposal_origin,proposal,enactment_moment)",
		"place_decision_deposit(index)",
		"refund_decision_deposit(index)",
		"cancel(index)",
		"kill(index)",
		"nudge_referendum(index)",
		"one_fewer_deciding(track)",
		"refund_submission_deposit(index)",
		"set_metadata(index,maybe_hash)",
	];
	assert_eq!(calls, numbered(&expected));
}

#[test]
fn the_events_keep_their_order_and_fields_and_new_ones_come_after() {
	let events = shape::<Event<Test>>();
	let expected = [
		"Submitted(index,track,proposal)",
		"DecisionDepositPlaced(index,who,amount)",
		"DecisionDepositRefunded(index,who,amount)",
		"DepositSlashed(who,amount)",
		"DecisionStarted(index,track,proposal,tally)",
		"ConfirmStarted(index)",
		"ConfirmAborted(index)",
		"Confirmed(index,tally)",
		"Approved(index)",
		"Rejected(index,tally)",
		"TimedOut(index,tally)",
		"Cancelled(index,tally)",
		"Killed(index,tally)",
		"SubmissionDepositRefunded(index,who,amount)",
		"MetadataSet(index,hash)",
		"MetadataCleared(index,hash)",
		"TurnedAway(index,track)",
		"Postponed(index,due)",
		"Pruned(index)",
		"PlaceReturned(index,track)",
		"Enacted(index,result)",
	];
	assert_eq!(events, numbered(&expected));
}

#[test]
fn the_errors_keep_their_order() {
	let errors = [
		Error::<Test>::NotOngoing,
		Error::HasDeposit,
		Error::BadTrack,
		Error::Full,
		Error::QueueEmpty,
		Error::BadReferendum,
		Error::NothingToDo,
		Error::NoTrack,
		Error::Unfinished,
		Error::NoPermission,
		Error::NoDeposit,
		Error::BadStatus,
		Error::PreimageNotExist,
		Error::PreimageStoredWithDifferentLength,
		Error::ProposalBarred,
		Error::AlreadyAccelerated,
		Error::NotAccelerated,
		Error::HastensNothing,
	];
	for (index, error) in errors.iter().enumerate() {
		assert_eq!(error.encode(), [index as u8]);
	}
}

#[test]
fn a_record_keeps_its_shape() {
	let expected = [
		"Ongoing(_)",
		"Approved(_,_,_)",
		"Rejected(_,_,_)",
		"Cancelled(_,_,_)",
		"TimedOut(_,_,_)",
		"Killed(_)",
	];
	assert_eq!(shape::<ReferendumInfoOf<Test>>(), numbered(&expected));
	let TypeDef::Composite(status) = ReferendumStatusOf::<Test>::type_info().type_def else {
		panic!("a struct")
	};
	assert_eq!(
		names(&status.fields),
		"track,origin,proposal,enactment,submitted,submission_deposit,decision_deposit,deciding,\
		 tally,in_queue,alarm"
	);
}

#[test]
fn an_ongoing_record_has_the_bytes_that_wallets_decode() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		let s = status(index);

		let bytes = (
			0u8,
			(s.track, s.origin, s.proposal, (1u8, 0u64), 1u64),
			(ALICE, 2u64),
			Some((BOB, 10u64)),
			Some((5u64, None::<u64>)),
			(0u32, 0u32),
			false,
			Some((25u64, (25u64, 0u32))),
		)
			.encode();

		assert_eq!(info(index).unwrap().encode(), bytes);
	});
}

#[test]
fn an_ended_record_has_the_bytes_that_wallets_decode() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_ok!(Referenda::cancel(root(), index));
		assert_eq!(
			info(index).unwrap().encode(),
			(3u8, 1u64, None::<(u64, u64)>, None::<(u64, u64)>).encode()
		);
	});
}

#[test]
fn curves_have_the_bytes_that_wallets_decode() {
	let (a, b, c, d) = (
		Perbill::from_parts(1),
		Perbill::from_parts(2),
		Perbill::from_parts(3),
		Perbill::from_parts(4),
	);
	assert_eq!(Curve::linear(a, b, c).encode(), (0u8, 1u32, 2u32, 3u32).encode());
	assert_eq!(Curve::stepped(a, b, c, d).encode(), (1u8, 1u32, 2u32, 3u32, 4u32).encode());
	assert_eq!(Curve::reciprocal(1, -2, 3).encode(), (2u8, 1i64, -2i64, 3i64).encode());
	assert_eq!(
		shape::<Curve>(),
		numbered(&[
			"LinearDecreasing(length,floor,ceil)",
			"SteppedDecreasing(begin,end,step,period)",
			"Reciprocal(factor,x_offset,y_offset)",
		])
	);
}

#[test]
fn the_constants_have_their_names() {
	ExtBuilder::default().build_and_execute(|| {
		let constants = Referenda::pallet_constants_metadata();
		let names: Vec<_> = constants.iter().map(|constant| constant.name).collect();
		for name in
			["SubmissionDeposit", "MaxQueued", "UndecidingTimeout", "AlarmInterval", "Tracks"]
		{
			assert!(names.contains(&name), "{name} in {names:?}");
		}
	});
}

#[test]
fn the_tracks_are_shown_with_unpadded_text_names() {
	ExtBuilder::default().build_and_execute(|| {
		let constants = Referenda::pallet_constants_metadata();
		let tracks = constants.iter().find(|constant| constant.name == "Tracks").unwrap();
		let configured: Vec<_> =
			<Tracks as TracksInfo<u64, u64>>::tracks().map(|t| (t.id, t.info)).collect();
		assert_eq!(tracks.value, configured.encode());
		assert_eq!(tracks.value[..8], [8, 0, 0, 16, b'r', b'o', b'o', b't']);

		let TypeDef::Composite(track) = TrackInfo::<u64, u64>::type_info().type_def else {
			panic!("a struct")
		};
		assert_eq!(
			self::names(&track.fields),
			"name,max_deciding,decision_deposit,prepare_period,decision_period,confirm_period,\
			 min_enactment_period,min_approval,min_support"
		);
		let name: MetaType = track.fields[0].ty;
		assert_eq!(name.type_info().type_def, TypeDef::Primitive(TypeDefPrimitive::Str));
	});
}

#[test]
fn the_storage_items_have_their_names() {
	ExtBuilder::default().build_and_execute(|| {
		let names: Vec<_> =
			Referenda::storage_metadata().entries.iter().map(|entry| entry.name).collect();
		let expected =
			["ReferendumCount", "ReferendumInfoFor", "TrackQueue", "DecidingCount", "MetadataOf"];
		assert_eq!(names[..5], expected);
	});
}
