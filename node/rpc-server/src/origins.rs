// SPDX-License-Identifier: GPL-3.0-or-later

//! Which web pages may use the node.
//!
//! A page is known by the origin that its browser tells. On an endpoint of this machine alone the host that a
//! request is sent to counts too: a page whose own name is made to resolve to this machine (DNS rebinding) has
//! the node's origin, and browsers leave out the header `Origin` of some same-origin requests.

use std::{
	collections::BTreeSet,
	net::IpAddr,
	sync::Arc,
	task::{Context, Poll},
};

use futures::future::{ready, Either, Ready};
use http::{
	header::{HeaderValue, HOST, ORIGIN},
	uri::Authority,
	Request, StatusCode,
};
use jsonrpsee::server::{HttpBody, HttpResponse};
use parking_lot::Mutex;
use tower::{Layer, Service};

/// How many refused pages and hosts are logged at most.
const TOLD: usize = 16;
/// The most characters of a page's origin, or of a host, that the log and an answer show.
const LONGEST: usize = 120;
/// The names of this machine for its own programs and pages.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

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
	/// Whether requests must be sent to one of the names in [`HERE`], at whatever port: a tunnel has one of
	/// its own.
	here_alone: bool,
	told: Arc<Mutex<BTreeSet<String>>>,
}

impl AskOrigin {
	/// `at` is the address at which the endpoint listens. One that others reach has names that nobody here
	/// knows.
	pub(crate) fn new(origins: Origins, at: IpAddr) -> Self {
		let here_alone = at.is_loopback() && !origins.admit_all();
		Self { origins, here_alone, told: Arc::default() }
	}

	/// Why a request is refused, or nothing if it is not.
	fn refusal<Body>(&self, request: &Request<Body>) -> Option<Refusal> {
		let is_refused = |origin: &&HeaderValue| !self.origins.admit(origin);
		if let Some(origin) = request.headers().get_all(ORIGIN).iter().find(is_refused) {
			return Some(Refusal::Page(printable(origin.as_bytes())));
		}
		let host = self.here_alone.then(|| elsewhere(request)).flatten()?;
		Some(Refusal::Host(printable(&host)))
	}

	/// Logs a refusal once, of at most [`TOLD`] pages and hosts, so that a page can fill neither the log nor
	/// the memory.
	fn tell(&self, refusal: &Refusal) {
		let mut told = self.told.lock();
		if told.len() < TOLD && told.insert(refusal.of().into()) {
			match refusal {
				Refusal::Page(page) => log::warn!(
					"A web page of {page} wanted to use this node and was refused. Start the node with \
					 `--rpc-cors {page}` if it may"
				),
				Refusal::Host(host) => log::warn!(
					"A request to the host `{host}` was refused: this node serves its own machine alone, as \
					 localhost. A proxy has to ask for that host; `--unsafe-rpc-external` serves everybody"
				),
			}
		}
	}
}

/// The host that a request is sent to, if that is not this machine's own name. Empty if none is named, as
/// HTTP/1.0 allows.
fn elsewhere<Body>(request: &Request<Body>) -> Option<Vec<u8>> {
	let is_here = |host: &&[u8]| {
		let authority = Authority::try_from(*host).ok();
		authority.is_some_and(|it| HERE.iter().any(|here| it.host().eq_ignore_ascii_case(here)))
	};
	let headers = request.headers().get_all(HOST).iter().map(HeaderValue::as_bytes);
	let in_uri = request.uri().authority().map(|authority| authority.as_str().as_bytes());
	let mut hosts = headers.chain(in_uri).peekable();
	if hosts.peek().is_none() {
		return Some(Vec::new());
	}
	hosts.find(|host| !is_here(host)).map(Into::into)
}

/// What was refused, with as much of its name as may be shown.
enum Refusal {
	/// The page of this origin.
	Page(String),
	/// A request that was sent to this host.
	Host(String),
}

