# makegood. `make` alone lists what there is; you need Go and make, for `make test` curl, for `make test-api` Python, for `make test-browser` Chromium and npm, and for `make test-kafka` and `make soak` Java and Maven, for the first kcat too.

SHELL := /bin/bash
.DEFAULT_GOAL := help

GO      ?= go
BIN     := bin
DATA    := $(or $(MAKEGOOD_DATA_DIR),.makegood)
SOURCES := $(shell git ls-files --cached --others --exclude-standard '*.go' 2>/dev/null)
# The race detector needs a C compiler.
CC_HERE := $(or $(shell command -v cc),$(shell command -v gcc))
# Packages in which goroutines share data: tested with the race detector, and without it only where there is no C compiler.
RACING  := ./api/server/... ./api/identity/... ./api/mcp/... ./internal/kafka/... ./starter/... ./simulator/... ./payment/... ./messaging ./messaging/eml ./messaging/inapp ./messaging/kafkastatus ./messaging/letter ./messaging/once ./messaging/smtp ./messaging/webhook ./activities/... ./policy/watch/...
# Of the ledger only what races: the detector makes SQLite ten times slower.
# Of the webhooks what is sent side by side: the ledger behind them is slow with the detector.
RACING_HOOKS := -run 'HoldsUp|ShakesHands|StopsNoOther' ./messaging/hooks
RACING_LEDGER := -run 'Promise/(races|deciding|reviewing|offers)|Two' ./ledger/sqlite

