# The only commands you need. `make run` and `make test` want nothing before them but the .NET SDK.
.PHONY: run build test bench lint format publish trim-check aot vm-test clean
.DEFAULT_GOAL := build

CONFIGURATION ?= Release
PROGRAM = artifacts/bin/Watchkeeper/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/watchkeeper

build:
	dotnet build Watchkeeper.slnx -c $(CONFIGURATION)

run:
	@dotnet build src/Watchkeeper/Watchkeeper.csproj -c $(CONFIGURATION) -v quiet -nologo
	@exec $(PROGRAM) run

test:
	@bash tests/run.sh

bench:
	@bash bench/run.sh

lint:
	dotnet format Watchkeeper.slnx --verify-no-changes --no-restore --severity warn

format:
	dotnet format Watchkeeper.slnx --severity warn

publish:
	rm -rf dist
	dotnet publish src/Watchkeeper/Watchkeeper.csproj -p:PublishProfile=dist -o dist -nologo -consoleLoggerParameters:ErrorsOnly
	mkdir -p dist/share/bash-completion/completions dist/share/zsh/site-functions dist/share/fish/vendor_completions.d
	dist/watchkeeper man --output dist/share/man/man1
	dist/watchkeeper completion bash > dist/share/bash-completion/completions/watchkeeper
	dist/watchkeeper completion zsh > dist/share/zsh/site-functions/_watchkeeper
	dist/watchkeeper completion fish > dist/share/fish/vendor_completions.d/watchkeeper.fish

trim-check:
	@bash tests/trim-check.sh

vm-test:
	@bash tests/vm/run.sh

clean:
	rm -rf artifacts dist
