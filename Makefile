# Certify: the commands of every day. `make` alone lists them.
# PORT, INSTANCE_PATH, DATABASE_URL and DEMO pass through the environment: `make run PORT=8080 DEMO=0`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin

export PYTHONUTF8 := 1

.PHONY: help setup setup-dev run test bench format lint types imports lock vendor clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv and install what the application and its developers need, as locked
	@scripts/setup development

run: ## serve on 127.0.0.1:5000 (PORT=), data in instance/ (INSTANCE_PATH=), DEMO=0 for an empty start, TLS=1 for https
	@scripts/setup runtime
	@exec $(BIN)/flask serve

test: setup ## install what the tests need, then check format, lint, types, layers and run every test
	@scripts/install-test-deps
	@scripts/test

bench: setup ## measure one exam on both databases (ARGS="--concurrency 8 --json")
	@scripts/install-test-deps postgresql
	@$(BIN)/python -m bench.exam $(ARGS)

format: setup ## lay out the code and sort its imports
	@$(BIN)/ruff check --select I --fix --quiet .
	@$(BIN)/ruff format .

lint: setup ## check layout, style and common mistakes
	@scripts/test lint

types: setup ## check types
	@scripts/test types

imports: setup ## check the floors and rooms (who may import whom)
	@scripts/test imports

lock: setup ## resolve pyproject.toml anew into requirements.lock and requirements-dev.lock
	@scripts/lock

vendor: ## copy browser libraries from npm into static/vendor (needs Node 20)
	@npm run --silent vendor

clean: ## remove .venv and all caches; leaves instance/ alone
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