impl Refusal {
	/// The name of what was refused.
	fn of(&self) -> &str {
		let (Self::Page(name) | Self::Host(name)) = self;
		name
	}

	fn response(&self) -> HttpResponse {
		let text = match self {
			Self::Page(page) => format!(
				"Web pages of {page} may not use this node. Whoever runs it can let them: --rpc-cors {page}\n"
			),
			Self::Host(host) => format!(
				"This node serves its own machine alone, as localhost, and not as `{host}`. Whoever runs it can \
				 serve everybody: --unsafe-rpc-external\n"
			),
		};
		let mut response = HttpResponse::new(HttpBody::from(text));
		*response.status_mut() = StatusCode::FORBIDDEN;
		let text = HeaderValue::from_static("text/plain; charset=utf-8");
		response.headers_mut().insert(http::header::CONTENT_TYPE, text);
		response
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
		match self.ask.refusal(&request) {
			None => Either::Right(self.inner.call(request)),
			Some(refusal) => {
				self.ask.tell(&refusal);
				Either::Left(ready(Ok(refusal.response())))
			},
		}
	}
}

/// An origin or a host as it may be shown: its printable ASCII characters, at most [`LONGEST`]. A page may
/// send anything.
fn printable(name: &[u8]) -> String {
	let text = String::from_utf8_lossy(name);
	text.chars().filter(char::is_ascii_graphic).take(LONGEST).collect()
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
		assert_eq!(printable(&[b'a'; 5_000]).len(), LONGEST);
		assert_eq!(printable(b"https://a\t\xff page"), "https://apage");
	}

	/// Whether an endpoint at an address refuses a request that is sent to a host.
	fn refused(listed: Option<&[String]>, at: &str, host: Option<&str>) -> bool {
		let request = Request::builder().uri("/");
		let request = host.into_iter().fold(request, |request, host| request.header(HOST, host));
		let ask = AskOrigin::new(Origins::new(listed), at.parse().unwrap());
		ask.refusal(&request.body(()).unwrap()).is_some()
	}

	#[test]
	fn an_endpoint_of_this_machine_alone_answers_to_its_names_at_any_port() {
		for at in ["127.0.0.1", "::1"] {
			for host in ["localhost:9944", "LOCALHOST", "127.0.0.1:9955", "[::1]:9944", "[::1]"] {
				assert!(!refused(Some(&[]), at, Some(host)), "{host}");
			}
			for host in
				["evil.example:9944", "localhost.evil.example", "192.168.1.5:9944", "a b", ""]
			{
				assert!(refused(Some(&[]), at, Some(host)), "{host}");
				assert!(!refused(None, at, Some(host)), "{host}");
			}
			assert!(refused(Some(&[]), at, None));
		}
	}

	#[test]
	fn an_endpoint_that_others_reach_answers_to_any_name_and_refuses_pages_alike() {
		for at in ["0.0.0.0", "::", "192.168.1.5"] {
			for host in ["192.168.1.5:9944", "canary:9944", "localhost:1"] {
				assert!(!refused(Some(&[]), at, Some(host)), "{host}");
			}
			let page =
				Request::builder().header(ORIGIN, "http://evil.example:9944").body(()).unwrap();
			let ask = AskOrigin::new(Origins::new(Some(&[])), at.parse().unwrap());
			assert!(ask.refusal(&page).is_some());
		}
	}

	#[test]
	fn a_host_in_the_uri_counts_as_well() {
		let ask = AskOrigin::new(Origins::new(Some(&[])), "127.0.0.1".parse().unwrap());
		let sent = |uri: &str, host: &str| {
			let request = Request::builder().uri(uri).header(HOST, host).body(()).unwrap();
			ask.refusal(&request).is_some()
		};
		assert!(!sent("http://localhost:9944/", "localhost:9944"));
		assert!(sent("http://evil.example/", "localhost:9944"));
		assert!(sent("http://localhost:9944/", "evil.example"));
	}
}
