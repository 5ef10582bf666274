// SPDX-License-Identifier: GPL-3.0-or-later

//! The console: a web page that shows the chain and moves it through time, served on loopback.
//!
//! The folder of the page is read once, at the start. Nothing else on the disk is served.

use std::{
	collections::HashMap,
	convert::Infallible,
	fs,
	io::{Error, ErrorKind, Result},
	net::{Ipv4Addr, SocketAddr, TcpListener},
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};

use http_body_util::Full;
use hyper::{
	body::{Bytes, Incoming},
	header::{self, HeaderValue},
	server::conn::http1,
	service::service_fn,
	Method, Request, Response, StatusCode,
};
use hyper_util::rt::TokioIo;

use crate::preflight;

/// The path of the page itself, which every built console has.
const INDEX: &str = "/index.html";
/// The path at which the page finds the node's RPC port.
const CONFIG: &str = "/config.json";
/// The most bytes that a built console has. A larger folder is something else, and is refused.
const MAX_SIZE: u64 = 32 << 20;
/// How long to wait after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// The content security policy: the page runs its own scripts, and talks to nodes of this machine.
const POLICY: &str =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
	font-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; base-uri 'none'; \
	form-action 'none'; frame-ancestors 'none'";

/// The options of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConsoleOptions {
	/// The folder with the built page.
	pub(crate) folder: PathBuf,
	/// The port to serve it at; 0 for any free one.
	pub(crate) port: u16,
}

/// A console with its files in memory and its port bound.
pub(crate) struct Console {
	listener: TcpListener,
	files: HashMap<String, File>,
}

/// A file of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
	content_type: &'static str,
	content: Bytes,
}

impl Console {
	/// Reads the page and binds the port. Fails if the folder is not a built console, or the port
	/// is taken.
	pub(crate) fn open(options: &ConsoleOptions) -> Result<Self> {
		let files = read(&options.folder)?;
		let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
		preflight::port_is_free(address, "console", "--console-port")?;
		let listener = TcpListener::bind(address)?;
		listener.set_nonblocking(true)?;
		Ok(Self { listener, files })
	}

	/// The address of the page.
	pub(crate) fn address(&self) -> Result<SocketAddr> {
		self.listener.local_addr()
	}

	/// Serves browsers as long as it is polled. The page finds the node's RPC at `rpc_port`.
	pub(crate) async fn serve(mut self, rpc_port: u16) {
		let config = serde_json::json!({ "rpcPort": rpc_port }).to_string();
		self.files.insert(CONFIG.into(), File { content_type: JSON, content: config.into() });
		let files = Arc::new(self.files);
		let listener = match tokio::net::TcpListener::from_std(self.listener) {
			Ok(listener) => listener,
			Err(error) => return log::error!("The console cannot be served: {error}"),
		};
		loop {
			match listener.accept().await {
				Ok((stream, _)) => {
					let files = files.clone();
					let service = service_fn(move |request: Request<Incoming>| {
						let answer = answer(&files, request.method(), request.uri().path());
						std::future::ready(Ok::<_, Infallible>(answer))
					});
					let connection =
						http1::Builder::new().serve_connection(TokioIo::new(stream), service);
					tokio::spawn(async move {
						if let Err(error) = connection.await {
							log::debug!("A browser's connection to the console: {error}");
						}
					});
				},
				Err(error) => {
					log::warn!("The console cannot take a connection: {error}");
					tokio::time::sleep(ACCEPT_PAUSE).await;
				},
			}
		}
	}
}

/// Reads a built console. Returns its files by their URL paths.
fn read(folder: &Path) -> Result<HashMap<String, File>> {
	let wrong = |reason: &str| {
		let folder = folder.display();
		Error::new(
			ErrorKind::InvalidInput,
			format!(
				"{folder} {reason}; `--console <FOLDER>` takes the folder of a built console, which \
				 `npm run build` leaves in console/dist"
			),
		)
	};
	let mut files = HashMap::new();
	let mut room = MAX_SIZE;
	let mut folders = vec![(folder.to_owned(), String::new())];
	while let Some((folder, path)) = folders.pop() {
		let entries =
			fs::read_dir(&folder).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
		for entry in entries {
			let entry = entry?;
			let name = entry.file_name();
			let path = format!("{path}/{}", name.to_string_lossy());
			// Links are left out: they may lead out of the folder.
			let kind = entry.file_type()?;
			if kind.is_dir() {
				folders.push((entry.path(), path));
			} else if kind.is_file() {
				room = room
					.checked_sub(entry.metadata()?.len())
					.ok_or_else(|| wrong("is larger than a built console"))?;
				let content = fs::read(entry.path())?.into();
				files.insert(path.clone(), File { content_type: content_type(&path), content });
			}
		}
	}
	if !files.contains_key(INDEX) {
		return Err(wrong("has no index.html"));
	}
	Ok(files)
}

const JSON: &str = "application/json";

/// The content type of a file, by its extension.
fn content_type(path: &str) -> &'static str {
	match path.rsplit('.').next() {
		Some("html") => "text/html; charset=utf-8",
		Some("js") => "text/javascript; charset=utf-8",
		Some("css") => "text/css; charset=utf-8",
		Some("json" | "map") => JSON,
		Some("svg") => "image/svg+xml",
		Some("png") => "image/png",
		Some("ico") => "image/x-icon",
		Some("woff2") => "font/woff2",
		Some("txt") => "text/plain; charset=utf-8",
		_ => "application/octet-stream",
	}
}

