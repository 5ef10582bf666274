// SPDX-License-Identifier: GPL-3.0-or-later

//! Watches a development chain with subxt's three block streams while runs are taken back at once,
//! and ends with an error if a stream ends, fails, or does not come to where the chain is.
//!
//! A stream may say that it has missed blocks: so subxt calls a gap, and a long run is one.

use std::{
	env,
	process::Stdio,
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};

use serde_json::{json, Value};
use subxt::{
	client::Blocks,
	rpcs::{client::rpc_params, RpcClient},
	OnlineClient, PolkadotConfig,
};
use tokio::{
	io::{AsyncBufReadExt, BufReader},
	process::{Child, Command},
	time::{sleep, timeout},
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How often a run is taken back at once.
const TURNS: u32 = 50;
/// How many blocks a run has at times: too many for each to be announced.
const LONG_RUN: u32 = 300;
/// How long a node may take to start, and a stream to tell what it knows, on a busy machine.
const START: Duration = Duration::from_secs(90);
const SOON: Duration = Duration::from_secs(30);

/// What a stream has told.
#[derive(Default)]
struct Told {
	last: Option<u64>,
	blocks: u32,
	gaps: u32,
	/// Why it is of no more use.
	over: Option<String>,
}

/// A stream that is read to its end.
struct Stream {
	name: &'static str,
	told: Arc<Mutex<Told>>,
}

impl Stream {
	fn read(name: &'static str, mut blocks: Blocks<PolkadotConfig>) -> Self {
		let told = Arc::new(Mutex::new(Told::default()));
		let stream = Self { name, told: told.clone() };
		tokio::spawn(async move {
			while let Some(block) = blocks.next().await {
				let mut told = told.lock().unwrap();
				match block {
					Ok(block) => {
						told.last = Some(block.number());
						told.blocks += 1;
					},
					Err(error) if error.to_string().contains("Missed at least one block") => {
						told.gaps += 1;
					},
					Err(error) => {
						told.over = Some(error.to_string());
						return;
					},
				}
			}
			told.lock().unwrap().over = Some("it has ended".into());
		});
		stream
	}

	/// Waits until the stream has come to a block.
	async fn shows(&self, number: u64, when: &str) -> Result<(), Failure> {
		let until = Instant::now() + SOON;
		loop {
			let (last, over) = {
				let told = self.told.lock().unwrap();
				(told.last, told.over.clone())
			};
			match over {
				Some(reason) => return Err(format!("{} {when}: {reason}", self.name).into()),
				None if last == Some(number) => return Ok(()),
				None if Instant::now() > until => {
					let name = self.name;
					return Err(format!("{name} {when}: {last:?} instead of {number}").into());
				},
				None => sleep(Duration::from_millis(20)).await,
			}
		}
	}
}

/// A chain that makes blocks on request only.
struct Chain {
	rpc: RpcClient,
	url: String,
	_node: Child,
}

impl Chain {
	async fn start(binary: &str) -> Result<Self, Failure> {
		let mut node = Command::new(binary)
			.args(["--dev", "--sealing", "manual", "--rpc-port", "0"])
			.args(["--no-telemetry", "--no-prometheus"])
			.stdout(Stdio::null())
			.stderr(Stdio::piped())
			.kill_on_drop(true)
			.spawn()?;
		let mut lines = BufReader::new(node.stderr.take().ok_or("no log")?).lines();
		let port = timeout(START, async {
			while let Some(line) = lines.next_line().await? {
				if let Some((_, rest)) = line.split_once("JSON-RPC server: addr=127.0.0.1:") {
					let port = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
					return Ok::<_, Failure>(port.to_owned());
				}
			}
			Err("the node has ended".into())
		})
		.await??;
		// The node would stop at a full pipe.
		tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
		let url = format!("ws://127.0.0.1:{port}");
		let rpc = RpcClient::from_insecure_url(&url).await?;
		Ok(Self { rpc, url, _node: node })
	}

	async fn run(&self, count: u32) -> Result<(), Failure> {
		let run = json!({ "count": count });
		self.rpc.request::<String>("dev_newBlock", rpc_params![run]).await?;
		Ok(())
	}

	async fn snapshot(&self) -> Result<u32, Failure> {
		Ok(self.rpc.request("dev_snapshot", rpc_params![]).await?)
	}

	async fn revert(&self, snapshot: u32) -> Result<(), Failure> {
		self.rpc.request::<String>("dev_revert", rpc_params![snapshot]).await?;
		Ok(())
	}

	/// The best block and the finalized one.
	async fn heads(&self) -> Result<(u64, u64), Failure> {
		let status: Value = self.rpc.request("dev_status", rpc_params![]).await?;
		let number = |name: &str| status[name].as_u64().ok_or(format!("{status} has no {name}"));
		Ok((number("best")?, number("finalized")?))
	}
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
	let binary = env::var("CANARY_BIN").map_err(|_| "CANARY_BIN names no node")?;
	let chain = Chain::start(&binary).await?;
	chain.run(45).await?;
	let snapshot = chain.snapshot().await?;

	let client = OnlineClient::<PolkadotConfig>::from_insecure_url(&chain.url).await?;
	let all = Stream::read("all", client.stream_all_blocks().await?);
	let best = Stream::read("best", client.stream_best_blocks().await?);
	let finalized = Stream::read("finalized", client.stream_blocks().await?);
	let (head, _) = chain.heads().await?;
	best.shows(head, "in the beginning").await?;

	for turn in 0..TURNS {
		let count = if turn % 5 == 4 { LONG_RUN } else { 1 + turn * 7 % 20 };
		chain.run(count).await?;
		chain.revert(snapshot).await?;
	}
	// What is new is told; after a way back that is the best block alone.
	best.shows(head, "after the last revert").await?;
	for (count, when) in [(3, "after some blocks"), (LONG_RUN, "after a run"), (3, "in the end")] {
		chain.run(count).await?;
		let (newest, last_final) = chain.heads().await?;
		best.shows(newest, when).await?;
		all.shows(newest, when).await?;
		finalized.shows(last_final, when).await?;
	}
	for stream in [all, best, finalized] {
		let told = stream.told.lock().unwrap();
		println!("{}: {} blocks, {} gaps", stream.name, told.blocks, told.gaps);
	}
	Ok(())
}
