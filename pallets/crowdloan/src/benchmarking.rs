// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the worst cases.

use crate::{calls::Campaign, records::Record, refusals::Refusal, terms::Terms, *};
use alloc::{vec, vec::Vec};
use canary_primitives::{
	traits::{BackDeposits, InspectLeases, Purpose},
	LeasePeriod, ParaId, PERIODS_PER_SLOT,
};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Get,
	},
	weights::WeightMeter,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_io::crypto::{sr25519_generate, sr25519_sign};
use sp_runtime::{
	traits::{Bounded, Saturating},
	DispatchError, MultiSignature, MultiSigner,
};

/// Prepares what lies outside of this pallet.
pub trait BenchmarkHelper<AccountId> {
	/// Makes this para a registered one that the account controls.
	fn register(para: ParaId, manager: &AccountId);

	/// From this block on the candle of an auction burns, whose first period on offer is this one, and
	/// somebody leads in each range, to outbid whom takes the most work. The least contribution is
	/// enough for that.
	fn light_candle(offered: LeasePeriod);
}

const PARA: ParaId = ParaId(900_000);
const SEED: u32 = 0;
const KEYS: KeyTypeId = KeyTypeId(*b"loan");
/// The current period. Campaigns are for those that come next.
const NOW: LeasePeriod = 1_000;

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who = account(name, index, SEED);
	let most = T::MinContribution::get().max(T::SubmissionDeposit::get());
	let balance = most.max(T::Currency::minimum_balance()).saturating_mul(100u32.into());
	T::Currency::set_balance(&who, balance);
	who
}

fn manager<T: Config>() -> T::AccountId {
	account("manager", 0, SEED)
}

fn first_block<T: Config>(period: LeasePeriod) -> BlockNumberFor<T> {
	T::Leases::clock().first_block(period).expect("the period has a first block")
}

fn go_to<T: Config>(block: BlockNumberFor<T>) {
	frame_system::Pallet::<T>::set_block_number(block);
}

fn plan<T: Config>(first: LeasePeriod, verifier: Option<MultiSigner>) -> calls::CampaignOf<T> {
	let last = first.saturating_add(PERIODS_PER_SLOT).saturating_sub(1);
	let terms = Terms { first, last, end: first_block::<T>(first) };
	Campaign { cap: BalanceOf::<T>::max_value(), terms, verifier }
}

/// Opens a campaign for the next periods.
fn open<T: Config>(verifier: Option<MultiSigner>) -> Result<FundIndex, BenchmarkError> {
	go_to::<T>(first_block::<T>(NOW));
	funded::<T>("manager", 0);
	T::BenchmarkHelper::register(PARA, &manager::<T>());
	let index = NextFundIndex::<T>::get();
	Pallet::<T>::do_create(manager::<T>(), PARA, plan::<T>(NOW.saturating_add(1), verifier))?;
	Ok(index)
}

/// Adds so many contributors with the least contribution.
fn contribute_from<T: Config>(contributors: u32) -> Result<(), BenchmarkError> {
	for n in 0..contributors {
		let who = funded::<T>("contributor", n);
		Pallet::<T>::do_contribute(who, PARA, T::MinContribution::get(), None)?;
	}
	Ok(())
}

/// Lets the fund win all it has bid for, with all it has raised.
fn win<T: Config>(index: FundIndex) -> Result<(), BenchmarkError> {
	let record = Record::<T>::by_index(index).ok_or(BenchmarkError::Weightless)?;
	Pallet::<T>::commit(Purpose::Lease, PARA, &record.account(), record.fund.raised)?;
	Ok(())
}

/// The last bid of the fund was refused.
fn refuse<T: Config>() -> Result<(), BenchmarkError> {
	let now = Pallet::<T>::now();
	let mut record = Record::<T>::current(PARA).map_err(DispatchError::from)?;
	Pallet::<T>::leave_queue(&mut record);
	record.book.turn = Turn::Refused;
	record.save();
	Refused::<T>::try_append(Refusal::first(PARA, now)).map_err(|()| BenchmarkError::Weightless)?;
	Ok(())
}

