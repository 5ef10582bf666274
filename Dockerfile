# SPDX-License-Identifier: GPL-3.0-or-later

# The node in a small image, with a development chain as what it runs.
#
#   docker build --build-arg COMMIT=$(git rev-parse HEAD) --tag canary .
#   docker run --rm --publish 127.0.0.1:9944:9944 canary
#
# Checked with hadolint 2.15. The second half was also tried step by step in a bare Debian 12, as the user
# 1000; Docker itself has not built this yet.
#
# Only this machine reaches the chain then. Leave out 127.0.0.1 and everybody does, with the means to take it
# back and to fill the disk. Flags replace those of CMD below; `--volume canary:/data` keeps the chain.

FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /canary
# What a build needs, in a layer of its own: it changes seldom.
COPY rust-toolchain.toml ./
COPY scripts/setup scripts/lib.sh scripts/
RUN scripts/setup --no-js
COPY . .
# The image has no .git to ask for it.
ARG COMMIT=unknown
ENV SUBSTRATE_CLI_GIT_COMMIT_HASH=$COMMIT
RUN --mount=type=cache,target=/usr/local/cargo/registry \
	--mount=type=cache,target=/canary/target \
	cargo build --release --locked -p canary-node && \
	install -Dt /out target/release/canary

FROM debian:bookworm-slim
# A pinned version is gone from Debian with its first security update.
# hadolint ignore=DL3008
RUN apt-get update && \
	apt-get install --yes --no-install-recommends ca-certificates libssl3 && \
	rm -rf /var/lib/apt/lists/* && \
	useradd --uid 1000 --create-home canary && \
	install --directory --owner canary /data
COPY --from=build /out/canary /usr/local/bin/
USER 1000
VOLUME /data
# RPC, and peers.
EXPOSE 9944 30333
ENTRYPOINT ["canary"]
# Inside a container the loopback interface is nobody else's: RPC listens on all of them, and `--publish` says
# who reaches it.
CMD ["--dev", "--base-path", "/data", "--unsafe-rpc-external", "--rpc-methods", "unsafe"]
