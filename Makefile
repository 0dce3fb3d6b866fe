# The hub's commands. Each one does its own set-up; only Python 3.11 has to be there beforehand.

PYTHON  ?= $(shell command -v python3.11 || command -v python3)
WORKERS ?= 2
TESTS   ?= tests
ARGS    ?=

BIN     := .venv/bin
UV      := UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
NODE    := PATH="$(CURDIR)/$(BIN):$$PATH"
LOCK    := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header $(ARGS) pyproject.toml
FRONT   := $(shell find package.json package-lock.json static/css static/js tools/frontend.sh -type f 2>/dev/null)
WORDS   := $(shell find hub/translations -name '*.po' 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check style types faults bench browser pictures lock routes format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .stamps/run ## Start the hub with a demo inside, on http://127.0.0.1:8000 (ARGS="--port 9000")
	HUB_DEMO=$${HUB_DEMO:-1} $(BIN)/hub run $(ARGS)

test: .stamps/dev .stamps/chromium style types ## Style, types, then every test, on SQLite and PostgreSQL and in a browser
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(TESTS) $(ARGS)

check: .stamps/dev style types ## The quick half: style, types and the house's own rules
	$(BIN)/python -m pytest -q tests/architecture $(ARGS)

style: .stamps/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates

types: .stamps/dev
	$(BIN)/mypy

faults: .stamps/dev ## Plant each known fault in a copy and show that a test turns red (ARGS="name…")
	$(BIN)/python -m tools.faults $(ARGS)

bench: .stamps/dev ## Measure pages and search (see bench/)
	$(BIN)/python -m bench $(ARGS)

browser: .stamps/dev .stamps/chromium ## Only the journeys in headless Chromium
	$(BIN)/python -m pytest tests/browser $(ARGS)

pictures: .stamps/dev .stamps/chromium ## Take pictures of the demo's pages, to be looked at (KEEP=1 for the README's too)
	$(BIN)/python -m tools.pictures

format: .stamps/dev ## Put the code in the project's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

routes: .stamps/dev ## Write tests/architecture/routes.txt anew, to be read in the diff
	$(BIN)/python -m tools.routes

lock: .stamps/setup ## Resolve the dependencies again and write the lock files (ARGS=--upgrade)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK:pyproject.toml=) --group pyproject.toml:setup --output-file requirements-setup.txt
	$(LOCK:pyproject.toml=) --group pyproject.toml:node --output-file requirements-node.txt

clean: ## Remove everything that a command here makes again (your data in instance/ stays)
	rm -rf .venv .stamps node_modules static/vendor build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up: one stamp per step, done again when what it was made from changes ---

.stamps/setup: requirements-setup.txt
	@mkdir -p .stamps
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed, and no python3 was found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try PYTHON=python3.11."; exit 1; }
	@echo "Setting up .venv with $(PYTHON)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.txt
	@touch $@

.stamps/packages: .stamps/setup requirements.txt pyproject.toml
	@echo "Installing what the hub needs"
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.stamps/front: .stamps/setup $(FRONT)
	@command -v npm >/dev/null || { echo "Installing Node, for the front-end files"; $(INSTALL) --require-hashes -r requirements-node.txt; }
	@echo "Building the front-end files"
	@$(NODE) npm ci --silent --no-audit --no-fund
	@$(NODE) npm run --silent build
	@touch $@

.stamps/words: .stamps/packages $(WORDS)
	@test ! -d hub/translations || $(BIN)/pybabel --quiet compile --directory hub/translations
	@touch $@

.stamps/run: .stamps/packages .stamps/front .stamps/words
	@touch $@

.stamps/dev: .stamps/run requirements-dev.txt
	@echo "Installing what the tests need"
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

.stamps/chromium: tools/chromium.sh
	@mkdir -p .stamps
	@sh tools/chromium.sh
	@touch $@