# PostgreSQL's server: the one that is installed, else one that is fetched.
POSTGRES := $(if $(or $(shell command -v initdb),$(wildcard /usr/lib/postgresql/*/bin/initdb)),,$(BIN)/postgres)

# A folder a release; what is in it is never changed.
HISTORIES := workflows/testdata/histories

# What `go generate` writes from our own code and data; proto/gen has its own check.
GENERATED := refund/currency_table.go docs/states.md

# make demo N=200 EXIT=1 SEED=7: how many events, whether to end by itself, which stream.
# ENCRYPT=1: with everything in Temporal encrypted.
N       ?=
EXIT    ?=
SEED    ?=
ENCRYPT ?=

.PHONY: help demo demo-clean build test test-api test-browser test-kafka soak race check fmt vet lint ops generated generate histories histories-kept release-is-new keep-release day bench sim clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build $(BIN)/temporal ## run everything here and show refunds being paid: N=events EXIT=1 SEED=stream ENCRYPT=1; N=0 only runs the stack
	@$(BIN)/makegood demo $(if $(N),-n $(N)) $(if $(SEED),--seed $(SEED)) $(if $(filter-out 0 no,$(EXIT)),--exit) $(if $(filter-out 0 no,$(ENCRYPT)),--encrypt)

demo-clean: ## forget the demo's data, so that the next one starts afresh
	@if [ -e "$(DATA)" ] && [ ! -e "$(DATA)/makegood.log" ]; then echo "$(DATA) is no demo's data folder: not removed" >&2; exit 1; fi
	rm -rf "$(DATA)"

build: ## build makegood into bin/ (a minute the first time)
	@[ -e $(BIN)/makegood ] || echo "building makegood: about a minute the first time" >&2
	@$(GO) build -o $(BIN)/makegood ./cmd/makegood

# The real Temporal dev server with its UI, pinned in a module of its own.
$(BIN)/temporal: tools/temporal/go.mod tools/temporal/go.sum
	@echo "building Temporal's dev server into $@: three to five minutes the first time, then never again" >&2
	@$(GO) build -C tools/temporal -o ../../$@ github.com/temporalio/cli/cmd/temporal
	@touch $@

$(BIN)/staticcheck $(BIN)/exhaustive $(BIN)/workflowcheck: tools/lint/go.mod tools/lint/go.sum
	@echo "building $@: less than a minute the first time" >&2
	@$(GO) build -C tools/lint -o ../../$@ $$(grep -oE '[^ 	]+/$(@F)$$' tools/lint/go.mod | head -1)
	@touch $@

# Stripe's own check of the API's shape, pinned in a module of its own.
$(BIN)/stripe-mock: tools/stripemock/go.mod tools/stripemock/go.sum
	@echo "building $@: less than a minute the first time" >&2
	@$(GO) build -C tools/stripemock -o ../../$@ github.com/stripe/stripe-mock
	@touch $@

test: $(BIN)/temporal $(BIN)/stripe-mock $(POSTGRES) ## run every test, on the real Temporal server and a real Kafka protocol
	@echo "testing: about ten minutes with a warm build cache; the e2e tests start their own servers" >&2
	$(GO) test -timeout 20m $$($(GO) list ./... | grep -v /e2e | grep -vxF $(if $(CC_HERE),"$$($(GO) list $(RACING))",none))
	$(GO) test -C audit ./...
	$(GO) test -C bench -mod=mod ./...
	$(GO) test -count=1 -timeout 20m ./e2e
	@$(MAKE) --no-print-directory race

$(BIN)/postgres: tools/postgres/go.mod tools/postgres/go.sum
	@echo "fetching PostgreSQL into $@: less than a minute the first time" >&2
	@$(GO) run -C tools/postgres . $(CURDIR)/$@ && touch $@

# A real Apache Kafka as its artifacts. Where they come from is the business of this machine's Maven.
$(BIN)/kafka: tools/kafka/pom.xml
	@command -v java >/dev/null || { echo "no java here: install a Java runtime, 17 or later (Debian: apt-get install openjdk-17-jre-headless)" >&2; exit 1; }
	@command -v mvn >/dev/null || { echo "no mvn here: install Maven (Debian: apt-get install maven)" >&2; exit 1; }
	@echo "fetching Apache Kafka into $@: a minute the first time" >&2
	@rm -rf $@.part && mvn -q -B -f tools/kafka/pom.xml dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$@.part
	@rm -rf $@ && mv $@.part $@ && touch $@

test-kafka: $(BIN)/kafka $(BIN)/temporal $(POSTGRES) ## run the consumer's tests on a real Apache Kafka, which is killed and restarted under them, and a short soak (needs Java 17, Maven and kcat)
	@command -v kcat >/dev/null || { echo "no kcat here, which writes as clients made of librdkafka do: install it (Debian: apt-get install kcat)" >&2; exit 1; }
	@echo "testing on Apache Kafka: about five minutes" >&2
	$(GO) test -count=1 -tags kafka -timeout 15m ./internal/kafka/...
	SOAK_EVENTS=400 $(GO) test -count=1 -tags kafka -timeout 15m ./e2e/soak

# Where the packages come from is the business of this machine's pip; their hashes are ours.
$(BIN)/schemathesis: tools/schemathesis/requirements.txt
	@python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "no python3 of 3.11 or later with venv and pip here: install it (Debian: apt-get install python3-venv python3-pip)" >&2; exit 1; }
	@echo "installing schemathesis into $@: a minute the first time" >&2
	@rm -rf $@ && python3 -m venv $@ && $@/bin/pip install -q --disable-pip-version-check --require-hashes -r $< || { rm -rf $@; exit 1; }
	@touch $@

test-api: $(BIN)/schemathesis $(BIN)/temporal ## send generated calls, good and bad, to every operation of docs/openapi.json, on the real server (needs Python 3.11)
	@echo "testing the API against its document: two minutes" >&2
	$(GO) test -count=1 -tags schemathesis -timeout 15m -run '^TestTheRestDoorKeepsToItsDocument$$' ./e2e

# The checks of pages, pinned by hash; where they come from is the business of this machine's npm.
$(BIN)/axe: tools/axe/package.json tools/axe/package-lock.json
	@command -v npm >/dev/null || { echo "no npm here: install Node (Debian: apt-get install npm)" >&2; exit 1; }
	@echo "fetching axe-core into $@: a few seconds the first time" >&2
	@rm -rf $@ $@.part && mkdir -p $@.part && cp $^ $@.part && npm ci --silent --prefix $@.part --ignore-scripts --no-audit --no-fund || { rm -rf $@.part; exit 1; }
	@mv $@.part $@ && touch $@

# -mod=mod: e2e/browser is a module of its own and follows the main module's versions.
test-browser: $(BIN)/axe $(BIN)/temporal ## play staff's and customers' days in a real browser, with axe-core on every page (needs Chromium and npm): UPDATE_SCREENSHOTS=1 takes docs/screenshots anew
	@[ -n "$$CHROMIUM" ] || command -v chromium chromium-browser google-chrome >/dev/null || \
	  { echo "no Chromium here: install it (Debian: apt-get install chromium), or say with CHROMIUM=/path where it is" >&2; exit 1; }
	@echo "testing in the browser: four minutes" >&2
	$(GO) test -C e2e/browser -mod=mod -count=1 -tags browser -timeout 20m .

soak: $(BIN)/kafka $(BIN)/temporal $(POSTGRES) ## run two workers and two starters on Apache Kafka and PostgreSQL, kill them in turns, and account for every event: N=20000 SEED=n
	@echo "soaking $(or $(N),20000) events, seed $(or $(SEED),1): about a quarter of an hour for 20000 on a machine that does nothing else" >&2
	SOAK_EVENTS=$(or $(N),20000) SOAK_SEED=$(or $(SEED),1) $(GO) test -count=1 -v -tags kafka -timeout 4h -run '^TestSoak$$' ./e2e/soak

# What the program is built of, and no more.
keep-release: ## keep the sources of a release, which the next one's schema is tested with: COMMIT=...
	git archive --format=tar $(COMMIT) -- . ':!*_test.go' ':!docs' ':!deploy' ':!e2e' ':!bench' ':!audit' ':!tools' ':!ops' ':!*/testdata/*' ':!.ci' ':!*.md' \
	  ':!docker-compose.yml' ':!.env' ':!Makefile' ':!Dockerfile' | gzip -n -9 > e2e/testdata/last-release.tar.gz
	@echo "ledger/schematest: LastRelease has to name $(COMMIT), its last migrations, and this sum:" >&2
	@sha256sum e2e/testdata/last-release.tar.gz

race: $(BIN)/stripe-mock ## test what shares data between goroutines with the race detector (needs a C compiler)
	@if [ -n "$(CC_HERE)" ]; then \
	  echo "$(GO) test -race $(RACING)"; CGO_ENABLED=1 $(GO) test -timeout 20m -race $(RACING) && CGO_ENABLED=1 $(GO) test -timeout 20m -race $(RACING_HOOKS) && CGO_ENABLED=1 $(GO) test -timeout 20m -race $(RACING_LEDGER); \
	else echo "no C compiler here: tests with the race detector are left out" >&2; fi

check: fmt vet lint generated histories-kept ops test test-api test-browser test-kafka ## what CI runs: format, vet, linters, generated code, histories, ops files, every test, generated calls of the API, the tests in a browser and on Apache Kafka too

fmt: ## fail when a file is not formatted
	@unformatted=$$(gofmt -l $(SOURCES)); [ -z "$$unformatted" ] || { echo "gofmt -w these:" $$unformatted >&2; exit 1; }

vet: ## go vet
	$(GO) vet ./...
	$(GO) vet -tags kafka ./internal/kafka/... ./e2e/soak
	$(GO) vet -tags schemathesis ./e2e
	$(GO) vet -C audit ./...
	$(GO) vet -C bench -mod=mod ./...
	$(GO) vet -C e2e/browser -mod=mod -tags browser ./...

lint: $(BIN)/staticcheck $(BIN)/exhaustive $(BIN)/workflowcheck ## staticcheck, exhaustive switches, deterministic workflows
	$(BIN)/staticcheck ./...
	$(BIN)/exhaustive ./...
	$(BIN)/workflowcheck -config tools/lint/workflowcheck.yaml ./workflows/... ./reconcile/daily/...

ops: build ## check docker-compose.yml, deploy/kubernetes, the alert rules and the dashboards, with the libraries their own tools are made of
	@echo "checking ops: the first time builds Prometheus', Compose's and Kubernetes' parsers, about two minutes" >&2
	$(GO) test -C tools/alerts ./...
	$(GO) test -C tools/compose ./...
	$(GO) test -C tools/kubernetes ./...
	$(GO) run -C tools/alerts . ../..
	$(BIN)/makegood settings --json | $(GO) run -C tools/compose . ../../docker-compose.yml
	$(BIN)/makegood settings --json | $(GO) run -C tools/kubernetes . ../..

# -mod=mod: tools/openapi is a module of its own and follows the main module's versions.
generate: ## write generated code again: proto/gen, docs/asyncapi.json, docs/openapi.json, the currency table, docs/saved-views.md
	cd tools/proto && $(GO) run . generate
	cd tools/asyncapi && $(GO) run . generate
	cd tools/openapi && $(GO) run -mod=mod . generate
	$(GO) generate ./...

generated: ## fail when generated code is not what its sources give
	cd tools/proto && $(GO) run . verify
	$(GO) test -C tools/asyncapi ./...
	cd tools/asyncapi && $(GO) run . verify
	$(GO) test -C tools/openapi -mod=mod ./...
	cd tools/openapi && $(GO) run -mod=mod . verify
	@before=$$(cat $(GENERATED) | cksum); $(GO) generate ./refund; \
	[ "$$before" = "$$(cat $(GENERATED) | cksum)" ] || { echo "one of $(GENERATED) was not what its source gives; it is now" >&2; exit 1; }

release-is-new:
	@case "$(RELEASE)" in ''|.*|*/*|*\ *) echo "say of which release: make histories RELEASE=0.1.0" >&2; exit 1;; esac
	@[ ! -e "$(HISTORIES)/$(RELEASE)" ] || { echo "$(HISTORIES)/$(RELEASE) is there: refunds of that release may still run, so it is never recorded anew" >&2; exit 1; }

histories: release-is-new build $(BIN)/temporal ## record the histories of a release, once and for good: RELEASE=0.1.0
	@into=$$(mktemp -d) && trap 'rm -rf "$$into"' EXIT && \
	MAKEGOOD_RECORD_HISTORIES=$$into $(GO) test -count=1 -run 'WhatPeopleAndOperatorsDo|ADayInTheLife|ARequestIsAnsweredWithItsDecision|ARepeatedCallOverREST' ./e2e && \
	(cd "$$into" && { sha256sum *.json 2>/dev/null || shasum -a 256 *.json; } > SHA256SUMS) && \
	mkdir -p "$(HISTORIES)/$(RELEASE)" && cp "$$into"/*.json "$$into"/SHA256SUMS "$(HISTORIES)/$(RELEASE)/"

# Checksums alone would not show that both they and a history were written anew.
histories-kept: ## fail when a history that was released (a tag has it) is changed or gone
	@changed=$$(git tag 2>/dev/null | while read -r tag; do git diff --no-renames --diff-filter=MD --name-only "$$tag" -- $(HISTORIES); done | sort -u); \
	[ -z "$$changed" ] || { echo "refunds that began under a release may still run; give back its histories:" $$changed >&2; exit 1; }

day: build $(BIN)/temporal ## play a day of support, warehouse and customers, and write it down in docs/a-day.md
	MAKEGOOD_RECORD_DAY=1 $(GO) test -count=1 -run ADayInTheLife ./e2e

# -mod=mod: bench is a module of its own and follows the main module's versions.
bench: build $(BIN)/temporal ## measure against the budgets, as ratios to an empty workflow and to the refund's skeleton: five minutes, on a machine that does nothing else
	$(GO) run -C bench -mod=mod .

sim: ## drive 60 requests of 15 orders through the whole path with faults and people, and audit the books: SEED=n
	@echo "simulating seed $(or $(SEED),1): the same seed draws the same orders, faults and people" >&2
	SIM_SEED=$(or $(SEED),1) $(GO) test -count=1 -v -run '^TestSimulation$$' ./workflows

clean: ## remove what was built
	rm -rf $(BIN)
