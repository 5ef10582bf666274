// SPDX-License-Identifier: GPL-3.0-or-later

// Circles among the source files of a crate: files that import each other, directly or through others.
//
// An edge goes from a file to the file of the module in which it looks a name up: by `use`, or by a path
// in the code that begins with `crate`, `self`, `super` or a module declared here. Whether the name is
// defined there or only passed on does not matter: a module that re-exports what its children have
// depends on them, and a child that takes something from such a parent closes a circle. `mod child;`
// alone makes no edge. Code for tests does not count: it may look at everything.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** One of these begins at each place of a source file. The order matters. */
const TOKEN = [
	/(?<space>\s+|\/\/[^\n]*)/,
	/(?<comment>\/\*)/,
	/(?<raw>b?r(?<hashes>#*)"[^]*?"\k<hashes>)/,
	/(?<text>b?"(?:\\[^]|[^"\\])*")/,
	/(?<character>b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\])')/,
	/(?<lifetime>'\w+)/,
	/(?<word>(?:r#)?[\p{L}_][\p{L}\p{N}_]*)/u,
	/(?<sign>::|[^])/,
].map(({ source }) => source).join("|");

/** The words, signs and texts of a source file. */
function tokens(source) {
	const found = [];
	const pattern = new RegExp(TOKEN, "uy");
	let line = 1;
	while (pattern.lastIndex < source.length) {
		const start = pattern.lastIndex;
		const { groups } = pattern.exec(source);
		if (groups.comment !== undefined) {
			pattern.lastIndex = endOfComment(source, start);
		} else if (groups.text !== undefined) {
			found.push({ text: groups.text.slice(groups.text.indexOf('"') + 1, -1), literal: true, line });
		} else if (groups.word !== undefined || groups.sign !== undefined) {
			found.push({ text: groups.word?.replace(/^r#/, "") ?? groups.sign, word: groups.word !== undefined, line });
		}
		line += source.slice(start, pattern.lastIndex).split("\n").length - 1;
	}
	return found;
}

/** Comments in `/*` may hold others. */
function endOfComment(source, start) {
	const pattern = /\/\*|\*\//g;
	pattern.lastIndex = start;
	for (let depth = 0, match; (match = pattern.exec(source)); ) {
		depth += match[0] === "/*" ? 1 : -1;
		if (depth === 0) return pattern.lastIndex;
	}
	return source.length;
}

/**
 * What a file says: the modules that it declares, inline or not, and the paths that it looks up, each
 * with the inline modules it stands in.
 */
function read(source) {
	const list = tokens(source);
	const is = (at, ...texts) => texts.every((text, i) => list[at + i]?.text === text && !list[at + i].literal);
	const modules = [];
	const paths = [];

	/** The place behind the bracket that closes the one at this place. */
	const closing = (at) => {
		for (let depth = 0; at < list.length; at++) {
			if (is(at, "(") || is(at, "[") || is(at, "{")) depth++;
			if ((is(at, ")") || is(at, "]") || is(at, "}")) && --depth === 0) return at + 1;
		}
		return at;
	};
	/** The place behind the item that begins at this place. */
	const pastItem = (at) => {
		let use = false;
		for (; at < list.length; at++) {
			if (is(at, "use")) use = true;
			if (is(at, ";") || is(at, "}")) return is(at, ";") ? at + 1 : at;
			if (is(at, "{") && !use) return closing(at);
			if (is(at, "{") || is(at, "(") || is(at, "[")) at = closing(at) - 1;
		}
		return at;
	};
	/** Whether an attribute is a condition that holds in tests alone. */
	const onlyTests = (at, end) => {
		if (!is(at, "#", "[", "cfg", "(")) return false;
		if (is(at + 4, "test", ")")) return true;
		if (!is(at + 4, "all", "(")) return false;
		for (let i = at + 6; i < end; i++) {
			if (is(i, "(")) i = closing(i) - 1;
			else if (is(i, "test")) return true;
		}
		return false;
	};

	/** Reads one branch of a `use`, and returns the place behind it. */
	const branch = (at, before, scope) => {
		const segments = [...before];
		for (; at < list.length; at++) {
			if (is(at, "::")) {
				if (segments.length === 0) segments.push("::");
			} else if (is(at, "{")) {
				for (at++; !is(at, "}") && at < list.length; ) {
					at = branch(at, segments, scope);
					if (is(at, ",")) at++;
				}
				return at + 1;
			} else if (is(at, "*")) {
				paths.push({ scope, segments, line: list[at].line });
				return at + 1;
			} else if (is(at, "as")) {
				at++;
			} else if (list[at].word) {
				segments.push(list[at].text);
				if (!is(at + 1, "::")) paths.push({ scope, segments, line: list[at].line });
			} else {
				return at;
			}
		}
		return at;
	};

	/** Whether a path in the code begins here: not within one, of a macro or in a visibility. */
	const beginsPath = (at) =>
		list[at].word && is(at + 1, "::") && !is(at - 1, "::") && !is(at - 1, "$") && !is(at - 2, "(", "in");

	const body = (at, scope) => {
		let file;
		while (at < list.length && !is(at, "}")) {
			if (is(at, "#", "[") || is(at, "#", "!", "[")) {
				const end = closing(at + (is(at + 1, "!") ? 2 : 1));
				if (is(at, "#", "[", "path", "=")) file = list[at + 4].text;
				if (onlyTests(at, end)) {
					at = end;
					while (is(at, "#", "[")) at = closing(at + 1);
					at = pastItem(at);
				} else {
					at = end;
				}
			} else if (is(at, "use")) {
				at = branch(at + 1, [], scope) + 1;
			} else if (is(at, "mod") && list[at + 1]?.word && (is(at + 2, ";") || is(at + 2, "{"))) {
				const module = { scope, name: list[at + 1].text, inline: is(at + 2, "{"), file };
				file = undefined;
				modules.push(module);
				at = module.inline ? body(at + 3, [...scope, module.name]) + 1 : at + 3;
			} else if (is(at, "{")) {
				at = body(at + 1, scope) + 1;
			} else if (beginsPath(at)) {
				const segments = [list[at].text];
				const { line } = list[at];
				for (at += 1; is(at, "::") && list[at + 1]?.word; at += 2) segments.push(list[at + 1].text);
				paths.push({ scope, segments, line, code: true });
			} else {
				at++;
			}
		}
		return at;
	};
	body(0, []);
	return { modules, paths };
}

/** The modules of a crate, from its root on: for each its file, its parent and its children. */
function tree(root, files) {
	const said = new Map();
	const grow = (module, file, folder) => {
		const { modules, paths } = read(files.read(file));
		said.set(file, { module, paths });
		const at = (scope) => scope.reduce((module, name) => module?.children.get(name), module);
		for (const { scope, name, inline, file: named } of modules) {
			const parent = at(scope);
			const child = { file, parent, children: new Map() };
			// Of a module that is declared twice, for two sets of features, the first one counts.
			if (parent === undefined || parent.children.has(name)) continue;
			parent.children.set(name, child);
			if (inline) continue;
			const inner = path.join(folder, ...scope);
			const places = named
				? [path.join(path.dirname(file), named)]
				: [path.join(inner, `${name}.rs`), path.join(inner, name, "mod.rs")];
			child.file = places.find((place) => files.has(place));
			if (child.file === undefined) throw new Error(`${file}: there is no file of the module '${name}'`);
			const own = path.basename(child.file) === "mod.rs" || named;
			grow(child, child.file, own ? path.dirname(child.file) : path.join(inner, name));
		}
	};
	grow({ file: root, parent: undefined, children: new Map() }, root, path.dirname(root));
	return said;
}

/** The module in which a path ends, or nothing if it leads out of the crate. */
function target(module, segments, code) {
	const [first, ...rest] = segments;
	let at;
	if (first === "crate") for (at = module; at.parent; at = at.parent);
	else if (first === "self") at = module;
	else if (first === "super") at = module.parent;
	else at = module.children.get(first);
	for (const name of rest) {
		// A `self` at the end of a `use` names the module itself.
		if (at === undefined || name === "self") return at;
		const next = name === "super" ? at.parent : at.children.get(name);
		if (next === undefined) return at;
		at = next;
	}
	// In code, what has nothing but `::<` behind it is a function.
	return code && segments.length === 1 ? undefined : at;
}

/** For each file the files that it imports, with the line that does. */
function edges(root, files) {
	const graph = new Map();
	for (const [file, { module, paths }] of tree(root, files)) {
		const to = new Map();
		for (const { scope, segments, line, code } of paths) {
			const here = scope.reduce((module, name) => module.children.get(name), module);
			const found = here && target(here, segments, code)?.file;
			if (found !== undefined && found !== file && !to.has(found)) to.set(found, line);
		}
		graph.set(file, to);
	}
	return graph;
}

/** The shortest way from a file back to itself, among these files. */
function shortest(graph, start, among) {
	const before = new Map();
	for (const queue = [start]; queue.length > 0; ) {
		const file = queue.shift();
		for (const next of graph.get(file).keys()) {
			if (next === start) {
				const way = [file];
				while (way[0] !== start) way.unshift(before.get(way[0]));
				return way;
			}
			if (among.has(next) && !before.has(next)) {
				before.set(next, file);
				queue.push(next);
			}
		}
	}
	return undefined;
}

/** What can be reached from a file. */
function reach(graph, start) {
	const seen = new Set();
	for (const stack = [start]; stack.length > 0; ) {
		for (const next of graph.get(stack.pop())?.keys() ?? []) {
			if (!seen.has(next)) {
				seen.add(next);
				stack.push(next);
			}
		}
	}
	return seen;
}

/**
 * The circles of a crate: for each knot of files that reach each other, all of them, and the shortest
 * way around, each file with the line that imports the next.
 *
 * `hub` says that its root file is left out. That of a pallet or a runtime declares what FRAME's macros
 * want in one place, so that it and every other file need each other.
 */
export function circles(root, { hub = false, files = disk } = {}) {
	const graph = edges(root, files);
	if (hub) {
		graph.delete(root);
		for (const to of graph.values()) to.delete(root);
	}
	const reached = new Map([...graph.keys()].map((file) => [file, reach(graph, file)]));
	const done = new Set();
	const found = [];
	for (const file of [...graph.keys()].sort()) {
		if (done.has(file) || !reached.get(file).has(file)) continue;
		const knot = new Set([...reached.get(file)].filter((other) => reached.get(other)?.has(file)));
		knot.forEach((other) => done.add(other));
		const ways = [...knot].sort().map((start) => shortest(graph, start, knot));
		const way = ways.reduce((best, way) => (way.length < best.length ? way : best));
		const lines = way.map((file, i) => graph.get(file).get(way[(i + 1) % way.length]));
		found.push({ files: [...knot].sort(), way, lines });
	}
	return found;
}

const disk = { has: existsSync, read: (file) => readFileSync(file, "utf8") };

/** Shows on made-up crates what makes a circle and what does not. Returns what went wrong. */
export function selfTest() {
	// What it shows, the files of a crate, the shortest circle or nothing, and whether its root is a hub.
	const cases = [
		["two files", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::b::B;",
			"b.rs": "use super::a::A;",
		}, "a.rs b.rs"],
		["one way", {
			"lib.rs": "mod a; mod b; use a::A;",
			"a.rs": "use crate::b::B;",
			"b.rs": "use std::fmt;",
		}],
		["three files", {
			"lib.rs": "mod a; mod b; mod c;",
			"a.rs": "use crate::{b::B, x};",
			"b.rs": "use super::{c::{self, C}};",
			"c.rs": "use crate::a::{A as _};",
		}, "a.rs b.rs c.rs"],
		["the shortest of two", {
			"lib.rs": "mod a; mod b; mod c;",
			"a.rs": "use crate::b::*;",
			"b.rs": "use crate::c::*;",
			"c.rs": "use crate::{a::*, b::*};",
		}, "b.rs c.rs"],
		["a declared child that looks up", {
			"lib.rs": "mod a;",
			"a.rs": "mod b; struct A;",
			"a/b.rs": "use super::A;",
		}],
		["a parent that passes on", {
			"lib.rs": "mod a;",
			"a/mod.rs": "mod b; pub use b::B; pub struct A;",
			"a/b.rs": "use super::A;",
		}, "a/b.rs a/mod.rs"],
		["a parent that passes on by self", {
			"lib.rs": "mod a;",
			"a/mod.rs": "mod b; use self::b::B;",
			"a/b.rs": "use crate::a::{A};",
		}, "a/b.rs a/mod.rs"],
		["siblings under a parent that passes on", {
			"lib.rs": "mod a;",
			"a/mod.rs": "mod b; mod c; pub use self::{b::B, c::C};",
			"a/b.rs": "use super::c::C;",
			"a/c.rs": "",
		}],
		["a path in the code", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "fn f() { crate::b::f() }",
			"b.rs": "impl super::a::A for B {}",
		}, "a.rs b.rs"],
		["a path behind `in`", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "fn f() { for _ in crate::b::all() {} }",
			"b.rs": "fn f() -> impl Sized + use<> { super::a::f() }",
		}, "a.rs b.rs"],
		["a path to a child in the code", {
			"lib.rs": "mod a; fn f() { a::f() }",
			"a.rs": "fn f() -> crate::L { L }",
		}, "a.rs lib.rs"],
		["a use in a function", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "fn f() { use crate::b::f; }",
			"b.rs": "use crate::a::A;",
		}, "a.rs b.rs"],
		["tests", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::b::B;",
			"b.rs": [
				"#[cfg(test)]\n#[allow(x)]\nmod tests { use crate::a::A; }",
				"#[cfg(all(test, feature = \"x\"))] use crate::a::{A, B};",
				"#[cfg(test)] fn f() -> [u8; 2] { crate::a::f() }",
			].join("\n"),
		}],
		["not only tests", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::b::B;",
			"b.rs": "#[cfg(all(feature = \"x\", not(test)))] use crate::a::A;",
		}, "a.rs b.rs"],
		["a file of tests", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::b::B; #[cfg(test)] mod tests;",
			"b.rs": "",
		}],
		["inline modules", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "mod inner { use super::super::b::B; }",
			"b.rs": "mod inner { pub mod more { use crate::a::inner::f; } }",
		}, "a.rs b.rs"],
		["an inline module and its file", {
			"lib.rs": "mod a;",
			"a.rs": "mod inner { use super::*; } use inner::f; use self::inner::g;",
		}],
		["comments and literals", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::b::B;",
			"b.rs": [
				"// use crate::a::A;\n/* /* */ use crate::a::A; */ const S: &str = \"crate::a::A\";",
				"const R: &str = r#\"\" crate::a::A\"#; const C: char = '\"'; fn f<'a>(_: &'a str) {}",
			].join("\n"),
		}],
		["behind literals", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::b::B;",
			"b.rs": "const C: &[char] = &['\"', '\\'', '\\u{22}']; fn f<'a>() { crate::a::f::<'a>() }",
		}, "a.rs b.rs"],
		["another crate's path", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::b::B;",
			"b.rs": "use ::a::A; use other::a::A; fn f() { $crate::a::f(); A::a(); }",
		}],
		["a visibility", {
			"lib.rs": "mod a; mod b; use b::B;",
			"a.rs": "pub(in crate::b) fn f() {}",
			"b.rs": "use crate::a::A;",
		}],
		["a named path", {
			"lib.rs": "mod a; #[path = \"c.rs\"] mod b;",
			"a.rs": "use crate::b::B;",
			"c.rs": "use crate::a::A;",
		}, "a.rs c.rs"],
		["a root that is a hub", {
			"lib.rs": "mod a; use a::A;",
			"a.rs": "use crate::L;",
		}, undefined, true],
		["a root that is none", { "lib.rs": "mod a; use a::A;", "a.rs": "use crate::L;" }, "a.rs lib.rs"],
		["a circle beside a hub", {
			"lib.rs": "mod a; mod b;",
			"a.rs": "use crate::{b::B, L};",
			"b.rs": "use crate::a::A;",
		}, "a.rs b.rs", true],
	];
	const wrong = cases.flatMap(([name, sources, expected, hub]) => {
		const files = { has: (file) => file in sources, read: (file) => sources[file] };
		const [found] = circles("lib.rs", { hub, files });
		const way = found?.way.join(" ");
		return way === expected ? [] : [`${name}: ${way ?? "no circle"}, not ${expected ?? "none"}`];
	});
	return { count: cases.length, wrong };
}
