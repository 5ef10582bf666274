// SPDX-License-Identifier: GPL-3.0-or-later

//! The RPC methods of the engine: `dev_*`, and `engine_*` as the SDK's manual seal has them.
//!
//! All of them are unsafe methods: a node that is told to serve safe methods only refuses them.
//! `dev_newBlock` and `dev_timeTravel` take and return what those of Chopsticks do.

use std::{path::PathBuf, str::FromStr, time::UNIX_EPOCH};

use canary_validators::Collation;
use codec::DecodeAll;
use futures::channel::oneshot;
use jsonrpsee::{
	core::{async_trait, RpcResult, SubscriptionResult},
	proc_macros::rpc,
	types::ErrorObjectOwned,
	Extensions, PendingSubscriptionSink, SubscriptionMessage,
};
use polkadot_node_primitives::PoV;
use polkadot_primitives::PersistedValidationData;
use sc_rpc_api::check_if_safe;
use serde::{Deserialize, Serialize};
use sp_core::Bytes;
use sp_timestamp::Timestamp;

use super::{
	clock::LATEST,
	command::{Command, Handle, Length, Message, Reply},
	sealing::Sealing,
	status::Status,
};
use crate::types::{BlockNumber, Hash, UncheckedExtrinsic};

/// The error code of a request that makes no sense.
const INVALID: i32 = -32602;
/// The error code of a request that the engine could not carry out.
const FAILED: i32 = -32000;

/// The blocks to make.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewBlock {
	/// How many; one by default.
	count: Option<BlockNumber>,
	/// All up to and including the block with this number, instead of `count`.
	to: Option<BlockNumber>,
	/// Signed extrinsics to put in front of the first block. The call fails if one has no place.
	transactions: Option<Vec<Bytes>>,
	/// Whether to finalize the last block.
	finalize: Option<bool>,
}

/// A point in time.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Date {
	/// In milliseconds since 1970.
	Milliseconds(u64),
	/// In the form of RFC 3339, such as `2026-12-24T18:00:00Z`, or a day.
	Text(String),
}

/// A block that was made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreatedBlock {
	hash: Hash,
	aux: Imported,
	proof_size: u64,
}

/// The SDK's details of an import, for clients of its manual seal. Most read only the hash.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) struct Imported {
	header_only: bool,
	clear_justification_requests: bool,
	needs_justification: bool,
	bad_justification: bool,
	is_new_best: bool,
}

/// The RPC methods of the engine.
#[rpc(server)]
pub(crate) trait DevApi {
	/// Makes blocks and returns the hash of the head.
	#[method(name = "dev_newBlock", with_extensions)]
	async fn new_block(&self, request: Option<NewBlock>) -> RpcResult<Hash>;

	/// Makes a block at a later time, and returns the time of its slot in milliseconds since 1970.
	#[method(name = "dev_timeTravel", with_extensions)]
	async fn time_travel(&self, date: Date) -> RpcResult<u64>;

	/// Ends the run of blocks that is going on, and those that wait behind it. Returns whether
	/// there was one.
	#[method(name = "dev_cancel", with_extensions)]
	fn cancel(&self) -> RpcResult<bool>;

	/// Takes a snapshot, which finalizes the head, and returns its number.
	#[method(name = "dev_snapshot", with_extensions)]
	async fn snapshot(&self) -> RpcResult<u32>;

	/// Goes back to a snapshot, which remains, and returns the hash of the head. Later snapshots
	/// are dropped.
	#[method(name = "dev_revert", with_extensions)]
	async fn revert(&self, snapshot: u32) -> RpcResult<Hash>;

	/// Drops a snapshot, so that the state at its block need not be kept.
	#[method(name = "dev_dropSnapshot", with_extensions)]
	async fn drop_snapshot(&self, snapshot: u32) -> RpcResult<()>;

	/// Writes the chain, whose head becomes final, to a file on the node's machine, and returns the
	/// head's hash. A node that is started with `--load-state` continues from it.
	#[method(name = "dev_dumpState", with_extensions)]
	async fn dump_state(&self, path: PathBuf) -> RpcResult<Hash>;

	/// Sets when blocks are made: `auto`, `instant`, `interval=<MS>` or `manual`.
	#[method(name = "dev_setSealing", with_extensions)]
	async fn set_sealing(&self, sealing: String) -> RpcResult<()>;

	/// Puts another build of the runtime in force with the next block, and returns that block's hash.
	/// Other nodes refuse that block: no extrinsic in it says why the code has changed.
	#[method(name = "dev_setRuntime", with_extensions)]
	async fn set_runtime(&self, code: Bytes) -> RpcResult<Hash>;

	/// Has the validators check a block of a para that a collator has built on the head, and
	/// returns the candidate's hash. It is backed in the next block. `pov` is the encoded proof of
	/// validity, compressed or not, and `persisted_validation_data` is encoded too, both as
	/// collators of the SDK write them with `--export-pov-to-path`.
	#[method(name = "dev_submitCollation", with_extensions)]
	async fn submit_collation(
		&self,
		para: u32,
		pov: Bytes,
		persisted_validation_data: Bytes,
	) -> RpcResult<Hash>;

