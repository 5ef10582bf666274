// SPDX-License-Identifier: GPL-3.0-or-later

//! The command line of `canary`.

use std::{collections::HashSet, ffi::OsString, path::PathBuf, time::Duration};

use canary_collator::door::Bounds;
use clap::{parser::ValueSource, ArgMatches, CommandFactory, FromArgMatches};
use sc_cli::{Cors, RunCmd, SharedParams, SubstrateCli, TransactionPoolType};
use sc_service::{BlocksPruning, ChainSpec};
use sp_timestamp::Timestamp;

use crate::{
	chain_spec::{self, Shipped},
	console::ConsoleOptions,
	dev::{
		native::Twin,
		options::{Options, ParaOptions},
		rpc::parse_time,
		sealing::Sealing,
	},
	types::BlockNumber,
};

/// The command line: flags that run the node, or a sub-command.
#[derive(Debug, clap::Parser)]
pub(crate) struct Cli {
	/// What to do instead of running the node.
	#[command(subcommand)]
	pub(crate) subcommand: Option<Subcommand>,

	/// The SDK's flags, which every Substrate node has.
	#[command(flatten)]
	pub(crate) run: RunCmd,

	/// Keep the compiled runtime in this directory.
	///
	/// The next start, on any chain, need not compile it again. The default is `canary/wasm` in the
	/// user's cache directory; the environment variable `CANARY_WASM_CACHE` names another one for
	/// all commands.
	#[arg(long, value_name = "PATH")]
	pub(crate) wasm_cache: Option<PathBuf>,

	/// Begin a new chain with this build of the runtime, a Wasm file, instead of the one that this
	/// binary ships.
	#[arg(long, value_name = "FILE")]
	runtime: Option<PathBuf>,

	/// The flags of the development engine.
	#[command(flatten)]
	pub(crate) engine: EngineFlags,

	/// What the binary ships.
	#[arg(skip)]
	shipped: Option<&'static Shipped>,

	/// The flags given on the command line, by their ids in the parser.
	#[arg(skip)]
	given: HashSet<String>,
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

	/// How many blocks finality lags behind the head.
	///
	/// The default is 2, and 0 while the sealing is `instant` or `manual`, where the next block may
	/// be long in coming. At most 300: clients that follow the chain by `chainHead` need a final block
	/// that is not far behind.
	#[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(u32).range(0..=MAX_FINALITY_LAG))]
	finality_lag: Option<BlockNumber>,

	/// Make this many blocks at the start, or as many as a span of chain time takes, such as `28d`
	/// or `12h 30m`.
	#[arg(long, value_name = "BLOCKS|TIME", value_parser = blocks)]
	fast_forward: Option<BlockNumber>,

	/// The chain time of the next block, such as `2026-12-24T18:00:00Z`; the present by default.
	///
	/// Chain time never runs backwards: on a chain that is past this time already, the flag has no
	/// effect.
	#[arg(long, value_name = "DATE", value_parser = parse_time)]
	start_time: Option<Timestamp>,

	/// Make every block with the runtime's Wasm.
	///
	/// Otherwise, on a chain with the Wasm that this binary ships, empty blocks are made with
	/// native code from the same sources, and the Wasm checks some of them.
	#[arg(long)]
	wasm_only: bool,

	/// Write the chain to this file when the node stops; `--load-state` continues from it.
	///
	/// dev_dumpState does it while the node runs.
	#[arg(long, value_name = "FILE")]
	dump_state: Option<PathBuf>,

	/// Continue, in a new folder, a chain that `--dump-state` or dev_dumpState has written.
	///
	/// Genesis, blocks, state and chain time are those of the written chain, whatever runtime this
	/// binary ships.
	#[arg(long, value_name = "FILE", conflicts_with = "runtime")]
	load_state: Option<PathBuf>,

	/// Make the blocks of this para: `demo`, which comes with the binary, or the chain specification of any
	/// para with Aura. May be given more than once.
	///
	/// On a new chain the para begins on demand. It needs a core to make blocks: win a lease for
	/// it, or use `--para-lease`.
	#[arg(long, value_name = "demo|FILE")]
	para: Vec<String>,

	/// Begin a new chain with a core for each `--para`, from the first session on and without a lease.
	#[arg(long, requires = "para")]
	para_lease: bool,

