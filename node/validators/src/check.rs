// SPDX-License-Identifier: GPL-3.0-or-later

//! Checks collations, and makes candidates of them.

use std::sync::Arc;

use codec::Encode;
use polkadot_node_primitives::{AvailableData, BlockData, PoV, POV_BOMB_LIMIT};
use polkadot_parachain_primitives::primitives::{ValidationParams, ValidationResult};
use polkadot_primitives::{
	runtime_api::ParachainHost, transpose_claim_queue, Block, CandidateCommitments,
	CandidateDescriptorV2, CommittedCandidateReceiptError, CommittedCandidateReceiptV2, CoreIndex,
	Hash, Header, Id as ParaId, OccupiedCoreAssumption, PersistedValidationData,
	TransposedClaimQueue, ValidationCodeHash,
};
use sp_api::{ApiRef, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;

use crate::{
	candidate::{erasure_root, Candidate, Collation},
	outlook::Outlook,
	outputs::{excess, Excess},
	pvf::{Program, Pvf},
	refusal::Refusal,
	relay_parent,
	sign::Sign,
	votes::{back, held, BackingRules},
};

/// The para's pending block counts as included, because it will be when the next one is backed.
const ASSUMPTION: OccupiedCoreAssumption = OccupiedCoreAssumption::Included;

/// The validation data of a para's next block on this relay parent. `None` if the para has no head.
pub(crate) fn validation_data<A: ParachainHost<Block>>(
	api: &A,
	outlook: &Outlook,
	para: ParaId,
	relay_parent: &Header,
) -> Result<Option<PersistedValidationData>, sp_api::ApiError> {
	let data = api.persisted_validation_data(outlook.hash, para, ASSUMPTION)?;
	Ok(data.map(|data| PersistedValidationData {
		relay_parent_number: relay_parent.number,
		relay_parent_storage_root: relay_parent.state_root,
		..data
	}))
}

/// Checks one collation for the block after `outlook`'s parent.
pub(crate) struct Check<'a, C: ProvideRuntimeApi<Block>> {
	client: &'a C,
	keys: &'a dyn Sign,
	pvf: &'a Pvf,
	outlook: &'a Outlook,
	/// One instance for the whole check, because it keeps the changes that its functions make to the state:
	/// after [`validation_data`] it answers as if the para's pending block were included.
	api: ApiRef<'a, C::Api>,
}

impl<'a, C> Check<'a, C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
	C::Api: ParachainHost<Block>,
{
	pub(crate) fn new(
		client: &'a C,
		keys: &'a dyn Sign,
		pvf: &'a Pvf,
		outlook: &'a Outlook,
	) -> Self {
		Self { client, keys, pvf, outlook, api: client.runtime_api() }
	}

	/// Makes all checks, the cheapest first, and has the validators vote.
	pub(crate) fn run(
		self,
		relay_parent: Hash,
		collation: Collation,
	) -> Result<Candidate, Refusal> {
		let Collation { para, pov, persisted_validation_data: given } = collation;
		let open = self.open(para)?;
		let relay_parent = relay_parent::allowed(
			self.client,
			&*self.client.runtime_api(),
			self.outlook,
			relay_parent,
		)?;
		let Some(data) = validation_data(&*self.api, self.outlook, para, &relay_parent)? else {
			return Err(self.no_core(para));
		};
		compare(given, &data)?;
		check_size(&pov, &data)?;

		let (code, program) = self.program(para)?;
		let outputs = commitments(program.execute(&params(&pov, &data)?)?);
		self.check_outputs(para, &relay_parent, &outputs)?;

		let claims = self.claims(&relay_parent)?;
		let core = select_core(para, &outputs, &claims, &open)?;
		let data = AvailableData { pov: Arc::new(pov), validation_data: data };
		let receipt = self.receipt(para, &relay_parent, core, code, &data, outputs)?;
		receipt.parse_ump_signals(&claims).map_err(Refusal::Signals)?;
		let rules = BackingRules::after(&*self.api, self.outlook.hash)?;
		let backed = back(self.keys, self.outlook, &rules, receipt, core, relay_parent.number)?;
		Ok(Candidate { backed, core, data })
	}

	/// The cores on which the para can have a candidate backed in the next block, at least one. Fails if
	/// there is none.
	fn open(&self, para: ParaId) -> Result<Vec<CoreIndex>, Refusal> {
		let held = held(self.keys, self.outlook);
		let open = self.outlook.open(&held).into_iter();
		let open: Vec<_> = open.filter(|(_, next)| *next == para).map(|(core, _)| core).collect();
		if !open.is_empty() {
			return Ok(open);
		}
		Err(match self.outlook.occupied(para, &held) {
			Some((core, availability)) => Refusal::Occupied {
				para,
				core,
				votes: availability.votes,
				needed: availability.needed,
			},
			None => self.no_core(para),
		})
	}

	fn no_core(&self, para: ParaId) -> Refusal {
		Refusal::NoCore { para, parent: self.outlook.parent.number }
	}

	/// The hash of the para's code, and the code compiled.
	fn program(&self, para: ParaId) -> Result<(ValidationCodeHash, Program), Refusal> {
		let at = self.outlook.hash;
		let missing = || Refusal::NoCode(para);
		let hash = self.api.validation_code_hash(at, para, ASSUMPTION)?.ok_or_else(missing)?;
		// A session without parameters of its own has the defaults.
		let params =
			self.api.session_executor_params(at, self.outlook.session)?.unwrap_or_default();
		if let Some(program) = self.pvf.find(hash, &params) {
			return Ok((hash, program));
		}
		let code = self.api.validation_code_by_hash(at, hash)?.ok_or_else(missing)?;
		let bomb_limit = self.api.validation_code_bomb_limit(at)?;
		let program = self.pvf.compile(&code, &params, bomb_limit).map_err(Refusal::Code)?;
		Ok((hash, program))
	}

	fn check_outputs(
		&self,
		para: ParaId,
		relay_parent: &Header,
		outputs: &CandidateCommitments,
	) -> Result<(), Refusal> {
		let at = self.outlook.hash;
		// The runtime takes the parent as the relay parent here. On an older relay parent it would expect
		// messages to be processed that the para cannot know.
		let judges = relay_parent.number == self.outlook.parent.number;
		if judges && self.api.check_validation_outputs(at, para, outputs.clone())? {
			return Ok(());
		}
		let allowed = self.api.backing_constraints(at, para)?;
		if let Some(allowed) = &allowed {
			let oldest = allowed.min_relay_parent_number;
			if relay_parent.number < oldest {
				return Err(Refusal::OldRelayParent { relay_parent: relay_parent.number, oldest });
			}
		}
		let found = allowed.and_then(|allowed| excess(outputs, &allowed, relay_parent.number));
		match found.or(judges.then_some(Excess::Other)) {
			Some(excess) => Err(Refusal::Outputs(excess)),
			None => Ok(()),
		}
	}

	/// The cores of each para in the relay parent's state, by which a block selects its core.
	fn claims(&self, relay_parent: &Header) -> Result<TransposedClaimQueue, Refusal> {
		let claims = self.client.runtime_api().claim_queue(relay_parent.hash())?;
		Ok(transpose_claim_queue(claims))
	}

	fn receipt(
		&self,
		para: ParaId,
		relay_parent: &Header,
		core: CoreIndex,
		code: ValidationCodeHash,
		data: &AvailableData,
		commitments: CandidateCommitments,
	) -> Result<CommittedCandidateReceiptV2, Refusal> {
		let descriptor = CandidateDescriptorV2::new(
			para,
			relay_parent.hash(),
			core,
			self.outlook.session,
			data.validation_data.hash(),
			data.pov.hash(),
			erasure_root(self.outlook.validators.len(), data)?,
			commitments.head_data.hash(),
			code,
		);
		Ok(CommittedCandidateReceiptV2 { descriptor, commitments })
	}
}

