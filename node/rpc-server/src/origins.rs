// SPDX-License-Identifier: GPL-3.0-or-later

//! Which web pages may use the node.

use std::{
	collections::BTreeSet,
	sync::Arc,
	task::{Context, Poll},
};

use futures::future::{ready, Either, Ready};
use http::{
	header::{HeaderValue, ORIGIN},
	Request, StatusCode,
};
use jsonrpsee::server::{HttpBody, HttpResponse};
use parking_lot::Mutex;
use tower::{Layer, Service};

/// How many refused pages are logged at most.
const TOLD: usize = 16;
/// The most characters of a page's origin that the log and an answer show.
const LONGEST: usize = 120;

/// The pages that may use a node.
#[derive(Clone, Debug)]
pub struct Origins(Option<Arc<[Pattern]>>);

impl Origins {
	/// The pages whose origin, such as `https://a.page` or `http://localhost:3000`, matches an entry of
	/// the list; all pages for `None`. An entry is an origin, or has `*` for the port
	/// (`http://localhost:*`: any port, or none) or for all that follows the scheme
	/// (`chrome-extension://*`).
	pub fn new(listed: Option<&[String]>) -> Self {
		Self(listed.map(|listed| listed.iter().map(|entry| Pattern::of(entry)).collect()))
	}

	/// Whether every page may use the node.
	pub(crate) fn admit_all(&self) -> bool {
		self.0.is_none()
	}

	/// Whether the page of this origin may use the node.
	pub fn admit(&self, origin: &HeaderValue) -> bool {
		let Some(patterns) = &self.0 else { return true };
		// A header that is no ASCII text is no origin.
		let Ok(origin) = origin.to_str() else { return false };
		let origin = origin.to_ascii_lowercase();
		patterns.iter().any(|pattern| pattern.matches(&origin))
	}
}

/// An entry of the list, in lower case, as browsers write origins.
#[derive(Clone, Debug)]
enum Pattern {
	/// A whole origin.
	Exactly(String),
	/// The scheme and the host.
	AnyPort(String),
	/// The scheme, with `://`.
	AnyHost(String),
}

impl Pattern {
	fn of(entry: &str) -> Self {
		let entry = entry.trim_end_matches('/').to_ascii_lowercase();
		if let Some(scheme) = entry.strip_suffix('*').filter(|scheme| scheme.ends_with("://")) {
			return Self::AnyHost(scheme.into());
		}
		match entry.strip_suffix(":*") {
			Some(host) => Self::AnyPort(host.into()),
			None => Self::Exactly(entry),
		}
	}

	fn matches(&self, origin: &str) -> bool {
		match self {
			Self::Exactly(whole) => origin == whole,
			Self::AnyHost(scheme) => {
				origin.strip_prefix(&**scheme).is_some_and(|host| !host.is_empty())
			},
			Self::AnyPort(host) => match origin.strip_prefix(&**host) {
				Some("") => true,
				Some(rest) => {
					rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
				},
				None => false,
			},
		}
	}
}

/// Refuses all requests of pages that may not use the node.
///
/// A request without an origin comes from a program, not from a page, and is served.
#[derive(Clone)]
pub(crate) struct AskOrigin {
	origins: Origins,
	told: Arc<Mutex<BTreeSet<String>>>,
}

impl AskOrigin {
	pub(crate) fn new(origins: Origins) -> Self {
		Self { origins, told: Arc::default() }
	}

	/// Logs once for each page that it was refused, for at most [`TOLD`] pages, so that a page can fill
	/// neither the log nor the memory.
	fn tell(&self, page: &str) {
		let mut told = self.told.lock();
		if told.len() < TOLD && told.insert(page.into()) {
			log::warn!(
				"A web page of {page} wanted to use this node and was refused. Start the node with \
				 `--rpc-cors {page}` if it may"
			);
		}
	}
}

impl<Inner> Layer<Inner> for AskOrigin {
	type Service = Asking<Inner>;

	fn layer(&self, inner: Inner) -> Self::Service {
		Asking { inner, ask: self.clone() }
	}
}

/// A service behind [`AskOrigin`].
#[derive(Clone)]
pub(crate) struct Asking<Inner> {
	inner: Inner,
	ask: AskOrigin,
}