	/// The RPC port of the first `--para`; each further one is a port higher. 0 stands for any free
	/// ports.
	#[arg(long, value_name = "PORT", requires = "para", default_value_t = PARA_RPC_PORT)]
	para_rpc_port: u16,

	/// Write the proof of validity of each block of a `--para` to a file in this folder, with its
	/// persisted validation data, as collators of the SDK do with `--export-pov-to-path`.
	#[arg(long, value_name = "FOLDER", requires = "para")]
	para_pov: Option<PathBuf>,

	/// Take blocks of paras from this folder, where collators elsewhere leave them with
	/// `--export-pov-to-path`. Validators check each new file, and the next block of the relay
	/// chain backs the para's.
	#[arg(long, value_name = "FOLDER")]
	collations: Option<PathBuf>,

	/// Serve the console, a web page that shows the chain and moves it through time, to this
	/// machine alone. The folder has the built page, which `npm run build` leaves in console/dist.
	#[arg(long, value_name = "FOLDER")]
	console: Option<PathBuf>,

	/// The port of the console. The default is 22 above the RPC port, so 9966 with the default one.
	/// 0 stands for any free port.
	#[arg(long, value_name = "PORT", requires = "console")]
	console_port: Option<u16>,
}

/// Parses a number of blocks, or a span of chain time as the number of blocks that it takes, rounded
/// up.
fn blocks(text: &str) -> Result<BlockNumber, String> {
	let wrong =
		|| format!("`{text}` is neither a number of blocks nor a time such as `28d` or `12h 30m`");
	if let Ok(blocks) = text.parse() {
		return Ok(blocks);
	}
	let time = humantime::parse_duration(text).map_err(|_| wrong())?;
	BlockNumber::try_from(time.as_nanos().div_ceil(SLOT.as_nanos())).map_err(|_| wrong())
}

/// The origins of the web pages that may talk to a development chain by default: this machine, and
/// the wallets that people use for such chains.
const PAGES: [&str; 9] = [
	"http://localhost:*",
	"http://127.0.0.1:*",
	"https://localhost:*",
	"https://127.0.0.1:*",
	"https://polkadot.js.org",
	"https://dotapps.io",
	"https://dev.papi.how",
	"chrome-extension://*",
	"moz-extension://*",
];

/// The log filters of a development chain, which the user's filters override. A pool without its task that validates
/// everything anew warns of that with each block.
const QUIET: &str =
	"runtime::parachains=error,runtime::inclusion-inherent=error,sc_sysinfo=warn,txpool=error";

/// The furthest that finality may be behind the head: a run, which finalizes 64 blocks at a time, stays within what
/// clients can follow.
const MAX_FINALITY_LAG: i64 = 300;
/// The default of `--rpc-message-buffer-capacity-per-connection` with `--dev`, in messages.
const DEV_BUFFER: u32 = 2_048;
/// The default bounds of the pool with `--dev`: transactions, and their kilobytes.
const DEV_POOL: (usize, usize) = (100_000, 102_400);
/// The default bound of RPC connections with `--dev`: a browser with several tabs has dozens.
const DEV_CONNECTIONS: u32 = 1_000;
/// The default bound of requests in one RPC batch with `--dev`.
const DEV_BATCH: u32 = 10_000;
/// The default size of the client's trie cache with `--dev`, in bytes. The stock cache takes a
/// gigabyte, which a long run fills with nodes that nobody reads again.
const DEV_TRIE_CACHE: usize = 64 << 20;

