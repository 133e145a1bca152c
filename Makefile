# EdgeRunner's tasks. `make` alone lists them.

SWIFT ?= swift
# One configuration for the demo and the tests, so that nothing is built twice.
CONFIG ?= release
BUILD = $(SWIFT) build -c $(CONFIG) --explicit-target-dependency-import-check error
# Tests whose subjects read untrusted bytes or write through pointers.
SANITIZED ?= EdgeModelTests|EdgeFormatsTests|EdgeVisionTests|EdgeDetectionTests|EdgeDatasetsTests|EdgeEngineTests|EdgeWireTests

.DEFAULT_GOAL := help
.PHONY: help setup build demo firmware test lint sanitize bench coverage-report check docs clean

help: ## list these tasks
	@echo "EdgeRunner: make TASK"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the libraries, tools and host runtimes that are missing
	@scripts/setup.sh

build: ## build the edgerunner command
	@scripts/setup.sh packages
	$(BUILD) --product edgerunner

demo: build ## find objects on the built-in pictures with the built-in model
	"$$($(SWIFT) build -c $(CONFIG) --show-bin-path)/edgerunner" predict --conf 0.4

# FIRMWARE_MODEL= builds another model than the built-in one; boards with too little memory for it say so.
FIRMWARE_MODEL ?= builtin:
firmware: build ## build the firmware of every board with the built-in model
	@scripts/setup.sh firmware
	@set -e; for board in $(notdir $(wildcard Firmware/Boards/*)); do \
	  "$$($(SWIFT) build -c $(CONFIG) --show-bin-path)/edgerunner" build --board $$board -m $(FIRMWARE_MODEL) \
	    -o .build/firmware/$$board; echo; \
	done

test: setup ## build everything and run all tests
	$(BUILD) --build-tests
	$(SWIFT) test -c $(CONFIG) --skip-build --disable-xctest

lint: ## check the format of all sources
	@scripts/setup.sh tools
	@scripts/lint.sh

sanitize: ## run the tests of readers and kernels under the address sanitizer
	@scripts/setup.sh packages
	LSAN_OPTIONS=suppressions=$(CURDIR)/scripts/leaks.txt:print_suppressions=0 \
	  $(SWIFT) test --disable-xctest --sanitize=address --scratch-path .build-asan --filter '$(SANITIZED)'

# BENCH= passes options, e.g. BENCH='--filter load'.
BENCH ?=
bench: build ## measure every figure the README states
	EDGERUNNER_BENCH=1 $(SWIFT) run -c release edgerunner-bench $(BENCH)

# Of a folder of model files; COVERAGE= passes options, e.g. COVERAGE='--json --timeout 60'.
COVERAGE ?=
coverage-report: build ## say how far each model file of MODELS=DIR is taken: exact, explained, refused, crashed
	@[ -n "$(MODELS)" ] || { echo "usage: make coverage-report MODELS=DIR [COVERAGE=--json]" >&2; exit 2; }
	@scripts/setup.sh runtimes
	@python3 scripts/coverage_report.py "$$($(SWIFT) build -c $(CONFIG) --show-bin-path)/edgerunner" "$(MODELS)" $(COVERAGE)

docs: ## build the documentation of the library's modules
	@scripts/setup.sh packages
	@scripts/documentation.sh

check: lint sanitize test ## everything that a change must pass

clean: ## remove what building made
	rm -rf .build .build-asan .build-fuzz
