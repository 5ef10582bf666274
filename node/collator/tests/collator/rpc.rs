// SPDX-License-Identifier: GPL-3.0-or-later

//! A client of a para's RPC.

use std::{
	io::{Read, Write},
	net::{SocketAddr, TcpStream},
	time::Duration,
};

use canary_collator::Served;
use sc_service::config::{RpcBatchRequestConfig, RpcConfiguration, RpcMethods};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring::Alice;
use tungstenite::{Message, WebSocket};

/// The nonce of Alice's next transaction.
pub(crate) fn nonce(rpc: SocketAddr) -> u64 {
	let answer = ask(rpc, "system_accountNextIndex", json!([Alice.to_account_id().to_string()]));
	answer.as_u64().unwrap_or_else(|| panic!("{answer}"))
}

/// Calls a method over HTTP. Returns the result, or else the error object.
pub(crate) fn ask(rpc: SocketAddr, method: &str, parameters: Value) -> Value {
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
	let body = request.to_string();
	let mut stream = TcpStream::connect(rpc).unwrap();
	write!(
		stream,
		"POST / HTTP/1.1\r\nHost: {rpc}\r\nContent-Type: application/json\r\n\
		 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
		body.len(),
	)
	.unwrap();
	let mut answer = String::new();
	stream.read_to_string(&mut answer).unwrap();
	let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
	// A long body comes in chunks, each after its length.
	let body = if answer.to_lowercase().contains("transfer-encoding: chunked") {
		body.split("\r\n").skip(1).step_by(2).collect()
	} else {
		body.to_owned()
	};
	let answer: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{body}"));
	answer.get("result").or(answer.get("error")).cloned().unwrap_or_else(|| panic!("{answer}"))
}

/// A subscription.
pub(crate) struct Subscription(WebSocket<TcpStream>);

impl Subscription {
	/// Subscribes by this method.
	pub(crate) fn new(rpc: SocketAddr, method: &str, parameters: Value) -> Self {
		let stream = TcpStream::connect(rpc).unwrap();
		stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
		let (mut socket, _) = tungstenite::client(format!("ws://{rpc}/"), stream).unwrap();
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
		socket.send(Message::text(request.to_string())).unwrap();
		Self(socket)
	}

	/// The next notification.
	pub(crate) fn next(&mut self) -> Value {
		loop {
			let Message::Text(message) = self.0.read().unwrap() else { continue };
			let message: Value = serde_json::from_str(&message).unwrap();
			if message.get("params").is_some() {
				return message["params"]["result"].clone();
			}
		}
	}

	/// The next event of this name in a subscription of `chainHead`, which does not end before.
	pub(crate) fn event(&mut self, name: &str) -> Value {
		loop {
			let event = self.next();
			assert_ne!(event["event"], "stop");
			if event["event"] == name {
				return event;
			}
		}
	}
}

/// Serves the RPC at any free port.
pub(crate) fn served() -> Served {
	let relay = RpcConfiguration {
		addr: None,
		max_connections: 10,
		cors: None,
		methods: RpcMethods::Auto,
		max_request_size: 15,
		max_response_size: 15,
		id_provider: None,
		max_subs_per_conn: 10,
		port: 0,
		message_buffer_capacity: 64,
		batch_config: RpcBatchRequestConfig::Unlimited,
		rate_limit: None,
		rate_limit_whitelisted_ips: Vec::new(),
		rate_limit_trust_proxy_headers: false,
		request_logger_limit: 1024,
	};
	Served::like(&relay, 0)
}

/// Bytes as hexadecimal digits, without a prefix.
pub(crate) fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
