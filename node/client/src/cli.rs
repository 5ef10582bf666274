// SPDX-License-Identifier: GPL-3.0-or-later

//! What can be asked of `canary` on the command line.

use std::path::PathBuf;

use sc_cli::{Cors, RunCmd, SharedParams, SubstrateCli, TransactionPoolType};
use sc_service::ChainSpec;
use sp_timestamp::Timestamp;

use crate::{
	chain_spec::{self, Shipped},
	dev::{native::Twin, options::Options, rpc::parse_time, sealing::Sealing, shared_pool::Bounds},
	types::BlockNumber,
};

/// The command line: flags that run the node, or a sub-command.
#[derive(Debug, clap::Parser)]
pub(crate) struct Cli {
	/// What to do instead of running the node.
	#[command(subcommand)]
	pub(crate) subcommand: Option<Subcommand>,

	/// The flags that every node of this family has.
	#[command(flatten)]
	pub(crate) run: RunCmd,

	/// Keep the compiled runtime in this directory.
	///
	/// The next start, on any chain, finds it there and need not compile. By default it is
	/// `canary/wasm` in the user's cache directory; the variable `CANARY_WASM_CACHE` names another
	/// one for all commands.
	#[arg(long, value_name = "PATH")]
	pub(crate) wasm_cache: Option<PathBuf>,

	/// Begin a new chain with this build of the runtime, a file of compiled Wasm, instead of the one
	/// that this binary ships.
	#[arg(long, value_name = "FILE")]
	runtime: Option<PathBuf>,

	/// How the development engine works.
	#[command(flatten)]
	pub(crate) engine: EngineFlags,

	/// What the binary brings.
	#[arg(skip)]
	shipped: Option<&'static Shipped>,
}

/// The flags of the development engine.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Development engine, with --dev")]
pub(crate) struct EngineFlags {
	/// When blocks are made: `auto` (at once when a transaction is ready, and every 6 s otherwise),
	/// `instant` (only when a transaction is ready), `interval=<MS>`, or `manual` (on request).
	///
	/// dev_setSealing changes it while the node runs.
	#[arg(long, value_name = "MODE")]
	sealing: Option<Sealing>,

	/// How many blocks finality is behind the head.
	///
	/// Where nothing is said it is 2, and 0 while the sealing is `instant` or `manual`: there nobody knows
	/// when the next block comes.
	#[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(u32).range(0..=1_000))]
	finality_lag: Option<BlockNumber>,

	/// Make this many blocks at the start, or as many as fill a time, such as `28d` or `12h 30m`.
	#[arg(long, value_name = "BLOCKS|TIME", value_parser = blocks)]
	fast_forward: Option<BlockNumber>,

	/// The chain time of the next block, such as `2026-12-24T18:00:00Z`, if it is not the present.
	///
	/// Chain time never runs backwards: on a chain that is later already, this says nothing.
	#[arg(long, value_name = "DATE", value_parser = parse_time)]
	start_time: Option<Timestamp>,

	/// Make every block with the runtime's Wasm.
	///
	/// Otherwise empty blocks are made with native code from the same sources, where the chain has the
	/// Wasm that this binary ships, and the Wasm checks some of them.
	#[arg(long)]
	wasm_only: bool,

	/// Write the chain to this file when the node stops: `--load-state` goes on from there.
	///
	/// dev_dumpState does it while the node runs.
	#[arg(long, value_name = "FILE")]
	dump_state: Option<PathBuf>,

	/// Go on from a chain that `--dump-state` or dev_dumpState has written, in a new folder.
	///
	/// Genesis, blocks, state and chain time are those of the other chain, whatever runtime this binary
	/// ships.
	#[arg(long, value_name = "FILE", conflicts_with = "runtime")]
	load_state: Option<PathBuf>,
}

/// Blocks, by their number or by the chain time that they take.
fn blocks(text: &str) -> Result<BlockNumber, String> {
	let wrong =
		|| format!("`{text}` is neither a number of blocks nor a time such as `28d` or `12h 30m`");
	if let Ok(blocks) = text.parse() {
		return Ok(blocks);
	}
	let time = humantime::parse_duration(text).map_err(|_| wrong())?;
	BlockNumber::try_from(time.as_secs().div_ceil(SLOT_SECONDS)).map_err(|_| wrong())
}

