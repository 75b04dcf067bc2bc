# Ngobrol: every command a person needs. `make help` lists them.
#
# Only python3 >= 3.11, pip >= 22.3 and make are needed. Debian often comes without
# python3-venv, so the environment is made without pip and filled by the machine's own pip.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
NODE_INSTALLED := tests/node/node_modules/.package-lock.json
BENCH_VENV := .venv-bench
BENCH_PY := $(BENCH_VENV)/bin/python
BENCH_INSTALLED := $(BENCH_VENV)/.installed
BENCH_NODE_INSTALLED := tests/bench/node/node_modules/.package-lock.json
WORKERS := --numprocesses logical --dist loadfile
UNITS := tests/test_architecture.py tests/test_frontend.py tests/test_vendor.py tests/test_errors.py tests/test_docs.py \
	tests/test_words.py tests/services tests/web/test_logic.py -m "not alone and not soak" -k "not postgresql"
COMPILE := $(PY) -m piptools compile --quiet --allow-unsafe --strip-extras --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help run chat install test soak bench lint format lock catalogues pictures icons lookalikes emojis vendor clean test-packages FORCE
.NOTPARALLEL:

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

run: $(INSTALLED) ## install what is missing, migrate, and serve on http://127.0.0.1:5000
	@exec $(PY) main.py

chat: $(INSTALLED) ## chat in this terminal; ARGS="send lobby Halo" does one thing and ends
	@exec $(PY) main.py chat $(ARGS)

install: $(INSTALLED) ## build .venv from requirements.txt, nothing more
	@echo "$(VENV) is ready"

test: test-packages $(INSTALLED_DEV) $(NODE_INSTALLED) ## lint, check types and run the whole suite; ARGS="-k name" a part
	@$(MAKE) --no-print-directory lint
	@$(PY) -m pytest $(WORKERS) $(ARGS)

check: $(INSTALLED_DEV) lint ## what takes about a minute: style, form, types, units
	@$(PY) -m pytest $(WORKERS) -q $(UNITS)

soak: test-packages $(INSTALLED_DEV) $(NODE_INSTALLED) ## run the long forms of what `make test` has in short
	@$(PY) -m pytest -m soak $(ARGS)

bench: test-packages $(BENCH_INSTALLED) $(BENCH_NODE_INSTALLED) ## compare its speed with a chat under Node; ARGS="--help" tells how
	@$(BENCH_PY) -m tests.bench $(ARGS)

lint: $(INSTALLED_DEV) ## check style, form and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(INSTALLED_DEV) ## put the code into form, mend what can be mended
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lock: $(INSTALLED_DEV) ## pin and hash requirements*.txt anew from requirements*.in
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --output-file requirements.txt requirements.in
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --output-file requirements-dev.txt requirements-dev.in
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --output-file tests/bench/requirements.txt tests/bench/requirements.in

catalogues: $(INSTALLED) ## bring the translations in step with the source
	$(PY) -m app.translations

pictures: test-packages $(INSTALLED_DEV) ## take the documents' pictures anew
	$(PY) -m tests.pictures

icons: test-packages $(INSTALLED_DEV) ## draw the installed app's icons anew
	$(PY) -m tests.icons

lookalikes: $(INSTALLED_DEV) ## write down anew which characters are mistaken for which
	$(PY) -m tests.lookalikes

emojis: $(INSTALLED_DEV) ## write down anew which texts are emoji
	$(PY) -m tests.emojis

vendor: ## (needs npm) fetch the browser libraries of frontend/package.json into static/vendor anew
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && node vendor.mjs

clean: ## remove everything that was built; ./data stays
	rm -rf $(VENV) $(BENCH_VENV) tests/node/node_modules tests/bench/node/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the parts ---------------------------------------------------------------------------------

define check-python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Ngobrol needs Python 3.11 or newer as $(PYTHON); here it is: $$($(PYTHON) --version 2>&1)." >&2; \
	echo "Another one can be named: make run PYTHON=python3.12" >&2; exit 1; }
$(PYTHON) -c 'import pip, sys; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (22, 3))' 2>/dev/null || { \
	echo "Ngobrol needs pip 22.3 or newer for $(PYTHON) (Debian: apt install python3-pip)." >&2; exit 1; }
endef

# An environment whose interpreter has gone (moved, upgraded) is built anew although its stamp is there.
ifneq ($(shell $(PY) -c 'print("runs")' 2>/dev/null),runs)
$(INSTALLED): FORCE
endif

$(INSTALLED): requirements.txt
	@$(check-python)
	@$(PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@echo "Installing requirements.txt into $(VENV)"
	@$(PYTHON) -m pip --python $(PY) install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(INSTALLED_DEV): $(INSTALLED) requirements-dev.txt
	@echo "Installing requirements-dev.txt into $(VENV)"
	@$(PYTHON) -m pip --python $(PY) install --quiet --disable-pip-version-check --require-hashes \
		-r requirements.txt -r requirements-dev.txt
	@touch $@

test-packages:
	@.ci/packages

$(NODE_INSTALLED): tests/node/package-lock.json | test-packages
	@echo "Installing tests/node/package-lock.json"
	@cd tests/node && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(BENCH_INSTALLED): requirements.txt tests/bench/requirements.txt
	@$(check-python)
	@$(BENCH_PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(BENCH_VENV)
	@echo "Installing tests/bench/requirements.txt into $(BENCH_VENV)"
	@$(PYTHON) -m pip --python $(BENCH_PY) install --quiet --disable-pip-version-check --require-hashes \
		-r requirements.txt -r tests/bench/requirements.txt
	@touch $@

# better-sqlite3 alone may run its script: it fetches or compiles what it is made of.
$(BENCH_NODE_INSTALLED): tests/bench/node/package-lock.json | test-packages
	@echo "Installing tests/bench/node/package-lock.json (compiling takes a minute or two)"
	@cd tests/bench/node && npm ci --ignore-scripts --no-audit --no-fund --silent && npm rebuild better-sqlite3 --silent
	@touch $@
