# The front door: `make help` lists everything. The two that matter: `make demo` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help demo serve test check fmt bench shots clean

PYTHON := .venv/bin/python
PORT ?= 8000
DEMO := KEDR_DEMO=1 KEDR_DATABASE=sqlite:///var/demo.sqlite3

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: ## the demo region on SQLite: installs, fills, serves; the second start keeps the data
	@tools/setup
	@$(DEMO) $(PYTHON) manage.py demo
	@$(DEMO) $(PYTHON) manage.py serve --port $(PORT)

serve: ## Kedr as in production, on the database of KEDR_DATABASE (SQLite in var/ by default)
	@tools/setup
	@mkdir -p var && test -f var/secret || (umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(60))" > var/secret)
	@KEDR_SECRET_KEY=$${KEDR_SECRET_KEY:-$$(cat var/secret)} KEDR_SSL_REDIRECT=$${KEDR_SSL_REDIRECT:-0} $(PYTHON) manage.py serve --port $(PORT)

test: ## all tests, on SQLite and on PostgreSQL
	@tools/setup dev
	npm test --silent
	.venv/bin/pytest
	KEDR_DATABASE="$$(tools/postgres start)" .venv/bin/pytest

check: ## lint, types, import contracts, migrations, deployment checks
	@tools/setup dev
	@tools/check

fmt: ## format everything
	@tools/setup dev
	.venv/bin/ruff check --fix --quiet .
	.venv/bin/ruff format --quiet .

bench: ## measures speed on both databases, prints the table, writes var/bench.json
	@tools/setup dev
	$(PYTHON) -m bench

shots: ## screenshots of each role's main pages into var/shots/
	@tools/setup dev
	$(PYTHON) tools/shots

clean: ## forgets the demo, the environments and all that was made
	rm -rf var .venv .tools node_modules