/// The web pages that may talk to a development chain, where nothing is said: those of this machine, and
/// those of the wallets that people use for such chains.
const PAGES: [&str; 6] = [
	"http://localhost:*",
	"http://127.0.0.1:*",
	"https://localhost:*",
	"https://127.0.0.1:*",
	"https://polkadot.js.org",
	"https://dev.papi.how",
];

/// What a development chain does not log unless it is asked to.
const QUIET: &str = "runtime::parachains=error,runtime::inclusion-inherent=error,sc_sysinfo=warn";

/// How many messages to a client may wait in the stock node, where nothing is said.
const STOCK_BUFFER: u32 = 64;
/// How many may wait with `--dev`.
const DEV_BUFFER: u32 = 2_048;

/// How many transactions wait at most in the stock node, where nothing is said, and their kilobytes.
const STOCK_POOL: (usize, usize) = (8_192, 20_480);
/// How many may wait with `--dev`, and their kilobytes.
const DEV_POOL: (usize, usize) = (100_000, 102_400);

/// How many connections the stock node serves, where nothing is said.
const STOCK_CONNECTIONS: u32 = 100;
/// How many are served with `--dev`: a browser with several tabs has dozens.
const DEV_CONNECTIONS: u32 = 1_000;
/// How many requests may come in one batch with `--dev`.
const DEV_BATCH: u32 = 10_000;

/// The chain time that a block takes.
const SLOT_SECONDS: u64 = 6;

/// What `canary` does besides running the node.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)] // There is one of it in a process.
pub(crate) enum Subcommand {
	/// Generate, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain specification as JSON, to edit it or to share it.
	#[command(alias = "build-spec")]
	ExportChainSpec(ExportChainSpec),

	/// Delete a chain's blocks and state.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Run a block of the chain once more and see that it is valid.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Read blocks from a file and put them on the chain.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Write the state at a block as JSON, in the form of a chain specification, to read or to compare it.
	///
	/// No chain can begin with it: the state knows the number and the slot of its block, and the first
	/// block of a new chain would have others. To go on from a situation elsewhere, write the chain with
	/// `--dump-state` or dev_dumpState, and start from it with `--load-state`.
	ExportState(sc_cli::ExportStateCmd),

	/// Take the newest blocks back, down to the last finalized one.
	Revert(sc_cli::RevertCmd),

	/// Print the best and the finalized block as JSON.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Measure the development engine against the SDK's manual seal, on the same runtime.
	#[cfg(feature = "bench")]
	Bench(crate::bench::BenchCmd),

	/// Run the benchmarks of a runtime's pallets, and write what they cost as weights.
	#[cfg(feature = "benchmark-pallets")]
	BenchmarkPallets(frame_benchmarking_cli::PalletCmd),
}

/// What `export-chain-spec` takes, also under its old name.
#[derive(Debug, clap::Args)]
pub(crate) struct ExportChainSpec {
	/// What the SDK's command takes.
	#[command(flatten)]
	pub(crate) command: sc_cli::ExportChainSpecCmd,

	/// Network launchers say this: no chain that ships names a node to begin with, and none is made up.
	#[arg(long, hide = true)]
	disable_default_bootnode: bool,
}

