# Pomost. `make run` starts the demonstration city, `make test` runs every test, `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MESSAGES := $(wildcard pomost/locale/*/LC_MESSAGES/django.po pomost/wagtail_texts/*/LC_MESSAGES/django.po)
COMPILED := $(MESSAGES:.po=.mo)

.PHONY: help run install test lint format bench soak pictures messages requirements clean
.DELETE_ON_ERROR:
# Every start of Python would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1 – /p' $(MAKEFILE_LIST)

run: .venv/base $(COMPILED)  ## the demonstration city at http://127.0.0.1:8000/ (PORT=, POMOST_HOME=, POMOST_WORKERS=)
	@POMOST_URL="$${POMOST_URL:-http://127.0.0.1:$(PORT)}" exec $(BIN)/python manage.py run_demo --port $(PORT)

install: .venv/base $(COMPILED)  ## what serving in production needs: docs/operations.md

test: .venv/dev $(COMPILED)  ## every test, the browser's too; DATABASE_URL= chooses the database
	@sh tools/chromium.sh
	@sh tools/servers.sh nginx redis-server
	@$(BIN)/python -m pytest $(ARGS)

lint: .venv/dev $(COMPILED)  ## style, types, templates, import directions, migrations, translations, settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --check --lint pomost
	$(BIN)/lint-imports --no-cache
	sh tools/checks.sh

format: .venv/dev  ## bring the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djlint --quiet --reformat pomost

bench: .venv/dev $(COMPILED)  ## measure everything beside nginx and a plain Wagtail site, and write docs/benchmarks.md
	@sh tools/servers.sh nginx wrk
	@sh tools/chromium.sh
	@$(BIN)/python -m tools.bench $(ARGS)

soak: .venv/dev $(COMPILED)  ## two minutes of load with edits, a restart of the database and a killed process
	@$(BIN)/python -m tools.soak $(ARGS)

pictures: .venv/dev $(COMPILED)  ## take the pictures of the guide and of README from the demonstration city
	@sh tools/chromium.sh
	@$(BIN)/python -m tools.take_pictures $(ARGS)

messages: .venv/dev  ## gather new texts for translation into pomost/locale
	$(BIN)/python manage.py makemessages --locale pl --locale de --locale nl --locale fr --no-wrap --add-location file --no-obsolete

requirements: .venv/dev  ## pin the newest versions that requirements/*.in allow
	for name in uv base dev; do $(BIN)/uv pip compile --system-certs --universal --python-version 3.11 --generate-hashes \
	  --upgrade --no-header --no-annotate --quiet requirements/$$name.in -o requirements/$$name.txt; done

clean:  ## remove the environment (what was entered, in POMOST_HOME, stays)
	rm -rf .venv $(COMPILED)

%.mo: %.po .venv/base
	@$(BIN)/pybabel --quiet compile -i $< -o $@ --locale $(word 3,$(subst /, ,$<))

.venv/uv: requirements/uv.txt
	@command -v $(PYTHON) >/dev/null || { echo "Pomost needs Python 3.11 or newer: on Debian, apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Pomost needs Python 3.11 or newer; PYTHON= names another one"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: on Debian, apt install python3-venv"; exit 1; }
	@echo "Making the environment in .venv …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/base: requirements/base.txt .venv/uv
	@echo "Installing what Pomost needs …"
	@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r $<
	@touch $@

.venv/dev: requirements/dev.txt .venv/uv
	@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r $<
	@touch $@ .venv/base
