# make setup | demo | test | torture | lint | docs | clean
#
# Everything runs in .venv, which `setup` makes and the other targets set up by themselves when it is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
DEMO := demo-estate

.PHONY: setup demo test torture lint docs clean

setup: $(STAMP)

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: $(STAMP)
	$(BIN)/subjectrights demo --folder $(DEMO)

test: $(STAMP)
	$(BIN)/python -m pytest -q -n auto --dist worksteal

# Every step of every run is stopped at, and thousands of processes are killed: an hour or so.
torture: $(STAMP)
	SUBJECTRIGHTS_TORTURE=1 $(BIN)/python -m pytest -q -n auto --dist worksteal tests/crashes tests/promises tests/concurrency

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(STAMP)
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "The pages are in docs/_build/html/index.html"

clean:
	rm -rf $(VENV) $(DEMO) build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