impl Cli {
	/// Fills in what the binary brings, and what the user left open where Canary differs from other
	/// nodes of this family.
	pub(crate) fn with_defaults(mut self, shipped: &'static Shipped) -> Self {
		self.shipped = Some(shipped);
		let run = &mut self.run;

		// Metrics are for those who ask for them.
		let metrics = &mut run.prometheus_params;
		metrics.no_prometheus |= metrics.prometheus_port.is_none() && !metrics.prometheus_external;

		// Everyone knows these validators' session keys: a made-up network key harms no one.
		let network = &mut run.network_params;
		if run.alice || run.bob || run.charlie || run.dave || run.eve || run.ferdie {
			network.node_key_params.unsafe_force_node_key_generation = true;
		}

		// A test sends what it has, and blocks may come on request only.
		let pool = &mut run.pool_config;
		if run.shared_params.dev && pool.pool_limit == STOCK_POOL.0 {
			pool.pool_limit = DEV_POOL.0;
		}
		if run.shared_params.dev && pool.pool_kbytes == STOCK_POOL.1 {
			pool.pool_kbytes = DEV_POOL.1;
		}
		// There is one fork, so there is one state to check transactions against. The other pool
		// looks after one state per fork, and is behind when blocks come fast.
		if run.shared_params.dev {
			pool.pool_type = TransactionPoolType::SingleState;
		}

		// Subscriptions whose words find no room are dropped without one, and a run of some blocks, with
		// several subscriptions each, is more than the stock buffer holds.
		let buffer = &mut run.rpc_params.rpc_message_buffer_capacity_per_connection;
		if run.shared_params.dev && *buffer == STOCK_BUFFER {
			*buffer = DEV_BUFFER;
		}

		let rpc = &mut run.rpc_params;
		if run.shared_params.dev && rpc.rpc_max_connections == STOCK_CONNECTIONS {
			rpc.rpc_max_connections = DEV_CONNECTIONS;
		}
		if run.shared_params.dev && !rpc.rpc_disable_batch_requests {
			rpc.rpc_max_batch_request_len.get_or_insert(DEV_BATCH);
		}

		// Any page could ask the engine to take the chain back or to fill the disk.
		if run.shared_params.dev && run.rpc_params.rpc_cors.is_none() {
			let pages = PAGES.iter().map(|page| (*page).to_owned());
			run.rpc_params.rpc_cors = Some(Cors::List(pages.collect()));
		}

		// A development chain is alone. Peers that are wanted all the same come with `--port`.
		if run.shared_params.dev && network.port.is_none() && network.listen_addr.is_empty() {
			network.listen_addr.push("/ip4/127.0.0.1/tcp/0".parse().expect("is an address; qed"));
		}

		// What the host of paras warns of where there are none, and what the machine is, drive the links and
		// accounts off the screen.
		if run.shared_params.dev {
			run.shared_params.log.insert(0, QUIET.into());
		}

		// A sub-command uses some parts of a node and lets others go: that is not the failure of an
		// essential task, as the log would have it.
		if let Some(flags) = self.subcommand.as_mut().and_then(Subcommand::chain_flags) {
			flags.log.insert(0, "sc_service::task_manager=off".into());
		}

		self
	}

	/// Fails where a flag was given that means nothing to the engine.
	fn without_idle_flags(&self) -> Result<(), String> {
		let run = &self.run;
		let given = [
			(run.no_grandpa, "--no-grandpa", "it signs the proofs of finality; `--finality-lag` says how late"),
			(run.force_authoring, "--force-authoring", "it makes blocks without peers in any case"),
			(
				run.import_params.wasm_runtime_overrides.is_some(),
				"--wasm-runtime-overrides",
				"it makes blocks with the code in the state; `--runtime` begins with another build, and \
				 dev_setRuntime puts one in force",
			),
		];
		match given.iter().find(|(given, ..)| *given) {
			Some((_, flag, reason)) => {
				Err(format!("{flag} has no effect on the development engine: {reason}"))
			},
			None => Ok(()),
		}
	}

	/// The native code that this binary brings, and the Wasm from the same sources.
	pub(crate) fn twin(&self) -> Option<Twin> {
		let shipped = self.shipped?;
		Some(Twin { wasm: shipped.runtime?, dispatch: shipped.native? })
	}

	fn pool_bounds(&self) -> Bounds {
		let pool = &self.run.pool_config;
		Bounds {
			transactions: pool.pool_limit,
			bytes: pool.pool_kbytes.saturating_mul(1_024),
			ban: pool.tx_ban_seconds,
		}
	}

