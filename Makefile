# The commands of the project; each does its own set-up. 'make' alone lists them.
PYTHON ?= python3
BIN := .venv/bin
DEMO := env -u DATABASE_URL -u REDIS_URL -u VAR_DIR -u BASE_URL -u SECRET_KEY -u ALLOWED_HOSTS -u HTTPS -u DEBUG \
	-u MEDIA_ROOT -u STATIC_ROOT -u STATICFILES_BACKEND TRACTION_DEMO=1 $(BIN)/python manage.py demo

.PHONY: help demo demo-reset test clocks lint bench pictures format
.DEFAULT_GOAL := help

help:
	@echo "make demo        run the product with sample data at http://127.0.0.1:8000 (PORT=8001 make demo: elsewhere)"
	@echo "make demo-reset  remove the demo's data, so that the next 'make demo' starts over"
	@echo "make test        all tests: PostgreSQL with Redis, SQLite, and a browser"
	@echo "make clocks      the tests on SQLite under other clocks: ends of years, leap days, changes of the hour; takes long"
	@echo "make lint        style, types, import directions, migrations, deployment checks"
	@echo "make bench       how fast pages are at 1,000 to 100,000 people, and a night, on SQLite and PostgreSQL; takes minutes"
	@echo "make pictures    take the pictures of the README anew"
	@echo "make format      lay out Python code and templates as 'make lint' wants them"

demo: .venv/installed
	@tools/packages pdf
	@exec $(DEMO)

demo-reset: .venv/installed
	@exec $(DEMO) --reset

test: .venv/installed-dev
	@tools/packages pdf test
	@exec $(BIN)/python -m tools.run_tests

clocks: .venv/installed-dev
	@tools/packages pdf test
	@for moment in 2027-12-31T23:40 2028-02-29T00:05 2027-03-28T00:50 2027-10-31T00:50 2027-01-03T22:30; do \
		echo "== $$moment UTC"; \
		CLOCK=$$moment $(BIN)/python -m pytest -q -n 2 --dist worksteal -p tools.other_clock || exit 1; \
	done

lint: .venv/installed-dev
	@tools/packages pdf
	@exec tools/lint

bench: .venv/installed-dev
	@tools/packages pdf test
	@exec $(BIN)/python -m benchmarks

pictures: .venv/installed-dev
	@tools/packages pdf test
	@exec $(BIN)/python -m tools.pictures

format: .venv/installed-dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 demo" >&2; exit 1; }
	@PYTHON=$(PYTHON) tools/packages venv
	@$(PYTHON) -m venv --clear .venv

# The demo needs what the product needs; tests and checks need more. Both stamps are renewed when a lock changes.
.venv/installed: requirements.lock | .venv/bin/python
	@echo "Installing Python packages …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock | .venv/bin/python
	@echo "Installing Python packages for tests and checks …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.lock
	@touch .venv/installed $@