/// A flag of the SDK without effect: its id in the parser, its name, and the reason.
type Idle = (&'static str, &'static str, &'static str);

/// Flags without effect on any chain. The SDK itself warns of `--execution` and its kind.
const IDLE: [Idle; 2] = [
	("database_cache_size", "--db-cache", "the database, ParityDB, leaves caching to the system"),
	(
		"warm_up_trie_cache",
		"--warm-up-trie-cache",
		"the cache fills with the first reads; `--trie-cache-size` says how large it may become",
	),
];
/// Flags without effect on the development engine.
const IDLE_WITH_ENGINE: [Idle; 6] = [
	(
		"no_grandpa",
		"--no-grandpa",
		"it signs the proofs of finality; `--finality-lag` says how late",
	),
	("force_authoring", "--force-authoring", "it makes blocks without peers in any case"),
	(
		"wasm_runtime_overrides",
		"--wasm-runtime-overrides",
		"it makes blocks with the code in the state; `--runtime` begins with another build, and \
		 dev_setRuntime puts one in force",
	),
	("pool_type", "--pool-type", "there is one fork, and the single-state pool is used"),
	("pool_best_blocks_only", "--pool-best-blocks-only", "there are no other blocks"),
	("sync", "--sync", "it makes the chain itself, and syncs from nobody"),
];

/// The default RPC port.
const RPC_PORT: u16 = 9944;
/// How far the console's default port is above the RPC port, so that two chains have two consoles.
const CONSOLE_ABOVE_RPC: u16 = 22;

/// The default RPC port of the first para: the one that parachain nodes commonly use.
const PARA_RPC_PORT: u16 = 9988;

/// The chain time that a block takes.
const SLOT: Duration = Duration::from_secs(6);

/// The sub-commands of `canary`.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)] // One per process.
pub(crate) enum Subcommand {
	/// Generate, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain specification as JSON, to edit it or to share it.
	#[command(alias = "build-spec")]
	ExportChainSpec(ExportChainSpec),

	/// Delete a chain's blocks and state.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Execute a block of the chain again, and check that it is valid.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Import blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Write the state at a block as JSON, in the form of a chain specification, to read or to compare it.
	///
	/// No chain can begin with it: the state holds the number and the slot of its block, and the
	/// first block of a new chain would have others. To continue a chain elsewhere, write it with
	/// `--dump-state` or dev_dumpState, and start from that with `--load-state`.
	ExportState(sc_cli::ExportStateCmd),

	/// Revert the newest blocks, down to the last finalized one at most.
	Revert(sc_cli::RevertCmd),

	/// Print the best and the finalized block as JSON.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Measure the development engine against the SDK's manual seal, on the same runtime.
	#[cfg(feature = "bench")]
	Bench(crate::bench::BenchCmd),

	/// Run the benchmarks of a runtime's pallets, and write their weights.
	#[cfg(feature = "benchmark-pallets")]
	BenchmarkPallets(frame_benchmarking_cli::PalletCmd),
}

/// The flags of `export-chain-spec`, also under its old name, `build-spec`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExportChainSpec {
	/// The flags of the SDK's command.
	#[command(flatten)]
	pub(crate) command: sc_cli::ExportChainSpecCmd,

	/// Without effect; network launchers pass it. No shipped chain has boot nodes, and none is made
	/// up.
	#[arg(long, hide = true)]
	disable_default_bootnode: bool,
}

impl Cli {
	/// Parses a command line, whose first word is the name of the program. Help and version are
	/// errors too, as clap has them.
	pub(crate) fn read<Word: Into<OsString> + Clone>(
		words: impl IntoIterator<Item = Word>,
		shipped: &'static Shipped,
	) -> Result<Self, clap::Error> {
		let command = Self::setup_command(<Self as CommandFactory>::command());
		let matches = command.try_get_matches_from(words)?;
		let mut cli = Self::from_arg_matches(&matches)?;
		cli.note_given(&matches);
		Ok(cli.with_defaults(shipped))
	}

	fn note_given(&mut self, matches: &ArgMatches) {
		let said = matches
			.ids()
			.map(clap::Id::as_str)
			.filter(|id| matches.value_source(id) == Some(ValueSource::CommandLine));
		self.given.extend(said.map(str::to_owned));
		if let Some((_, matches)) = matches.subcommand() {
			self.note_given(matches);
		}
	}

	/// Whether a flag was given on the command line, even with its default value.
	fn says(&self, flag: &str) -> bool {
		self.given.contains(flag)
	}

	/// Fills in what the binary ships, and the defaults in which Canary differs from other
	/// Substrate nodes.
	fn with_defaults(mut self, shipped: &'static Shipped) -> Self {
		self.shipped = Some(shipped);
		if self.run.shared_params.dev {
			self.set_dev_defaults();
		}
		let run = &mut self.run;

		// The SDK lets every page use an endpoint that names none, and takes `all` for a page.
		let rpc = &mut run.rpc_params;
		let pages = rpc.rpc_cors(false).expect("it reads flags alone; qed");
		for endpoint in &mut rpc.experimental_rpc_endpoint {
			match endpoint.cors.as_deref() {
				None => endpoint.cors.clone_from(&pages),
				Some([all]) if all == "all" => endpoint.cors = None,
				Some(_) => {},
			}
		}

		// Metrics are served on request only.
		let metrics = &mut run.prometheus_params;
		metrics.no_prometheus |= metrics.prometheus_port.is_none() && !metrics.prometheus_external;

		// The session keys of these validators are public: a generated network key harms no one.
		let network = &mut run.network_params;
		if run.alice || run.bob || run.charlie || run.dave || run.eve || run.ferdie {
			network.node_key_params.unsafe_force_node_key_generation = true;
		}

		// A sub-command drops the parts of a node that it does not use, which would be logged as
		// the failure of an essential task.
		if let Some(flags) = self.subcommand.as_mut().and_then(Subcommand::chain_flags) {
			flags.log.insert(0, "sc_service::task_manager=off".into());
		}

		self
	}