	/// What the development engine is to do, if there is to be one.
	pub(crate) fn engine(&self) -> Result<Option<Options>, String> {
		let EngineFlags {
			sealing,
			finality_lag,
			fast_forward,
			start_time,
			wasm_only,
			dump_state,
			load_state,
		} = &self.engine;
		if self.run.shared_params.dev {
			self.without_idle_flags()?;
			return Ok(Some(Options {
				sealing: sealing.unwrap_or_default(),
				finality_lag: *finality_lag,
				fast_forward: fast_forward.unwrap_or(0),
				start: *start_time,
				load: load_state.clone(),
				dump: dump_state.clone(),
				native: if *wasm_only { None } else { self.twin() },
				pool: self.pool_bounds(),
			}));
		}
		let given = [
			("--sealing", sealing.is_some()),
			("--finality-lag", finality_lag.is_some()),
			("--fast-forward", fast_forward.is_some()),
			("--start-time", start_time.is_some()),
			("--wasm-only", *wasm_only),
			("--dump-state", dump_state.is_some()),
			("--load-state", load_state.is_some()),
		];
		match given.iter().find(|(_, given)| *given) {
			Some((flag, _)) => Err(format!(
				"{flag} is for the development engine; add `--dev`, with `--chain <CHAIN>` for \
				 another chain than `development`"
			)),
			None => Ok(None),
		}
	}
}

impl Subcommand {
	/// The flags about a chain and the log, of those that open a chain.
	fn chain_flags(&mut self) -> Option<&mut SharedParams> {
		match self {
			Self::Key(_) | Self::ExportChainSpec(_) => None,
			Self::PurgeChain(command) => Some(&mut command.shared_params),
			Self::CheckBlock(command) => Some(&mut command.shared_params),
			Self::ExportBlocks(command) => Some(&mut command.shared_params),
			Self::ImportBlocks(command) => Some(&mut command.shared_params),
			Self::ExportState(command) => Some(&mut command.shared_params),
			Self::Revert(command) => Some(&mut command.shared_params),
			Self::ChainInfo(command) => Some(&mut command.shared_params),
			#[cfg(feature = "bench")]
			Self::Bench(command) => Some(&mut command.shared),
			#[cfg(feature = "benchmark-pallets")]
			Self::BenchmarkPallets(_) => None,
		}
	}
}

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Canary Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	/// Also names the directory of the user's data: it does not follow the name of the file.
	fn executable_name() -> String {
		"canary".into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		let shipped = self.shipped.ok_or("the command line is read before the binary is known")?;
		let spec = chain_spec::load(shipped, id, self.runtime.as_deref())?;
		Ok(Box::new(spec))
	}
}

#[cfg(test)]
mod tests {
	use clap::error::ErrorKind;
	use sc_cli::NetworkBackendType;

	use super::*;

	static SHIPPED: Shipped = Shipped {
		runtime: None,
		native: None,
		chains: &[],
		token: "",
		decimals: 0,
		ss58_prefix: 0,
		protocol: "",
	};

	fn parse(args: &[&str]) -> Result<Cli, clap::Error> {
		let cli = Cli::try_from_iter(["canary"].iter().chain(args))?;
		Ok(cli.with_defaults(&SHIPPED))
	}

	#[test]
	fn the_definition_is_consistent() {
		Cli::setup_command(<Cli as clap::CommandFactory>::command()).debug_assert();
	}

	#[test]
	fn an_unknown_flag_is_an_error_that_names_it() {
		let error = parse(&["--dev", "--warp-speed"]).unwrap_err();
		assert_eq!(error.kind(), ErrorKind::UnknownArgument);
		assert!(error.to_string().contains("--warp-speed"));
	}

	#[test]
	fn both_network_backends_can_be_chosen() {
		for (name, backend) in
			[("libp2p", NetworkBackendType::Libp2p), ("litep2p", NetworkBackendType::Litep2p)]
		{
			let cli = parse(&["--chain", "local", "--network-backend", name]).unwrap();
			assert_eq!(cli.run.network_params.network_backend, backend);
		}
		assert!(parse(&["--dev", "--network-backend", "quic"]).is_err());
	}

	#[test]
	fn metrics_are_served_only_on_request() {
		assert!(parse(&["--dev"]).unwrap().run.prometheus_params.no_prometheus);
		for flags in [&["--prometheus-port", "9615"][..], &["--prometheus-external"]] {
			assert!(!parse(flags).unwrap().run.prometheus_params.no_prometheus);
		}
	}

