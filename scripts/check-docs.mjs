#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later

// Whether what the pages of this repository name is there: what their links lead to, headings included;
// files, scripts, their flags and arguments; RPC methods of the engine; tests. It asks no network.
//
// Usage: scripts/check-docs.mjs [--self-test | --binary <canary>]
//   --binary   checks only flags and commands of the node, against its `--help`
//
// Names are looked at where they are marked as code. What is not a name of ours is not judged.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

/** Folders that are ours: a path that begins with one of them is to be there. */
const FOLDERS = /^(\.ci|\.github|console|docs|kit|node|pallets|runtime|scripts)\//;
/** What is built or fetched, and so is not among the sources. */
const MADE = /(^|\/)(dist|dist-report|node_modules|target)(\/|$)/;
/** Scripts that hand unknown flags on to the node. */
const HANDS_ON = ["scripts/dev"];
/** Commands of a node that is built for them. */
const BY_FEATURE = ["bench", "benchmark-pallets"];
/** Flags of Node.js and cargo that a page names by themselves. */
const OTHERS = ["--nocapture", "--test-name-pattern"];
/** Rust test names are sentences; shorter words with underscores may be anybody's. */
const SENTENCE = /^[a-z][a-z0-9]*(_[a-z0-9]+){3,}(_?…)?$/;

// --- reading a page ---

/**
 * What a page has that can be checked: its headings' anchors, and by line its links and its code. A span
 * of code may go over a line's end, and so may a command that ends with a backslash.
 */
export function read(text) {
	const anchors = new Set();
	const links = [];
	const code = [];
	let fence;
	let command;
	let prose = "";
	text.split("\n").forEach((line, i) => {
		const mark = /^ *(```+)/.exec(line)?.[1];
		if (mark !== undefined && (fence === undefined || mark.length >= fence.length)) {
			fence = fence === undefined ? mark : undefined;
			prose += "\n";
		} else if (fence !== undefined) {
			command = command ?? { line: i + 1, text: "", fenced: true };
			command.text += line.trim().replace(/\\$/, "");
			if (!line.endsWith("\\")) {
				code.push(command);
				command = undefined;
			}
			prose += "\n";
		} else {
			const heading = /^#{1,6} +(.*?)#*$/.exec(line)?.[1];
			if (heading !== undefined) anchors.add(anchor(heading, anchors));
			prose += `${line}\n`;
		}
	});
	const lineAt = (index) => prose.slice(0, index).split("\n").length;
	const blank = (found) => found.replace(/[^\n]/g, " ");
	prose = prose.replace(/(`+)([\s\S]*?[^`])\1(?!`)/g, (found, _, inner, index) => {
		if (/\n *\n/.test(inner)) return found;
		code.push({ line: lineAt(index), text: inner.replace(/\s+/g, " ").trim() });
		return blank(found);
	});
	for (const { 1: target, index } of prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)) {
		links.push({ line: lineAt(index), target });
	}
	for (const { 1: target, index } of prose.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)) {
		links.push({ line: lineAt(index), target });
	}
	return { anchors, links, code: code.sort((a, b) => a.line - b.line), text };
}

/** The anchor that GitHub gives a heading, with a number where there is one of that name already. */
function anchor(heading, taken) {
	const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").trim().toLowerCase();
	const name = plain.replace(/[^\p{L}\p{N}\p{M} _-]/gu, "").replace(/ /g, "-");
	let found = name;
	for (let i = 1; taken.has(found); i++) found = `${name}-${i}`;
	return found;
}

// --- judging it ---

/** Whether the files have one that this path or pattern names, seen from the root or from the page. */
function isThere(files, named, page) {
	const bare = named.replace(/\/+$/, "");
	const from = (folder) => path.posix.normalize(path.posix.join(folder, bare));
	return ["", path.posix.dirname(page)].map(from).some((one) => {
		if (!one.includes("*")) return files.has(one);
		const pattern = new RegExp(`^${one.replace(/[.+]/g, "\\$&").replace(/\*+/g, ".*")}$`);
		return [...files.paths, ...files.folders].some((file) => pattern.test(file));
	});
}

