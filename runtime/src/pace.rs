// SPDX-License-Identifier: GPL-3.0-or-later
//! # Pace
//!
//! The lengths of the chain's periods, chosen at genesis and kept in storage.
//!
//! ## Overview
//! The same Wasm works at every pace: the pallets read their periods through the [`Get`] types of this
//! module instead of compiled constants. The node gets the metadata by a runtime call on the state of a
//! block, so wallets see the chosen values as constants, for example `babe.epochDuration`.
//!
//! A block takes six seconds of chain time at every pace. The paces differ in the number of blocks of
//! an epoch, an era, a treasury period, a lease period, an auction.
//!
//! There is no call to change the pace, because BABE's epoch length cannot change on a running chain.

use canary_auctions::candle::MAX_SAMPLES;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::Get;
use scale_info::TypeInfo;
use serde::{de::Error, Deserialize, Deserializer, Serialize};
use sp_staking::{EraIndex, SessionIndex};

use crate::{
	constants::time::{DAYS, HOURS, MINUTES},
	BlockNumber,
};

pub use pallet::*;

/// The periods of the chain.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
	/// The length of an epoch, which is also a session, in blocks.
	pub epoch_length: u32,
	/// The length of an era, in sessions. Each era elects validators and pays stakers.
	pub sessions_per_era: SessionIndex,
	/// The number of eras for which unbonding stake stays bonded, up to [`MAX_BONDING_DURATION`].
	pub bonding_duration: EraIndex,
	/// The time between two payouts of the treasury, in blocks.
	pub spend_period: BlockNumber,
	/// The length of a lease period, in blocks.
	pub lease_period: BlockNumber,
	/// The first block of lease period 0.
	pub lease_offset: BlockNumber,
	/// The length of an auction's ending period, in blocks.
	pub ending_period: BlockNumber,
	/// The length of a sample of the ending period, in blocks.
	pub sample_length: BlockNumber,
	/// The divisor of Kusama's governance periods, up to [`MAX_GOVERNANCE_SPEED`].
	pub governance_speed: u32,
	/// The shortest decision period that a majority of the technical committee may set, in blocks.
	pub fast_track_period: BlockNumber,
	/// The shortest decision period that the whole technical committee may set, in blocks.
	pub instant_period: BlockNumber,
	/// The number of blocks for which a vetoed proposal cannot be accelerated again.
	pub cooling_off_period: BlockNumber,
}

/// The number of sessions that an upgrade or downgrade of a para takes.
const SESSIONS_PER_MOVE: u32 = 2;
/// The number of epochs within which the lot of an auction must be drawn. That takes eight blocks, and
/// the shortest epoch has four.
const RANDOMNESS_EPOCHS: u32 = 2;

/// The longest bonding duration, in eras, which is Kusama's. Nomination pools keep a record for each
/// era of it, and the number of these records is a compiled constant.
pub const MAX_BONDING_DURATION: EraIndex = 28;

/// The shortest decision period of a track on Kusama, in blocks.
pub(crate) const SHORTEST_KUSAMA_DECISION: BlockNumber = 7 * DAYS;
/// The shortest decision period of a track here, in blocks. Wallets draw its curves in steps of a fifth
/// of a percent.
const SHORTEST_DECISION: BlockNumber = 20;
/// The greatest governance speed, at which the shortest decision period of a track is
/// `SHORTEST_DECISION`.
pub const MAX_GOVERNANCE_SPEED: u32 = SHORTEST_KUSAMA_DECISION / SHORTEST_DECISION;

/// The shortest decision period of an acceleration that leaves time to object, in blocks.
const SHORTEST_ACCELERATION: BlockNumber = 3;

impl Parameters {
	/// Kusama's periods.
	pub const KUSAMA: Self = Self {
		epoch_length: HOURS,
		sessions_per_era: 6,
		bonding_duration: MAX_BONDING_DURATION,
		spend_period: 6 * DAYS,
		lease_period: 42 * DAYS,
		lease_offset: 0,
		ending_period: 5 * DAYS,
		sample_length: 2 * MINUTES,
		governance_speed: 1,
		fast_track_period: 3 * HOURS,
		instant_period: 10 * MINUTES,
		cooling_off_period: 7 * DAYS,
	};

