// SPDX-License-Identifier: GPL-3.0-or-later

//! Checks before the start, so that what would stop the node later is reported early and clearly.

use std::{
	fs::{File, TryLockError},
	io::{Error, ErrorKind, Result},
	net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
	path::Path,
};

use sc_network::{multiaddr::Protocol, Multiaddr};
use sc_service::Configuration;

use crate::dev::database::{bring_up_to_date, has_room, remove_stillborn};

/// Fails if a port that the node is to listen on is taken.
///
/// The peer-to-peer backends share a taken port silently, and each process then gets some of the
/// other's connections.
pub(crate) fn ports_are_free(config: &Configuration) -> Result<()> {
	for endpoint in config.rpc.addr.iter().flatten() {
		if !endpoint.is_optional && !endpoint.retry_random_port {
			port_is_free(endpoint.listen_addr, "RPC", "--rpc-port")?;
		}
	}
	if let Some(metrics) = &config.prometheus_config {
		port_is_free(metrics.port, "metrics", "--prometheus-port")?;
	}
	for address in config.network.listen_addresses.iter().filter_map(tcp_address) {
		port_is_free(address, "peer-to-peer", "--port")?;
	}
	Ok(())
}

/// Fails if a port for the RPC of one of `count` paras is taken: they are those from `first` on, or any free
/// ones if that is 0.
pub(crate) fn para_ports_are_free(first: u16, count: usize) -> Result<()> {
	if first == 0 {
		return Ok(());
	}
	(first..=u16::MAX).take(count).try_for_each(|port| {
		port_is_free((Ipv4Addr::LOCALHOST, port).into(), "para's RPC", "--para-rpc-port")
	})
}

/// Fails if there is no folder for the file of a dump. Whether it can be written shows at the end only.
pub(crate) fn can_hold_dump(path: &Path) -> Result<()> {
	let refused = |reason| {
		Error::new(ErrorKind::InvalidInput, format!("--dump-state {}: {reason}", path.display()))
	};
	let full = std::path::absolute(path).map_err(|_| refused("name a file"))?;
	match full.parent() {
		_ if full.is_dir() => Err(refused("that is a folder; name a file in it")),
		Some(folder) if folder.is_dir() => Ok(()),
		_ => Err(refused("there is no such folder")),
	}
}

/// Fails if another process has the chain's database open.
pub(crate) fn database_is_free(config: &Configuration) -> Result<()> {
	config.database.path().map_or(Ok(()), is_unlocked)
}

/// Fails if there is no chain in the folder, where opening it would begin one.
pub(crate) fn chain_is_there(config: &Configuration) -> Result<()> {
	match config.database.path() {
		Some(folder) if !folder.join("metadata").exists() => Err(Error::new(
			ErrorKind::NotFound,
			format!(
				"there is no chain in {}; `--base-path <PATH>` and `--chain` or `--dev` say which one is meant",
				folder.display()
			),
		)),
		_ => Ok(()),
	}
}

/// Brings the chain's database up to date with the journals of a killed node. Fails if another
/// process has it open.
pub(crate) fn database_is_whole(config: &Configuration) -> Result<()> {
	database_is_free(config)?;
	config.database.path().map_or(Ok(()), bring_up_to_date)
}

/// Fails if another process has the chain's database open, or the disk is full. Removes a database
/// that a killed node has written nothing to, and brings any other up to date.
pub(crate) fn database_can_be_opened(config: &Configuration) -> Result<()> {
	let Some(folder) = config.database.path() else { return Ok(()) };
	is_unlocked(folder)?;
	will_have_room(folder)?;
	remove_stillborn(folder)?;
	bring_up_to_date(folder)
}

/// Fails if the disk of a folder, which need not exist yet, is full.
fn will_have_room(folder: &Path) -> Result<()> {
	// Only the absolute path shows the folders above a relative one.
	has_room(&std::path::absolute(folder)?)
}

/// Fails if a port is taken. The error names the flag that chooses another one.
pub(crate) fn port_is_free(address: SocketAddr, purpose: &str, flag: &str) -> Result<()> {
	match TcpListener::bind(address) {
		Err(error) if error.kind() == ErrorKind::AddrInUse => Err(Error::new(
			error.kind(),
			format!(
				"the {purpose} port {} is taken, perhaps by another canary; \
				 choose a free one with `{flag} <PORT>`",
				address.port(),
			),
		)),
		// The server binds the address again, and reports what is wrong with it.
		_ => Ok(()),
	}
}

fn tcp_address(address: &Multiaddr) -> Option<SocketAddr> {
	let mut protocols = address.iter();
	let ip: IpAddr = match protocols.next()? {
		Protocol::Ip4(ip) => ip.into(),
		Protocol::Ip6(ip) => ip.into(),
		_ => return None,
	};
	match protocols.next()? {
		Protocol::Tcp(port) => Some((ip, port).into()),
		_ => None,
	}
}

/// Fails if another process has a database open: ParityDB then holds an advisory lock on its file
/// `lock`.
fn is_unlocked(database: &Path) -> Result<()> {
	match File::open(database.join("lock")).map(|file| file.try_lock()) {
		Ok(Err(TryLockError::WouldBlock)) => Err(Error::new(
			ErrorKind::ResourceBusy,
			format!(
				"the database {} is in use, probably by another canary; \
				 stop that one, or choose another directory with `--base-path <PATH>`",
				database.display(),
			),
		)),
		// No database yet, or nobody has it open.
		_ => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_taken_port_is_refused_and_a_free_one_is_not() {
		let taken = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = taken.local_addr().unwrap();
		let reason = port_is_free(address, "RPC", "--rpc-port").unwrap_err().to_string();
		assert!(reason.contains(&address.port().to_string()) && reason.contains("--rpc-port"));

		drop(taken);
		port_is_free(address, "RPC", "--rpc-port").unwrap();
	}

	#[test]
	fn the_port_of_a_later_para_is_refused_too() {
		let taken = TcpListener::bind("127.0.0.1:0").unwrap();
		let port = taken.local_addr().unwrap().port();
		let reason = para_ports_are_free(port - 1, 2).unwrap_err().to_string();
		assert!(reason.contains("--para-rpc-port"), "{reason}");
		para_ports_are_free(0, 2).unwrap();
	}

	#[test]
	fn only_tcp_addresses_have_a_tcp_port() {
		let parse = |address: &str| tcp_address(&address.parse().unwrap());
		assert_eq!(parse("/ip4/127.0.0.1/tcp/30333"), Some(([127, 0, 0, 1], 30333).into()));
		assert!(parse("/ip6/::/tcp/30333/ws").is_some_and(|address| address.is_ipv6()));
		assert_eq!(parse("/ip4/127.0.0.1/udp/30333/webrtc-direct"), None);
	}

	#[test]
	fn a_relative_folder_that_is_not_there_yet_has_a_disk() {
		will_have_room(Path::new("canary-not-there/chains")).unwrap();
	}

	#[test]
	fn a_database_in_use_is_refused_with_its_path() {
		let path = std::env::temp_dir().join(format!("canary-lock-{}", std::process::id()));
		is_unlocked(&path).expect("what is not there is not locked");

		std::fs::create_dir_all(&path).unwrap();
		let lock = File::create(path.join("lock")).unwrap();
		is_unlocked(&path).unwrap();
		lock.lock().unwrap();
		let reason = is_unlocked(&path).unwrap_err().to_string();
		assert!(reason.contains(&path.display().to_string()) && reason.contains("--base-path"));
		std::fs::remove_dir_all(&path).unwrap();
	}
}
