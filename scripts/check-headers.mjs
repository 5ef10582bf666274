#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later

// Which licence each file says it is under: every source file at its top, every manifest in its field.
// `pallets/` and `kit/` are Apache-2.0, everything else is GPL-3.0-or-later.
//
// Usage: scripts/check-headers.mjs [--self-test]

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

const APACHE = /^(pallets|kit)\//;

/** Files with comments. One without an extension is a source file if it begins with `#!`. */
const SOURCE = /\.(rs|ts|tsx|mts|js|mjs|cjs|css|html|hbs|sh|py|ya?ml)$|(^|\/)(Dockerfile|\.dockerignore|\.editorconfig|\.npmrc)$/;
const MANIFEST = /(^|\/)(Cargo\.toml|package\.json)$/;

/** How far down the header may be: behind `#!` and, in HTML, the document type. */
const LINES = 3;

/** What is wrong with a file, or nothing. */
function fault(file, text) {
	const licence = APACHE.test(file) ? "Apache-2.0" : "GPL-3.0-or-later";
	if (MANIFEST.test(file)) {
		const said = manifest(file, text);
		return said === undefined || said === licence ? undefined : `its licence is ${said}, not ${licence}`;
	}
	if (!SOURCE.test(file) && !(path.extname(file) === "" && text.startsWith("#!"))) return undefined;
	const top = text.split("\n", LINES).join("\n");
	const said = /SPDX-License-Identifier: *(\S+)/.exec(top)?.[1];
	if (said === undefined) return `no 'SPDX-License-Identifier: ${licence}' in the first ${LINES} lines`;
	return said === licence ? undefined : `its header says ${said}, not ${licence}`;
}

/** The licence in a manifest's field, `none` without one; nothing for a workspace, which is no package. */
function manifest(file, text) {
	if (file.endsWith(".json")) return JSON.parse(text).license ?? "none";
	if (!/^\[package\]$/m.test(text)) return undefined;
	return /^license *= *"(.*)"$/m.exec(text)?.[1] ?? "none";
}

/** Shows on made-up files what passes and what does not. Returns what went wrong. */
function selfTest() {
	const gpl = "SPDX-License-Identifier: GPL-3.0-or-later";
	const apache = "SPDX-License-Identifier: Apache-2.0";
	// The file, its text, and whether it passes.
	const cases = [
		["node/src/main.rs", `// ${gpl}\n`, true],
		["node/src/main.rs", `// ${apache}\n`, false],
		["node/src/main.rs", "fn main() {}\n", false],
		["node/src/main.rs", `\n\n\n// ${gpl}\n`, false],
		["pallets/slots/src/lib.rs", `// ${apache}\n`, true],
		["pallets/slots/src/lib.rs", `// ${gpl}\n`, false],
		["kit/src/index.ts", `// ${apache}\n`, true],
		["scripts/dev", `#!/usr/bin/env bash\n# ${gpl}\n`, true],
		["scripts/dev", "#!/usr/bin/env bash\n", false],
		["console/index.html", `<!doctype html>\n<!-- ${gpl} -->\n`, true],
		["LICENSE", "words", true],
		["docs/testing.md", "# Testing\n", true],
		["Cargo.toml", "[workspace]\n", true],
		["node/Cargo.toml", "[package]\nlicense = \"GPL-3.0-or-later\"\n", true],
		["pallets/slots/Cargo.toml", "[package]\nlicense = \"GPL-3.0-or-later\"\n", false],
		["pallets/slots/Cargo.toml", "[package]\n", false],
		["kit/package.json", "{\"license\":\"Apache-2.0\"}", true],
		["scripts/e2e/package.json", "{}", false],
	];
	return cases.flatMap(([file, text, passes]) => {
		const said = fault(file, text);
		return (said === undefined) === passes ? [] : [`${file} ${JSON.stringify(text)}: ${said ?? "passes"}`];
	});
}

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
if (process.argv[2] === "--self-test") {
	const wrong = selfTest();
	if (wrong.length > 0) throw new Error(wrong.join("\n"));
} else {
	// Also files that git does not know yet, without those that it ignores.
	const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
	const wrong = files
		.split("\n")
		.filter((file) => file !== "" && existsSync(file))
		.flatMap((file) => {
			const said = fault(file, readFileSync(file, "utf8"));
			return said === undefined ? [] : [`${file}: ${said}`];
		});
	for (const line of wrong) console.error(line);
	if (wrong.length > 0) process.exitCode = 1;
	else console.log("Every source file and manifest says its licence.");
}
