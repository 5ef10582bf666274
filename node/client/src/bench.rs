// SPDX-License-Identifier: GPL-3.0-or-later

//! Measures the development engine against the SDK's manual seal.
//!
//! Both make empty blocks on the same runtime, in turns, in one process. The table also shows the
//! time that the runtime alone takes for such a block: `Core_execute_block` of blocks that the
//! engine made. Built only with the feature `bench`; `scripts/bench fast-forward` runs it.

use std::{
	path::PathBuf,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
	time::Instant,
};

use canary_collator::door::Bounds;
use codec::Decode;
use futures::executor::block_on;
use sc_basic_authorship::ProposerFactory;
use sc_client_api::{BlockBackend, HeaderBackend};
use sc_consensus_manual_seal::{
	consensus::babe::BabeConsensusDataProvider, seal_block, SealBlockParams,
};
use sc_service::{Configuration, Error};
use sc_transaction_pool_api::{ChainEvent, MaintainedTransactionPool};
use serde_json::Value;
use sp_api::{ApiExt, Core, ProvideRuntimeApi};
use sp_consensus_babe::{BabeApi, Slot, SlotDuration};
use sp_core::traits::CallContext;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};

use crate::{
	dev::{
		command::Length,
		keys, laps,
		native::Twin,
		options::{Options, ParaOptions},
		sealing::Sealing,
		start::{open, EngineParts},
	},
	executor::Executor,
	paras::Paras,
	service::{
		consensus::{self, chain_clock, Babe, BabeImport, GrandpaImport},
		parts::{self, ChainParts},
	},
	types::{Block, BlockNumber, FullClient, Hash, UncheckedExtrinsic},
};

/// Measure the development engine against the SDK's manual seal, on the same runtime.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchCmd {
	/// How many turns each of the two takes.
	#[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
	pub(crate) rounds: u32,

	/// How many blocks each makes in a turn.
	#[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(BlockNumber).range(1..))]
	pub(crate) blocks: BlockNumber,

	/// A file of signed extrinsics in hexadecimal, one per line: the engine makes a block with
	/// each.
	#[arg(long)]
	pub(crate) transactions: Option<PathBuf>,

	/// The chain and its folder.
	#[command(flatten)]
	pub(crate) shared: sc_cli::SharedParams,

	/// How the runtime is executed and its state cached, with the defaults of the node.
	#[command(flatten)]
	pub(crate) import: sc_cli::ImportParams,
}

impl sc_cli::CliConfiguration for BenchCmd {
	fn shared_params(&self) -> &sc_cli::SharedParams {
		&self.shared
	}

	fn import_params(&self) -> Option<&sc_cli::ImportParams> {
		Some(&self.import)
	}
}

/// Runs the measurement and prints a table.
pub(crate) fn run(
	command: &BenchCmd,
	mut ours: Configuration,
	mut stock: Configuration,
	native: Option<Twin>,
	executor: impl Fn(&Configuration) -> Executor,
) -> Result<(), Error> {
	ours.state_pruning = Some(sc_service::PruningMode::blocks_pruning(1_000));
	stock.database.set_path(&ours.base_path.path().join("stock"));
	let mut engine = Ours::open(ours, native, &executor)?;
	let mut manual = Stock::open(stock, &executor)?;

	// Warm up: neither compilation nor cold caches are to be measured.
	engine.blocks(200)?;
	manual.blocks(200)?;
	let executed = command.blocks.min(EXECUTED_BLOCKS);
	let young = execution(&engine.client, executed)?;

	let (mut our_rates, mut stock_rates) = (Vec::new(), Vec::new());
	let mut laps = Vec::new();
	for _ in 0..command.rounds {
		let _ = laps::take();
		our_rates.push(rate(command.blocks, || engine.blocks(command.blocks))?);
		laps = laps::take();
		stock_rates.push(rate(command.blocks, || manual.blocks(command.blocks))?);
	}
	let own = execution(&engine.client, executed)?;
	let line = |what: &str, mut rates: Vec<f64>| {
		let median = median(&mut rates);
		let (low, high) = (rates[0], rates[rates.len() - 1]);
		println!("{what:<34} {median:>9.0}  {low:>7.0} to {high:.0}");
		median
	};
	println!("{:<34} {:>9}  {:>7}", "blocks/s, empty blocks", "median", "spread");
	let ours = line("the engine", our_rates);
	let stock = line("manual seal, each block finalized", stock_rates);
	println!("{:<34} {:>9.1}", "the engine, times manual seal", ours / stock);
	println!("{:<34} {:>9.3}", "the runtime's own time, ms", own.median);
	println!("{:<34} {:>9.3}", "  undisturbed, ms", own.undisturbed);
	println!("{:<34} {:>9.3}", "  before the rounds, ms", young.median);
	println!("{:<34} {:>9.3}", "  undisturbed before the rounds, ms", young.undisturbed);
	println!("{:<34} {:>9.3}", "the engine's time per block, ms", 1000.0 / ours);
	println!("{:<34} {:>9.2}", "that, times the runtime's own", 1000.0 / ours / own.median);

	for (step, spent) in laps {
		let what = format!("  of it {step:?}, ms");
		println!("{what:<34} {:>9.3}", spent / f64::from(command.blocks));
	}
	if let Some(path) = &command.transactions {
		let transactions = read(path)?;
		let count = transactions.len() as BlockNumber;
		let rate = rate(count, || engine.with(transactions))?;
		println!("{:<34} {rate:>9.0}", "blocks/s with a transaction each");
	}
	Ok(())
}

