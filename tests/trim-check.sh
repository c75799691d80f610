#!/usr/bin/env bash
# Publishes the program as make publish does, starts the result and asks it how the host is: what the trimmer took away would be missing now.
set -eu -o pipefail
cd "$(dirname "$0")/.."

mkdir -p artifacts
program=artifacts/trimmed/watchkeeper
dotnet publish src/Watchkeeper/Watchkeeper.csproj -p:PublishProfile=dist -v quiet -nologo -o artifacts/trimmed 2>&1 | tee artifacts/trim.log
# Microsoft.Data.Sqlite's four warnings are known: they are about types that this program does not store. Any other is an error.
if grep -E "(warning|error) IL[0-9]+" artifacts/trim.log | grep -qv "Microsoft.Data.Sqlite"; then
  echo "The trimmer warns about more than Microsoft.Data.Sqlite."
  exit 1
fi
echo "Trimmed: $(du -sh artifacts/trimmed | cut -f1)"

folder=$(mktemp -d)
export HOME=$folder XDG_RUNTIME_DIR=$folder XDG_STATE_HOME=$folder XDG_CONFIG_HOME=$folder
export WATCHKEEPER_LISTEN=127.0.0.1:0 WATCHKEEPER_DATABASE="sqlite:$folder/watchkeeper.db" WATCHKEEPER_SOCKET="$folder/watchkeeper.sock"
"$program" run >"$folder/log" 2>&1 &
daemon=$!
trap 'kill -9 $daemon 2>/dev/null || true; rm -rf "$folder"' EXIT

for _ in $(seq 100); do
  [ -S "$WATCHKEEPER_SOCKET" ] && break
  kill -0 $daemon 2>/dev/null || { cat "$folder/log"; echo "The trimmed daemon ended."; exit 1; }
  sleep 0.1
done
"$program" status --json | grep -q '"uptime"' || { cat "$folder/log"; echo "The trimmed status is wrong."; exit 1; }
"$program" events --json >/dev/null
"$program" config show >/dev/null
"$program" metrics list >/dev/null
"$program" canaries list --json >/dev/null
kill -TERM $daemon
wait $daemon || { cat "$folder/log"; echo "The trimmed daemon did not end well."; exit 1; }
trap 'rm -rf "$folder"' EXIT
echo "The trimmed program works."
