# make app    set up and open the app        make check   style, types, layers, content
# make test   set up and run all tests       make bench   measure speed (prints, never fails on time)
# make lock   renew the lock files           make clean   remove .venv, caches and builds

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
# Only finished packages, so that no build step runs at set-up; `make app PIP_FLAGS=` lifts it.
PIP_FLAGS ?= --only-binary :all:
# The first of these that is Python 3.11 or later; `make app BASE_PYTHON=/path/to/python` chooses another.
BASE_PYTHON ?=
CANDIDATES := $(or $(BASE_PYTHON),python3.14 python3.13 python3.12 python3.11 python3)

RUN_STAMP := $(VENV)/.set-up-run
TEST_STAMP := $(VENV)/.set-up-test

# An environment without a working Python, or copied from another folder, is set up again.
USABLE := $(shell $(PYTHON) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	{ test ! -e $(VENV)/.set-up-folder || test "$$(cat $(VENV)/.set-up-folder)" = "$$(pwd)"; } && echo yes)
ifneq ($(USABLE),yes)
CREATE := create-environment
endif

.DEFAULT_GOAL := help
.PHONY: help app test check lock bench clean create-environment

help:
	@sed -n 's/^# //p' $(firstword $(MAKEFILE_LIST)) | head -n 3

app: $(RUN_STAMP)
	@$(VENV)/bin/cpdiag app $(ARGS)

test: check
	$(PYTHON) -m pytest -n auto $(ARGS)

check: $(TEST_STAMP)
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/cpdiag check

bench: $(TEST_STAMP)
	@set -e; for script in tests/performance/[a-z]*.py; do \
		test -e "$$script" || { echo "No scripts in tests/performance/."; break; }; \
		echo "== $$script"; $(PYTHON) "$$script"; \
	done

# Keeps what still fits; `make lock LOCK_FLAGS=--upgrade` takes the newest versions.
COMPILE = $(PYTHON) -m uv pip compile pyproject.toml --group build --universal --fork-strategy fewest \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet $(LOCK_FLAGS)

lock: $(CREATE)
	$(PIP) install 'uv>=0.13,<0.14'
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group test --constraint requirements.lock --output-file requirements-test.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- set-up

$(RUN_STAMP): requirements.lock pyproject.toml $(CREATE)
	$(call install,requirements.lock)
	@touch $(RUN_STAMP)

# The test lock holds the run-time lock's packages too.
$(TEST_STAMP): requirements-test.lock requirements.lock pyproject.toml $(CREATE)
	$(call install,requirements-test.lock)
	@touch $(RUN_STAMP) $(TEST_STAMP)

create-environment:
	@found=""; bare=""; \
	for candidate in $(CANDIDATES); do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then found="$$candidate"; break; fi; \
		bare="$${bare:-$$candidate}"; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
		echo "$$bare cannot create a virtual environment: its modules venv and ensurepip are missing." >&2; \
		echo "On Debian and Ubuntu: sudo apt-get install python3-venv, then try again." >&2; exit 1; \
	elif [ -z "$$found" ]; then \
		echo "Python 3.11 or later is needed; tried: $(CANDIDATES)." >&2; \
		echo "Install it, or name it: make BASE_PYTHON=/path/to/python3." >&2; exit 1; \
	fi; \
	echo "Creating $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv --clear $(VENV)

define install
@echo "Installing the packages of $(1) into $(VENV) (a minute or two the first time)"
@$(PIP) install --require-hashes $(PIP_FLAGS) -r $(1)
@$(PIP) install --no-deps --no-build-isolation --editable .
@pwd > $(VENV)/.set-up-folder
endef
