# Everything a person or CI runs. Needs make and Python 3.11 or newer; the rest is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
AUDIT := .audit
AUDIT_READY := $(AUDIT)/.ready

# Some machines have Python write no bytecode; then each of the many processes of the tests would compile all anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help sandbox replay run check lint types contracts migrations test soak pictures lock audit sbom format clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

sandbox: $(RUN_READY) ## Open a local Slack in the browser, with the bot installed (KEEP=DIR keeps it)
	$(BIN)/python -m app sandbox $(if $(KEEP),--path $(KEEP))

replay: $(RUN_READY) ## Play the recorded incident through the local Slack and print its channel
	$(BIN)/python -m app replay app/scenarios/split-topology-2018.json --out replay-output

run: $(RUN_READY) ## Connect to a real Slack workspace (needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN)
	$(BIN)/python -m app run

check: ## All that CI runs; what only looks at the code side by side
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint types contracts
	@$(MAKE) --no-print-directory test

lint: $(DEV_READY) ## Style and common mistakes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV_READY) ## mypy --strict
	$(BIN)/mypy

contracts: $(DEV_READY) ## The import contracts of docs/adr/0003
	$(BIN)/lint-imports

migrations: $(DEV_READY) ## Part of the tests: they make exactly the tables of app/db/tables.py
	$(BIN)/python -m pytest -q -p no:randomly tests/db/test_migrations.py

test: $(DEV_READY) ## The whole suite, on SQLite, on a real PostgreSQL, and in Chromium
	$(BIN)/python -m pytest -n auto --dist worksteal

soak: $(DEV_READY) ## Two processes on PostgreSQL that die, and a Slack that fails (SEED=7 MINUTES=5)
	$(BIN)/python -m tests.soak $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

pictures: $(DEV_READY) ## Draw the pictures of the docs and of the tests anew (needs Chromium)
	$(BIN)/python -m tests.browser.pictures

format: $(DEV_READY) ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(DEV_READY) ## Refresh the hash-locked requirements to the newest releases
	$(BIN)/python -m pip install --quiet 'uv>=0.9'
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock pyproject.toml --extra llm -o requirements-llm.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements-llm.lock pyproject.toml --extra otel -o requirements-otel.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements-llm.lock -c requirements-otel.lock pyproject.toml --extra llm --extra otel --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group pyproject.toml:audit -o requirements-audit.lock

audit: $(AUDIT_READY) ## Look for known vulnerabilities in everything that is locked (needs the internet)
	@status=0; for lock in requirements*.lock; do echo "$$lock:"; \
		$(AUDIT)/bin/pip-audit --strict --progress-spinner off --disable-pip --require-hashes -r $$lock || status=1; \
	done; [ $$status = 0 ] || { echo "Not clean, or not audited. Where a release was “not found on PyPI”, or \
	a connection failed, the database of advisories at pypi.org was not reached, and nothing was looked at." >&2; exit 1; }

sbom: $(AUDIT_READY) ## Write what Onward is made of to sbom.json (CycloneDX)
	@$(AUDIT)/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible -o sbom.json requirements.lock

clean: ## Remove what the other targets made
	rm -rf $(VENV) $(AUDIT) sbom.json replay-output .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		(echo "Onward needs Python 3.11 or newer; name one with PYTHON=…" >&2; exit 1)
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.lock | $(VENV)/bin/python
	@echo "Installing what Onward needs into $(VENV), once. This takes about a minute."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV_READY): requirements-dev.lock $(RUN_READY)
	@echo "Installing what its tests need, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(AUDIT_READY): requirements-audit.lock
	@$(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock
	@touch $@