	/// Periods for a demo: an era of three minutes of chain time, an ending period of four, a decision of
	/// a referendum of four.
	pub const DEVELOPMENT: Self = Self {
		epoch_length: 10,
		sessions_per_era: 3,
		bonding_duration: 3,
		spend_period: 60,
		lease_period: 200,
		lease_offset: 0,
		ending_period: 40,
		sample_length: 2,
		governance_speed: MAX_GOVERNANCE_SPEED,
		fast_track_period: 5,
		instant_period: SHORTEST_ACCELERATION,
		cooling_off_period: 100,
	};

	/// Checks the periods, and describes the first fault as an error.
	pub fn check(&self) -> Result<(), &'static str> {
		match *self {
			// BABE enacts a change of authorities one epoch after it was announced, and GRANDPA
			// needs a block to announce it in; shorter epochs leave no room for a missed slot.
			Self { epoch_length: 0..=3, .. } => Err("pace: epochLength must be at least 4 blocks"),
			Self { sessions_per_era: 0, .. } => {
				Err("pace: sessionsPerEra must be at least 1 session")
			},
			// Slashes are deferred by one era less than the bonding duration.
			Self { bonding_duration: 0, .. } => Err("pace: bondingDuration must be at least 1 era"),
			Self { bonding_duration, .. } if bonding_duration > MAX_BONDING_DURATION => {
				Err("pace: bondingDuration must be at most 28 eras")
			},
			Self { spend_period: 0, .. } => Err("pace: spendPeriod must be at least 1 block"),
			// A lease would end before its para has been upgraded.
			Self { lease_period, epoch_length, .. }
				if lease_period <= epoch_length.saturating_mul(SESSIONS_PER_MOVE) =>
			{
				Err("pace: leasePeriod must be longer than 2 epochs")
			},
			Self { lease_offset, lease_period, .. } if lease_offset >= lease_period => {
				Err("pace: leaseOffset must be less than leasePeriod")
			},
			Self { ending_period: 0, .. } => Err("pace: endingPeriod must be at least 1 block"),
			Self { sample_length: 0, .. } => Err("pace: sampleLength must be at least 1 block"),
			Self { sample_length, ending_period, .. } if sample_length > ending_period => {
				Err("pace: sampleLength must be at most endingPeriod")
			},
			Self { sample_length, ending_period, .. }
				if ending_period.div_ceil(sample_length) > MAX_SAMPLES =>
			{
				Err("pace: endingPeriod must have at most 4096 samples of sampleLength")
			},
			Self { governance_speed: 0, .. } => Err("pace: governanceSpeed must be at least 1"),
			Self { governance_speed, .. } if governance_speed > MAX_GOVERNANCE_SPEED => Err(
				"pace: governanceSpeed must be at most 5040, or decisions are too short to draw",
			),
			// One block for the votes, one to object, and one in case the first of a session is full.
			Self { instant_period, .. } if instant_period < SHORTEST_ACCELERATION => {
				Err("pace: instantPeriod must be at least 3 blocks")
			},
			Self { fast_track_period, instant_period, .. }
				if fast_track_period < instant_period =>
			{
				Err("pace: fastTrackPeriod must be at least instantPeriod")
			},
			Self { cooling_off_period: 0, .. } => {
				Err("pace: coolingOffPeriod must be at least 1 block")
			},
			_ => Ok(()),
		}
	}
}

/// Deserializes periods and checks them, so that the error names the position in the chain
/// specification.
fn sound<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Parameters, D::Error> {
	let parameters = Parameters::deserialize(deserializer)?;
	parameters.check().map_err(D::Error::custom)?;
	Ok(parameters)
}

impl Default for Parameters {
	fn default() -> Self {
		Self::KUSAMA
	}
}

/// Stores the periods. See the module's documentation.
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	use super::Parameters;

	/// The version of the stored record, which a migration raises (`migrations.rs`).
	const STORAGE_VERSION: StorageVersion =
		StorageVersion::new(if cfg!(feature = "rehearsal-upgrade") { 1 } else { 0 });

	/// The pace of the chain.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The periods chosen at genesis.
	#[pallet::storage]
	pub type Chosen<T: Config> = StorageValue<_, Parameters, ValueQuery>;

	/// The genesis configuration.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The periods; Kusama's by default.
		#[serde(deserialize_with = "super::sound")]
		pub parameters: Parameters,
		/// Uses the type parameter.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Chosen::<T>::put(self.parameters);
		}
	}
}

