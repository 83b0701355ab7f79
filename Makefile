# The commands of this project. Settings are environment variables: make run PORT=8123 DATA_DIR=/path
PYTHON ?= python3
BIN := .venv/bin
# Without compiled bytecode every start takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE
# Deno makes no request to check for a newer version.
export DENO_NO_UPDATE_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test coverage attack chaos check fmt bench bench-quick mutants plots soak screenshots pins check-upgrades audit sbom suggest eval-suggest

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: .venv/.run ## Install what the product needs

run: .venv/.run ## Start the server with a sample workshop
	@exec $(BIN)/commonboard serve --demo

test: ## Run all tests; installs three browsers, PostgreSQL and Redis if it may
	@scripts/system_packages & $(MAKE) --no-print-directory .venv/.dev; made=$$?; wait $$! || exit; exit $$made
	$(BIN)/pytest -n 4 --dist worksteal

coverage: .venv/.dev ## Measure how much of the code the tests without a browser run (fifteen minutes)
	@scripts/system_packages
	@rm -f .coverage .coverage.*
	-$(BIN)/coverage run -m pytest -q -n 4 --dist worksteal --ignore=tests/browser --ignore=tests/engines
	$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --skip-covered --sort=cover
	@$(BIN)/coverage json --quiet -o - | $(BIN)/python -c 'import json, sys; found = json.load(sys.stdin)["totals"]; \
	  print("lines {percent_statements_covered:.1f} %, branches {percent_branches_covered:.1f} %".format(**found))'

attack: .venv/.dev ## Run the attack tests, long ones included
	$(BIN)/pytest -m "attack or not attack" tests/attacks

chaos: .venv/.dev ## Cause failures under load in ten rounds (or CHAOS_ROUNDS) and record the results
	@scripts/system_packages
	$(BIN)/python -m benchmarks.chaos

check: .venv/.dev ## Check style, types and house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/deno fmt --check --quiet
	$(BIN)/deno lint --quiet
	$(BIN)/deno check --quiet --no-remote --no-npm app/static/js tests/js
	$(BIN)/djlint --lint --quiet app/templates
	$(BIN)/hadolint Dockerfile
	$(BIN)/pytest -q tests/test_house.py tests/test_one_shot_reads.py tests/test_page_rules.py

fmt: .venv/.dev ## Format the code
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .
	$(BIN)/deno lint --fix --quiet
	$(BIN)/deno fmt --quiet

bench: .venv/.dev ## Measure performance against references in the same run (twelve minutes)
	$(BIN)/python -m benchmarks.run

bench-quick: .venv/.dev ## Measure performance for a minute; fails only if a figure is far too low
	$(BIN)/python -m benchmarks.run --quick

suggest: .venv/.suggest ## Install what suggestions need (91 MB)

eval-suggest: .venv/.suggest ## Measure suggestions on the labelled notes of FILE (columns text, element)
	@$(BIN)/python -m benchmarks.suggestions "$(FILE)"

mutants: .venv/.dev ## Change the pure modules at random and list the changes that no test finds (a few minutes)
	@rm -rf mutants
	timeout 1200 $(BIN)/mutmut run
	@$(BIN)/mutmut results

plots: .venv/.dev ## Measure how costs grow and draw docs/growth.svg (five minutes)
	$(BIN)/python -m benchmarks.plots

soak: .venv/.dev ## Run 400 workshops in 20 minutes and check that memory stays flat; then run chaos
	$(BIN)/python -m benchmarks.soak
	@$(MAKE) chaos

screenshots: .venv/.dev ## Take the screenshots in docs/ of the sample workshop
	$(BIN)/python -m scripts.screenshots

pins: .venv/.dev ## Pin the newest versions of all packages in requirements*.in
	$(BIN)/pip install --quiet uv
	for name in requirements requirements-dev requirements-suggest; do $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate $$name.in --output-file $$name.txt; done

check-upgrades: ## Run the contract tests against the newest library versions, in .venv-newest
	test -x .venv-newest/bin/python || $(PYTHON) -m venv .venv-newest
	.venv-newest/bin/pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager \
	  -r requirements.in pytest pytest-asyncio pytest-timeout
	.venv-newest/bin/pytest -m contract tests/internals

audit: .venv-audit/.ready ## Fail if a pinned package has a known vulnerability or could not be audited (needs a network)
	@$(PYTHON) -m scripts.audit .venv-audit/bin/pip-audit

sbom: .venv-audit/.ready ## Write sbom.json, the list of all packages, and sbom-suggest.json for suggestions (CycloneDX)
	for part in "" -suggest; do .venv-audit/bin/cyclonedx-py requirements requirements$$part.txt \
	  --pyproject pyproject.toml --output-reproducible --of JSON --output-file sbom$$part.json || exit 1; done

.venv-audit/.ready: Makefile
	test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1 cyclonedx-bom==7.5.0
	@touch $@

.venv/.run: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Commonboard needs Python 3.11 or newer.")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@# Compiles the tests, which four processes would otherwise do at the same time.
	@CI= $(BIN)/pytest --collect-only -qq >/dev/null || true
	@touch $@

.venv/.suggest: .venv/.run requirements-suggest.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-suggest.txt
	@touch $@
