// SPDX-License-Identifier: GPL-3.0-or-later

//! The client of a request, as a proxy in front of the node names it.

use std::net::IpAddr;

use forwarded_header_value::ForwardedHeaderValue;
use http::HeaderMap;

/// The client's address: from the first of the headers `Forwarded`, `X-Forwarded-For` and `X-Real-IP` that
/// has one.
pub(crate) fn client(headers: &HeaderMap) -> Option<IpAddr> {
	let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
	let remotest = |value: ForwardedHeaderValue| value.remotest_forwarded_for_ip();
	text("forwarded")
		.and_then(|value| ForwardedHeaderValue::from_forwarded(value).ok().and_then(remotest))
		.or_else(|| {
			text("x-forwarded-for").and_then(|value| {
				ForwardedHeaderValue::from_x_forwarded_for(value).ok().and_then(remotest)
			})
		})
		.or_else(|| text("x-real-ip").and_then(|value| value.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_first_header_that_names_a_client_counts() {
		let client = |headers: &[(&'static str, &str)]| {
			let pairs = headers.iter().map(|(name, value)| {
				(http::HeaderName::from_static(name), value.parse().expect("is a value"))
			});
			client(&pairs.collect()).map(|address| address.to_string())
		};
		assert_eq!(client(&[]), None);
		assert_eq!(client(&[("x-real-ip", "10.0.0.3")]).as_deref(), Some("10.0.0.3"));
		let both = [("x-real-ip", "10.0.0.3"), ("x-forwarded-for", "10.0.0.2, 10.0.0.9")];
		assert_eq!(client(&both).as_deref(), Some("10.0.0.2"));
		let all = [both[0], both[1], ("forwarded", "for=10.0.0.1;proto=http")];
		assert_eq!(client(&all).as_deref(), Some("10.0.0.1"));
		assert_eq!(client(&[("x-real-ip", "nobody")]), None);
	}
}