/// The ending period of an auction has been noticed, and no refused bid is due in this block.
fn notice_ending<T: Config>() {
	let now = Pallet::<T>::now();
	Pallet::<T>::watch_auction(now, &mut WeightMeter::new());
	Refused::<T>::mutate(|refused| refused.iter_mut().for_each(|each| *each = each.again(now)));
}

/// Sends money to the fund's account, where it does not belong.
fn stray_money<T: Config>(index: FundIndex) {
	T::Currency::set_balance(&Pallet::<T>::account_of(index), T::Currency::minimum_balance());
}

/// For the benchmarks of the pallets whose deposits funds back.
impl<T: Config> Pallet<T> {
	/// The accounts of two funds of this para that have raised so much. Their campaigns never end by
	/// themselves, and the second is listed in place of the first, so that it takes the most work to let
	/// the first go. The last bid of the second was refused, so that it takes the most work to commit.
	pub fn funds_in_a_row(para: ParaId, raised: BalanceOf<T>) -> [T::AccountId; 2] {
		let end = BlockNumberFor::<T>::max_value();
		let [first, second] = [(); 2].map(|()| {
			let fund_index = NextFundIndex::<T>::get();
			NextFundIndex::<T>::put(fund_index.saturating_add(1));
			Books::<T>::insert(fund_index, Book { para, ..Default::default() });
			Self::schedule_end(fund_index, end);
			FundInfo {
				depositor: manager::<T>(),
				verifier: None,
				deposit: BalanceOf::<T>::default(),
				raised,
				end,
				cap: BalanceOf::<T>::max_value(),
				last_contribution: LastContribution::Never,
				first_period: NOW,
				last_period: NOW,
				fund_index,
			}
		});
		let accounts = [first.fund_index, second.fund_index].map(Self::account_of);
		EarlierFunds::<T>::mutate(para, |funds| funds.force_push(first));
		Funds::<T>::insert(para, second);
		let mut record = Record::<T>::current(para).expect("it has just been written");
		record.book.turn = Turn::Refused;
		record.save();
		Refused::<T>::mutate(|refused| refused.force_push(Refusal::first(para, Self::now())));
		accounts
	}
}

/// The greatest number of earlier funds of a para, and a listed one. All are over at its end.
fn fill_para<T: Config>(contributors: u32) -> Result<(), BenchmarkError> {
	for _ in 0..T::MaxEarlierFunds::get() {
		let index = open::<T>(None)?;
		contribute_from::<T>(1)?;
		win::<T>(index)?;
	}
	open::<T>(None)?;
	contribute_from::<T>(contributors)
}

/// Processes the end of the campaigns.
fn end<T: Config>() {
	go_to::<T>(first_block::<T>(NOW.saturating_add(1)));
	for (_, index) in Agenda::<T>::take() {
		Pallet::<T>::notice_end(index);
	}
}

