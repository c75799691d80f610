#!/usr/bin/env bash
# Durable triggers over HTTP: 10,000 canaries, wrk as the client on the same machine, SQLite with synced commits.
# Prints the rate, the latencies, the daemon's CPU time a ping, and compares the rows on disk with the answers.
# Usage: bench/canaries-pings.sh [connections] [seconds]
set -euo pipefail
connections=${1:-64}
seconds=${2:-15}
root=$(cd "$(dirname "$0")/.." && pwd)
program=$root/artifacts/bin/Watchkeeper/release/watchkeeper
[ -x "$program" ] || dotnet build "$root/src/Watchkeeper" -c Release -v quiet -nologo
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
folder=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$folder/watchkeeper.yaml" <<YAML
listen: 127.0.0.1:$port
socket: $folder/watchkeeper.sock
database: sqlite:$folder/watchkeeper.db
YAML
"$program" run --config "$folder/watchkeeper.yaml" >"$folder/log" 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon 2>/dev/null || true; rm -rf "$folder"' EXIT
until curl -fsS "http://127.0.0.1:$port/healthz" >/dev/null 2>&1; do sleep 0.1; done
python3 "$root/bench/canaries_load.py" import "http://127.0.0.1:$port" 10000 "$folder/ids"
cat >"$folder/ping.lua" <<'LUA'
local paths = {}
for line in io.lines(os.getenv("IDS")) do paths[#paths + 1] = "/" .. line end
local n = 0
function request()
  n = n + 1
  return wrk.format("GET", paths[n * 7919 % #paths + 1])
end
LUA
export IDS=$folder/ids
load() { wrk -t1 -c"$connections" -d"$1" --latency -s "$folder/ping.lua" "http://127.0.0.1:$port"; }
rows() { python3 -c "import sqlite3; print(sqlite3.connect('file:$folder/watchkeeper.db?mode=ro', uri=True).execute('SELECT last_ping FROM canaries_counter').fetchone()[0])"; }
ticks() { awk '{print $14 + $15}' "/proc/$daemon/stat"; }
load 5s >/dev/null
before=$(rows) cpu=$(ticks)
load "${seconds}s" | tee "$folder/result" | grep -E 'Latency|50%|99%|Requests/sec|Non-2xx' || true
after=$(rows)
answers=$(awk '/requests in/ {print $1}' "$folder/result")
echo "pings on disk: $((after - before)) (answered: $answers); daemon CPU a ping: $((($(ticks) - cpu) * 10000 / (after - before))) us; load average: $(cut -d' ' -f1 /proc/loadavg)"
