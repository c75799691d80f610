#!/usr/bin/env bash
# Twenty patterns on a log of a million lines: Watchkeeper's PatternSet beside ripgrep, mtail and SEC, in one run, by processor time; then the whole table of
# storage events on the same log, and on the log with lines of real faults mixed in.
# Usage: logs-peers.sh [PROGRAM]   (LOG=file for another log than syslog.py's)
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
patterns=$here/bench/patterns.txt captures=$here/tests/Watchkeeper.Tests/Logs/Captures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=${LOG:-$work/syslog}
[ -f "$log" ] || python3 "$here/bench/syslog.py" "$log"
lines=$(wc -l <"$log")

# One counter for mtail, incremented once a line by whichever pattern matches first, as the others count.
{
  echo 'counter matched'
  awk '{ gsub(/\//, "\\/"); printf "%s/%s/ {\n  matched++\n}", (NR > 1 ? " else { " : ""), $0; opened = NR - 1 } END { for (i = 0; i < opened; i++) printf "}"; print "" }' "$patterns"
} >"$work/count.mtail"

# SEC: the first rule that matches takes the line.
while IFS= read -r pattern; do
  printf 'type=Single\nptype=RegExp\npattern=%s\ndesc=x\naction=none\n\n' "$pattern"
done <"$patterns" >"$work/sec.conf"

measure() { # name, command…: runs it and prints its processor time and rate
  local name=$1; shift
  local times
  times=$( { /usr/bin/env bash -c 'TIMEFORMAT="%U %S"; time "$@" >'"$work"'/out 2>'"$work"'/err' _ "$@"; } 2>&1 | tail -1)
  awk -v name="$name" -v times="$times" -v lines="$lines" 'BEGIN { split(times, t, " "); cpu = t[1] + t[2]; printf "%-12s %8.2f s of processor time %8.2f M lines/s\n", name, cpu, lines / cpu / 1e6 }'
}

measure ripgrep rg --threads 1 --count --file "$patterns" "$log"
echo "  ripgrep counts $(cat "$work/out")"
measure mtail mtail --one_shot --progs "$work/count.mtail" --logs "$log" --logtostderr
echo "  mtail counts $(grep -aoE 'matched[^0-9]*[0-9]+' "$work/out" "$work/err" | grep -oE '[0-9]+$' | tail -1)"
measure sec sec --conf="$work/sec.conf" --input="$log" --fromstart --notail --nochildterm
"$here/artifacts/bin/Watchkeeper.Benchmarks/release/Watchkeeper.Benchmarks" logs "$log" "$patterns" "$captures"/kmsg-faults-*.txt
