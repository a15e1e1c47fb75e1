# Each target works on a machine that has never seen the project: Python 3.11 or newer, Node 20.19 or newer, and a network.
#
#   make up           install everything into .venv and start Nexus with the demo
#   make test         every gate and every test; pytest's closing line comes last
#   make bench        the benchmarks
#   make lint         the gates alone        make format       write the code as the gates want it
#   make constraints  pin all dependencies again        make clean        remove what was built

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PACKAGES := nexus-core $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml plugins/*/tests/*/pyproject.toml nexus-ui/pyproject.toml nexus-agent/pyproject.toml sdk/python/pyproject.toml))
PYPROJECTS := $(addsuffix /pyproject.toml,$(PACKAGES))
# More than there are cores: tests wait a good deal.
WORKERS ?= 3

# Every test starts processes of its own: compiled once, not at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: up test bench lint format constraints clean packages dashboard

up: $(VENV)/installed dashboard
	$(BIN)/nexus up --demo

test: packages $(VENV)/installed dashboard
	@status=0; \
	$(BIN)/nox --non-interactive -s lint types imports js ui build fresh_install replays || status=$$?; \
	[ $$status = 0 ] || echo "The gates above failed; the tests run all the same."; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder || status=$$?; \
	exit $$status

bench: packages $(VENV)/installed
	$(BIN)/nox -s bench

lint: $(VENV)/installed
	$(BIN)/nox -s lint types architecture

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

constraints: $(VENV)/bin/python
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	$(BIN)/python .ci/requirements.py | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file constraints.txt -

clean:
	rm -rf nexus-ui/node_modules nexus-ui/src/nexus_ui/static
	rm -rf $(VENV) .nox dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Built where a source is newer than the last build.
dashboard:
	@./.ci/dashboard

packages:
	@PYTHON=$(PYTHON) ./.ci/packages

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Nexus needs Python 3.11 or newer; name one: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

# uv installs in seconds what takes pip minutes; where there is none for the platform, pip does it. Every file is checked
# against its hash. Our own packages are linked, not copied.
$(VENV)/installed: constraints.txt $(PYPROJECTS) | $(VENV)/bin/python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	@sed -n '/^uv==/,/[^\\]$$/p' constraints.txt >$(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(VENV)/uv.txt \
		&& install="$(BIN)/uv pip install --quiet --python $(BIN)/python" \
		|| install="$(BIN)/python -m pip install --quiet --disable-pip-version-check"; set -ex; \
	$$install --require-hashes --requirement constraints.txt; \
	$$install --no-build-isolation --no-deps $(addprefix --editable ./,$(PACKAGES))
	@touch $@