	/// Returns the status of the engine and its chain.
	#[method(name = "dev_status", with_extensions)]
	fn status(&self) -> RpcResult<Status>;

	/// Subscribes to the progress of runs.
	#[subscription(
		name = "dev_subscribeProgress" => "dev_progress",
		unsubscribe = "dev_unsubscribeProgress",
		item = super::progress::Progress,
		with_extensions
	)]
	async fn subscribe_progress(&self) -> SubscriptionResult;

	/// Makes a block. Without a ready transaction it does so only if `create_empty` is set.
	#[method(name = "engine_createBlock", with_extensions)]
	async fn create_block(
		&self,
		create_empty: bool,
		finalize: bool,
		parent_hash: Option<Hash>,
	) -> RpcResult<CreatedBlock>;

	/// Finalizes the chain up to a block, with the votes of the keys that are here.
	#[method(name = "engine_finalizeBlock", with_extensions)]
	async fn finalize_block(&self, hash: Hash, justification: Option<Bytes>) -> RpcResult<bool>;
}

/// Serves the methods of the engine.
pub(crate) struct Dev(pub(crate) Handle);

impl Dev {
	/// Sends a command to the engine, and waits for the answer.
	async fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> RpcResult<T> {
		let (reply, answer) = oneshot::channel();
		let gone = |_| error(FAILED, "the node is stopping".into());
		let message = Message::Command(command(reply));
		self.0.messages.send(message).map_err(|_| gone(oneshot::Canceled))?;
		answer.await.map_err(gone)?.map_err(|reason| error(FAILED, reason))
	}
}

#[async_trait]
impl DevApiServer for Dev {
	async fn new_block(&self, ext: &Extensions, request: Option<NewBlock>) -> RpcResult<Hash> {
		check_if_safe(ext)?;
		let NewBlock { count, to, transactions, finalize } = request.unwrap_or_default();
		let length = match (count, to) {
			(Some(_), Some(_)) => {
				return Err(error(INVALID, "`count` and `to` exclude each other".into()))
			},
			(Some(0), None) => return Err(error(INVALID, "`count` must be at least 1".into())),
			(count, None) => Length::Count(count.unwrap_or(1)),
			(None, Some(to)) => Length::To(to),
		};
		let transactions = transactions.unwrap_or_default();
		let transactions = transactions.iter().enumerate().map(|(index, bytes)| {
			UncheckedExtrinsic::decode_all(&mut &bytes[..])
				.map_err(|reason| error(INVALID, format!("`transactions[{index}]`: {reason}")))
		});
		let transactions = transactions.collect::<Result<_, _>>()?;
		let finalize = finalize.unwrap_or(false);
		let ticket = self.0.tickets.draw();
		self.ask(|reply| Command::MakeBlocks { length, transactions, finalize, ticket, reply })
			.await
	}

	async fn time_travel(&self, ext: &Extensions, date: Date) -> RpcResult<u64> {
		check_if_safe(ext)?;
		let to = match date {
			Date::Milliseconds(time) => Timestamp::new(time),
			Date::Text(text) => parse_time(&text).map_err(|reason| error(INVALID, reason))?,
		};
		self.ask(|reply| Command::Travel { to, reply }).await.map(|time| *time)
	}

	fn cancel(&self, ext: &Extensions) -> RpcResult<bool> {
		check_if_safe(ext)?;
		Ok(self.0.tickets.cancel())
	}

	async fn snapshot(&self, ext: &Extensions) -> RpcResult<u32> {
		check_if_safe(ext)?;
		self.ask(|reply| Command::TakeSnapshot { reply }).await
	}

	async fn revert(&self, ext: &Extensions, snapshot: u32) -> RpcResult<Hash> {
		check_if_safe(ext)?;
		self.ask(|reply| Command::Revert { snapshot, reply }).await
	}

	async fn drop_snapshot(&self, ext: &Extensions, snapshot: u32) -> RpcResult<()> {
		check_if_safe(ext)?;
		self.ask(|reply| Command::DropSnapshot { snapshot, reply }).await
	}

	async fn dump_state(&self, ext: &Extensions, path: PathBuf) -> RpcResult<Hash> {
		check_if_safe(ext)?;
		self.ask(|reply| Command::Dump { path, reply }).await
	}

	async fn set_sealing(&self, ext: &Extensions, sealing: String) -> RpcResult<()> {
		check_if_safe(ext)?;
		let sealing = Sealing::from_str(&sealing).map_err(|reason| error(INVALID, reason))?;
		self.ask(|reply| Command::SetSealing { sealing, reply }).await
	}

	async fn set_runtime(&self, ext: &Extensions, code: Bytes) -> RpcResult<Hash> {
		check_if_safe(ext)?;
		self.ask(|reply| Command::SetRuntime { code: code.0, reply }).await
	}

