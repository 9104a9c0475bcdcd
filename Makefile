# EmoFlix: `make run` serves the site, `make test` checks it; both prepare whatever is missing.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
SITE := .venv/site.stamp
DEV := .venv/dev.stamp
TOOLS := chromium espeak-ng ffmpeg
DRIVER := $(BIN)/../lib/python3*/site-packages/playwright/driver/node
LEAST_PYTHON := 3.11
# how somebody's shell sets up a site of their own is no part of the tests
ALONE := env -u DEBUG -u LOG_LEVEL -u SECRET_KEY -u DATABASE_URL -u REDIS_URL -u EMAIL_URL
MEGABYTES_TO_RUN := 300
MEGABYTES_TO_INSTALL := 2500

.PHONY: run test test-services load setup check unit tools service-tools messages pictures lock clean
.DEFAULT_GOAL := run

run: $(SITE)
	@$(call need_space,$(MEGABYTES_TO_RUN))
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_starter_catalogue
	@$(BIN)/python manage.py forget_old_moods >/dev/null
	@echo "EmoFlix is on http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@$(BIN)/python manage.py runserver --noreload 127.0.0.1:$(PORT)

test: $(DEV) tools check unit

# PostgreSQL, Redis, gunicorn and Celery workers of the tests' own, and what happens when they are killed
test-services: $(DEV) service-tools
	$(ALONE) $(BIN)/python tests/services/run.py

# how much two gunicorn workers carry on this machine; no part of the tests
load: $(DEV) tools service-tools
	$(BIN)/python tests/load/run.py --endurance 10000

setup: $(SITE)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(ALONE) $(BIN)/mypy emoflix_site emotions movies ml scrapers
	$(BIN)/lint-imports
	$(ALONE) $(BIN)/python manage.py makemigrations --check --dry-run

unit: $(DEV)
	$(ALONE) $(BIN)/pytest --numprocesses 2 --dist loadfile

$(SITE): requirements.txt
	@$(call need_python)
	@$(call need_space,$(MEGABYTES_TO_INSTALL))
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  rm -rf .venv; echo "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv." >&2; exit 1; }
	@echo "Installing packages (once)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): $(SITE) requirements-dev.txt
	@$(call need_space,$(MEGABYTES_TO_INSTALL))
	@echo "Installing packages for training and tests (once)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# the browser, the speaking voice and the recorder that the tests use, and a library of what drives the browser
tools:
	@missing=; for tool in $(TOOLS); do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	ldd $(DRIVER) 2>/dev/null | grep -q "libatomic.*not found" && missing="$$missing libatomic1"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing$$missing (once)."; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else echo "The tests need$$missing; on Debian: sudo apt-get install$$missing." >&2; exit 1; fi; fi

# no cluster of the machine is touched: the tests make their own and throw it away
service-tools:
	@if ! command -v redis-server >/dev/null || ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing PostgreSQL and Redis (once)."; \
	    mkdir -p /etc/postgresql-common/createcluster.d; \
	    test -e /etc/postgresql-common/createcluster.conf || \
	      echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/no-main-cluster.conf; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql redis-server >/dev/null; \
	  else echo "These tests need PostgreSQL and Redis; on Debian: sudo apt-get install postgresql redis-server." >&2; exit 1; fi; fi

# the pictures of the README, from the pages as they are
pictures: $(DEV) tools
	WRITE_PICTURES=1 $(BIN)/pytest tests/e2e/test_pictures.py

# collects what the site says for the translators, then compiles what they wrote (gettext's tools)
messages: $(SITE)
	$(BIN)/python manage.py makemessages --locale de --no-obsolete --add-location file --ignore .venv --ignore var --ignore tests
	$(BIN)/python manage.py compilemessages --locale de

# what requirements*.in ask for, resolved and with the hash of every file; run it after changing them
lock: $(DEV)
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --universal --quiet --no-header --generate-hashes --python-version $(LEAST_PYTHON) $$name.in -o $$name.txt || exit 1; done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

define need_python
{ [ -n "$(PYTHON)" ] && $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; } || { \
  echo "EmoFlix needs Python 3.11, 3.12 or 3.13; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
endef

define need_space
[ "$$(df -Pm . | awk 'NR==2 {print $$4}')" -ge $(1) ] || { \
  echo "Less than $(1) MB are free on this disk; make some room first." >&2; exit 1; }
endef