	/// Sets the defaults of a development chain.
	fn set_dev_defaults(&mut self) {
		let open = |flag: &str| !self.given.contains(flag);
		let run = &mut self.run;

		// A test sends all that it has at once, and blocks may come on request only.
		let pool = &mut run.pool_config;
		if open("pool_limit") {
			pool.pool_limit = DEV_POOL.0;
		}
		if open("pool_kbytes") {
			pool.pool_kbytes = DEV_POOL.1;
		}
		// There is one fork, so there is one state to check transactions against. The fork-aware
		// pool keeps one state per fork, and falls behind when blocks come fast.
		pool.pool_type = TransactionPoolType::SingleState;

		if open("trie_cache_size") {
			run.import_params.trie_cache_size = DEV_TRIE_CACHE;
		}

		// A subscription whose messages overflow the buffer is dropped without notice, and a run of
		// a few blocks with several subscriptions is more than the stock buffer holds.
		let rpc = &mut run.rpc_params;
		if open("rpc_message_buffer_capacity_per_connection") {
			rpc.rpc_message_buffer_capacity_per_connection = DEV_BUFFER;
		}
		if open("rpc_max_connections") {
			rpc.rpc_max_connections = DEV_CONNECTIONS;
		}
		if !rpc.rpc_disable_batch_requests {
			rpc.rpc_max_batch_request_len.get_or_insert(DEV_BATCH);
		}
		// Otherwise any page could ask the engine to revert the chain or to fill the disk.
		if rpc.rpc_cors.is_none() {
			let pages = PAGES.iter().map(|page| (*page).to_owned());
			rpc.rpc_cors = Some(Cors::List(pages.collect()));
		}

		// A development chain listens on loopback alone, unless `--port` or `--listen-addr` says
		// otherwise.
		let network = &mut run.network_params;
		if network.port.is_none() && network.listen_addr.is_empty() {
			network.listen_addr.push("/ip4/127.0.0.1/tcp/0".parse().expect("is an address; qed"));
		}

		// Warnings about paras on a chain without any, and the description of the machine, would
		// drive the banner off the screen.
		run.shared_params.log.insert(0, QUIET.into());
	}

	/// Fails if a flag without effect was given.
	pub(crate) fn without_idle_flags(&self) -> Result<(), String> {
		let engine: &[Idle] = if self.run.shared_params.dev { &IDLE_WITH_ENGINE } else { &[] };
		let general = IDLE.iter().map(|idle| (idle, ""));
		let mut idle =
			general.chain(engine.iter().map(|idle| (idle, " on the development engine")));
		match idle.find(|((id, ..), _)| self.says(id)) {
			Some(((_, flag, reason), place)) => {
				Err(format!("{flag} has no effect{place}: {reason}"))
			},
			None => Ok(()),
		}
	}

	/// The native runtime that the binary ships, with the Wasm from the same sources, if it has
	/// both.
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

	/// The default port of the console; 0, for any free one, where the RPC port is 0.
	fn console_port(&self) -> u16 {
		match self.run.rpc_params.rpc_port.unwrap_or(RPC_PORT) {
			0 => 0,
			rpc => rpc.checked_add(CONSOLE_ABOVE_RPC).unwrap_or(0),
		}
	}

