# `make demo` shows the main job; `make test` sets up and runs everything. The rest are parts of these.

CARGO ?= cargo
# Seconds that each fuzz target runs.
FUZZ_SECONDS ?= 30
# Seconds that the chaos test runs; in `make test` it takes four.
CHAOS_SECONDS ?= 60
# Where cargo puts programs.
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
# With the features that the whole workspace has together, so that `make rust` has built it already.
BUILD := $(CARGO) build --workspace --all-features --quiet --bin

.PHONY: help demo test tools lint rust node python wheels javascript npm openapi vectors features docs deny bench fuzz chaos

help: ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: ## The mock sends real signed events; a receiver verifies and prints them typed
	@echo "Building; the first time that takes a few minutes."
	@$(CARGO) build -p logto-mock -p logto-webhook-examples --no-default-features --bin logto-mock --bin demo
	@$(CARGO) run --quiet -p logto-webhook-examples --no-default-features --bin demo

test: tools lint features vectors rust node python wheels javascript npm openapi docs deny ## Everything that must hold before a change lands

tools: ## Tells what is missing on this machine, and installs redis-server
	@for tool in $(CARGO) python3 node npm; do command -v $$tool >/dev/null || { echo "make test needs $$tool: install Rust 1.89, Python 3.10 and Node 20 with npm, or newer" >&2; exit 1; }; done
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 10) and "make test needs Python 3.10 or newer")'
	@tests/install-redis.sh

lint: ## Formatting and lints
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --all-features --quiet -- -D warnings
	$(CARGO) clippy --manifest-path tests/bench/Cargo.toml --quiet -- -D warnings
	$(CARGO) clippy --manifest-path sdk/fuzz/Cargo.toml --all-targets --quiet -- -D warnings

features: ## The sdk alone, without features and with each one: features unify over a workspace and hide what is missing
	tests/each-feature.sh

vectors: ## The vector file is what its generator makes of it
	python3 tests/vectors/generate.py --check

rust: ## The tests of the workspace, documentation included
	$(CARGO) test --workspace --all-features --quiet

node: tests/node/node_modules/.package-lock.json ## Logto's own client for Node, and the platform's printed verifier, against the mock
	$(BUILD) logto-mock
	LOGTO_MOCK=$(TARGET)/debug/logto-mock npm --prefix tests/node test --silent

# What npm writes last. Only errors: the client asks for a newer Node than it needs.
tests/node/node_modules/.package-lock.json: tests/node/package-lock.json
	npm --prefix tests/node ci --loglevel=error --no-audit --no-fund

python: ## The Python package: format, lints, types, tests
	$(BUILD) fleet
	FLEET=$(TARGET)/debug/fleet bindings/python/logto-webhook/run.sh

wheels: python ## What is uploaded of it: the wheel in empty environments of each Python here, and the source
	bindings/python/logto-webhook/wheels.sh

javascript: ## The Node package: format, types, tests under each engine, workerd and Bun
	$(BUILD) fleet
	FLEET=$(TARGET)/debug/fleet bindings/node/logto-webhook/run.sh

npm: javascript ## What is published of it, in an empty folder, with the native module and without
	bindings/node/logto-webhook/pack.sh

openapi: ## schemathesis calls all that the mock's description names
	$(BUILD) logto-mock
	LOGTO_MOCK=$(TARGET)/debug/logto-mock tests/openapi/run.sh

docs: ## The documentation builds without a broken link
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --all-features --no-deps --quiet

deny: ## Licences, bans and sources of the dependencies (installs cargo-deny if it is missing)
	$(CARGO) deny --version >/dev/null 2>&1 || $(CARGO) install cargo-deny --locked
	$(CARGO) deny --all-features check licenses bans sources

bench: ## Verification, the adapters, the guard, the mock, the Python and the Node package against their peers, side by side
	$(CARGO) build --release --quiet -p logto-mock --bin logto-mock
	LOGTO_MOCK=$(TARGET)/release/logto-mock $(CARGO) run --release --quiet --manifest-path tests/bench/Cargo.toml
	bindings/python/logto-webhook/bench/run.sh
	bindings/node/logto-webhook/bench/run.sh

chaos: ## Endpoints that misbehave in every way against the mock, for CHAOS_SECONDS (60)
	CHAOS_SECONDS=$(CHAOS_SECONDS) $(CARGO) test -p logto-mock --test suite --quiet -- chaos::

fuzz: ## Each fuzz target for FUZZ_SECONDS (30)
	sdk/fuzz/run.sh $(FUZZ_SECONDS)