/// Sorts the values and returns their median. Panics if there are none.
fn median(values: &mut [f64]) -> f64 {
	values.sort_by(f64::total_cmp);
	values[values.len() / 2]
}

fn rate(blocks: BlockNumber, run: impl FnOnce() -> Result<(), Error>) -> Result<f64, Error> {
	let began = Instant::now();
	run()?;
	Ok(f64::from(blocks) / began.elapsed().as_secs_f64())
}

fn read(path: &std::path::Path) -> Result<Vec<UncheckedExtrinsic>, Error> {
	let text = std::fs::read_to_string(path)?;
	let lines = text.lines().map(|line| {
		let bytes = sp_core::bytes::from_hex(line)
			.map_err(|error| Error::Other(format!("{}: {error}", path.display())))?;
		Decode::decode(&mut &bytes[..])
			.map_err(|error| Error::Other(format!("{}: {error}", path.display())))
	});
	lines.collect()
}

/// The development engine.
struct Ours {
	engine: EngineParts,
	client: Arc<FullClient>,
}

impl Ours {
	fn open(
		mut config: Configuration,
		native: Option<Twin>,
		executor: impl Fn(&Configuration) -> Executor,
	) -> Result<Self, Error> {
		let executor = executor(&config);
		let options = Options {
			sealing: Sealing::Manual,
			finality_lag: Some(2),
			fast_forward: 0,
			start: None,
			load: None,
			dump: None,
			native,
			paras: ParaOptions::default(),
			pool: Bounds { transactions: 100_000, bytes: 100 << 20, ban: None },
			trie_cache: None,
			console: None,
		};
		let engine = open(&mut config, executor, &options)?;
		Ok(Self { client: engine.parts.client.clone(), engine })
	}

	fn blocks(&mut self, count: BlockNumber) -> Result<(), Error> {
		let engine = &mut self.engine.engine;
		let made = engine.make_blocks(Length::Count(count), Vec::new(), false, &|| false);
		made.map(drop).map_err(Error::Other)
	}

