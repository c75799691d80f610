#!/usr/bin/env bash
# 100,000 canaries: memory a canary, start beside an empty start, lists, and all of them due within the same second.
# Usage: bench/canaries-scale.sh [count]
set -euo pipefail
count=${1:-100000}
root=$(cd "$(dirname "$0")/.." && pwd)
program=$root/artifacts/bin/Watchkeeper/release/watchkeeper
[ -x "$program" ] || dotnet build "$root/src/Watchkeeper" -c Release -v quiet -nologo
folder=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
cat >"$folder/watchkeeper.yaml" <<YAML
listen: 127.0.0.1:$port
socket: $folder/watchkeeper.sock
database: sqlite:$folder/watchkeeper.db
YAML
now() { date +%s%3N; }
start() { # prints the milliseconds until canaries are answered
  local begun; begun=$(now)
  "$program" run --config "$folder/watchkeeper.yaml" >>"$folder/log" 2>&1 &
  daemon=$!
  until curl -fsS "$url/coal-mine/v1/canary/list?search=^nobody$" >/dev/null 2>&1; do sleep 0.02; done
  echo "$1: $(($(now) - begun)) ms, of which $(cpu) ms of CPU time"
}
cpu() { awk '{print ($14 + $15) * 10}' "/proc/$daemon/stat"; }
stop() { kill "$daemon"; wait "$daemon" 2>/dev/null || true; }
anon() { awk '/RssAnon/ {print $2}' "/proc/$daemon/status"; }
trap 'stop; rm -rf "$folder"' EXIT
start "first start (makes the tables)"; stop
start "start without canaries"; sleep 3; empty=$(anon)
python3 "$root/bench/canaries_load.py" import "$url" "$count" "$folder/ids" 3000000
stop
start "start with $count canaries"; sleep 5
echo "memory a canary: $((($(anon) - empty) * 1024 / count)) bytes"
for path in "coal-mine/v1/canary/list" "api/v1/canaries"; do
  curl -fsS -o "$folder/list" -w "list of $count, /$path: %{time_total} s\n" "$url/$path"
done
stop
rm -f "$folder"/watchkeeper.db*
start "start for the storm"
python3 "$root/bench/canaries_load.py" import "$url" "$count" "$folder/ids" 60
before=$(cpu)
python3 - "$folder/watchkeeper.db" "$count" <<'PY'
import sqlite3, sys, time
path, count = sys.argv[1], int(sys.argv[2])
query = "SELECT COUNT(*) FROM canaries WHERE late = 1"
db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
due = db.execute("SELECT MIN(deadline), MAX(deadline) FROM canaries").fetchone()
print(f"deadlines lie within {(due[1] - due[0]) / 1e6:.2f} s")
time.sleep(max(0, due[1] / 1e6 - time.time()))
while db.execute(query).fetchone()[0] < count:
    time.sleep(0.05)
print(f"all {count} late, with their events committed: {time.time() - due[1] / 1e6:.2f} s after the last deadline")
events = db.execute("SELECT COUNT(*) FROM events").fetchone()[0]
print(f"events in the journal: {events}")
PY
echo "CPU time of the daemon for it: $(($(cpu) - before)) ms; load average: $(cut -d' ' -f1 /proc/loadavg)"
