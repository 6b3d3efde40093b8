# The two commands: make run, make test. The rest serves them.
# Paths are relative: the folder may have spaces and letters of any kind in its name.

PYTHON ?= python3
PY := .venv/bin/python
NOW = .venv/.ready
DEV = .venv/.ready-dev
.DEFAULT_GOAL := help
.PHONY: help setup run ui test test-long check eval fuzz bench docs lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(NOW) ## make .venv from the lock

$(NOW): requirements-setup.lock requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Nguồn needs Python 3.11, 3.12 or 3.13; $(PYTHON) is another. Say: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up .venv (once)"
	@test -x $(PY) || $(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "This Python cannot make environments; on Debian: apt-get install python3-venv"; exit 1; }
	@$(PY) -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-setup.lock
	@$(PY) -m uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock \
	  || $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.lock
	@$(PY) -m uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
	@touch $(NOW)

$(DEV): $(NOW) requirements-dev.lock
	@echo "Adding what the tests need (once)"
	@$(PY) -m uv pip install --quiet --python $(PY) --require-hashes -r requirements-dev.lock \
	  || $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-dev.lock
	@touch $(DEV)

run: $(NOW) ## the main job, once, over three of the bundled sample portals
	@$(PY) -m nguon run baochinhphu congbao nchmf

ui: $(NOW) ## Airflow's UI, the sample portals and the outlet, until Ctrl-C
	@$(PY) -m nguon ui

# Chromium, for the pages that need a script: from Debian where we may, else its tests are skipped and say so.
test: $(DEV) ## the quick tests
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium >/dev/null; } \
	  || echo "There is no Chromium: the tests of rendered pages are skipped. On Debian: apt-get install chromium"
	@$(PY) -m pytest -m "not stack and not long" -q -n 4 --dist loadfile --no-loadscope-reorder

test-long: $(DEV) ## the tests that start the whole of Airflow, and those that take long
	@$(PY) -m pytest -m "long and not stack" -q -n 2 --dist loadfile
	@$(PY) -m pytest -m stack -q

check: $(DEV) ## style, types, the direction of imports
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

eval: $(NOW) ## what is extracted and read aloud of pinned samples, against its floors
	@$(PY) -m nguon.evaluate

# What breaks a reader is kept in tests/fuzz/seeds. More time: make fuzz SECONDS=120
fuzz: $(DEV) ## bytes that break a reader, looked for by atheris, a few seconds for each
	@$(PY) -m tests.fuzz all --seconds $(or $(SECONDS),4) --jobs 2

# The peers live in an environment of their own: some of their demands are not ours.
PEERS := var/bench/venv

$(PEERS)/.ready: tests/bench/peers.lock
	@$(PY) -m uv venv --quiet --clear --python $(PY) $(PEERS)
	@$(PY) -m uv pip install --quiet --python $(PEERS) --require-hashes -r tests/bench/peers.lock
	@touch $(PEERS)/.ready

bench: $(DEV) $(PEERS)/.ready ## speeds against named peers in the same run, and a million values read aloud and back
	@$(PY) -m tests.bench --peers $(PEERS)/bin/python
	@$(PY) -m tests.transforms.reading.values $(or $(VALUES),1000000)

docs: $(DEV) ## docs/reference.md, docs/sources.md and the schema of definitions, from the code
	@$(PY) -m nguon.reference

lock: $(DEV) ## pin the newest versions that pyproject.toml allows
	@$(PY) -m uv lock --upgrade --quiet
	@$(PY) -m uv export --quiet --frozen --no-emit-project --no-annotate --no-header --no-dev --group setup --no-emit-package uv -o requirements.lock
	@$(PY) -m uv export --quiet --frozen --no-emit-project --no-annotate --no-header --all-groups --no-emit-package uv -o requirements-dev.lock
	@$(PY) -m uv export --quiet --frozen --no-emit-project --no-annotate --no-header --only-group setup -o requirements-setup.lock
	@rm uv.lock
	@$(PY) -m uv pip compile tests/bench/peers.in --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 -o tests/bench/peers.lock

clean: ## forget the environment and everything made at run time
	rm -rf .venv var
