// SPDX-License-Identifier: GPL-3.0-or-later

//! A mock relay chain with four validators, two cores and two paras.

use std::{
	collections::{BTreeMap, VecDeque},
	sync::{Arc, Mutex, MutexGuard},
};

use bitvec::{order::Lsb0, vec::BitVec};
use canary_validators::{Candidate, Collation, Pvf, Sign, Validators};
use polkadot_node_primitives::{BlockData, PoV};
use polkadot_parachain_primitives::primitives::ValidationResult;
use polkadot_primitives::{
	async_backing::{Constraints, InboundHrmpLimitations},
	runtime_api::ParachainHost,
	vstaging::RelayParentInfo,
	Block, BlockNumber, CandidateCommitments, CandidateDescriptorV2, CandidateHash, CoreIndex,
	CoreState, ExecutorParams, GroupIndex, GroupRotationInfo, Hash, HeadData, Header, Id as ParaId,
	OccupiedCore, OccupiedCoreAssumption, PersistedValidationData, ScheduledCore, SessionIndex,
	ValidationCode, ValidationCodeHash, ValidatorId, ValidatorIndex, ValidatorSignature,
};
use sp_api::{ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info, Result};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};

use crate::wasm;

/// The validators, in the order of their indices.
pub(crate) const VALIDATORS: [Sr25519Keyring; 4] = [Alice, Bob, Charlie, Dave];
/// The paras of the two cores.
pub(crate) const PARAS: [u32; 2] = [2_000, 2_001];
/// The number of the relay chain's head.
pub(crate) const HEAD: BlockNumber = 12;
/// The session of the block after the head.
pub(crate) const SESSION: SessionIndex = 5;

/// All that the runtime says about the block after the head.
pub(crate) struct State {
	pub(crate) headers: BTreeMap<Hash, Header>,
	pub(crate) groups: Vec<Vec<ValidatorIndex>>,
	/// The rotation of groups, in blocks.
	pub(crate) turn: BlockNumber,
	pub(crate) cores: Vec<CoreState>,
	pub(crate) claims: BTreeMap<CoreIndex, VecDeque<ParaId>>,
	pub(crate) heads: BTreeMap<ParaId, HeadData>,
	pub(crate) code: BTreeMap<ParaId, ValidationCode>,
	pub(crate) max_pov_size: u32,
	pub(crate) takes_outputs: bool,
	pub(crate) constraints: Constraints,
	pub(crate) disabled: Vec<ValidatorIndex>,
	pub(crate) minimum: u32,
	/// The ancestors of the head in its session.
	pub(crate) ancestors: Vec<Hash>,
}

/// The chain, which is its own runtime API.
#[derive(Clone)]
pub(crate) struct Chain(Arc<Mutex<State>>);

pub(crate) fn para(place: usize) -> ParaId {
	PARAS[place].into()
}

/// The header of the block with this number, with hashes that are made from it.
pub(crate) fn header(number: BlockNumber) -> Header {
	Header {
		parent_hash: Hash::repeat_byte(number as u8 - 1),
		number,
		state_root: Hash::repeat_byte(number as u8),
		extrinsics_root: Hash::zero(),
		digest: Default::default(),
	}
}

pub(crate) fn hash(number: BlockNumber) -> Hash {
	header(number).hash()
}

pub(crate) fn places(places: &[u32]) -> Vec<ValidatorIndex> {
	places.iter().copied().map(ValidatorIndex).collect()
}

pub(crate) fn ids() -> Vec<ValidatorId> {
	VALIDATORS.map(|key| key.public().into()).to_vec()
}

fn scheduled(para: ParaId) -> ScheduledCore {
	ScheduledCore { para_id: para, collator: None }
}

