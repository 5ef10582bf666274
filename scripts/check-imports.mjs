#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later

// Who may import what (docs/architecture.md): crates, checked over `cargo metadata`, and the files of
// each crate, among which there may be no circle (circles.mjs).
//
// Usage: scripts/check-imports.mjs [--self-test]
//
// Normal and build dependencies are held to the rule, optional ones too: a feature is no loophole.
// Test dependencies are held to `tests` where the rule has it, else to the same list.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import path from "node:path";

import { circles, selfTest as testCircles } from "./circles.mjs";

// For all crates alike.
const UMBRELLA = {
	forbidden: /^polkadot-sdk(-|$)/,
	reason: "the umbrella crate hides which crates are meant; name them one by one",
};

// By folder, the first that fits. `allowed` says all that may be imported, or `forbidden` what may
// not, with `except` taken out of it.
const RULES = [
	{
		name: "primitives",
		folder: /^pallets\/primitives$/,
		forbidden: /^(frame|pallet|sc|polkadot-runtime|canary)-/,
		reason: "the words all pallets share know neither FRAME nor any pallet, client or crate of ours",
	},
	{
		name: "histories",
		folder: /^pallets\/histories$/,
		allowed: /^$/,
		reason: "what the random histories of all pallets share is dice and a number",
	},
	{
		name: "holds",
		folder: /^pallets\/holds$/,
		allowed: /^(frame-support|sp-runtime)$/,
		reason: "what pallets do with money that is held knows no pallet and keeps nothing in storage",
		tests: {
			forbidden: /^(pallet|sc|polkadot-runtime|canary)-/,
			except: /^pallet-balances$/,
			reason: "its tests need money, and nothing else",
		},
	},
	{
		name: "pallet",
		folder: /^pallets\/[^/]+$/,
		allowed: /^(frame-.+|sp-.+|parity-scale-codec|scale-info|canary-(holds|primitives)|log|serde)$/,
		reason: "a pallet stands on FRAME, primitives and small helpers alone; the runtime joins pallets",
		tests: {
			forbidden: /^(pallet|sc|polkadot-runtime|canary)-/,
			// The SDK's referenda are what ours are compared with, under the same votes.
			except:
				/^(pallet-(balances|conviction-voting|preimage|referenda|scheduler)|canary-(histories|holds|primitives))$/,
			reason: "tests of several pallets together run on the real runtime, in runtime/tests",
		},
	},
	{
		name: "runtime",
		folder: /^runtime$/,
		forbidden: /^(sc-.+|canary-(node|client|runtime-wasm))$/,
		reason: "the runtime runs as Wasm inside a client and knows none",
	},
	{
		name: "demo para",
		folder: /^runtime\/para$/,
		forbidden: /^(sc|canary|polkadot-runtime)-/,
		except: /^canary-metadata-hash$/,
		reason: "a para knows its relay chain by cumulus alone",
	},
	{
		name: "fuzzer",
		folder: /^runtime\/fuzz$/,
		forbidden: /^sc-/,
		reason: "it runs the runtime natively, with no client around it",
	},
	{
		name: "runtime interfaces",
		folder: /^runtime\/api$/,
		allowed: /^(sp-.+|parity-scale-codec)$/,
		reason: "both sides of an interface stand on it: it knows neither of them",
	},
	{
		name: "runtime's Wasm",
		folder: /^runtime\/wasm$/,
		allowed: /^substrate-wasm-builder$/,
		reason: "whoever embeds the runtime's Wasm does not compile the runtime for their own machine",
	},
	{
		name: "Wasm optimizer's stand-in",
		folder: /^runtime\/wasm\/opt$/,
		allowed:
			/^(canary-metadata-hash|(frame|merkleized)-metadata|parity-scale-codec|sp-crypto-hashing|wasm(-encoder|i|parser))$/,
		reason: "every build of the runtime waits for it",
	},
	{
		name: "metadata hash",
		folder: /^runtime\/metadata-hash$/,
		allowed: /^(parity-scale-codec|scale-info|sp-runtime)$/,
		reason: "any runtime can have it, and the build takes the placeholder alone",
	},
	{
		name: "node",
		folder: /^node$/,
		allowed: /^(canary-client|canary-runtime(-wasm)?|tikv-jemallocator)$/,
		reason: "the binary joins the client and the runtime, and does nothing else",
	},
	{
		name: "validators",
		folder: /^node\/validators$/,
		forbidden: /^(pallet|frame|polkadot-runtime|cumulus|canary)-/,
		reason: "validators check the blocks of any para, on any relay chain that has the SDK's host",
	},
	{
		name: "RPC server",
		folder: /^node\/rpc-server$/,
		forbidden: /^(pallet|frame|polkadot|cumulus|canary)-|^sc-service$/,
		reason: "it serves the methods of any node",
	},
	{
		name: "collator",
		folder: /^node\/collator$/,
		forbidden: /^(pallet|frame|polkadot-runtime|canary)-/,
		except:
			/^(pallet-transaction-payment-rpc(-runtime-api)?|frame-system-rpc-runtime-api|canary-rpc-server)$/,
		reason: "a collator makes the blocks of any para, and knows the relay chain by what it is told",
		tests: {
			forbidden: /^(pallet|frame|polkadot-runtime)-/,
			except: /^(pallet-transaction-payment-rpc(-runtime-api)?|frame-system-rpc-runtime-api)$/,
			reason: "its tests may have validators check its blocks",
		},
	},
	{
		name: "client",
		folder: /^node\/client$/,
		forbidden: /^(pallet|frame|polkadot-runtime|canary)-/,
		except:
			/^(pallet-transaction-payment-rpc(-runtime-api)?|frame-system-rpc-runtime-api|frame-benchmarking-cli|frame-support|canary-(collator|rpc-server|runtime-api|validators))$/,
		reason: "the client knows the runtime by its interfaces: a change of the runtime compiles nothing of it",
	},
];

