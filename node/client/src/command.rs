// SPDX-License-Identifier: GPL-3.0-or-later

//! Runs what the command line asks for.

use std::{process::ExitCode, sync::Arc, thread::JoinHandle, time::Instant};

use sc_cli::{Error, Result, SubstrateCli};
use sc_service::{Configuration, PruningMode};
use sp_core::crypto::{set_default_ss58_version, Ss58AddressFormat};

use crate::{
	chain_spec::Shipped,
	cli::{Cli, Subcommand},
	executor, genesis, preflight,
	service::{
		network::{self, StockChain},
		run::{run as run_service, Started},
	},
	stored,
	types::{Block, BlockNumber, FullBackend, FullClient},
};

/// Parses the command line and runs the command. Returns when it is done or was interrupted.
pub(crate) fn run(shipped: &'static Shipped) -> Result<()> {
	set_default_ss58_version(Ss58AddressFormat::custom(shipped.ss58_prefix));
	let cli = Cli::read(std::env::args_os(), shipped).unwrap_or_else(|said| said.exit());
	cli.without_idle_flags()?;

	let Some(subcommand) = &cli.subcommand else { return run_node(&cli) };
	match subcommand {
		Subcommand::Key(cmd) => cmd.run(&cli),
		Subcommand::ExportChainSpec(cmd) => {
			let spec = cli.load_spec(&cmd.command.chain)?;
			let executor = executor::without_chain();
			cmd.command.run(genesis::resolved(&*spec, cmd.command.raw, &executor)?)
		},
		Subcommand::PurgeChain(cmd) => cli.create_runner(cmd)?.sync_run(|config| {
			preflight::database_is_free(&config)?;
			cmd.run(config.database)
		}),
		Subcommand::ChainInfo(cmd) => cli.create_runner(cmd)?.sync_run(|config| {
			preflight::chain_is_there(&config)?;
			preflight::database_is_whole(&config)?;
			cmd.run::<Block>(&config)
		}),
		Subcommand::CheckBlock(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let parts = open(&config)?.parts;
			let block = cmd.input.parse()?;
			let check = async move {
				let start = Instant::now();
				stored::check(&parts.client, block)?;
				println!("Completed in {} ms.", start.elapsed().as_millis());
				Ok(())
			};
			Ok((check, parts.task_manager))
		}),
		Subcommand::ImportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|mut config| {
			let dev = cmd.shared_params.dev;
			let StockChain { parts, import_queue, .. } = open_or_begin(&mut config, dev)?;
			Ok((cmd.run(parts.client, import_queue), parts.task_manager))
		}),
		Subcommand::ExportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let parts = open(&config)?.parts;
			stored::can_export(&parts.client, cmd)?;
			Ok((cmd.run(parts.client, config.database), parts.task_manager))
		}),
		Subcommand::ExportState(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let parts = open(&config)?.parts;
			Ok((cmd.run(parts.client, config.chain_spec), parts.task_manager))
		}),
		Subcommand::Revert(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let parts = open(&config)?.parts;
			let revert = cmd.run(parts.client, parts.backend, Some(Box::new(revert_consensus)));
			Ok((revert, parts.task_manager))
		}),
		#[cfg(feature = "bench")]
		Subcommand::Bench(cmd) => cli.create_runner(cmd)?.sync_run(|ours| {
			let stock = cli.create_configuration(cmd, ours.tokio_handle.clone())?;
			crate::bench::run(cmd, ours, stock, cli.twin(), |config| executor::new(config, None))
				.map_err(Error::Service)
		}),
		#[cfg(feature = "benchmark-pallets")]
		Subcommand::BenchmarkPallets(cmd) => {
			// It opens no chain: the runtime comes from a file.
			sc_cli::LoggerBuilder::new("info").init()?;
			cmd.run_with_spec::<sp_runtime::traits::HashingFor<Block>, ()>(None)
		},
	}
}

/// Prints the error, and returns the exit code of the process.
pub(crate) fn fail(error: Error) -> ExitCode {
	eprintln!("Error: {error}");
	ExitCode::FAILURE
}

fn run_node(cli: &Cli) -> Result<()> {
	let flags = &cli.run.shared_params;
	if flags.chain.is_none() && !flags.dev {
		return Err(Error::Input(
			"no chain given; `canary --dev` starts a development chain, and \
			 `--chain development|local|kusama|<FILE>` names one"
				.into(),
		));
	}

	let mut engine = cli.engine()?;
	let mut runner = cli.create_runner(&cli.run)?;
	if cli.run.rpc_params.experimental_rpc_endpoint.is_empty() {
		// The SDK would fall back to a random port, where no wallet looks.
		for endpoint in runner.config_mut().rpc.addr.iter_mut().flatten() {
			endpoint.retry_random_port = false;
		}
	}
	preflight::ports_are_free(runner.config())?;
	if let Some(engine) = &engine {
		preflight::para_ports_are_free(engine.paras.rpc_port, engine.paras.specs.len())?;
		engine.dump.as_deref().map_or(Ok(()), preflight::can_hold_dump)?;
	}
	preflight::database_can_be_opened(runner.config())?;

	let executor = executor::new(runner.config(), cli.wasm_cache.as_deref());
	if let Some(engine) = &mut engine {
		engine.paras.wasm_cache = executor::cache(runner.config(), cli.wasm_cache.as_deref());
	}
	let mut engine_thread = None;
	let outcome = runner.run_node_until_exit(async |config| {
		let Started { tasks, engine } = run_service(config, executor, engine)?;
		engine_thread = engine;
		Ok::<_, Error>(tasks)
	});
	// The runner gives its threads a minute. The engine may take longer to write a dump, and then ends.
	let ended = match engine_thread.map(JoinHandle::join) {
		None | Some(Ok(Ok(()))) => Ok(()),
		Some(Ok(Err(reason))) => Err(Error::Application(reason.into())),
		Some(Err(_)) => Err(Error::Application("the engine has ended with a panic".into())),
	};
	if let (Err(_), Err(other)) = (&outcome, &ended) {
		// The node returns one error only.
		log::error!("{other}");
	}
	outcome.and(ended)
}

/// Opens a chain that is there, for a sub-command.
fn open(config: &Configuration) -> Result<StockChain> {
	preflight::chain_is_there(config)?;
	preflight::database_can_be_opened(config)?;
	Ok(network::open(config, executor::new(config, None))?)
}

/// Opens the chain for a sub-command that may begin it. With `dev`, a new chain is one that the engine can
/// continue.
fn open_or_begin(config: &mut Configuration, dev: bool) -> Result<StockChain> {
	preflight::database_can_be_opened(config)?;
	let is_new = preflight::chain_is_there(config).is_err();
	if dev && is_new && config.state_pruning.is_none() {
		// The engine prunes states itself: to the database its chain is an archive.
		config.state_pruning = Some(PruningMode::ArchiveAll);
	}
	Ok(network::open(config, executor::new(config, None))?)
}

/// Reverts what BABE and GRANDPA have stored about the newest `blocks` blocks.
fn revert_consensus(
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	blocks: BlockNumber,
) -> Result<()> {
	sc_consensus_babe::revert(client.clone(), backend, blocks)?;
	sc_consensus_grandpa::revert(client, blocks)?;
	Ok(())
}
