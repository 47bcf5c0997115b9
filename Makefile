# Two commands: `make run` talks to you, `make test` checks everything that needs neither npm nor a browser.
# Both make the virtual environment once and install the locked packages once.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PORT ?= 3978
# more options for the tests, such as PYTEST=--cov
PYTEST ?=

.PHONY: run help test bench format lint types check unit icons gallery lock clean

run: $(VENV)/.run
	$(BIN)/python -m bot --local --port $(PORT)

help:
	@echo "make run      serve the bot on this machine (PORT=3978)"
	@echo "make test     format and lint rules, types, content, tests (the four alone: lint types check unit)"
	@echo "make format   format the code and mend what can be mended"
	@echo "make bench    measure the bot, a quarter of an hour (docs/performance.md)"
	@echo "make gallery  draw every card on one page; needs Node.js and Chromium, as does make icons"
	@echo "make lock     write the lock files anew; needs uv"
	@echo "make clean    remove the virtual environment and the caches of tools"

test: lint types check unit

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.test
	$(BIN)/mypy

check: $(VENV)/.test
	$(BIN)/python -m knowledge check

unit: $(VENV)/.test
	$(BIN)/python -m pytest $(PYTEST)

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The next ones need Node.js and Chromium, as the tests in tests/e2e do.
icons: $(VENV)/.test tests/e2e/node_modules
	$(BIN)/python -m tests.e2e.icons

gallery: $(VENV)/.test tests/e2e/node_modules
	$(BIN)/python -m tests.e2e.gallery

tests/e2e/node_modules: tests/e2e/package-lock.json
	cd tests/e2e && npm ci
	@touch $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or run: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.test: requirements.lock tests/requirements.lock | $(VENV)/bin/python
	$(PIP) -r tests/requirements.lock
	@touch $(VENV)/.run $@

# Needs uv (https://docs.astral.sh/uv/): writes both lock files anew from pyproject.toml.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra azure pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev -c requirements.lock pyproject.toml -o tests/requirements.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .coverage

# Takes a quarter of an hour; docs/performance.md says what it measures. BENCH=--repetitions=1 is quicker.
bench: build/bench/.done
	build/bench/venv/bin/python -m tests.bench $(BENCH)

build/bench/.done: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or run: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv build/bench/venv
	build/bench/venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	build/bench/venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[bench]"
	@touch $@
