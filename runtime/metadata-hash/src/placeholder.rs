// SPDX-License-Identifier: GPL-3.0-or-later

use core::{fmt, ptr, str};

/// What the build looks for in a Wasm.
const MARK: [u8; 20] = *b"canary-metadata-hash";
/// Where the number of decimals stands, and behind it the symbol.
const DECIMALS: usize = 1 + MARK.len();
/// Bytes for the symbol.
const SYMBOL: usize = Placeholder::LEN - DECIMALS - 1;

/// Where a runtime has the hash of its metadata: 33 bytes, the encoding of an `Option<[u8; 32]>`.
///
/// It says `None` until the build of the Wasm puts the hash there. Until then the other 32 bytes are a mark
/// by which it is found, and the token that the hash is made with.
///
/// A runtime has one, as a `static`: there is nothing to find in what the compiler has copied or left out.
pub struct Placeholder([u8; Self::LEN]);

/// What a wallet shows amounts of money in. It is part of the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
	/// What stands beside an amount, such as `KSM`: 1 to 11 bytes.
	pub symbol: &'a str,
	/// How many decimals an amount has: 12 if the smallest unit is 10^-12 of the token.
	pub decimals: u8,
}

impl Placeholder {
	/// Its size in bytes.
	pub const LEN: usize = 33;

	/// The placeholder of a runtime with this token.
	///
	/// # Panics
	///
	/// If the symbol is empty or longer than 11 bytes: in a `static`, when it is compiled.
	pub const fn new(token: Token) -> Self {
		let symbol = token.symbol.as_bytes();
		assert!(!symbol.is_empty() && symbol.len() <= SYMBOL, "a symbol has 1 to 11 bytes");
		let mut bytes = [0; Self::LEN];
		let (start, end) = bytes.split_at_mut(DECIMALS);
		start.split_at_mut(1).1.copy_from_slice(&MARK);
		end[0] = token.decimals;
		end.split_at_mut(1).1.split_at_mut(symbol.len()).0.copy_from_slice(symbol);
		Self(bytes)
	}

	/// The hash, if the build has put it here. In native code, and so in tests, it has not.
	pub fn hash(&self) -> Option<[u8; 32]> {
		// Read as if anybody might have written it: the compiler would take it for what `new` has made.
		// SAFETY: it is read through a reference to it.
		match unsafe { ptr::read_volatile(&self.0) } {
			[1, hash @ ..] => Some(hash),
			_ => None,
		}
	}

	/// Where in a Wasm the placeholders without a hash are, and each one's token.
	pub fn find(wasm: &[u8]) -> impl Iterator<Item = (usize, Token<'_>)> {
		let places = wasm.windows(Self::LEN).enumerate();
		places.filter_map(|(at, bytes)| Some((at, token(bytes)?)))
	}

	/// What the build puts in its place.
	pub const fn with_hash(hash: [u8; 32]) -> Self {
		let mut bytes = [1; Self::LEN];
		bytes.split_at_mut(1).1.copy_from_slice(&hash);
		Self(bytes)
	}

	/// What it is in a Wasm.
	pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
		&self.0
	}
}

impl fmt::Debug for Placeholder {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.debug_tuple("Placeholder").field(&self.hash()).finish()
	}
}

/// The token in what may be a placeholder without a hash.
fn token(bytes: &[u8]) -> Option<Token<'_>> {
	let (decimals, symbol) = bytes.strip_prefix(&[0])?.strip_prefix(&MARK)?.split_first()?;
	let end = symbol.iter().position(|byte| *byte == 0).unwrap_or(symbol.len());
	let symbol = str::from_utf8(&symbol[..end]).ok()?;
	Some(Token { symbol, decimals: *decimals })
}

#[cfg(test)]
mod tests {
	use super::*;

	const LONGEST: Token = Token { symbol: "ELEVENBYTES", decimals: 255 };
	const KSM: Token = Token { symbol: "KSM", decimals: 12 };

	#[test]
	fn one_is_found_in_a_wasm_with_its_token() {
		let [short, long] = [KSM, LONGEST].map(|token| Placeholder::new(token).0);
		let wasm = [&[0; 5][..], &short, b"not ", &MARK, &[0; 40], &long].concat();
		let found: Vec<_> = Placeholder::find(&wasm).collect();
		assert_eq!(found, [(5, KSM), (wasm.len() - Placeholder::LEN, LONGEST)]);
	}

	#[test]
	fn one_has_no_hash_until_it_is_filled_and_then_it_is_found_no_more() {
		assert_eq!(Placeholder::new(KSM).hash(), None);
		let filled = Placeholder::with_hash([7; 32]);
		assert_eq!(filled.hash(), Some([7; 32]));
		assert_eq!(Placeholder::find(filled.as_bytes()).count(), 0);
	}

	#[test]
	#[should_panic = "a symbol has 1 to 11 bytes"]
	fn a_longer_symbol_is_refused() {
		Placeholder::new(Token { symbol: "TWELVE BYTES", decimals: 0 });
	}
}
