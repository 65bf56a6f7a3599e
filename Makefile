# `make play` is the first step, `make test` the last one before a commit. `make help` lists the rest.
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.SUFFIXES:

# What one process has compiled, the others read: the tests start many.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8700
# One more than CI has cores: some tests wait for what they started, and each process has to learn its statements itself.
JOBS ?= 3
PY := .venv/bin/python
LOCKS := requirements/run.txt requirements/test.txt

# The first Python that is new enough, behind any shim or activated .venv; empty if there is none.
PYTHON := $(shell for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.version_info < (3, 11) and sys.exit(1); print(sys._base_executable)' 2>/dev/null && break; done)

# Stamps are named after what they stand for, so that other locks or another Python mean another .venv.
VENV := $(shell { cat $(LOCKS); $(PYTHON) --version; pwd; } 2>/dev/null | cksum | cut -d ' ' -f 1)
RUN := .venv/.run-$(VENV)
TEST := .venv/.test-$(VENV)
KITH := .venv/.kith-$(shell cksum pyproject.toml | cut -d ' ' -f 1)
POSTGRES := .venv/.postgres-$(shell cksum requirements/postgres.txt | cut -d ' ' -f 1)

# Folders with Python in them.
CODE := $(sort $(patsubst %/,%,$(dir $(wildcard $(addsuffix /*.py,bot adapters flows storage benchmarks tests)))))

heading = @printf '\n== %s ==\n' '$(1)'
# What pip says is for the day it fails.
install = $(PY) -m pip --disable-pip-version-check install --no-input $(1) >.venv/install.log 2>&1 \
	|| { cat .venv/install.log; echo 'The packages could not be installed; pip says why above.'; exit 1; }
# A long run is a module of its own, bounded by SECONDS and repeated by SEED.
long = SEED='$(SEED)' SECONDS='$(SECONDS)' $(PY) -m

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# --- to use ---------------------------------------------------------------------------------------------------------

.PHONY: play
play: $(RUN) $(KITH) ## try Kith in the browser, without tokens; PORT=8700
	@exec .venv/bin/kith play --port '$(PORT)'

# --- to check -------------------------------------------------------------------------------------------------------

.PHONY: test
test: $(TEST) $(KITH) ## all checks: format, lint, types, tests
	$(call heading,Format)
	@.venv/bin/ruff format --check .
	$(call heading,Lint)
	@.venv/bin/ruff check .
	$(call heading,Types)
	@.venv/bin/mypy $(CODE)
	$(call heading,Tests)
	@$(PY) -m pytest -q -n $(JOBS) --dist worksteal

.PHONY: types
types: $(TEST) $(KITH) ## types alone
	@.venv/bin/mypy $(CODE)

.PHONY: format
format: $(TEST) ## put the code into the house style
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

.PHONY: bench
bench: $(TEST) $(KITH) ## measure; benchmarks/ says what
	$(call heading,Benchmarks)
	@$(long) benchmarks

.PHONY: crash
crash: $(TEST) $(KITH) ## kill it at many points and look for lost or doubled letters; SEED= SECONDS=
	$(call heading,Crashes)
	@$(long) benchmarks.crash

.PHONY: fuzz
fuzz: $(TEST) $(KITH) ## random input and random presses, for longer; SEED= SECONDS=
	$(call heading,Fuzzing)
	@$(long) benchmarks.fuzz

.PHONY: load
load: $(TEST) $(KITH) ## a large program on this machine alone; SEED= SECONDS=
	$(call heading,Load)
	@$(long) benchmarks.load

# --- to maintain ----------------------------------------------------------------------------------------------------

.PHONY: lock
lock: ## choose the newest versions and write them down; needs uv
	@command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv'; exit 1; }
	$(call heading,Locks)
	@$(call lock,run,pyproject.toml --group build)
	@$(call lock,test,pyproject.toml --extra scale --group test --constraint requirements/run.txt)
	@$(call lock,postgres,--group postgres --constraint requirements/test.txt)

# For every machine and every Python from 3.11 on; with no address of an index and no path of this machine.
lock = uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url $(2) --output-file requirements/$(1).txt && echo requirements/$(1).txt

.PHONY: words
words: $(TEST) ## collect the sentences people read, and bring each translation up to date
	@mkdir -p bot/locale
	@.venv/bin/pybabel --quiet extract --mapping-file babel.cfg --no-location --sort-output -k _ -k n_:1,2 \
		--project Kith --copyright-holder 'the Kith maintainers' -o bot/locale/kith.pot .
	@for language in $(wildcard bot/locale/*/LC_MESSAGES); do \
		.venv/bin/pybabel --quiet update --domain kith --input-file bot/locale/kith.pot --output-dir bot/locale \
			--locale "$$(basename "$$(dirname "$$language")")" && \
		.venv/bin/pybabel --quiet compile --input-file "$$language/kith.po" --output-file "$$language/kith.mo" || exit 1; done

.PHONY: postgres
postgres: $(POSTGRES) ## a PostgreSQL for the tests, for a machine that has none (73 MB)

.PHONY: clean
clean: ## remove what the other targets made; data/ and .env stay
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist tests/output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- how .venv is made ------------------------------------------------------------------------------------------------

$(RUN):
	@[ -n '$(PYTHON)' ] || { echo "Kith needs Python 3.11 or newer, and there is none here. (python3 is: $$(python3 --version 2>&1))"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'This Python cannot make a .venv. On Debian and Ubuntu: apt install python3-venv'; exit 1; }
	$(call heading,Installing Kith into .venv (a minute the first time))
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(call install,--require-hashes -r requirements/run.txt)
	@touch $@

$(TEST): $(RUN)
	$(call heading,Installing what the tests need)
	@$(call install,--require-hashes -r requirements/test.txt)
	@touch $@

$(KITH): $(RUN)
	@$(call install,--no-build-isolation --no-deps -e .)
	@rm -f .venv/.kith-*
	@touch $@

$(POSTGRES): $(TEST)
	$(call heading,Installing a PostgreSQL for the tests)
	@$(call install,--require-hashes -r requirements/postgres.txt)
	@touch $@
