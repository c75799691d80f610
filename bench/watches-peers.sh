#!/usr/bin/env bash
# The same 20 patterns over the same 1,000,000 lines: Watchkeeper's watches, SEC, fail2ban and mtail, in one run; CPU seconds (user + system) of each whole process.
# Needs Debian's sec, fail2ban and mtail, and python3. Usage: bench/watches-peers.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/syslog.log
python3 bench/syslog.py "$log"
head -100000 "$log" > "$work/syslog100k.log"

# SEC: one rule a pattern, plain and with a threshold keyed by the first capture.
n=0
while IFS= read -r pattern; do
  n=$((n + 1))
  printf 'type=Single\nptype=RegExp\npattern=%s\ndesc=rule %d\naction=none\n\n' "$pattern" "$n" >> "$work/single.conf"
  printf 'type=SingleWithThreshold\nptype=RegExp\npattern=%s\ndesc=rule %d $1\naction=none\nwindow=600\nthresh=5\n\n' "$pattern" "$n" >> "$work/threshold.conf"
done < bench/patterns.txt

# fail2ban: the first capture of a pattern, or all of it, is the id that it bans.
python3 - > "$work/f2b.conf" <<'PY'
import re
rules = []
for pattern in open("bench/patterns.txt").read().splitlines():
    group = re.search(r"(?<!\\)\((?!\?)((?:[^()\\]|\\.)*)\)", pattern)
    rules.append(pattern[:group.start()] + "<F-ID>" + group.group(1) + "</F-ID>" + pattern[group.end():] if group else f"<F-ID>{pattern}</F-ID>")
print("[Definition]\nfailregex = " + "\n            ".join(rule.replace("%", "%%") for rule in rules))
PY

# mtail: a counter a pattern.
mkdir "$work/progs"
n=0
while IFS= read -r pattern; do
  n=$((n + 1))
  printf 'counter c%d\n/%s/ {\n  c%d++\n}\n' "$n" "${pattern//\//\\/}" "$n" >> "$work/progs/all.mtail"
done < bench/patterns.txt

# timed NAME LINES COMMAND: one that takes longer than two minutes is stopped, and that is said.
timed() {
  local name=$1 lines=$2
  shift 2
  local seconds
  seconds=$( { TIMEFORMAT='%U %S'; time timeout 120 "$@" > "$work/out" 2>&1 || echo $? > "$work/status"; } 2>&1 | awk '{print $1 + $2}')
  [ "$(cat "$work/status" 2>/dev/null)" != 124 ] || name="$name (stopped after two minutes)"
  rm -f "$work/status"
  awk -v n="$name" -v s="$seconds" -v l="$lines" 'BEGIN { printf "| %s | %.2f s CPU | %.3f M lines/s |\n", n, s * 1e6 / l, l / s / 1e6 }'
}

echo "| tool | 1,000,000 lines, 20 patterns | |"
echo "|---|---|---|"
dotnet run -c Release bench/watches-lines.cs "$log" bench/patterns.txt
command -v sec > /dev/null && timed "SEC, 20 Single" 1000000 sec --conf="$work/single.conf" --input="$log" --notail --debug=3
command -v sec > /dev/null && timed "SEC, 20 SingleWithThreshold" 1000000 sec --conf="$work/threshold.conf" --input="$log" --notail --debug=3
command -v fail2ban-regex > /dev/null && timed "fail2ban-regex" 100000 fail2ban-regex --no-check-all "$work/syslog100k.log" "$work/f2b.conf"
command -v mtail > /dev/null && timed "mtail" 1000000 mtail --one_shot --address 127.0.0.1 --port 0 --progs "$work/progs" --logs "$log"
exit 0
