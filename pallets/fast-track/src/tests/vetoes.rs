// SPDX-License-Identifier: Apache-2.0

//! The record of vetoes, against a list of everybody who ever vetoed.

use super::*;
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::traits::ConstU32;
use proptest::prelude::*;

type Short = Veto<u8, u32, ConstU32<3>>;

#[test]
fn a_veto_has_the_bytes_of_its_fields() {
	let veto = Short::none(5).with(9, 7).unwrap();

	assert_eq!(veto.encode(), (7u32, vec![9u8]).encode());
	assert_eq!(Short::decode(&mut &veto.encode()[..]), Ok(veto));
	assert_eq!(Short::max_encoded_len(), 4 + 1 + 3);
}

#[test]
fn a_veto_is_shown_with_its_names() {
	let veto = Short::none(5).with(9, 7).unwrap();
	assert_eq!(format!("{veto:?}"), "Veto { until: 7, vetoers: [9] }");
	assert_ne!(veto.clone(), veto.with(8, 7).unwrap());
}

proptest! {
	#[test]
	fn nobody_vetoes_twice_and_no_veto_is_cut_short(
		vetoes in proptest::collection::vec((0u8..6, 0u32..50), 0..12),
	) {
		let mut veto = Short::none(0);
		let mut known = Vec::<u8>::new();
		let mut latest = 0;

		for (who, until) in vetoes {
			let outcome = veto.clone().with(who, until);
			let expected = match (known.contains(&who), known.len()) {
				(true, _) => Some(VetoRefused::Already),
				(false, 3) => Some(VetoRefused::TooMany),
				(false, _) => None,
			};
			prop_assert_eq!(outcome.as_ref().err().copied(), expected);
			if let Ok(next) = outcome {
				known.push(who);
				latest = latest.max(until);
				veto = next;
			}
			known.sort();
			prop_assert_eq!(&veto.vetoers[..], &known[..]);
			for now in 0..55 {
				prop_assert_eq!(veto.stands_at(now), now < latest);
			}
		}
	}
}
