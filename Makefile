# Everything here runs on a fresh machine with Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install -q --no-deps --require-hashes -r
NOTEBOOKS := $(wildcard notebooks/*/*.ipynb course/*/*/*.ipynb)
SHEETS := $(notdir $(wildcard course/source/*))

# a .venv whose Python is gone is as good as none
$(shell test -x $(BIN)/python || rm -f .venv/installed)

.PHONY: book test serve lab figures teaching plays check renew fingerprint archive prose review bench
.PHONY: spark clients worksheets grading format lint-web lock clean help

book: .venv/installed ## build the book; it says at the end where it is
	@$(BIN)/python tools/build.py

test: .venv/installed ## check data, code, text and pages
	@$(BIN)/python tools/build.py
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest

serve: book ## show the book on a local web server (HOST=0.0.0.0 lets a class in, PORT=8001)
	@$(BIN)/python -m kzdiplo serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

lab: .venv/lab ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

figures: .venv/installed ## write every figure as a slide; PNG needs Chromium
	@$(BIN)/python tools/figures.py

teaching: .venv/installed ## write slides for each part, a handout for each chapter; PDF needs Chromium
	@$(BIN)/python tools/teaching.py

plays: .venv/installed ## write the cards of the role plays; PDF needs Chromium
	@$(BIN)/python tools/plays.py

check: .venv/installed ## check every table, build the computed ones anew, and name each problem
	@$(BIN)/python tools/descriptor.py
	@$(BIN)/python -m kzdiplo check
	@$(BIN)/python tools/rebuild.py
	@$(BIN)/python tools/floors.py

# without FILE a table whose publisher has an interface asks it
ASKS = $(if $(FILE),,$(and $(TABLE),$(wildcard fetchers/$(TABLE).py)))
renew: .venv/installed $(if $(ASKS),.venv/renew) ## give a table its next edition (TABLE=name FILE=path); alone: the tables by age
	@$(BIN)/python -m kzdiplo renew $(TABLE) $(FILE) $(if $(YES),--yes)

fingerprint: .venv/installed ## keep the tables of a release, so that later editions can say what moved
	@$(BIN)/python tools/releases.py

archive: .venv/installed ## write the data as one file for Zenodo; the PDF of the codebook needs Chromium
	@$(BIN)/python tools/archive.py

prose: .venv/installed ## name the numbers in the text that nothing backs, and claims without a text
	@$(BIN)/python tools/prose.py

review: .venv/installed ## list what a referee of a chapter looks at (CHAPTER=multivector/voting)
	@$(BIN)/python tools/review.py $(CHAPTER)

bench: .venv/installed ## measure what readers and authors wait for
	@$(BIN)/python benchmarks/run.py

spark: .venv/spark ## test the measures on Spark's frames; needs Java 17 or later
	@$(BIN)/python -m pytest tests/measures/test_diversion.py tests/measures/test_many_frames.py

clients: .venv/renew ## test how publishers are asked, against answers served on this machine
	@$(BIN)/python -m pytest tests/fetchers

worksheets: .venv/grading ## make the students' notebooks from those with the solutions
	@cd course && PATH="$(CURDIR)/$(BIN):$$PATH" && for name in $(SHEETS); do \
		nbgrader generate_assignment --force --log-level=WARN $$name; done
	@$(BIN)/python tools/normalise.py $(NOTEBOOKS)

grading: .venv/grading ## grade invented answers with nbgrader
	@$(BIN)/python -m pytest tests/book/test_worksheets.py

format: .venv/installed ## bring code and notebooks into their normal form
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	@$(BIN)/python tools/normalise.py $(NOTEBOOKS)

lint-web: ## check styles and scripts; needs npm, which readers do not
	@npm ci --silent --no-audit --no-fund --prefix requirements/web
	@requirements/web/node_modules/.bin/biome check --error-on-warnings

# one lock serves all platforms and Python versions
lock: ## choose the packages anew; needs uv (https://docs.astral.sh/uv)
	uv pip compile pyproject.toml --group book --group test --group build $(UVFLAGS) -o requirements/book.txt
	uv pip compile pyproject.toml --group lab -c requirements/book.txt $(UVFLAGS) -o requirements/lab.txt
	uv pip compile pyproject.toml --group grading -c requirements/book.txt $(UVFLAGS) -o requirements/grading.txt
	uv pip compile --group lite -c requirements/book.txt $(UVFLAGS) -o requirements/lite.txt
	uv pip compile pyproject.toml --extra spark -c requirements/book.txt $(UVFLAGS) -o requirements/spark.txt
	uv pip compile pyproject.toml --extra renew -c requirements/book.txt $(UVFLAGS) -o requirements/renew.txt
UVFLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q

clean: ## remove what was built and installed
	rm -rf _build build dist .venv .pytest_cache .mypy_cache .ruff_cache

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s%s\n", $$1, $$2}' Makefile

# What the targets need. A .venv that is broken, or of a Python that is too old, is made anew.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.venv/installed: requirements/book.txt pyproject.toml
	@$(BIN)/python -S -c '$(NEW_ENOUGH)' 2>/dev/null && $(PIP) --version >/dev/null 2>&1 || { \
		rm -rf .venv; \
		$(PYTHON) -c '$(NEW_ENOUGH)' || { \
			echo "the book needs Python 3.11 or later, and $(PYTHON) is none."; \
			echo "Choose another one like this: make $(or $(MAKECMDGOALS),book) PYTHON=python3.12"; \
			exit 1; }; \
		$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }; }
	@echo "installing into .venv (once; a minute or two)"
	@$(INSTALL) requirements/book.txt
	@$(PIP) install -q --no-deps --no-build-isolation -e .
# pip notes the whole path of this folder, which Python cannot read in every locale
	@cd .venv/lib/python3*/site-packages && echo ../../../.. > _editable_impl_kzdiplo.pth
	@touch $@

.venv/lab: .venv/installed requirements/lab.txt
	@$(INSTALL) requirements/lab.txt
	@touch $@

.venv/spark: .venv/installed requirements/spark.txt
	@echo "installing Spark into .venv (once; some minutes)"
	@$(INSTALL) requirements/spark.txt
	@touch $@

.venv/renew: .venv/installed requirements/renew.txt
	@echo "installing the clients of publishers into .venv (once)"
	@$(INSTALL) requirements/renew.txt
	@touch $@

.venv/grading: .venv/installed requirements/grading.txt
	@echo "installing nbgrader into .venv (once)"
	@$(INSTALL) requirements/grading.txt
	@touch $@