impl Chain {
	/// A chain with both cores free. The code of both paras answers with the head `next`, for a block on
	/// the relay chain's head.
	pub(crate) fn new() -> Self {
		let first = HEAD - 5;
		let claim = |place: usize| (CoreIndex(place as u32), VecDeque::from(vec![para(place); 3]));
		let state = State {
			headers: (first..=HEAD).map(|number| (hash(number), header(number))).collect(),
			groups: vec![places(&[2, 0]), places(&[3, 1])],
			turn: 100,
			cores: (0..2).map(|place| CoreState::Scheduled(scheduled(para(place)))).collect(),
			claims: (0..2).map(claim).collect(),
			heads: (0..2).map(|place| (para(place), HeadData(vec![place as u8]))).collect(),
			code: (0..2)
				.map(|place| (para(place), wasm::answers(&wasm::leads_to(b"next", HEAD))))
				.collect(),
			max_pov_size: 1_000,
			takes_outputs: true,
			constraints: constraints(),
			disabled: Vec::new(),
			minimum: 2,
			ancestors: (first + 1..HEAD).map(hash).collect(),
		};
		Self(Arc::new(Mutex::new(state)))
	}

	pub(crate) fn state(&self) -> MutexGuard<'_, State> {
		self.0.lock().unwrap()
	}

	/// Makes the first para's code answer with this result.
	pub(crate) fn set_result(&self, result: &ValidationResult) {
		self.state().code.insert(para(0), wasm::answers(result));
	}

	/// Puts a pending candidate on a core, for whose availability these validators have voted.
	pub(crate) fn occupy(&self, core: usize, voted: &[u32]) {
		let next = Some(scheduled(para(core)));
		let votes: BitVec<u8, Lsb0> = (0..4).map(|place| voted.contains(&place)).collect();
		let none = Hash::zero();
		self.state().cores[core] = CoreState::Occupied(OccupiedCore {
			next_up_on_available: next.clone(),
			occupied_since: HEAD,
			time_out_at: HEAD + 10,
			next_up_on_time_out: next,
			availability: votes,
			group_responsible: GroupIndex(core as u32),
			candidate_hash: CandidateHash(none),
			candidate_descriptor: CandidateDescriptorV2::new(
				para(core),
				hash(HEAD - 1),
				CoreIndex(core as u32),
				SESSION,
				none,
				none,
				none,
				none,
				none.into(),
			),
		});
	}

	/// The validators, with these keys here.
	pub(crate) fn validators(&self, held: &[Sr25519Keyring]) -> Validators<Self> {
		Validators::new(Arc::new(self.clone()), Arc::new(Keys(held.to_vec())), Pvf::new())
	}

	/// The validation data of a para's block on this relay parent.
	pub(crate) fn data(&self, place: usize, relay_parent: BlockNumber) -> PersistedValidationData {
		let state = self.state();
		PersistedValidationData {
			parent_head: state.heads[&para(place)].clone(),
			relay_parent_number: relay_parent,
			relay_parent_storage_root: header(relay_parent).state_root,
			max_pov_size: state.max_pov_size,
		}
	}

	/// A valid collation of a para, on the relay chain's head.
	pub(crate) fn collation(&self, place: usize) -> Collation {
		Collation {
			para: para(place),
			pov: PoV { block_data: BlockData(vec![place as u8; 100]) },
			persisted_validation_data: self.data(place, HEAD),
		}
	}

	/// The candidate of [`Self::collation`].
	pub(crate) fn candidate(&self, place: usize) -> Candidate {
		let validators = self.validators(&VALIDATORS);
		validators.check(hash(HEAD), self.collation(place)).unwrap()
	}
}

fn constraints() -> Constraints {
	Constraints {
		min_relay_parent_number: 0,
		max_pov_size: 1_000,
		max_code_size: 1_000,
		max_head_data_size: 1_000,
		ump_remaining: 10,
		ump_remaining_bytes: 1_000,
		max_ump_num_per_candidate: 10,
		dmp_remaining_messages: Vec::new(),
		hrmp_inbound: InboundHrmpLimitations { valid_watermarks: Vec::new() },
		hrmp_channels_out: Vec::new(),
		max_hrmp_num_per_candidate: 10,
		required_parent: HeadData(Vec::new()),
		validation_code_hash: Hash::zero().into(),
		upgrade_restriction: None,
		future_validation_code: None,
	}
}

/// The keys that are here.
struct Keys(Vec<Sr25519Keyring>);