const breaks = (rule, name) =>
	rule.allowed ? !rule.allowed.test(name) : rule.forbidden.test(name) && !rule.except?.test(name);

/** A line for each dependency that breaks a rule. */
function violations({ workspace_root, packages }) {
	return packages.flatMap((crate) => {
		const folder = path.relative(workspace_root, path.dirname(crate.manifest_path));
		const rule = RULES.find((rule) => rule.folder.test(folder));
		if (!rule) return [`${crate.name}: no rule for the folder '${folder}'; add one to this check`];

		return crate.dependencies
			.filter(({ name }) => name !== crate.name)
			.flatMap(({ name, kind }) => {
				const own = (kind === "dev" && rule.tests) || rule;
				return [own, UMBRELLA]
					.filter((rule) => breaks(rule, name))
					.slice(0, 1)
					.map(({ reason }) =>
						`${crate.name} -> ${name} (${kind ?? "normal"}): rule '${rule.name}': ${reason}`);
			});
	});
}

/** A line for each knot of files that import each other, with the shortest way around. */
function knots({ workspace_root, packages }) {
	return packages.flatMap(({ name, targets, dependencies }) => {
		const hub = dependencies.some(({ name, kind }) => name === "frame-support" && kind === null);
		const roots = targets.filter(({ kind }) => kind.some((kind) => /^(bin|lib|rlib|cdylib|proc-macro)$/.test(kind)));
		return roots.flatMap(({ src_path }) =>
			circles(src_path, { hub }).map(({ files, way, lines }) => {
				const places = way.map((file, i) => `${path.relative(workspace_root, file)}:${lines[i]}`);
				return `${name}: a circle of ${files.length} files, the shortest way around: ` +
					[...places, path.relative(workspace_root, way[0])].join(" -> ");
			}));
	});
}

