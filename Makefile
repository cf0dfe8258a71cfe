PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check
RUN := $(BIN)/python -m bookbuild
LOCK := uv pip compile -q --universal --python-version 3.11 --fork-strategy fewest \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml

.PHONY: book pdf slides serve test trial notebooks assignments figures bench clean lock
.DELETE_ON_ERROR:
.NOTPARALLEL:
book slides notebooks assignments figures: .venv/book
pdf: .venv/pdf
bench: .venv/test
book pdf slides notebooks assignments figures bench:
	$(RUN) $@

serve: book
	$(RUN) serve --port $(PORT)

test: .venv/test book
	$(BIN)/ruff check code tests && $(BIN)/ruff format --check code tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

trial: .venv/book  # the notebooks, where readers run them
	$(PIP) -c tests/requirements.txt pytest pytest-xdist
	READERS="$(or $(READERS),newest colab oldest)" $(BIN)/python -m pytest tests/chapters/test_notebooks.py

clean:
	rm -rf _build .venv

lock:  # after changing a dependency in pyproject.toml; needs uv
	{ sed -n '/^#/p' requirements.txt && $(LOCK) --extra book && echo "-e ."; } > _book.txt
	$(LOCK) --extra book --extra test > _test.txt
	mv _book.txt requirements.txt && mv _test.txt tests/requirements.txt

.venv/book: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("The book needs Python 3.11 or newer; name one: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/pdf: .venv/book tests/requirements.txt
	$(PIP) -c tests/requirements.txt playwright pypdf
	@touch $@

.venv/test: .venv/book tests/requirements.txt tests/peers.txt tests/package-lock.json
	$(PIP) -r tests/requirements.txt -r tests/peers.txt
	$(RUN) tools
	@touch $@
