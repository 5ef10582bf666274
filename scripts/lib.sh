# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by the scripts of this folder: goes to the repository's root and holds what they share.

# shellcheck disable=SC2034 # scripts/dev returns there
caller_dir=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# In front, because a system's own cargo knows nothing of rust-toolchain.toml; and a fresh rustup
# is on the PATH only from the next login on.
cargo_bin=${CARGO_HOME:-$HOME/.cargo}/bin
if [[ -x $cargo_bin/rustup ]]; then PATH=$cargo_bin:$PATH; fi

# rustup's proxies would fetch what rust-toolchain.toml names before every command, and fail where
# there is no way to fetch it. scripts/setup does that, once.
export RUSTUP_AUTO_INSTALL=0

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
	bold=$'\e[1;36m' plain=$'\e[0m'
else
	bold='' plain=''
fi

say() { printf '%s%s%s\n' "$bold" "$*" "$plain"; }

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

at_least() { # <version> <version found>
	[[ $(printf '%s\n' "$@" | sort -V | head -n 1) == "$1" ]]
}

# --- stages: timed steps of a run, listed at its end ---

stages=()

duration() { printf '%dm %02ds' $(($1 / 60)) $(($1 % 60)); }

stage() { # <name> <command>...
	local name=$1 start=$SECONDS result=ok
	shift
	say "==> $name"
	"$@" || result=FAILED
	stages+=("$(printf '%-14s %-7s %9s' "$name" "$result" "$(duration $((SECONDS - start)))")")
	[[ $result == ok ]]
}

stage_summary() {
	say "==> stages"
	printf '    %s\n' "${stages[@]}" "$(printf '%-22s %9s' total "$(duration "$SECONDS")")"
}

# --- toolchains ---

wasm_target=wasm32v1-none
wasm_fallback=canary-wasm # the rustup toolchain that scripts/setup makes of the system's Rust

pinned_rust() { sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml; }

wasm_libs() { # [+toolchain]
	local sysroot
	sysroot=$(rustc "$@" --print sysroot 2>/dev/null) && echo "$sysroot/lib/rustlib/$wasm_target/lib"
}

has_wasm_target() {
	local libs
	libs=$(wasm_libs) && compgen -G "$libs/libcore-*.rlib" >/dev/null
}

# The system upgrades its compiler in place, and libraries serve only the compiler that built them:
# hence the note that scripts/setup leaves beside them.
has_wasm_fallback() {
	local libs
	libs=$(wasm_libs "+$wasm_fallback") && [[ -f $libs/built-by ]] &&
		[[ $(rustc "+$wasm_fallback" -vV) == "$(<"$libs/built-by")" ]]
}

# Chooses, without touching the network, the toolchains that cargo and the Wasm builder shall use.
# With rustup, RUSTUP_TOOLCHAIN is unset afterwards where the pinned version is not there. Only
# rustup's list is asked: before 1.28, a mere `rustc --version` fetches what rust-toolchain.toml names.
choose_toolchains() {
	local name names
	if has rustup && [[ -z ${RUSTUP_TOOLCHAIN:-} ]]; then
		names=$(rustup toolchain list | sed '/^no installed/d; s/ .*//')
		# It may be there under another name, such as `stable`.
		for name in $(grep "^$(pinned_rust)-" <<<"$names") $names; do
			if [[ $(rustc "+$name" --version 2>/dev/null) == "rustc $(pinned_rust) "* ]]; then
				export RUSTUP_TOOLCHAIN=$name
				break
			fi
		done
		[[ -n ${RUSTUP_TOOLCHAIN:-} ]] || return 0
	fi
	if [[ -z ${WASM_BUILD_TOOLCHAIN:-} ]] && ! has_wasm_target && has_wasm_fallback; then
		export WASM_BUILD_TOOLCHAIN=$wasm_fallback
	fi
}

# --- JavaScript ---

# The folders with packages of their own and types that are checked.
js_folders() { grep -sl '"typecheck":' ./*/package.json scripts/*/package.json | sed 's|^\./||; s|/package.json$||'; }

# Whether a folder has what its lock file names. That file's checksum is left inside, by a run of npm that
# came to its end.
has_js_packages() { # <folder>
	[[ $(cat "$1/node_modules/.canary-lock" 2>/dev/null) == "$(cksum <"$1/package-lock.json")" ]]
}

js_packages() { # <folder>
	(cd "$1" && npm ci --no-audit --no-fund --loglevel=error && cksum <package-lock.json >node_modules/.canary-lock)
}

# --- the node, and other builds of the runtime ---

# Where cargo puts it, by the user's configuration too: `target-dir` and `build.target`. Of the
# latter no stable command of cargo tells.
node_binary() {
	local folder triple
	folder=$(cargo metadata --format-version 1 --no-deps |
		sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
	triple=${CARGO_BUILD_TARGET:-$(RUSTC_BOOTSTRAP=1 cargo -Zunstable-options config get |
		sed -n 's/^build\.target = \[*"\([^"]*\)".*/\1/p')}
	if [[ $triple == host-tuple ]]; then triple=$(rustc -vV | sed -n 's/^host: //p'); fi
	echo "$folder/${triple:+$triple/}release/canary"
}

# Builds a runtime's Wasm alone. The client stands beside it, built or not, so that cargo sees the same
# crates as for the node: for fewer it would compile what they share anew, with other features.
build_wasm() { # [feature of canary-runtime-wasm]...
	local feature features=canary-runtime-wasm/embed
	for feature; do features+=,canary-runtime-wasm/$feature; done
	cargo build --release --locked -p canary-client -p canary-runtime-wasm --features "$features"
}

# A build of a runtime, by the file name that runtime/wasm/build.rs gives it: `canary_runtime` is the
# one that the node embeds.
runtime_wasm() { # <file name> [crate]
	echo "$(dirname "$(node_binary)")/wbuild/${2:-canary-runtime}/$1.compact.compressed.wasm"
}