	/// The options of the development engine; `None` without `--dev`. Fails if one of its flags was
	/// given without `--dev`.
	pub(crate) fn engine(&self) -> Result<Option<Options>, String> {
		let EngineFlags {
			sealing,
			finality_lag,
			fast_forward,
			start_time,
			wasm_only,
			dump_state,
			load_state,
			para,
			para_lease,
			para_rpc_port,
			para_pov,
			collations,
			console,
			console_port,
		} = &self.engine;
		if self.run.shared_params.dev {
			let bodies = self.run.import_params.pruning_params.blocks_pruning();
			if let (Some(_), Ok(BlocksPruning::Some(kept))) = (dump_state, bodies) {
				return Err(format!(
					"--dump-state writes every block, and `--blocks-pruning {kept}` keeps the last ones only; \
					 leave one of them out"
				));
			}
			return Ok(Some(Options {
				sealing: sealing.unwrap_or_default(),
				finality_lag: *finality_lag,
				fast_forward: fast_forward.unwrap_or(0),
				start: *start_time,
				load: load_state.clone(),
				dump: dump_state.clone(),
				native: if *wasm_only { None } else { self.twin() },
				paras: ParaOptions {
					specs: para.clone(),
					demo: self.shipped.and_then(|shipped| shipped.demo_para),
					lease: *para_lease,
					rpc_port: *para_rpc_port,
					inbox: collations.clone(),
					wasm_cache: PathBuf::new(),
					pov: para_pov.clone(),
				},
				console: console.as_ref().map(|folder| ConsoleOptions {
					folder: folder.clone(),
					port: console_port.unwrap_or_else(|| self.console_port()),
				}),
				pool: self.pool_bounds(),
				trie_cache: self
					.says("trie_cache_size")
					.then_some(self.run.import_params.trie_cache_size),
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
			("--para", !para.is_empty()),
			("--collations", collations.is_some()),
			("--console", console.is_some()),
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
	/// The flags about the chain and the log, for a sub-command that opens a chain.
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

	/// Also names the directory of the user's data, and so does not follow the name of the file.
	fn executable_name() -> String {
		"canary".into()
	}

	fn description() -> String {
		"A Kusama-style canary network: alone on a laptop, where one can fast-forward and rewind it, or as \
		 a network of several nodes"
			.into()
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
		demo_para: None,
		chains: &[],
		token: "",
		decimals: 0,
		ss58_prefix: 0,
		protocol: "",
	};

	fn parse(args: &[&str]) -> Result<Cli, clap::Error> {
		Cli::read(["canary"].iter().chain(args), &SHIPPED)
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
	fn a_span_of_time_is_as_many_blocks_as_it_takes() {
		for (text, count) in [
			("7", 7),
			("0s", 0),
			("1ns", 1),
			("500ms", 1),
			("6s", 1),
			("6s 1ms", 2),
			("1h", 600),
			("28d", 403_200),
		] {
			assert_eq!(blocks(text), Ok(count), "{text}");
		}
		for text in ["", "-1", "tomorrow", "4294967296", "1000000y"] {
			assert!(blocks(text).is_err(), "{text}");
		}
	}

	#[test]
	fn a_chain_without_all_of_its_blocks_is_not_to_be_dumped() {
		let engine = |more: &[&str]| {
			parse(&[&["--dev", "--dump-state", "a.chain"], more].concat()).unwrap().engine()
		};
		assert!(engine(&[]).is_ok());
		assert!(engine(&["--blocks-pruning", "archive"]).is_ok());
		let reason = engine(&["--blocks-pruning", "100"]).unwrap_err();
		assert!(reason.contains("`--blocks-pruning 100`"), "{reason}");
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
	fn an_endpoint_of_its_own_has_the_same_pages_unless_it_names_others() {
		let pages = |flags: &[&str]| {
			let cli = parse(flags).unwrap();
			let [endpoint] = &cli.run.rpc_params.experimental_rpc_endpoint[..] else {
				panic!("one endpoint")
			};
			endpoint.cors.clone()
		};
		let flag = "--experimental-rpc-endpoint";
		let of_dev = pages(&["--dev", flag, "listen-addr=127.0.0.1:9944"]);
		assert_eq!(of_dev, Some(PAGES.map(String::from).to_vec()));
		let stock = pages(&["--chain", "local", flag, "listen-addr=127.0.0.1:9944"]);
		assert_eq!(stock.map(|pages| pages.len()), Some(5));
		let named = pages(&["--dev", flag, "listen-addr=127.0.0.1:9944,cors=https://a.page"]);
		assert_eq!(named, Some(vec!["https://a.page".into()]));
		assert_eq!(pages(&["--dev", flag, "listen-addr=127.0.0.1:9944,cors=all"]), None);
	}

	#[test]
	fn a_development_chain_has_room_for_the_words_of_a_run() {
		let room = |args: &[&str]| {
			parse(args).unwrap().run.rpc_params.rpc_message_buffer_capacity_per_connection
		};
		let flag = "--rpc-message-buffer-capacity-per-connection";
		assert_eq!(room(&["--dev"]), DEV_BUFFER);
		assert_eq!(room(&["--dev", flag, "100"]), 100);
		assert_eq!(room(&["--chain", "local"]), 64);
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
		assert_eq!(rpc(&["--chain", "local"]), (100, None));
		assert_eq!(rpc(&["--dev", "--rpc-disable-batch-requests"]).1, None);
	}

	/// A flag as it stands on the command line, with a value if it takes one.
	fn as_given((id, flag, _): &Idle) -> String {
		let command = <Cli as CommandFactory>::command();
		let argument = command.get_arguments().find(|argument| argument.get_id() == *id);
		let argument = argument.unwrap_or_else(|| panic!("{id} is a flag"));
		assert_eq!(argument.get_long().map(|long| format!("--{long}")).as_deref(), Some(*flag));
		match (argument.get_action().takes_values(), argument.get_possible_values().first()) {
			(false, _) => (*flag).into(),
			(true, Some(value)) => format!("{flag}={}", value.get_name()),
			(true, None) => format!("{flag}=8"),
		}
	}

	#[test]
	fn a_flag_without_effect_is_refused() {
		let refusal = |words: &[&str]| parse(words).unwrap().without_idle_flags().err();
		for idle in &IDLE {
			let flag = as_given(idle);
			for chain in [&["--dev"][..], &["--chain", "local"]] {
				let reason = refusal(&[chain, &[&flag]].concat()).unwrap();
				assert!(reason.contains(idle.1) && reason.contains("no effect:"), "{reason}");
			}
			let reason = refusal(&["import-blocks", "--dev", &flag]).unwrap();
			assert!(reason.contains(idle.1), "{reason}");
		}
		for idle in &IDLE_WITH_ENGINE {
			let flag = as_given(idle);
			let reason = refusal(&["--dev", &flag]).unwrap();
			assert!(reason.contains(idle.1) && reason.contains("no effect on the dev"), "{reason}");
			assert_eq!(refusal(&["--chain", "local", &flag]), None, "{flag}");
		}
		assert_eq!(refusal(&["--dev"]), None);
	}

	#[test]
	fn a_flag_counts_also_with_the_stock_value() {
		for (flag, stock) in [
			("--pool-limit", 8_192),
			("--pool-kbytes", 20_480),
			("--rpc-max-connections", 100),
			("--rpc-message-buffer-capacity-per-connection", 64),
		] {
			let run = parse(&["--dev", flag, &stock.to_string()]).unwrap().run;
			let values = [
				run.pool_config.pool_limit,
				run.pool_config.pool_kbytes,
				run.rpc_params.rpc_max_connections as usize,
				run.rpc_params.rpc_message_buffer_capacity_per_connection as usize,
			];
			assert_eq!(values.iter().filter(|value| **value == stock).count(), 1, "{flag}");
		}
	}

	#[test]
	fn the_caches_of_the_trie_are_as_large_as_is_said() {
		let sizes = |words: &[&str]| {
			let cli = parse(words).unwrap();
			(cli.engine().unwrap().unwrap().trie_cache, cli.run.import_params.trie_cache_size)
		};
		assert_eq!(sizes(&["--dev"]), (None, DEV_TRIE_CACHE));
		for size in [1_048_576, 1_073_741_824] {
			let words = ["--dev", "--trie-cache-size", &size.to_string()];
			assert_eq!(sizes(&words), (Some(size), size));
		}
	}

	#[test]
	fn the_console_follows_the_rpc_port() {
		let port = |words: &[&str]| {
			let words = [&["--dev", "--console", "dist"], words].concat();
			parse(&words).unwrap().engine().unwrap().unwrap().console.unwrap().port
		};
		assert_eq!(port(&[]), 9966);
		assert_eq!(port(&["--rpc-port", "9955"]), 9977);
		assert_eq!(port(&["--rpc-port", "0"]), 0);
		assert_eq!(port(&["--rpc-port", "9955", "--console-port", "1234"]), 1234);
		assert!(parse(&["--dev", "--console-port", "1234"]).is_err(), "there is nothing to serve");
		let network = parse(&["--chain", "local", "--console", "dist"]).unwrap();
		assert!(network.engine().unwrap_err().contains("--console"));
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
		assert_eq!(room(&["--chain", "local"]), (8_192, 20_480));
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