function* brokenLinks(page, { links, anchors }, files) {
	for (const { line, target } of links) {
		if (/^[a-z+]+:/i.test(target)) continue;
		const [named, fragment] = target.split("#");
		const to = named === "" ? page : path.posix.normalize(path.posix.join(path.posix.dirname(page), named));
		if (!files.has(to)) yield `${line}: there is no ${to}`;
		else if (fragment !== undefined && to.endsWith(".md")) {
			const there = named === "" ? anchors : read(files.read(to)).anchors;
			if (!there.has(fragment)) yield `${line}: ${to} has no heading '#${fragment}'`;
		}
	}
}

/** The files that a piece of code names. */
function* missingFiles(page, { line, text }, files) {
	for (const word of text.split(/[\s"'()=,;:|]+/)) {
		const named = word.replace(/^\.\//, "").replace(/[.…]+$/, "");
		if (/[<>$…{}]/.test(named) || MADE.test(named)) continue;
		if (FOLDERS.test(named)) {
			if (!isThere(files, named, page)) yield `${line}: there is no ${named}`;
		} else if (/^[\w-]+(\/[\w.-]+)*\.(rs|ts|tsx|mjs|hbs)$/.test(named) && !text.includes("my-")) {
			if (!files.endingWith(named)) yield `${line}: no file here is called ${named}`;
		}
	}
}

/** What a command line asks of a script that the script does not know. */
function* unknownArguments({ line, text, fenced }, files) {
	for (const [, name, rest] of text.matchAll(/(?:^|[\s(])(scripts\/[\w-]+(?:\/[\w-]+)?)((?: +[^\s#;&|]+)*)/g)) {
		if (HANDS_ON.includes(name) || !files.isScript(name)) continue;
		const words = rest.trim().split(/ +/).filter(Boolean);
		const known = files.read(name);
		const unknown = words.filter((word, i) => {
			if (/^--[a-z]/.test(word)) return !known.includes(word.split("=")[0]);
			// Of a script with parts, the first word names one.
			return (fenced || words.length === rest.trim().split(" ").length) && i === 0 &&
				/^[a-z][a-z0-9-]+$/.test(word) && !files.partOf(name, word);
		});
		for (const word of unknown) yield `${line}: ${name} does not know '${word}'`;
	}
	for (const [, folder, script] of text.matchAll(/npm (?:--prefix (\S+) )?run (?:--silent )?([\w-]+)/g)) {
		const manifests = folder ? [`${folder}/package.json`] : files.manifests();
		if (!manifests.some((file) => JSON.parse(files.read(file)).scripts?.[script])) {
			yield `${line}: no package.json has the script '${script}'`;
		}
	}
}

/** Methods and tests that are not in the sources. */
function* unknownNames({ line, text }, files) {
	for (const [name] of text.matchAll(/\b(dev|engine)_[a-z][A-Za-z]+\b/g)) {
		if (!files.hasMethod(name)) yield `${line}: the node has no method ${name}`;
	}
	if (SENTENCE.test(text) && !files.hasWord(text)) yield `${line}: nothing in the sources is called ${text}`;
}

/** Tests that a page quotes by their titles and files: `one`, `another` (`file.test.ts`). */
function* unknownTitles({ text }, files) {
	for (const { 1: titles, 2: name, index } of text.matchAll(/((?:`[^`]+`,\s+)*`[^`]+`)\s+\(`([\w-]+\.test\.ts)`/g)) {
		const file = files.endingWith(name);
		const line = text.slice(0, index).split("\n").length;
		for (const [, title] of titles.matchAll(/`([^`]+)`/g)) {
			const words = title.replace(/\s+/g, " ");
			if (file && words.includes(" ") && !files.read(file).includes(words)) yield `${line}: ${name} has no test '${words}'`;
		}
	}
}

/** All that is wrong with a page. */
export function faults(page, text, files) {
	const content = read(text);
	return [
		...brokenLinks(page, content, files),
		...content.code.flatMap((code) => [
			...missingFiles(page, code, files),
			...unknownArguments(code, files),
			...unknownNames(code, files),
		]),
		...unknownTitles(content, files),
	].map((fault) => `${page}:${fault}`);
}

/** Flags and commands of the node that it does not have. `help` is all that its helps say. */
export function unknownToNode(page, text, help, scripts) {
	const flags = (words) => new Set(words.match(/--[a-z][a-z0-9-]+/g));
	const [own, others] = [flags(help), flags(scripts)];
	const commands = new Set([...help.matchAll(/^ {2}([a-z][a-z-]+) {2}/gm)].map(([, name]) => name));
	return read(text).code.flatMap(({ line, text }) => {
		const found = [];
		const [, command, rest = ""] = /(?:^|\s)(?:[^\s=]*\/)?(canary|scripts\/dev)((?: +[^\s#;&|]+)*)/.exec(text) ?? [];
		const named = command ? flags(rest) : text.startsWith("--") ? flags(text) : new Set();
		for (const flag of named) {
			if (!own.has(flag) && (command || !others.has(flag)) && !OTHERS.includes(flag)) found.push(`no flag of the node is ${flag}`);
		}
		const [first = ""] = rest.trim().split(/ +/);
		if (command === "canary" && /^[a-z][a-z-]+$/.test(first) && !commands.has(first) && !BY_FEATURE.includes(first)) {
			found.push(`the node has no command '${first}'`);
		}
		return found.map((fault) => `${page}:${line}: ${fault}`);
	});
}

// --- this repository, and made-up ones ---

/** Files by their paths; `text` reads one. */
function repository(list, text) {
	const paths = new Set(list);
	const folders = new Set();
	for (const file of list) for (let at = path.posix.dirname(file); at !== "."; at = path.posix.dirname(at)) folders.add(at);
	const kept = new Map();
	const readOnce = (file) => kept.get(file) ?? kept.set(file, text(file)).get(file);
	const sources = (pattern) => list.filter((file) => pattern.test(file)).map(readOnce);
	let words;
	return {
		paths,
		folders,
		read: readOnce,
		isScript: (file) => paths.has(file) && readOnce(file).startsWith("#!"),
		has: (named) => paths.has(named) || folders.has(named) || named === ".",
		endingWith: (named) => list.find((file) => file === named || file.endsWith(`/${named}`)),
		manifests: () => list.filter((file) => path.posix.basename(file) === "package.json"),
		partOf: (name, word) =>
			new RegExp(`\\b${word}\\b`).test(readOnce(name)) ||
			list.some((file) => new RegExp(`^scripts/e2e/(\\w+/)?${word}(\\.ts|/main\\.ts)$|^scripts/e2e/\\w+s/${word}(\\.ts|/)`).test(file)),
		hasMethod: (name) => sources(/^node\/.*\.rs$/).some((source) => source.includes(`"${name}"`)),
		hasWord: (name) => {
			words ??= new Set(sources(/\.(rs|ts)$/).flatMap((source) => source.match(/\b[a-z][a-z0-9]*(?:_[a-z0-9]+){2,}\b/g) ?? []));
			const start = name.replace(/_?…$/, "_");
			return start === name ? words.has(name) : [...words].some((word) => word.startsWith(start));
		},
	};
}

/** Shows on made-up pages what is found and what is not. Returns what went wrong. */
function selfTest() {
	const sources = {
		"README.md": "# Canary\n## Two `commands`\n## A — b, c\n## Again\n## Again\n",
		"docs/page.md": "# Page\n",
		"docs/paras.md": "# Paras\n",
		"docs/images/a.svg": "",
		"node/client/src/rpc.rs": "#[method(name = \"dev_newBlock\")]",
		"pallets/slots/src/tests/swap.rs": "fn a20_gaps_go_along_too() {}",
		"scripts/test": "#!/usr/bin/env bash\n# Usage: scripts/test [lint|unit]\n",
		"scripts/soak": "#!/usr/bin/env bash\n# --minutes M\n",
		"scripts/e2e/package.json": "{\"scripts\":{\"typecheck\":\"tsc\"}}",
		"scripts/e2e/tests/blocks.test.ts": "it('numbers its slots by the time')",
	};
	const files = repository(Object.keys(sources), (file) => sources[file]);
	// What is written in docs/page.md, and how much of it is found to be wrong.
	const cases = [
		["[a](../README.md) [b](paras.md#paras) [c](https://example.org/x) [d](#page)\n# Page", 0],
		["[a](README.md)", 1],
		["[a](../README.md#two-commands) [b](../README.md#a--b-c) [c](../README.md#again-1)", 0],
		["[a](../README.md#three-commands)", 1],
		["![a](images/a.svg) <img src=\"images/b.svg\">", 1],
		["`[a](gone.md)`\n\n```\n[a](gone.md)\n```\n", 0],
		["`scripts/test lint` `scripts/test all-of-it` `scripts/gone`", 2],
		["```sh\nscripts/soak --minutes 2 # and --hours\nscripts/soak --hours 2\n```", 1],
		["```sh\nscripts/soak \\\n\t--hours 2\n```", 1],
		["`scripts/soak\n--minutes 3`", 0],
		["`pallets/slots/src` `pallets/*/src/tests` `pallets/*/benches` `node/x.rs`", 2],
		["`console/dist` `kit/node_modules/x` `console/distance`", 1],
		["`swap.rs` `tests/swap.rs` `sw.rs`", 1],
		["`dev_newBlock({count: 3})` `dev_oldBlock` dev_oldBlock", 1],
		["`a20_gaps_go_along_too` `a20_gaps_do_not_go_along` `a20_…` `a20_gaps_…` `a21_…`", 1],
		["`npm run typecheck` `npm --prefix scripts/e2e run gone`", 1],
		["`numbers its slots by the time`, `eats`, `eats its\nslots` (`blocks.test.ts`)", 1],
	];
	const help = "Commands:\n  key  Keys\n  revert-all  Back\n\n  --dev\n  --chain <CHAIN>\n";
	// What is written, and how much of it the node does not know.
	const ofNode = [
		["`canary --dev --chain kusama` `canary key --dev` `canary keys`", 1],
		["`--dev` `--minutes 3` `--gone`", 1],
		["`scripts/dev --chain local --minutes 3`", 1],
		["```sh\ntarget/release/canary --dev \\\n\t--gone\ncargo build --locked\n```", 1],
	];
	return [
		...cases.map(([text, count]) => [text, count, faults("docs/page.md", text, files)]),
		...ofNode.map(([text, count]) => [text, count, unknownToNode("docs/page.md", text, help, sources["scripts/soak"])]),
	].flatMap(([text, count, found]) =>
		found.length === count ? [] : [`${JSON.stringify(text)}: ${count} expected, found: ${found.join("; ") || "nothing"}`]);
}

function helps(binary, command = []) {
	const help = execFileSync(binary, [...command, "--help"], { encoding: "utf8" });
	const commands = command.length > 2 ? "" : (/^Commands:\n([\s\S]*?)\n\n/m.exec(help)?.[1] ?? "");
	const names = [...commands.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, name]) => name).filter((name) => name !== "help");
	return [help, ...names.map((name) => helps(binary, [...command, name]))].join("\n");
}

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const [mode, binary] = process.argv.slice(2);
let wrong;
if (mode === "--self-test") {
	wrong = selfTest();
} else {
	const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
		.split("\n")
		.filter((file) => file !== "" && statSync(file, { throwIfNoEntry: false })?.isFile());
	const text = (file) => readFileSync(file, "utf8");
	const files = repository(list, text);
	const pages = list.filter((file) => file.endsWith(".md"));
	if (mode === "--binary") {
		const help = helps(path.resolve(binary));
		const scripts = readdirSync("scripts", { withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ name }) => text(`scripts/${name}`))
			.join("\n");
		wrong = pages.flatMap((page) => unknownToNode(page, text(page), help, scripts));
	} else {
		wrong = pages.flatMap((page) => faults(page, text(page), files));
	}
	console.log(`docs: ${pages.length} pages, ${wrong.length} names or links that lead nowhere`);
}
for (const line of wrong) console.error(line);
if (wrong.length > 0) process.exitCode = 1;
