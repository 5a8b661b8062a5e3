# `make html` builds the site, `make test` tests it; both set up what they need.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
SITE := _build/html/index.html
BOOK_PDF := _build/pdf/book.pdf
# Tests run in as many processes as there are processors, at most 8: each loads the engine for itself.
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 8
SOURCES := $(shell find data chapters scripts references.bib _config.yml _toc.yml -type f \
    -not -path 'chapters/studies/*' -not -name '*.pyc')

CODE := $(wildcard scripts tests bench)
# Where spelling is checked: tests misspell on purpose.
PROSE := README.md CONTRIBUTING.md CHANGELOG.md changes chapters data docs scripts .github
UV = $(or $(wildcard $(BIN)/uv),uv)
COMPILE = $(UV) pip compile $(if $(UPGRADE),--upgrade) --quiet --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header --no-annotate --no-emit-package livingreview --extra book
# The Debian package that finds words beyond a margin of the PDF of the book and of the article.
POPPLER := poppler-utils
# LINES and DOUBLE count only on the command line, because some shells export LINES.
TYPED = $(if $(JOURNAL),--journal $(JOURNAL)) $(if $(filter command,$(origin LINES)),--line-numbers) $(if $(filter command,$(origin DOUBLE)),--double-spacing)

.PHONY: html preview update test accessible quick test-pdf lint pdf manuscript submission check picture bench lock clean help

html: check $(if $(PAPERS),.venv/manuscript)  ## build the site into _build/html (PAPERS=1 makes and offers PDF and article too)
	@$(if $(PAPERS),scripts/system-packages.sh $(POPPLER))
	$(BIN)/review build $(if $(PAPERS),--papers)

preview: .venv/book  ## show the site in a browser, and each edit a few seconds after the file is saved (PORT=8000)
	@$(BIN)/review preview $(if $(PORT),--port $(PORT))

check: .venv/book  ## check the data only (seconds)
	$(BIN)/review check

lint: .venv/test  ## check style, types, direction of imports, spelling, workflows and the files in git
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check --quiet $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell $(PROSE)
	$(BIN)/zizmor --offline --quiet --persona auditor .
	@$(BIN)/towncrier build --draft --version next >/dev/null
	$(if $(wildcard .git),$(BIN)/review gate tree)

quick: check lint  ## check the data, lint, and run the tests that are fast (a minute)
	$(PYTEST) -m "not slow"

test: $(SITE) lint  ## lint, check the picture, and run all tests except those of the PDF and the article
	@scripts/system-packages.sh chromium
	$(BIN)/review picture --check
	$(PYTEST) -m "not pdf"
	@echo "The PDF and the article were not tested: make test-pdf tests them."

accessible: $(SITE) .venv/test  ## check every page for accessibility, light, dark, wide and on a phone (up to an hour)
	@scripts/system-packages.sh chromium
	EVERY_PAGE=1 $(PYTEST) tests/site/test_accessible.py

test-pdf: $(BOOK_PDF) $(SITE) .venv/test  ## typeset the book and run the tests of the PDF and the article
	@scripts/system-packages.sh $(POPPLER)
	$(PYTEST) -m pdf

$(SITE): .venv/book $(SOURCES)
	$(MAKE) html

$(BOOK_PDF): .venv/manuscript $(SOURCES)
	$(MAKE) pdf

pdf: .venv/manuscript  ## typeset the whole book into _build/pdf; the next `make html` offers it for download
	@scripts/system-packages.sh $(POPPLER)
	$(BIN)/review pdf

manuscript: .venv/manuscript  ## write the article as PDF, Word and JATS into _build/manuscript (LINES=1 numbers lines, DOUBLE=1 spaces them, JOURNAL=NAME follows a journal of _journals.yml)
	@scripts/system-packages.sh $(POPPLER)
	$(BIN)/review manuscript $(TYPED)

submission: .venv/manuscript  ## write everything that a journal asks for into _build/submission, as folder and zip (LINES=1, DOUBLE=1, JOURNAL=NAME, TIFF=1, AGAINST=EARLIER)
	@scripts/system-packages.sh $(POPPLER)
	$(BIN)/review submission $(TYPED) $(if $(TIFF),--tiff) $(if $(AGAINST),--against '$(AGAINST)')

update: .venv/update  ## search, import the files in inbox/, mark duplicates, say what is to be decided (ROLE="information specialist 1")
	$(BIN)/review update --role "$(or $(ROLE),information specialist 1)" $(if $(OFFLINE),--offline)

picture: .venv/book  ## redraw the plot of the primary outcome on the README
	$(BIN)/review picture

bench: .venv/manuscript .venv/test  ## time builds, papers and checks; writes bench/results/build.md (about 20 minutes)
	@scripts/system-packages.sh $(POPPLER)
	$(BIN)/python bench/build_times.py

lock:  ## renew requirements/*.lock from pyproject.toml; needs network (UPGRADE=1 takes newer versions)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: make .venv/test installs it"; exit 1; }
	$(COMPILE) pyproject.toml -o requirements/book.lock
	$(COMPILE) --extra manuscript -c requirements/book.lock pyproject.toml -o requirements/manuscript.lock
	$(COMPILE) --extra update -c requirements/book.lock pyproject.toml -o requirements/update.lock
	$(COMPILE) --extra scale -c requirements/update.lock pyproject.toml -o requirements/scale.lock
	$(COMPILE) --extra test -c requirements/manuscript.lock -c requirements/update.lock pyproject.toml -o requirements/test.lock

clean:  ## delete everything that these commands make
	rm -rf _build .venv chapters/studies scripts/*.egg-info

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1  \2/p' Makefile

# Each part of the environment is made again only when the files that it depends on change.
.venv/book: requirements/book.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	    { echo "Python 3.11 is needed, but $(PYTHON) is another version. Try: make $(or $(MAKECMDGOALS),html) PYTHON=python3.11"; exit 1; }
	@echo "Installing into .venv what the book needs (100 packages, one to three minutes) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements/book.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/manuscript: requirements/manuscript.lock .venv/book
	@echo "Installing into .venv what the article needs ..."
	@$(PIP) install --require-hashes -r requirements/manuscript.lock
	@touch $@

.venv/update: requirements/update.lock .venv/book
	@echo "Installing into .venv what searching and screening need ..."
	@$(PIP) install --require-hashes -r requirements/update.lock
	@touch $@

.venv/test: requirements/test.lock .venv/book
	@echo "Installing into .venv what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/test.lock
	@touch $@
