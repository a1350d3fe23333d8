# Everything here runs on a fresh machine with Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NOTEBOOKS := $(wildcard notebooks/*/*.ipynb course/*/*/*.ipynb)
SHEETS := $(notdir $(wildcard course/source/*))

.PHONY: book test serve lab figures teaching check bench spark worksheets grading clean format lock

book: .venv/installed
	@$(BIN)/python tools/build.py

test: .venv/installed
	@$(BIN)/python tools/build.py
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest

serve: book
	@$(BIN)/python tools/serve.py

lab: .venv/lab
	@$(BIN)/jupyter lab notebooks

# every figure as a slide; PNG needs Chromium
figures: .venv/installed
	@$(BIN)/python tools/figures.py

# slides for each part and a handout for each chapter; handouts as PDF need Chromium
teaching: .venv/installed
	@$(BIN)/python tools/teaching.py

check: .venv/installed
	@$(BIN)/python tools/descriptor.py
	@$(BIN)/python -m kzdiplo check

bench: .venv/installed
	@$(BIN)/python benchmarks/run.py

# the measures on Spark's frames; needs Java 17 or later
spark: .venv/spark
	@$(BIN)/python -m pytest tests/test_diversion.py

# the students' notebooks, from those with the solutions
worksheets: .venv/grading
	@cd course && PATH="$(CURDIR)/$(BIN):$$PATH" && for name in $(SHEETS); do \
		nbgrader generate_assignment --force --log-level=WARN $$name; done
	@$(BIN)/python tools/normalise.py $(NOTEBOOKS)

# grades invented answers with nbgrader
grading: .venv/grading
	@$(BIN)/python -m pytest tests/test_worksheets.py

clean:
	rm -rf _build build dist .venv .pytest_cache .mypy_cache .ruff_cache

# for those who change the book: bring code and notebooks into their normal form
format: .venv/installed
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	@$(BIN)/python tools/normalise.py $(NOTEBOOKS)

# needs uv (https://docs.astral.sh/uv); the lock then serves all platforms and Python versions
lock:
	uv pip compile pyproject.toml --group book --group test --group build $(UVFLAGS) -o requirements/book.txt
	uv pip compile pyproject.toml --group lab -c requirements/book.txt $(UVFLAGS) -o requirements/lab.txt
	uv pip compile pyproject.toml --group grading -c requirements/book.txt $(UVFLAGS) -o requirements/grading.txt
	uv pip compile --group lite -c requirements/book.txt $(UVFLAGS) -o requirements/lite.txt
	uv pip compile pyproject.toml --extra spark -c requirements/book.txt $(UVFLAGS) -o requirements/spark.txt
UVFLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q

.venv/installed: requirements/book.txt pyproject.toml
	@echo "installing into .venv (once; a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install -q --no-deps --require-hashes -r requirements/book.txt
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/lab: .venv/installed requirements/lab.txt
	@$(PIP) install -q --no-deps --require-hashes -r requirements/lab.txt
	@touch $@

.venv/spark: .venv/installed requirements/spark.txt
	@echo "installing Spark into .venv (once; some minutes)"
	@$(PIP) install -q --no-deps --require-hashes -r requirements/spark.txt
	@touch $@

.venv/grading: .venv/installed requirements/grading.txt
	@echo "installing nbgrader into .venv (once)"
	@$(PIP) install -q --no-deps --require-hashes -r requirements/grading.txt
	@touch $@