impl<Inner, Body> Service<Request<Body>> for Asking<Inner>
where
	Inner: Service<Request<Body>, Response = HttpResponse>,
{
	type Response = HttpResponse;
	type Error = Inner::Error;
	type Future = Either<Ready<Result<HttpResponse, Inner::Error>>, Inner::Future>;

	fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
		self.inner.poll_ready(context)
	}

	fn call(&mut self, request: Request<Body>) -> Self::Future {
		let is_refused = |origin: &&HeaderValue| !self.ask.origins.admit(origin);
		match request.headers().get_all(ORIGIN).iter().find(is_refused) {
			None => Either::Right(self.inner.call(request)),
			Some(origin) => {
				let page = printable(origin);
				self.ask.tell(&page);
				Either::Left(ready(Ok(refusal(&page))))
			},
		}
	}
}

/// An origin as it may be shown: its printable ASCII characters, at most [`LONGEST`]. A page may send
/// anything.
fn printable(origin: &HeaderValue) -> String {
	let text = String::from_utf8_lossy(origin.as_bytes());
	text.chars().filter(char::is_ascii_graphic).take(LONGEST).collect()
}

fn refusal(page: &str) -> HttpResponse {
	let text = format!(
		"Web pages of {page} may not use this node. Whoever runs it can let them: --rpc-cors {page}\n"
	);
	let mut response = HttpResponse::new(HttpBody::from(text));
	*response.status_mut() = StatusCode::FORBIDDEN;
	response
		.headers_mut()
		.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
	response
}

#[cfg(test)]
mod tests {
	use super::*;

	fn admitted(listed: &[&str], origin: &str) -> bool {
		let listed: Vec<_> = listed.iter().map(|entry| String::from(*entry)).collect();
		Origins::new(Some(&listed)).admit(&HeaderValue::from_str(origin).unwrap())
	}

	#[test]
	fn a_page_is_known_by_its_whole_origin() {
		let listed = ["https://polkadot.js.org"];
		assert!(admitted(&listed, "https://polkadot.js.org"));
		assert!(admitted(&listed, "HTTPS://Polkadot.js.org"));
		for other in [
			"http://polkadot.js.org",
			"https://polkadot.js.org.evil.example",
			"https://evil.example/https://polkadot.js.org",
			"https://polkadot.js.org:444",
			"https://a.polkadot.js.org",
			"null",
			"",
		] {
			assert!(!admitted(&listed, other), "{other}");
		}
	}

	#[test]
	fn a_star_stands_for_any_port_and_for_nothing_else() {
		let listed = ["http://localhost:*"];
		for page in ["http://localhost", "http://localhost:1", "http://localhost:65535"] {
			assert!(admitted(&listed, page), "{page}");
		}
		for other in [
			"http://localhost:",
			"http://localhost:65536",
			"http://localhost:80.evil.example",
			"http://localhost:80@evil.example",
			"http://localhost.evil.example",
			"http://localhostevil.example:80",
			"https://localhost:80",
		] {
			assert!(!admitted(&listed, other), "{other}");
		}
	}

	#[test]
	fn a_star_after_the_scheme_stands_for_all_of_that_scheme() {
		let listed = ["chrome-extension://*"];
		assert!(admitted(&listed, "chrome-extension://mopnmbcafieddcagagdcbnhejhlodfdd"));
		assert!(!admitted(&listed, "chrome-extension://"));
		assert!(!admitted(&listed, "https://chrome-extension://a"));
		assert!(!admitted(&["*"], "https://a.page"));
	}

	#[test]
	fn without_a_list_every_page_is_admitted_and_with_an_empty_one_none() {
		let page = HeaderValue::from_static("https://a.page");
		assert!(Origins::new(None).admit(&page));
		assert!(!Origins::new(Some(&[])).admit(&page));
		let no_text = HeaderValue::from_bytes(b"https://a\xff.page").unwrap();
		assert!(!Origins::new(Some(&["https://a.page".into()])).admit(&no_text));
	}

	#[test]
	fn what_a_page_sends_is_cut_before_it_is_shown() {
		let long = HeaderValue::from_bytes(&[b'a'; 5_000]).unwrap();
		assert_eq!(printable(&long).len(), LONGEST);
		let odd = HeaderValue::from_bytes(b"https://a\t\xff page").unwrap();
		assert_eq!(printable(&odd), "https://apage");
	}
}