	#[test]
	fn no_strange_page_talks_to_a_development_chain_unless_it_is_named() {
		let pages = |args: &[&str]| parse(args).unwrap().run.rpc_params.rpc_cors(true).unwrap();
		let usual = pages(&["--dev"]).expect("not all pages");
		assert!(usual.iter().any(|page| page == "https://polkadot.js.org"));
		assert!(usual.iter().any(|page| page == "http://localhost:*"));
		assert_eq!(
			pages(&["--dev", "--rpc-cors", "https://a.page"]),
			Some(vec!["https://a.page".into()])
		);
		assert_eq!(pages(&["--dev", "--rpc-cors", "all"]), None);
	}

	#[test]
	fn a_development_chain_has_room_for_the_words_of_a_run() {
		let room = |args: &[&str]| {
			parse(args).unwrap().run.rpc_params.rpc_message_buffer_capacity_per_connection
		};
		let flag = "--rpc-message-buffer-capacity-per-connection";
		assert_eq!(room(&["--dev"]), DEV_BUFFER);
		assert_eq!(room(&["--dev", flag, "100"]), 100);
		assert_eq!(room(&["--chain", "local"]), STOCK_BUFFER);
	}

	#[test]
	fn a_development_chain_serves_many_connections_and_bounds_batches() {
		let rpc = |args: &[&str]| {
			let rpc = parse(args).unwrap().run.rpc_params;
			(rpc.rpc_max_connections, rpc.rpc_max_batch_request_len)
		};
		assert_eq!(rpc(&["--dev"]), (DEV_CONNECTIONS, Some(DEV_BATCH)));
		let flags = ["--dev", "--rpc-max-connections", "7", "--rpc-max-batch-request-len", "8"];
		assert_eq!(rpc(&flags), (7, Some(8)));
		assert_eq!(rpc(&["--chain", "local"]), (STOCK_CONNECTIONS, None));
		assert_eq!(rpc(&["--dev", "--rpc-disable-batch-requests"]).1, None);
	}

	#[test]
	fn a_flag_without_effect_on_the_engine_is_refused() {
		for flag in ["--no-grandpa", "--force-authoring", "--wasm-runtime-overrides=there"] {
			let name = flag.split('=').next().unwrap();
			let reason = parse(&["--dev", flag]).unwrap().engine().unwrap_err();
			assert!(reason.contains(name) && reason.contains("no effect"), "{reason}");
			assert!(parse(&["--chain", "local", flag]).unwrap().engine().unwrap().is_none());
		}
	}

	#[test]
	fn network_launchers_write_specifications_in_their_words() {
		let words = ["build-spec", "--chain", "local", "--raw", "--disable-default-bootnode"];
		let Some(Subcommand::ExportChainSpec(export)) = parse(&words).unwrap().subcommand else {
			panic!("another command")
		};
		assert!(export.command.raw && export.command.chain == "local");
	}

	#[test]
	fn a_development_chain_has_room_for_what_a_test_sends() {
		let room = |args: &[&str]| {
			let pool = parse(args).unwrap().run.pool_config;
			(pool.pool_limit, pool.pool_kbytes)
		};
		assert_eq!(room(&["--dev"]), DEV_POOL);
		assert_eq!(room(&["--dev", "--pool-limit", "10", "--pool-kbytes", "20"]), (10, 20));
		assert_eq!(room(&["--chain", "local"]), STOCK_POOL);
	}

	#[test]
	fn a_development_chain_listens_for_peers_only_on_request() {
		let listens =
			|args: &[&str]| !parse(args).unwrap().run.network_params.listen_addr.is_empty();
		assert!(listens(&["--dev"]));
		assert!(!listens(&["--dev", "--port", "30333"]), "left to the stock addresses");
		assert!(!listens(&["--chain", "local", "--alice"]), "left to the stock addresses");
	}

	#[test]
	fn only_well_known_validators_get_a_network_key_unasked() {
		let forced = |args: &[&str]| {
			let network = parse(args).unwrap().run.network_params;
			network.node_key_params.unsafe_force_node_key_generation
		};
		assert!(forced(&["--chain", "local", "--bob"]));
		assert!(!forced(&["--chain", "local", "--validator"]));
	}
}