	async fn submit_collation(
		&self,
		ext: &Extensions,
		para: u32,
		pov: Bytes,
		persisted_validation_data: Bytes,
	) -> RpcResult<Hash> {
		check_if_safe(ext)?;
		let wrong = |name: &str, reason| error(INVALID, format!("`{name}`: {reason}"));
		let pov = PoV::decode_all(&mut &pov[..]).map_err(|reason| wrong("pov", reason))?;
		let data = PersistedValidationData::decode_all(&mut &persisted_validation_data[..])
			.map_err(|reason| wrong("persistedValidationData", reason))?;
		let collation =
			Box::new(Collation { para: para.into(), pov, persisted_validation_data: data });
		self.ask(|reply| Command::SubmitCollation { collation, reply }).await
	}

	fn status(&self, ext: &Extensions) -> RpcResult<Status> {
		check_if_safe(ext)?;
		self.0.view.status().map_err(|reason| error(FAILED, reason))
	}

	async fn subscribe_progress(
		&self,
		pending: PendingSubscriptionSink,
		ext: &Extensions,
	) -> SubscriptionResult {
		if let Err(reason) = check_if_safe(ext) {
			pending.reject(ErrorObjectOwned::from(reason)).await;
			return Ok(());
		}
		let mut progress = self.0.progress.clone();
		let sink = pending.accept().await?;
		// A run that was over before is no news.
		let mut news = progress.borrow_and_update().clone().filter(|progress| !progress.finished);
		loop {
			if let Some(news) = news {
				sink.send(SubscriptionMessage::from_json(&news)?).await?;
			}
			tokio::select! {
				changed = progress.changed() => changed?,
				() = sink.closed() => return Ok(()),
			}
			news = progress.borrow_and_update().clone();
		}
	}

	async fn create_block(
		&self,
		ext: &Extensions,
		create_empty: bool,
		finalize: bool,
		parent_hash: Option<Hash>,
	) -> RpcResult<CreatedBlock> {
		check_if_safe(ext)?;
		let empty = create_empty;
		let hash = self
			.ask(|reply| Command::CreateBlock { empty, finalize, parent: parent_hash, reply })
			.await?;
		let aux = Imported { is_new_best: true, ..Imported::default() };
		Ok(CreatedBlock { hash, aux, proof_size: 0 })
	}

	async fn finalize_block(
		&self,
		ext: &Extensions,
		hash: Hash,
		justification: Option<Bytes>,
	) -> RpcResult<bool> {
		check_if_safe(ext)?;
		if justification.is_some() {
			let reason = "`justification` is made here, by the validators' keys: leave it out";
			return Err(error(INVALID, reason.into()));
		}
		self.ask(|reply| Command::Finalize { block: hash, reply }).await.map(|()| true)
	}
}

fn error(code: i32, reason: String) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(code, reason, None::<()>)
}

/// Parses a point in time: a number of milliseconds since 1970, a date in the form of RFC 3339, or
/// a day.
pub(crate) fn parse_time(text: &str) -> Result<Timestamp, String> {
	let day = format!("{text}T00:00:00Z");
	let milliseconds = text.parse().ok().filter(|time| *time <= LATEST);
	milliseconds
		.or_else(|| {
			let time = humantime::parse_rfc3339_weak(text)
				.or_else(|_| humantime::parse_rfc3339_weak(&day))
				.ok()?;
			let since = time.duration_since(UNIX_EPOCH).ok()?;
			Some(since.as_millis() as u64)
		})
		.map(Timestamp::new)
		.ok_or_else(|| {
			format!(
				"`{text}` is not a time; give milliseconds since 1970 or a date such as \
				 2026-12-24T18:00:00Z, up to the end of the year 9999"
			)
		})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn times_are_read_in_each_form() {
		assert_eq!(*parse_time("1970-01-02T00:00:01Z").unwrap(), 86_401_000);
		assert_eq!(*parse_time("1970-01-02 00:00:01").unwrap(), 86_401_000);
		assert_eq!(*parse_time("1970-01-02").unwrap(), 86_400_000);
		assert_eq!(*parse_time("86400000").unwrap(), 86_400_000);
		assert_eq!(*parse_time("9999-12-31T23:59:59.999Z").unwrap(), LATEST);
		for wrong in ["", "tomorrow", "1969-12-31", "2026-13-01", "-1", "253402300800000"] {
			assert!(parse_time(wrong).unwrap_err().contains("is not a time"), "{wrong}");
		}
	}

	#[test]
	fn an_unknown_part_of_a_request_is_refused_by_name() {
		let request = r#"{ "count": 1, "unsafeBlockHeight": 5 }"#;
		let reason = serde_json::from_str::<NewBlock>(request).unwrap_err().to_string();
		assert!(reason.contains("unsafeBlockHeight"), "{reason}");
	}
}