impl Sign for Keys {
	fn sign(&self, id: &ValidatorId, payload: &[u8]) -> Option<ValidatorSignature> {
		let key = self.0.iter().find(|key| ValidatorId::from(key.public()) == *id)?;
		Some(key.sign(payload).into())
	}
}

impl ProvideRuntimeApi<Block> for Chain {
	type Api = Self;

	fn runtime_api(&self) -> ApiRef<'_, Self> {
		self.clone().into()
	}
}

impl HeaderBackend<Block> for Chain {
	fn header(&self, hash: Hash) -> Result<Option<Header>> {
		Ok(self.state().headers.get(&hash).cloned())
	}

	fn info(&self) -> Info<Block> {
		unreachable!("nobody asks")
	}

	fn status(&self, _: Hash) -> Result<BlockStatus> {
		unreachable!("nobody asks")
	}

	fn number(&self, _: Hash) -> Result<Option<BlockNumber>> {
		unreachable!("nobody asks")
	}

	fn hash(&self, _: BlockNumber) -> Result<Option<Hash>> {
		unreachable!("nobody asks")
	}
}

sp_api::mock_impl_runtime_apis! {
	impl ParachainHost<Block> for Chain {
		fn validators() -> Vec<ValidatorId> {
			ids()
		}

		fn validator_groups(
			&self,
		) -> (Vec<Vec<ValidatorIndex>>, GroupRotationInfo<BlockNumber>) {
			let state = self.state();
			let rotation = GroupRotationInfo {
				session_start_block: HEAD - 4,
				group_rotation_frequency: state.turn,
				now: HEAD + 1,
			};
			(state.groups.clone(), rotation)
		}

		fn availability_cores(&self) -> Vec<CoreState<Hash, BlockNumber>> {
			self.state().cores.clone()
		}

		fn session_index_for_child() -> SessionIndex {
			SESSION
		}

		fn claim_queue(&self) -> BTreeMap<CoreIndex, VecDeque<ParaId>> {
			self.state().claims.clone()
		}

		fn persisted_validation_data(
			&self,
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<PersistedValidationData<Hash, BlockNumber>> {
			assert_eq!(assumption, OccupiedCoreAssumption::Included);
			let state = self.state();
			Some(PersistedValidationData {
				parent_head: state.heads.get(&para)?.clone(),
				relay_parent_number: HEAD,
				relay_parent_storage_root: header(HEAD).state_root,
				max_pov_size: state.max_pov_size,
			})
		}

		fn validation_code_hash(
			&self,
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<ValidationCodeHash> {
			assert_eq!(assumption, OccupiedCoreAssumption::Included);
			self.state().code.get(&para).map(ValidationCode::hash)
		}

		fn validation_code_by_hash(&self, hash: ValidationCodeHash) -> Option<ValidationCode> {
			self.state().code.values().find(|code| code.hash() == hash).cloned()
		}

		fn validation_code_bomb_limit() -> u32 {
			1 << 20
		}

		fn session_executor_params(session: SessionIndex) -> Option<ExecutorParams> {
			assert_eq!(session, SESSION);
			None
		}

		fn check_validation_outputs(&self, _: ParaId, _: CandidateCommitments) -> bool {
			self.state().takes_outputs
		}

		fn backing_constraints(&self, _: ParaId) -> Option<Constraints> {
			Some(self.state().constraints.clone())
		}

		fn minimum_backing_votes(&self) -> u32 {
			self.state().minimum
		}

		fn disabled_validators(&self) -> Vec<ValidatorIndex> {
			self.state().disabled.clone()
		}

		fn scheduling_lookahead() -> u32 {
			3
		}

		fn ancestor_relay_parent_info(
			&self,
			session: SessionIndex,
			relay_parent: Hash,
		) -> Option<RelayParentInfo<Hash, BlockNumber>> {
			assert_eq!(session, SESSION);
			let state = self.state();
			let header = state.headers.get(&relay_parent)?;
			state.ancestors.contains(&relay_parent).then_some(RelayParentInfo {
				number: header.number,
				state_root: header.state_root,
			})
		}
	}
}