	/// Makes a block with each of these transactions.
	fn with(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Result<(), Error> {
		for transaction in transactions {
			self.engine.engine.block_with(vec![transaction]).map_err(Error::Other)?;
		}
		Ok(())
	}
}

/// The most blocks whose execution is timed.
const EXECUTED_BLOCKS: BlockNumber = 20;
/// How often each of them is executed: often enough that some execution is undisturbed.
const EXECUTIONS: usize = 1_000;

/// The runtime's execution time of a block, in milliseconds.
struct Own {
	/// The median of all executions.
	median: f64,
	/// The median of each block's quickest execution.
	undisturbed: f64,
}

/// Times the runtime's execution of the `blocks` blocks below the head.
fn execution(client: &FullClient, blocks: BlockNumber) -> Result<Own, Error> {
	let best = client.chain_info().best_number;
	let (mut all, mut quickest) = (Vec::new(), Vec::new());
	for number in best - blocks..best {
		let hash = client.hash(number)?.ok_or("a block is missing")?;
		let block = client.block(hash)?.ok_or("a block is missing")?.block;
		let (mut header, body) = block.deconstruct();
		// The runtime expects a header without the seal.
		header.digest_mut().logs.retain(|log| log.as_seal().is_none());
		let parent: Hash = *header.parent_hash();
		let block = Block::new(header, body);
		let mut times = Vec::new();
		for _ in 0..EXECUTIONS {
			let block = block.clone().into();
			let began = Instant::now();
			let mut runtime = client.runtime_api();
			runtime.set_call_context(CallContext::Onchain { import: true });
			runtime
				.execute_block(parent, block)
				.map_err(|error| Error::Application(Box::new(error)))?;
			times.push(began.elapsed().as_secs_f64() * 1000.0);
		}
		quickest.extend(times.iter().copied().reduce(f64::min));
		all.append(&mut times);
	}
	Ok(Own { median: median(&mut all), undisturbed: median(&mut quickest) })
}

/// The SDK's manual seal, as its own nodes run it.
struct Stock {
	chain: ChainParts,
	babe: BabeImport<GrandpaImport<FullClient>>,
	/// The slot of the newest block.
	slot: Arc<AtomicU64>,
	slot_duration: SlotDuration,
	provider: BabeConsensusDataProvider<Block, FullClient>,
}

impl Stock {
	fn open(
		config: Configuration,
		executor: impl Fn(&Configuration) -> Executor,
	) -> Result<Self, Error> {
		let executor = executor(&config);
		let (chain, ()) = parts::open(
			&config,
			&Value::Null,
			executor,
			config.database.clone(),
			parts::stock_pool,
		)?;
		let client = chain.client.clone();
		let keystore = chain.keystore_container.keystore();
		sp_session::generate_initial_session_keys(
			client.clone(),
			client.chain_info().best_hash,
			keys::well_known(),
			keystore.clone(),
		)
		.map_err(|error| Error::Application(Box::new(error)))?;
		let (grandpa, _) =
			consensus::grandpa(client.clone(), &client, chain.select_chain.clone(), None)?;
		let slot = Arc::new(AtomicU64::new(0));
		let Babe { import, link, slot_duration, .. } =
			Babe::new(&chain, grandpa, |duration| chain_clock(slot.clone(), duration))?;
		let now = Slot::from_timestamp(sp_timestamp::Timestamp::current(), slot_duration);
		slot.store(*now, Ordering::Relaxed);
		let authorities = client
			.runtime_api()
			.configuration(client.chain_info().best_hash)
			.map_err(|error| Error::Application(Box::new(error)))?
			.authorities;
		let provider = BabeConsensusDataProvider::new(
			client,
			keystore,
			link.epoch_changes().clone(),
			authorities,
		)
		.map_err(|error| Error::Application(Box::new(error)))?;
		Ok(Self { chain, babe: import, slot, slot_duration, provider })
	}

	fn blocks(&mut self, count: BlockNumber) -> Result<(), Error> {
		let client = self.chain.client.clone();
		let mut proposer = ProposerFactory::new(
			self.chain.task_manager.spawn_handle(),
			client.clone(),
			self.chain.pool.clone(),
			None,
			None,
		);
		for _ in 0..count {
			let slot = Slot::from(self.slot.fetch_add(1, Ordering::Relaxed) + 1);
			let slot_duration = self.slot_duration;
			let chain = client.clone();
			let inherents = move |parent, ()| {
				let paras = Paras::nothing_after_hash(&chain, parent);
				async move {
					let time = slot.timestamp(slot_duration).ok_or("no such time")?;
					let time = sp_timestamp::InherentDataProvider::new(time);
					let slot = sp_consensus_babe::inherents::InherentDataProvider::new(slot);
					Ok((slot, time, paras?))
				}
			};
			let (sender, receiver) = futures::channel::oneshot::channel();
			block_on(seal_block(SealBlockParams {
				create_empty: true,
				finalize: true,
				parent_hash: None,
				sender: Some(sender),
				pool: self.chain.pool.clone(),
				client: client.clone(),
				env: &mut proposer,
				select_chain: &self.chain.select_chain,
				consensus_data_provider: Some(&self.provider),
				block_import: &mut self.babe,
				create_inherent_data_providers: &inherents,
			}));
			let made = block_on(receiver).map_err(|_| "the manual seal gave no answer")?;
			let hash = made.map_err(|error| Error::Application(Box::new(error)))?.hash;
			// In a node a task tells the pool of each block. The proposer waits for that.
			let event = ChainEvent::NewBestBlock { hash, tree_route: None };
			block_on(self.chain.pool.maintain(event));
		}
		Ok(())
	}
}
