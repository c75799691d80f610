#!/usr/bin/env bash
# Runs every benchmark there is, one after the other, and prints what they print. The figures worth keeping go into results.md by hand, with the machine.
# usage: run.sh [PREFIX]   (only those whose name begins with PREFIX: host, core, uptime …)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
prefix=${1:-}
dotnet build Watchkeeper.slnx -c Release -v quiet -nologo || exit 1
program=artifacts/bin/Watchkeeper/release/watchkeeper

printf '== machine\n%s, %s processors, %s, kernel %s\n' \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(df --output=source,fstype . | tail -1 | tr -s ' ')" "$(uname -r)"

for script in bench/*.sh bench/*.py; do
  name=$(basename "$script")
  case $name in run.sh) continue ;; "$prefix"*) ;; *) continue ;; esac
  printf '\n== %s\n' "$name"
  "./$script" "$program" || printf '%s failed\n' "$name"
done

if [ -z "$prefix" ]; then
  printf '\n== BenchmarkDotNet\n'
  artifacts/bin/Watchkeeper.Benchmarks/release/Watchkeeper.Benchmarks --filter '*' --join
fi