/// Compares a collation's validation data with the relay chain's.
fn compare(
	given: PersistedValidationData,
	expected: &PersistedValidationData,
) -> Result<(), Refusal> {
	if given.parent_head != expected.parent_head {
		let expected = expected.parent_head.clone();
		return Err(Refusal::ParentHead { given: given.parent_head, expected });
	}
	let differs = |what, given: String, expected: String| match given == expected {
		true => Ok(()),
		false => Err(Refusal::ValidationData { what, given, expected }),
	};
	differs(
		"block number",
		given.relay_parent_number.to_string(),
		expected.relay_parent_number.to_string(),
	)?;
	differs(
		"state root",
		format!("{:?}", given.relay_parent_storage_root),
		format!("{:?}", expected.relay_parent_storage_root),
	)?;
	differs("PoV limit", given.max_pov_size.to_string(), expected.max_pov_size.to_string())
}

fn check_size(pov: &PoV, data: &PersistedValidationData) -> Result<(), Refusal> {
	let size = pov.encoded_size();
	let limit = data.max_pov_size;
	match size > limit as usize {
		true => Err(Refusal::PovSize { size, limit }),
		false => Ok(()),
	}
}

/// The input of the para's code, with the PoV's data unpacked.
fn params(pov: &PoV, data: &PersistedValidationData) -> Result<ValidationParams, Refusal> {
	use sp_maybe_compressed_blob::Error;

	let block = sp_maybe_compressed_blob::decompress(&pov.block_data.0, POV_BOMB_LIMIT);
	let block = block.map_err(|error| match error {
		Error::PossibleBomb => Refusal::PovBomb(POV_BOMB_LIMIT),
		error => Refusal::PovPacking(error),
	})?;
	Ok(ValidationParams {
		parent_head: data.parent_head.clone(),
		block_data: BlockData(block.into_owned()),
		relay_parent_number: data.relay_parent_number,
		relay_parent_storage_root: data.relay_parent_storage_root,
	})
}

fn commitments(result: ValidationResult) -> CandidateCommitments {
	CandidateCommitments {
		upward_messages: result.upward_messages,
		horizontal_messages: result.horizontal_messages,
		new_validation_code: result.new_validation_code,
		head_data: result.head_data,
		processed_downward_messages: result.processed_downward_messages,
		hrmp_watermark: result.hrmp_watermark,
	}
}

/// The core of a block: the one that it selects, or else the para's first.
fn select_core(
	para: ParaId,
	outputs: &CandidateCommitments,
	claims: &TransposedClaimQueue,
	open: &[CoreIndex],
) -> Result<CoreIndex, Refusal> {
	let signals = outputs.ump_signals().map_err(Refusal::Signals)?;
	let selected = match signals.core_selector() {
		Some((selector, offset)) => {
			let cores = claims.get(&para).and_then(|depths| depths.get(&offset.0));
			let cores = cores.filter(|cores| !cores.is_empty());
			let cores = cores.ok_or(CommittedCandidateReceiptError::NoAssignment);
			let cores = cores.map_err(Refusal::Signals)?;
			let place = usize::from(selector.0) % cores.len();
			cores.iter().nth(place).copied()
		},
		None => open.first().copied(),
	};
	match selected {
		Some(core) if open.contains(&core) => Ok(core),
		Some(selected) => Err(Refusal::OtherCore { selected, open: open.to_vec() }),
		None => Err(Refusal::Signals(CommittedCandidateReceiptError::InvalidSelectedCore)),
	}
}