fn signed_by(
	key: &sr25519::Public,
	payload: Vec<u8>,
) -> Result<Option<MultiSignature>, BenchmarkError> {
	let signature = sr25519_sign(KEYS, key, &payload).ok_or(BenchmarkError::Weightless)?;
	Ok(Some(signature.into()))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	// Worst case: the fund before it has won a lease, its last bid for another was refused, and an
	// auction runs.
	#[benchmark]
	fn create() -> Result<(), BenchmarkError> {
		let index = open::<T>(None)?;
		contribute_from::<T>(1)?;
		win::<T>(index)?;
		refuse::<T>()?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));
		let Campaign { cap, terms, verifier } = plan::<T>(NOW.saturating_add(2), None);
		let origin = RawOrigin::Signed(manager::<T>());

		#[extrinsic_call]
		_(origin, PARA, cap, terms.first, terms.last, terms.end, verifier);

		assert_eq!(EarlierFunds::<T>::get(PARA).len(), 1);
		assert!(Refused::<T>::get().iter().all(|refusal| refusal.para != PARA));
		Ok(())
	}

	// Worst case: a new contributor, a signature to check, a fund whose bid was refused, and a running
	// auction.
	#[benchmark]
	fn contribute() -> Result<(), BenchmarkError> {
		let key = sr25519_generate(KEYS, None);
		let index = open::<T>(Some(key.into()))?;
		refuse::<T>()?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));
		let who = funded::<T>("contributor", 0);
		let value = T::MinContribution::get();
		let payload = (PARA, &who, BalanceOf::<T>::default(), value, index).encode();
		let signature = signed_by(&key, payload)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), PARA, value, signature);

		assert!(Pallet::<T>::contribution(index, &who).is_some());
		Ok(())
	}

	// Worst case: it is the last of the funds that the para may have.
	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		fill_para::<T>(2)?;
		end::<T>();
		let who = account("contributor", 1, SEED);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), who, PARA);

		assert_eq!(Funds::<T>::get(PARA).map(|fund| fund.raised), Some(T::MinContribution::get()));
		Ok(())
	}

	// Worst case: it is the last of the funds that the para may have. With one contributor, because
	// the tool fails at the keys of a child trie that only the largest of several runs touches.
	#[benchmark]
	fn refund() -> Result<(), BenchmarkError> {
		fill_para::<T>(1)?;
		end::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), PARA);

		assert_eq!(Funds::<T>::get(PARA).map(|fund| fund.raised), Some(Default::default()));
		Ok(())
	}

	// Worst case: the fund is in a queue to bid, although all of its contributions are released;
	// somebody has sent it money; and an earlier fund is listed again.
	#[benchmark]
	fn dissolve() -> Result<(), BenchmarkError> {
		let earlier = open::<T>(None)?;
		contribute_from::<T>(1)?;
		win::<T>(earlier)?;
		let index = open::<T>(None)?;
		refuse::<T>()?;
		stray_money::<T>(index);

		#[extrinsic_call]
		_(RawOrigin::Signed(manager::<T>()), PARA);

		assert_eq!(Funds::<T>::get(PARA).map(|fund| fund.fund_index), Some(earlier));
		Ok(())
	}

	// Worst case: the fund's bid was refused, and an auction runs.
	#[benchmark]
	fn edit() -> Result<(), BenchmarkError> {
		open::<T>(None)?;
		contribute_from::<T>(1)?;
		refuse::<T>()?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));
		let Campaign { cap, terms, verifier } = plan::<T>(NOW.saturating_add(2), None);

		#[extrinsic_call]
		_(RawOrigin::Root, PARA, cap, terms.first, terms.last, terms.end, verifier);

		assert_eq!(NewRaise::<T>::get().len(), 1);
		Ok(())
	}

	// Worst case: both memos are as long as they can be.
	#[benchmark]
	fn add_memo() -> Result<(), BenchmarkError> {
		let index = open::<T>(None)?;
		contribute_from::<T>(1)?;
		let who: T::AccountId = account("contributor", 0, SEED);
		let length = T::MaxMemoLength::get();
		Pallet::<T>::do_add_memo(who.clone(), PARA, vec![1; length as usize])?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), PARA, vec![2; length as usize]);

		let memo = Pallet::<T>::contribution(index, &who).map(|(_, memo)| memo.into_inner());
		assert_eq!(memo, Some(vec![2; length as usize]));
		Ok(())
	}

	// Worst case: the fund's bid was refused.
	#[benchmark]
	fn poke() -> Result<(), BenchmarkError> {
		open::<T>(None)?;
		contribute_from::<T>(1)?;
		refuse::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), PARA);

		assert_eq!(NewRaise::<T>::get().len(), 1);
		Ok(())
	}

	// Worst case: as of `contribute`.
	#[benchmark]
	fn contribute_all() -> Result<(), BenchmarkError> {
		let key = sr25519_generate(KEYS, None);
		let index = open::<T>(Some(key.into()))?;
		refuse::<T>()?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));
		let who = funded::<T>("contributor", 0);
		let all = Pallet::<T>::holdable(&who);
		let payload = (PARA, &who, BalanceOf::<T>::default(), all, index).encode();
		let signature = signed_by(&key, payload)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), PARA, signature);

		assert_eq!(Pallet::<T>::contribution(index, &who).map(|(amount, _)| amount), Some(all));
		Ok(())
	}

	// Worst case: a candle was lit. Ends, bids and releases have their own weights.
	#[benchmark]
	fn tick() -> Result<(), BenchmarkError> {
		open::<T>(None)?;
		contribute_from::<T>(1)?;
		refuse::<T>()?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));
		let now = Pallet::<T>::now();

		#[block]
		{
			Pallet::<T>::do_tick(now);
		}

		assert_eq!(EndingsCount::<T>::get(), 1);
		Ok(())
	}

	// Worst case: the fund bids at the last moment.
	#[benchmark]
	fn notice_end() -> Result<(), BenchmarkError> {
		let index = open::<T>(None)?;
		contribute_from::<T>(1)?;
		refuse::<T>()?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));

		#[block]
		{
			Pallet::<T>::notice_end(index);
		}

		assert_eq!(Books::<T>::get(index).map(|book| book.stage), Some(Stage::Ended));
		Ok(())
	}

	// Worst case: there are funds to look at, and none of them is due.
	#[benchmark]
	fn bids_base() -> Result<(), BenchmarkError> {
		open::<T>(None)?;
		contribute_from::<T>(1)?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));
		let now = Pallet::<T>::now();
		notice_ending::<T>();
		refuse::<T>()?;

		#[block]
		{
			Pallet::<T>::do_bids(now);
		}

		assert!(Ending::<T>::get().is_some(), "otherwise nobody looks at the funds");
		assert!(Refused::<T>::get().iter().any(|refusal| refusal.para == PARA));
		Ok(())
	}

	// Worst case: the bid is placed.
	#[benchmark]
	fn bid() -> Result<(), BenchmarkError> {
		let index = open::<T>(None)?;
		contribute_from::<T>(1)?;
		T::BenchmarkHelper::light_candle(NOW.saturating_add(1));
		let now = Pallet::<T>::now();
		notice_ending::<T>();

		#[block]
		{
			Pallet::<T>::do_bids(now);
		}

		assert!(Books::<T>::get(index).is_some_and(|book| !book.is_free()));
		Ok(())
	}

	// It reads one item.
	#[benchmark]
	fn idle() {
		#[block]
		{
			Pallet::<T>::release_in_turn(1, 1, &mut WeightMeter::new());
		}

		assert!(Releasing::<T>::get().is_empty());
	}

	// Worst case: the fund is an earlier one without contributors, and somebody has sent it money.
	#[benchmark]
	fn turn() -> Result<(), BenchmarkError> {
		let index = open::<T>(None)?;
		stray_money::<T>(index);
		end::<T>();
		let next = plan::<T>(NOW.saturating_add(2), None);
		Pallet::<T>::do_create(manager::<T>(), PARA, next)?;

		#[block]
		{
			Pallet::<T>::release_in_turn(1, 1, &mut WeightMeter::new());
		}

		assert!(!Books::<T>::contains_key(index));
		Ok(())
	}

	// All contributors cost the same.
	#[benchmark]
	fn release() -> Result<(), BenchmarkError> {
		open::<T>(None)?;
		contribute_from::<T>(2)?;
		end::<T>();
		let mut record = Record::<T>::current(PARA).map_err(DispatchError::from)?;

		#[block]
		{
			Pallet::<T>::release_page(&mut record, 1, &mut WeightMeter::new());
		}

		assert_eq!(record.book.contributors, 1);
		record.save();
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
