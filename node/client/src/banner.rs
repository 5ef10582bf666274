// SPDX-License-Identifier: GPL-3.0-or-later

//! The banner of a development chain that is up: accounts with money, and where to connect.

use std::{io::Write, net::SocketAddr};

use codec::{Decode, Encode};
use sc_client_api::StorageProvider;
use sp_api::ProvideRuntimeApi;
use sp_consensus_babe::BabeApi;
use sp_core::storage::StorageKey;
use sp_io::hashing::{blake2_128, twox_128};
use sp_keyring::Sr25519Keyring;

use crate::types::{AccountId, Balance, FullClient};

/// Plancks per KSM.
const UNIT: Balance = 1_000_000_000_000;

/// Prints the banner to the standard output.
pub(crate) fn print(
	chain: &str,
	client: &FullClient,
	port: u16,
	console: Option<SocketAddr>,
	paras: &[(String, SocketAddr)],
) {
	let best = client.chain_info().best_hash;
	let pace = client.runtime_api().configuration(best).map_or_else(
		|_| "its pace is unknown".into(),
		|babe| {
			let seconds = babe.slot_duration / 1000;
			format!("a block every {seconds} s, an epoch every {} blocks", babe.epoch_length)
		},
	);
	let accounts: String = Sr25519Keyring::well_known().map(|key| line(key, client)).collect();

	// A closed output is no reason to stop.
	let text = text(chain, &pace, &accounts, port, console, paras);
	let mut out = std::io::stdout().lock();
	let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// The line of a development account: its publicly known secret, free balance and address.
fn line(key: Sr25519Keyring, client: &FullClient) -> String {
	let account = key.to_account_id();
	let secret = format!("//{}", <&str>::from(key));
	let free = free_balance(&account, client).map_or_else(|| "none".into(), ksm);
	format!("  {secret:<16} {free:>19}  {account}\n")
}

/// Reads an account's free balance, in plancks, from the state, as wallets do. `None` if the state
/// has no such account.
fn free_balance(account: &AccountId, client: &FullClient) -> Option<Balance> {
	let account = account.encode();
	let key = [&twox_128(b"System")[..], &twox_128(b"Account"), &blake2_128(&account), &account];
	let best = client.chain_info().best_hash;
	let info = client.storage(best, &StorageKey(key.concat())).ok()??;
	// The nonce and three reference counts come first.
	let (_, free) = <([u32; 4], Balance)>::decode(&mut &info.0[..]).ok()?;
	Some(free)
}

fn text(
	chain: &str,
	pace: &str,
	accounts: &str,
	port: u16,
	console: Option<SocketAddr>,
	paras: &[(String, SocketAddr)],
) -> String {
	let paras: String = paras
		.iter()
		.map(|(name, address)| {
			let wallet = wallet(address.port());
			format!("\n  {name}\n  RPC     ws://{address}\n  Wallet  {wallet}\n")
		})
		.collect();
	let wallet = wallet(port);
	let console =
		console.map(|address| format!("  Console http://{address}\n")).unwrap_or_default();
	format!(
		"\n{chain} is up: {pace}.\n\n  \
		 {:<16} {:>19}  Address\n\
		 {accounts}\n  \
		 Anyone can use these secrets: never hold real money with them.\n\n  \
		 RPC     ws://127.0.0.1:{port}\n  \
		 Wallet  {wallet}\n{console}{paras}\n",
		"Secret", "Free balance",
	)
}

/// The link that opens polkadot.js apps on the RPC server at a port of this machine.
fn wallet(port: u16) -> String {
	format!("https://polkadot.js.org/apps/?rpc=ws%3A%2F%2F127.0.0.1%3A{port}#/explorer")
}

/// Formats plancks in KSM, cut to four decimals.
fn ksm(amount: Balance) -> String {
	let whole = (amount / UNIT).to_string();
	let mut grouped = String::new();
	for (position, digit) in whole.chars().enumerate() {
		if position > 0 && (whole.len() - position).is_multiple_of(3) {
			grouped.push(',');
		}
		grouped.push(digit);
	}
	match amount % UNIT / (UNIT / 10_000) {
		0 => format!("{grouped} KSM"),
		fraction => format!("{grouped}.{fraction:04} KSM"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_easy_to_read() {
		assert_eq!(ksm(0), "0 KSM");
		assert_eq!(ksm(999 * UNIT), "999 KSM");
		assert_eq!(ksm(1_000_000 * UNIT), "1,000,000 KSM");
		assert_eq!(ksm(12_345 * UNIT + UNIT / 40 + 7), "12,345.0250 KSM");
	}

	#[test]
	fn the_text_names_accounts_and_addresses() {
		let para = ("Demo (2000)".to_owned(), "127.0.0.1:9988".parse().unwrap());
		let console = "127.0.0.1:9977".parse().ok();
		let text =
			text("Canary Development", "a block every 6 s", "  //Alice\n", 9955, console, &[para]);
		for part in [
			"Canary Development is up: a block every 6 s.",
			"  //Alice\n",
			"ws://127.0.0.1:9955\n",
			"Demo (2000)\n  RPC     ws://127.0.0.1:9988\n",
			"https://polkadot.js.org/apps/?rpc=ws%3A%2F%2F127.0.0.1%3A9955#/explorer\n",
			"\n  Console http://127.0.0.1:9977\n",
		] {
			assert!(text.contains(part), "{part} is missing in {text}");
		}
	}
}
