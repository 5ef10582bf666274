// SPDX-License-Identifier: GPL-3.0-or-later
//! Every call of the runtime, tried with every origin and every kind of proxy, held against
//! `docs/governance.md`.
//!
//! Calls, origins and kinds come from the metadata, so that none can be forgotten. A call has arguments
//! of zeros and empty lists, and is dispatched on a state that is thrown away. What is not refused for
//! its origin counts as allowed, whatever else is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use canary_referenda::TracksInfo;
use canary_runtime::{
	config::governance::{fellowship::FellowshipTracks, tracks::Tracks, TechnicalInstance},
	ProxyType, RuntimeOrigin,
};
use codec::Decode;
use frame_support::{
	hypothetically, storage::migration::put_storage_value, traits::InstanceFilter, StorageHasher,
	Twox64Concat,
};
use pallet_collective::RawOrigin as Committee;
use pallet_conviction_voting::{Voting, VotingFor};
use pallet_staking::{ValidatorPrefs, Validators};
use polkadot_primitives::Id;
use polkadot_runtime_parachains::ParaLifecycle;
use scale_info::{TypeDef, TypeInfo};
use sp_core::traits::{Externalities, ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_runtime::traits::Dispatchable;

use super::*;
use crate::common::{genesis_of, metadata};

const PAGE: &str = include_str!("../../../../docs/governance.md");

/// Calls by their names.
type Calls = BTreeMap<String, RuntimeCall>;
type Names = BTreeSet<String>;

/// A call of every sort.
fn calls() -> Calls {
	let metadata = metadata();
	let mut calls = Calls::new();
	for pallet in &metadata.pallets {
		let Some(of_pallet) = &pallet.calls else { continue };
		let sorts = metadata.types.resolve(of_pallet.ty.id).expect("metadata knows its types");
		let TypeDef::Variant(sorts) = &sorts.type_def else { panic!("calls are variants") };
		for sort in &sorts.variants {
			let name = format!("{}.{}", camel(&pallet.name), camel(&sort.name));
			// Where an argument has no variant of number 0, 1 does.
			let call = [0, 1].into_iter().find_map(|argument| {
				let mut bytes = vec![argument; 8_192];
				bytes[..2].copy_from_slice(&[pallet.index, sort.index]);
				RuntimeCall::decode(&mut &bytes[..]).ok()
			});
			let call = call.unwrap_or_else(|| panic!("there is an example of {name}"));
			assert_eq!(call.encode()[..2], [pallet.index, sort.index]);
			calls.insert(name, call);
		}
	}
	calls
}

/// Every value of an enum without fields.
fn values<T: TypeInfo + Decode>() -> Vec<T> {
	let TypeDef::Variant(variants) = T::type_info().type_def else { panic!("an enum") };
	let value = |index: u8| T::decode(&mut &[index][..]).expect("it has no fields");
	variants.variants.into_iter().map(|variant| value(variant.index)).collect()
}

/// As wallets write names.
fn camel(name: &str) -> String {
	let mut words = name.split('_');
	let first = words.next().unwrap_or_default();
	let (initial, rest) = first.split_at(1);
	let upper = |word: &str| word[..1].to_uppercase() + &word[1..];
	initial.to_lowercase() + rest + &words.map(upper).collect::<String>()
}

/// Nothing but a version that cannot be read, for calls that bring code.
struct NoVersion;
impl ReadRuntimeVersion for NoVersion {
	fn read_runtime_version(&self, _: &[u8], _: &mut dyn Externalities) -> Result<Vec<u8>, String> {
		Err("it is no code".into())
	}
}

/// Tries on the genesis of `development`, where no inherent has been there yet. What the examples name is
/// there: a validator, votes and a para, without which the call filter refuses some of them.
fn at_genesis<R>(test: impl FnOnce() -> R) -> R {
	let mut chain = genesis_of("development");
	chain.register_extension(ReadRuntimeVersionExt::new(NoVersion));
	chain.execute_with(|| {
		let nobody = AccountId::from([0; 32]);
		Validators::<Runtime>::insert(&nobody, ValidatorPrefs::default());
		VotingFor::<Runtime>::insert(&nobody, 0, Voting::default());
		let para = Twox64Concat::hash(&Id::from(0).encode());
		put_storage_value(b"Paras", b"ParaLifecycles", &para, ParaLifecycle::Parathread);
		test()
	})
}

/// Whether an origin gets past the guard of a call.
fn may(origin: &OriginCaller, call: &RuntimeCall) -> bool {
	let result = hypothetically!(call.clone().dispatch(RuntimeOrigin::from(origin.clone())));
	let refusals = [DispatchError::BadOrigin, frame_system::Error::<Runtime>::CallFiltered.into()];
	!result.is_err_and(|failed| refusals.contains(&failed.error))
}

/// The calls that one origin may make and another may not.
fn more(calls: &Calls, one: impl Into<OriginCaller>, other: impl Into<OriginCaller>) -> Names {
	let (one, other) = (one.into(), other.into());
	let allowed = calls.iter().filter(|(_, call)| may(&one, call) && !may(&other, call));
	allowed.map(|(name, _)| name.clone()).collect()
}

/// Where an origin is granted.
fn granted(origin: &OriginCaller) -> String {
	let public = Tracks::track_for(origin).map(|track| track.to_string());
	let fellows = FellowshipTracks::track_for(origin).map(|rank| format!("fellowship {rank}"));
	public.or(fellows).expect("there is a track for it")
}

fn nobody() -> OriginCaller {
	RawOrigin::Signed(One.to_account_id()).into()
}

/// Names of calls as the page has them: sorted, and those of a whole pallet as one.
fn listed(names: &Names, all: &Calls) -> String {
	let pallet_of = |name: &str| name.split_once('.').expect("it has a pallet").0.to_owned();
	let of = |pallet: &str, name: &str| pallet_of(name) == pallet;
	let pallets: Names = names.iter().map(|name| pallet_of(name)).collect();
	let mut shown = vec![];
	for pallet in &pallets {
		let own: Vec<&String> = names.iter().filter(|name| of(pallet, name)).collect();
		let whole = all.keys().filter(|name| of(pallet, name)).count();
		match own.len() == whole && whole > 1 {
			true => shown.push(format!("`{pallet}.*`")),
			false => shown.extend(own.iter().map(|name| format!("`{name}`"))),
		}
	}
	match shown.is_empty() {
		true => "none".into(),
		false => shown.join(", "),
	}
}

/// Demands that this stands on the page between the two marks of that name.
#[track_caller]
fn is_on_the_page(name: &str, expected: &str) {
	let (begin, end) = (format!("<!-- {name} -->"), format!("<!-- end of {name} -->"));
	let part = PAGE.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
	let (part, _) = part.unwrap_or_else(|| panic!("the page has no {name}"));
	assert!(part.trim() == expected.trim(), "docs/governance.md, {name}, should be:\n{expected}");
}

#[test]
fn the_page_lists_what_every_origin_may_do_that_a_signature_may_not() {
	at_genesis(|| {
		let calls = calls();
		// Origins with the same powers share a row.
		let mut rows: Vec<(Vec<String>, Names)> = vec![];
		for origin in values::<Origin>() {
			let who = format!("`{origin:?}` ({})", granted(&origin.into()));
			let powers = more(&calls, origin, nobody());
			match rows.iter_mut().find(|(_, others)| *others == powers) {
				Some((same, _)) => same.push(who),
				None => rows.push((vec![who], powers)),
			}
		}
		let committee = Committee::<AccountId, TechnicalInstance>::Members;
		for (who, votes) in [("two thirds of the committee", 2), ("all of the committee", 3)] {
			rows.push((vec![who.into()], more(&calls, committee(votes, 3), nobody())));
		}
		let member = Committee::<AccountId, TechnicalInstance>::Member(Alice.to_account_id());
		rows.push((vec!["a member of the committee".into()], more(&calls, member, nobody())));
		let fellow = RawOrigin::Signed(Alice.to_account_id());
		rows.push((vec!["a member of the fellowship".into()], more(&calls, fellow, nobody())));
		rows.push((vec!["whoever makes a block".into()], more(&calls, RawOrigin::None, nobody())));

		let mut expected = String::from("| origin (track) | calls |\n|---|---|\n");
		for (who, powers) in rows {
			expected += &format!("| {} | {} |\n", who.join(", "), listed(&powers, &calls));
		}
		is_on_the_page("powers", &expected);
	});
}

#[test]
fn the_page_lists_what_root_alone_may_do() {
	at_genesis(|| {
		let calls = calls();
		let committee = Committee::<AccountId, TechnicalInstance>::Members(3, 3);
		let mut others: Vec<OriginCaller> =
			values::<Origin>().into_iter().map(OriginCaller::from).collect();
		others.extend([nobody(), RawOrigin::None.into(), committee.into()]);
		let roots = more(&calls, RawOrigin::Root, nobody());
		let alone = roots.into_iter().filter(|name| !others.iter().any(|o| may(o, &calls[name])));
		is_on_the_page("root", &listed(&alone.collect(), &calls));
	});
}

#[test]
fn nobody_may_make_a_call_that_the_page_does_not_name_as_such() {
	at_genesis(|| {
		let calls = calls();
		let committee = Committee::<AccountId, TechnicalInstance>::Members;
		let member = Committee::<AccountId, TechnicalInstance>::Member(Alice.to_account_id());
		let mut everybody: Vec<OriginCaller> =
			values::<Origin>().into_iter().map(OriginCaller::from).collect();
		everybody.extend([nobody(), RawOrigin::Root.into(), RawOrigin::None.into()]);
		everybody.extend([committee(3, 3).into(), member.into()]);
		everybody.push(RawOrigin::Signed(Alice.to_account_id()).into());
		let nobodys = calls.iter().filter(|(_, call)| !everybody.iter().any(|who| may(who, call)));
		let nobodys = nobodys.map(|(name, _)| name.clone()).collect();
		is_on_the_page("nobody", &listed(&nobodys, &calls));
	});
}

#[test]
fn the_page_lists_what_every_kind_of_proxy_lets_through() {
	let calls = at_genesis(calls);
	let mut expected = String::from("| kind | number | calls |\n|---|---|---|\n");
	for kind in values::<ProxyType>() {
		let allowed = calls.iter().filter(|(_, call)| kind.filter(call));
		let allowed: Names = allowed.map(|(name, _)| name.clone()).collect();
		let shown = match allowed.len() == calls.len() {
			true => "all".into(),
			false => listed(&allowed, &calls),
		};
		expected += &format!("| `{kind:?}` | {} | {shown} |\n", kind.encode()[0]);
	}
	is_on_the_page("proxies", &expected);
}