/** Shows on made-up workspaces that each rule can fail, and that what is allowed passes. */
function selfTest() {
	// [folder, dependency, kind, whether it is allowed]
	const cases = [
		["pallets/primitives", "sp-runtime", null, true],
		["pallets/primitives", "frame-support", null, false],
		["pallets/primitives", "pallet-balances", "dev", false],
		["pallets/primitives", "canary-slots", null, false],
		["pallets/histories", "sp-core", null, false],
		["pallets/holds", "frame-support", null, true],
		["pallets/holds", "frame-system", null, false],
		["pallets/holds", "pallet-balances", "dev", true],
		["pallets/holds", "canary-slots", "dev", false],
		["runtime/fuzz", "canary-runtime", null, true],
		["runtime/fuzz", "sc-executor", null, false],
		["pallets/slots", "frame-support", null, true],
		["pallets/slots", "canary-holds", null, true],
		["pallets/slots", "canary-histories", null, false],
		["pallets/slots", "canary-histories", "dev", true],
		["pallets/slots", "canary-primitives", null, true],
		["pallets/slots", "pallet-balances", null, false],
		["pallets/slots", "pallet-balances", "dev", true],
		["pallets/slots", "pallet-staking", "dev", false],
		["pallets/slots", "proptest", null, false],
		["pallets/slots", "proptest", "dev", true],
		["pallets/slots", "canary-auctions", null, false],
		["pallets/slots", "canary-auctions", "dev", false],
		["pallets/slots", "polkadot-runtime-parachains", "dev", false],
		["pallets/slots", "polkadot-sdk-frame", "dev", false],
		["runtime", "pallet-staking", null, true],
		["runtime", "canary-slots", null, true],
		["runtime", "sc-client-api", null, false],
		["runtime", "canary-node", "dev", false],
		["runtime", "canary-client", "dev", false],
		["runtime", "canary-runtime-api", null, true],
		["runtime", "polkadot-sdk", null, false],
		["runtime/api", "sp-api", null, true],
		["runtime/api", "canary-runtime", null, false],
		["runtime/wasm", "substrate-wasm-builder", "build", true],
		["runtime/wasm", "canary-runtime", "build", false],
		["runtime/para", "cumulus-pallet-parachain-system", null, true],
		["runtime/para", "canary-runtime", "dev", false],
		["node/validators", "polkadot-node-primitives", null, true],
		["node/validators", "canary-collator", null, false],
		["node/validators", "cumulus-primitives-core", null, false],
		["node/collator", "cumulus-primitives-core", null, true],
		["node/collator", "canary-validators", null, false],
		["node/collator", "canary-rpc-server", null, true],
		["node/rpc-server", "jsonrpsee", null, true],
		["node/rpc-server", "sc-service", null, false],
		["node/rpc-server", "canary-client", "dev", false],
		["node/collator", "canary-validators", "dev", true],
		["node/collator", "frame-system", null, false],
		["node", "canary-client", null, true],
		["node", "canary-runtime-wasm", null, true],
		["node", "canary-runtime", null, true],
		["node", "sc-service", null, false],
		["node/client", "sc-service", null, true],
		["node/client", "canary-runtime-api", null, true],
		["node/client", "canary-collator", null, true],
		["node/client", "canary-validators", null, true],
		["node/client", "canary-runtime", null, false],
		["node/client", "canary-runtime", "dev", false],
		["node/client", "pallet-transaction-payment-rpc", null, true],
		["node/client", "pallet-transaction-payment", null, false],
		["node/client", "frame-system-rpc-runtime-api", null, true],
		["node/client", "frame-system", "build", false],
		["node/client", "canary-primitives", null, false],
		["node/client", "canary-slots", "dev", false],
		["tools/extra", "sp-core", null, false],
	];
	const wrong = cases.filter(([folder, name, kind, allowed]) => {
		const crate = `canary-${path.basename(folder)}`;
		const manifest_path = `/w/${folder}/Cargo.toml`;
		const packages = [{ name: crate, manifest_path, dependencies: [{ name, kind }] }];
		return (violations({ workspace_root: "/w", packages }).length === 0) !== allowed;
	});
	wrong.forEach(([folder, name, kind, allowed]) =>
		console.error(`${folder} -> ${name} (${kind ?? "normal"}) should ${allowed ? "pass" : "fail"}`));
	console.log(`import rules, self-test: ${cases.length - wrong.length} of ${cases.length} cases as expected`);
	const files = testCircles();
	files.wrong.forEach((line) => console.error(line));
	console.log(`circles, self-test: ${files.count - files.wrong.length} of ${files.count} cases as expected`);
	return wrong.length + files.wrong.length === 0;
}

function check() {
	const cwd = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
	const command = ["metadata", "--no-deps", "--format-version", "1"];
	const output = execFileSync("cargo", command, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 });
	const metadata = JSON.parse(output);
	const found = violations(metadata);
	found.forEach((line) => console.error(line));
	console.log(`import rules: ${metadata.packages.length} crates, ${found.length} violations`);
	const around = knots(metadata);
	around.forEach((line) => console.error(line));
	console.log(`circles: ${around.length} among the files of these crates`);
	return found.length + around.length === 0;
}

process.exitCode = (process.argv[2] === "--self-test" ? selfTest() : check()) ? 0 : 1;
