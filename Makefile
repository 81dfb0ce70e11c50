# make run: the product on its example. make test: every check. Needs Python 3.11+ and make.
PYTHON ?= python3
export PYTHON

BIN := .venv/bin
HERE := out/apollo
LOCKING := --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet $(LOCK)

.PHONY: run test lint bench soak lock clean venv venv-dev

# A copy of the example is synced, so that the checkout stays clean; later runs go on with it.
run: venv
	@mkdir -p $(HERE)/examples
	@test -f $(HERE)/config.toml || cp config.example.toml $(HERE)/config.toml
	@test -f $(HERE)/examples/apollo.xlsx || cp examples/apollo.xlsx $(HERE)/examples/apollo.xlsx
	@$(BIN)/syncer -c $(HERE)/config.toml status
	@$(BIN)/syncer -c $(HERE)/config.toml sync
	@echo "Look at $(HERE)/examples/apollo.xlsx, and open $(HERE)/public/apollo.ics as a calendar."

test: lint
	@.ci/system-parts
	@test tests/readers/node_modules/.package-lock.json -nt tests/readers/package-lock.json \
		|| npm --prefix tests/readers ci --no-audit --no-fund --loglevel=error
	@$(BIN)/python -m pytest -n 3 -q

lint: venv-dev
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: venv-dev
	@$(BIN)/python -m pytest -q -m bench

# The daemon at high speed, 500 plans, for an hour: SOAK_MINUTES=10 make soak
soak: venv-dev
	@$(BIN)/python -m pytest -q -m soak -n 0 -s tests/soak

venv:
	@.ci/venv run

venv-dev:
	@.ci/venv dev

# Fits the locks to pyproject.toml; LOCK=--upgrade takes newer versions. uv has its own venv.
lock:
	@test -x .tools/bin/uv || { $(PYTHON) -m venv .tools && .tools/bin/pip install --quiet uv; }
	@.tools/bin/uv pip compile pyproject.toml $(LOCKING) -o requirements.lock
	@.tools/bin/uv pip compile pyproject.toml --group dev $(LOCKING) \
		-c requirements.lock -o requirements-dev.lock
	@printf 'hatchling\neditables\n' | .tools/bin/uv pip compile - $(LOCKING) \
		-c requirements-dev.lock -o requirements-build.lock

clean:
	@rm -rf .venv .tools out build dist tests/readers/node_modules
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