/// The response to a request. A path must equal that of a file, byte for byte.
fn answer(files: &HashMap<String, File>, method: &Method, path: &str) -> Response<Full<Bytes>> {
	let plain = |status: StatusCode, text: &'static str| {
		let file = File {
			content_type: content_type(".txt"),
			content: Bytes::from_static(text.as_bytes()),
		};
		(status, file)
	};
	let (status, file) = match *method {
		Method::GET | Method::HEAD => match files.get(if path == "/" { INDEX } else { path }) {
			Some(file) => (StatusCode::OK, file.clone()),
			None => plain(StatusCode::NOT_FOUND, "There is no such file.\n"),
		},
		_ => plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are allowed.\n"),
	};
	let mut response = Response::new(Full::new(file.content));
	*response.status_mut() = status;
	let headers = response.headers_mut();
	for (name, value) in [
		(header::CONTENT_TYPE, file.content_type),
		(header::CONTENT_SECURITY_POLICY, POLICY),
		(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
		(header::REFERRER_POLICY, "no-referrer"),
		// Another build may be served on the same port tomorrow.
		(header::CACHE_CONTROL, "no-cache"),
	] {
		headers.insert(name, HeaderValue::from_static(value));
	}
	response
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A temporary folder, deleted on drop.
	struct Folder(PathBuf);

	impl Folder {
		fn new(name: &str) -> Self {
			let path =
				std::env::temp_dir().join(format!("canary-console-{name}-{}", std::process::id()));
			fs::create_dir_all(path.join("assets")).unwrap();
			Self(path)
		}

		fn with(name: &str, files: &[(&str, &str)]) -> Self {
			let folder = Self::new(name);
			for (file, content) in files {
				fs::write(folder.0.join(file), content).unwrap();
			}
			folder
		}
	}

	impl Drop for Folder {
		fn drop(&mut self) {
			fs::remove_dir_all(&self.0).unwrap();
		}
	}

	const PAGE: [(&str, &str); 3] =
		[("index.html", "<p>"), ("assets/a.js", "1"), ("assets/a.css", "p{}")];

	#[test]
	fn files_are_known_by_their_paths_and_types() {
		let folder = Folder::with("types", &PAGE);
		let files = read(&folder.0).unwrap();
		let types = |path: &str| files.get(path).map(|file| file.content_type);
		assert_eq!(files.len(), 3);
		assert_eq!(types("/index.html"), Some("text/html; charset=utf-8"));
		assert_eq!(types("/assets/a.js"), Some("text/javascript; charset=utf-8"));
		assert_eq!(types("/assets/a.css"), Some("text/css; charset=utf-8"));
		assert_eq!(content_type("/a.b/unknown"), "application/octet-stream");
	}

	#[test]
	fn only_what_is_in_the_folder_is_served() {
		let folder = Folder::with("paths", &PAGE);
		#[cfg(unix)]
		std::os::unix::fs::symlink("/etc/passwd", folder.0.join("link.txt")).unwrap();
		let files = read(&folder.0).unwrap();
		let status = |path: &str| answer(&files, &Method::GET, path).status();
		for path in ["/", "/index.html", "/assets/a.js"] {
			assert_eq!(status(path), StatusCode::OK, "{path}");
		}
		for path in [
			"",
			"/link.txt",
			"/assets",
			"/assets/",
			"/../index.html",
			"/assets/../index.html",
			"/%2e%2e/index.html",
			"//etc/passwd",
			"/../../../../etc/passwd",
		] {
			assert_eq!(status(path), StatusCode::NOT_FOUND, "{path}");
		}
	}

	#[test]
	fn every_answer_says_what_the_page_may_do() {
		let folder = Folder::with("headers", &PAGE);
		let files = read(&folder.0).unwrap();
		for (method, path, status) in [
			(Method::GET, "/", StatusCode::OK),
			(Method::HEAD, "/", StatusCode::OK),
			(Method::GET, "/nothing", StatusCode::NOT_FOUND),
			(Method::POST, "/", StatusCode::METHOD_NOT_ALLOWED),
		] {
			let response = answer(&files, &method, path);
			assert_eq!(response.status(), status, "{method} {path}");
			assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], POLICY);
			assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
		}
	}

	#[test]
	fn a_folder_that_is_no_console_is_refused_with_what_to_do() {
		let empty = Folder::new("empty");
		for folder in [empty.0.clone(), empty.0.join("missing")] {
			let reason = read(&folder).unwrap_err().to_string();
			assert!(reason.contains("--console") && reason.contains("npm run build"), "{reason}");
		}
	}

	#[test]
	fn a_taken_port_is_refused_with_the_flag() {
		let folder = Folder::with("port", &PAGE);
		let options = |port| ConsoleOptions { folder: folder.0.clone(), port };
		let first = Console::open(&options(0)).unwrap();
		let address = first.address().unwrap();
		assert!(address.ip().is_loopback());
		let reason = Console::open(&options(address.port())).err().unwrap().to_string();
		assert!(reason.contains("--console-port"), "{reason}");
	}
}