fn chosen() -> Parameters {
	Chosen::<crate::Runtime>::get()
}

/// The length of an epoch, in blocks.
#[derive(Debug)]
pub struct EpochLength;
impl Get<u64> for EpochLength {
	fn get() -> u64 {
		chosen().epoch_length.into()
	}
}

/// The length of an era, in sessions.
#[derive(Debug)]
pub struct SessionsPerEra;
impl Get<SessionIndex> for SessionsPerEra {
	fn get() -> SessionIndex {
		chosen().sessions_per_era
	}
}

/// The number of eras for which unbonding stake stays bonded, and can be slashed.
#[derive(Debug)]
pub struct BondingDuration;
impl Get<EraIndex> for BondingDuration {
	fn get() -> EraIndex {
		chosen().bonding_duration
	}
}

/// The number of eras for which governance can cancel a slash: one less than stake stays bonded.
#[derive(Debug)]
pub struct SlashDeferDuration;
impl Get<EraIndex> for SlashDeferDuration {
	fn get() -> EraIndex {
		chosen().bonding_duration.saturating_sub(1)
	}
}

/// The number of sessions for which an offender stays bonded.
#[derive(Debug)]
pub struct BondedSessions;
impl Get<u64> for BondedSessions {
	fn get() -> u64 {
		let pace = chosen();
		u64::from(pace.bonding_duration).saturating_mul(pace.sessions_per_era.into())
	}
}

/// The number of blocks within which an equivocation can be reported: as long as the offender is
/// bonded.
#[derive(Debug)]
pub struct ReportLongevity;
impl Get<u64> for ReportLongevity {
	fn get() -> u64 {
		BondedSessions::get().saturating_mul(EpochLength::get())
	}
}

/// The time between two payouts of the treasury, in blocks.
#[derive(Debug)]
pub struct SpendPeriod;
impl Get<BlockNumber> for SpendPeriod {
	fn get() -> BlockNumber {
		chosen().spend_period
	}
}

/// The length of a lease period, in blocks.
#[derive(Debug)]
pub struct LeasePeriod;
impl Get<BlockNumber> for LeasePeriod {
	fn get() -> BlockNumber {
		chosen().lease_period
	}
}

/// The first block of lease period 0.
#[derive(Debug)]
pub struct LeaseOffset;
impl Get<BlockNumber> for LeaseOffset {
	fn get() -> BlockNumber {
		chosen().lease_offset
	}
}

/// The length of an auction's ending period, in blocks.
#[derive(Debug)]
pub struct EndingPeriod;
impl Get<BlockNumber> for EndingPeriod {
	fn get() -> BlockNumber {
		chosen().ending_period
	}
}

/// The length of a sample of the ending period, in blocks.
#[derive(Debug)]
pub struct SampleLength;
impl Get<BlockNumber> for SampleLength {
	fn get() -> BlockNumber {
		chosen().sample_length
	}
}

/// The number of blocks after the ending period within which the lot must be drawn: two epochs.
#[derive(Debug)]
pub struct RandomnessTimeout;
impl Get<BlockNumber> for RandomnessTimeout {
	fn get() -> BlockNumber {
		chosen().epoch_length.saturating_mul(RANDOMNESS_EPOCHS)
	}
}

/// The shortest decision period that a majority of the technical committee may set, in blocks.
#[derive(Debug)]
pub struct FastTrackPeriod;
impl Get<BlockNumber> for FastTrackPeriod {
	fn get() -> BlockNumber {
		chosen().fast_track_period
	}
}

/// The shortest decision period that the whole technical committee may set, in blocks.
#[derive(Debug)]
pub struct InstantPeriod;
impl Get<BlockNumber> for InstantPeriod {
	fn get() -> BlockNumber {
		chosen().instant_period
	}
}

/// The number of blocks for which a vetoed proposal cannot be accelerated again.
#[derive(Debug)]
pub struct CoolingOffPeriod;
impl Get<BlockNumber> for CoolingOffPeriod {
	fn get() -> BlockNumber {
		chosen().cooling_off_period
	}
}

/// The shortest time, in blocks, in which people can be expected to act by hand.
const BY_HAND: BlockNumber = 10 * MINUTES;

