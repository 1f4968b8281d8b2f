# Two commands are enough: `make demo` shows the product, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format clean

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/ready ## Prepare .venv with pinned dependencies (nothing to do when nothing changed)

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "zhiji needs Python 3.11 or newer: make setup PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,dev,postgres]'
	@touch .venv/ready

demo: setup ## Build the demo brand, show one suggestion, serve the console on http://127.0.0.1:8000
	@$(BIN)/zhiji demo

test: setup ## Run the whole suite
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: setup ## Format, lint, types, floors, playbooks, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/zhiji playbooks check
	@$(BIN)/python -m pytest -n auto --dist worksteal

format: setup ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean: ## Remove the environment and the demo store
	@rm -rf .venv zhiji-demo
