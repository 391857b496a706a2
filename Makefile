# The commands a person needs. Each works on a fresh clone with make and Python 3.11+ with its venv module.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo dev test test-long check fix audit bench bench-peers translations clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    see the club run, on http://localhost:8000 (PORT=… moves it)"
	@echo "make test    run every test, browser included (ARGS=\"tests/bookings -k move\" chooses some)"
	@echo "make dev     reloading server, worker and beat, for changing the code"
	@echo "make check   lint, format, types, security, layers, migrations, translations, commits"
	@echo "make fix     format code and templates, mend what can be mended safely"

# One virtual environment for everything, rebuilt when the lock changes.
$(READY): requirements-dev.txt
	@echo "→ Making .venv and installing the locked requirements …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $(READY)

demo: $(READY)
	@$(BIN)/python -m mentoring_club.run demo

dev: $(READY)
	@$(BIN)/python -m mentoring_club.run development

test: $(READY)
	@$(BIN)/python -m tests.run $(ARGS)

test-long: $(READY)
	@$(BIN)/python -m tests.run -m long

check: $(READY)
	@$(BIN)/python -m tests.check

fix: $(READY)
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/djangofmt templates

audit: $(READY)
	@$(BIN)/python -m tests.audit

bench: $(READY)
	@$(BIN)/python -m bench

bench-peers: $(READY)
	@$(BIN)/python -m bench.peers

translations: $(READY)
	@$(BIN)/python manage.py translations --update

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
