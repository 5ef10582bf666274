// SPDX-License-Identifier: GPL-3.0-or-later

//! Lets the RPC server's messages leave at once.
//!
//! The SDK's server leaves Nagle's algorithm on: of two small messages the second waits until the client
//! has acknowledged the first, which it puts off for some 40 ms. Each read of a client that uses
//! `chainHead` is two such messages.

#[cfg(target_os = "linux")]
use std::{fs, io};

use sc_network::{multiaddr::Protocol, Multiaddr};

/// Switches the delay off for every connection to one of these addresses from now on. Where that cannot
/// be done, the connections are as they are without.
pub(super) fn set(addresses: &[Multiaddr]) {
	let ports: Vec<u16> = addresses.iter().flat_map(Multiaddr::iter).filter_map(port).collect();
	#[cfg(target_os = "linux")]
	if let Err(error) = set_for(&ports) {
		log::debug!("Messages of the RPC server wait for acknowledgements: {error}");
	}
	#[cfg(not(target_os = "linux"))]
	log::debug!("Messages of the RPC server at {ports:?} wait for acknowledgements");
}

fn port(part: Protocol) -> Option<u16> {
	match part {
		Protocol::Tcp(port) => Some(port),
		_ => None,
	}
}

/// The server does not hand out its sockets, so they are found among the files of this process. A
/// connection inherits the setting of the socket that listened for it.
#[cfg(target_os = "linux")]
fn set_for(ports: &[u16]) -> io::Result<()> {
	use rustix::process::{getpid, pidfd_getfd, pidfd_open, PidfdFlags, PidfdGetfdFlags};
	use socket2::SockRef;

	let this = pidfd_open(getpid(), PidfdFlags::empty())?;
	for entry in fs::read_dir("/proc/self/fd")? {
		let Some(file) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else {
			continue;
		};
		// It may be gone by now: it is then not the server's.
		let Ok(file) = pidfd_getfd(&this, file, PidfdGetfdFlags::empty()) else { continue };
		let socket = SockRef::from(&file);
		let address = socket.local_addr().ok().and_then(|address| address.as_socket());
		if address.is_some_and(|address| ports.contains(&address.port()))
			&& socket.is_listener().unwrap_or(false)
		{
			socket.set_tcp_nodelay(true)?;
		}
	}
	Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
	use std::net::{TcpListener, TcpStream};

	use super::*;

	#[test]
	fn connections_to_the_server_send_at_once() {
		let server = TcpListener::bind("127.0.0.1:0").expect("a port is free");
		let other = TcpListener::bind("127.0.0.1:0").expect("a port is free");
		let at = |listener: &TcpListener| listener.local_addr().expect("it is bound");
		let accepted = |listener: &TcpListener| {
			let _client = TcpStream::connect(at(listener)).expect("it listens");
			let (connection, _) = listener.accept().expect("somebody connects");
			connection.nodelay().expect("it is a TCP connection")
		};
		assert!(!accepted(&server));

		set(&[format!("/ip4/127.0.0.1/tcp/{}", at(&server).port()).parse().expect("it is one")]);

		assert!(accepted(&server));
		assert!(!accepted(&other));
	}
}