/// The speed of governance, read once from storage for several periods.
#[derive(Clone, Copy, Debug)]
pub struct GovernancePace {
	speed: u32,
}

impl GovernancePace {
	/// The speed of this chain, from storage.
	pub fn chosen() -> Self {
		Self { speed: chosen().governance_speed.max(1) }
	}

	/// The length of one of Kusama's periods at this speed, in blocks; at least one block.
	pub fn period(self, kusamas: BlockNumber) -> BlockNumber {
		kusamas.div_ceil(self.speed).max(1)
	}

	/// The length of one of Kusama's periods in which people have to act, at this speed, in blocks: at
	/// least ten minutes, unless Kusama's is shorter.
	pub fn by_hand(self, kusamas: BlockNumber) -> BlockNumber {
		self.period(kusamas).max(kusamas.min(BY_HAND))
	}
}

#[cfg(test)]
mod tests {
	use super::{
		GovernancePace, Parameters, DAYS, MAX_GOVERNANCE_SPEED, MAX_SAMPLES, MINUTES,
		SHORTEST_DECISION,
	};

	#[test]
	fn both_paces_are_sound() {
		assert_eq!(Parameters::KUSAMA.check(), Ok(()));
		assert_eq!(Parameters::DEVELOPMENT.check(), Ok(()));
	}

	#[test]
	fn a_period_that_cannot_work_is_refused_by_name() {
		let refused = |parameters: Parameters, name: &str| {
			let reason = parameters.check().unwrap_err();
			assert!(reason.contains(name), "{reason}");
		};
		let sound = Parameters::DEVELOPMENT;
		refused(Parameters { epoch_length: 3, ..sound }, "epochLength");
		refused(Parameters { sessions_per_era: 0, ..sound }, "sessionsPerEra");
		refused(Parameters { bonding_duration: 0, ..sound }, "bondingDuration");
		refused(Parameters { bonding_duration: 29, ..sound }, "bondingDuration");
		refused(Parameters { spend_period: 0, ..sound }, "spendPeriod");
		refused(Parameters { lease_period: 20, ..sound }, "leasePeriod");
		refused(Parameters { lease_period: 0, ..sound }, "leasePeriod");
		refused(Parameters { lease_offset: 200, ..sound }, "leaseOffset");
		refused(Parameters { ending_period: 0, ..sound }, "endingPeriod");
		refused(Parameters { sample_length: 0, ..sound }, "sampleLength");
		refused(Parameters { sample_length: 41, ..sound }, "sampleLength");
		refused(Parameters { ending_period: 4_097, sample_length: 1, ..sound }, "endingPeriod");
		refused(Parameters { governance_speed: 0, ..sound }, "governanceSpeed");
		refused(Parameters { governance_speed: 5_041, ..sound }, "governanceSpeed");
		refused(Parameters { instant_period: 0, ..sound }, "instantPeriod");
		refused(Parameters { instant_period: 2, ..sound }, "instantPeriod");
		refused(Parameters { fast_track_period: 2, ..sound }, "fastTrackPeriod");
		refused(Parameters { cooling_off_period: 0, ..sound }, "coolingOffPeriod");
	}

	#[test]
	fn the_fastest_governance_is_the_one_that_the_refusal_names() {
		assert_eq!(MAX_GOVERNANCE_SPEED, 5_040);
	}

	#[test]
	fn governance_periods_are_divided_but_last_a_block_or_ten_minutes_by_hand() {
		let (kusama, fast) =
			(GovernancePace { speed: 1 }, GovernancePace { speed: MAX_GOVERNANCE_SPEED });
		assert_eq!([kusama, fast].map(|pace| pace.period(7 * DAYS)), [7 * DAYS, SHORTEST_DECISION]);
		assert_eq!([kusama, fast].map(|pace| pace.period(MINUTES)), [MINUTES, 1]);
		assert_eq!([kusama, fast].map(|pace| pace.by_hand(7 * DAYS)), [7 * DAYS, 10 * MINUTES]);
		assert_eq!([kusama, fast].map(|pace| pace.by_hand(MINUTES)), [MINUTES, MINUTES]);
	}

	#[test]
	fn the_samples_that_an_auction_can_record_are_as_many_as_the_refusal_says() {
		assert_eq!(MAX_SAMPLES, 4_096);
	}
}
