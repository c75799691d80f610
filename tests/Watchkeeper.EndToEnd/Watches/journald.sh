# A real journald in namespaces of its own, and a daemon that watches its journal while it is stopped, started, killed and rotated. Run by LiveJournalTests
# with unshare -m -p --fork --mount-proc. Arguments: the program, the daemon's folder.
set -eu
program=$1 folder=$2
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mkdir -p /run/systemd/journal /run/log/journal /run/systemd/journald.conf.d
printf '[Journal]\nStorage=volatile\nReadKMsg=no\nRateLimitIntervalSec=0\n' >/run/systemd/journald.conf.d/test.conf
if [ ! -s /etc/machine-id ]; then
  tr -d - </proc/sys/kernel/random/uuid >/run/machine-id
  touch /etc/machine-id
  mount --bind /run/machine-id /etc/machine-id
fi
watches() { "$program" --config "$folder/watchkeeper.yaml" watches "$@"; }
start() { /lib/systemd/systemd-journald & journald=$!; }

# Says line N, as often as it takes: while there is no journald nobody takes it.
number=0
say() {
  number=$((number + 1))
  until printf 'MESSAGE=line %s of the live journal\nSYSLOG_IDENTIFIER=live\n' "$number" | logger --journald 2>/dev/null; do sleep 0.1; done
}
says() { for _ in $(seq "$1"); do say; done; }

# await WHAT COMMAND: for at most a minute.
await() {
  for _ in $(seq 120); do if eval "$2"; then return; fi; sleep 0.5; done
  echo "it never came true: $1"; watches list; watches explain live; cat "$folder/log"; exit 1
}
is() { watches list --json | grep '"name":"live"' | grep -q "\"state\":\"$1\""; }

start
await "journald listens" "[ -S /run/systemd/journal/socket ]"
"$program" --config "$folder/watchkeeper.yaml" run 2>"$folder/log" & daemon=$!
trap 'kill $journald $daemon 2>/dev/null || true; wait' EXIT
await "the daemon watches" "is watching 2>/dev/null"
sleep 2

# Another watch's lines beside it, each with the millisecond at which it was written; and a plain tail on them, for what the machine itself takes.
(n=0; while [ ! -e "$folder/enough" ]; do n=$((n + 1)); echo "probe $n $(date +%s%3N)"; sleep 0.02; done >>"$folder/app.log") & probing=$!
tail -n +1 -F --pid=$probing "$folder/app.log" | while read -r line; do echo "$line $(date +%s%3N)"; done >"$folder/tail" &

says 20
kill $journald; wait $journald 2>/dev/null || true
await "the watch says that nobody writes the journal" "is trouble"
start
says 20
await "the watch goes on" "is watching"
kill -9 $journald; wait $journald 2>/dev/null || true
start
says 20
journalctl --rotate
says 20
await "enough probes" "[ \$(wc -l <'$folder/app.log') -ge 300 ]"
touch "$folder/enough"; wait $probing
await "all probes were acted on" "[ \$(watches history probe --json --limit 10000 | tee '$folder/probes' | wc -l) = \$(wc -l <'$folder/app.log') ]"
kill -9 $daemon; wait $daemon 2>/dev/null || true
says 10
"$program" --config "$folder/watchkeeper.yaml" run 2>>"$folder/log" & daemon=$!
says 10
await "all lines were acted on" "[ \$(sort -u '$folder/out' | wc -l) = 100 ]"
sleep 1
"$program" --config "$folder/watchkeeper.yaml" events --type 'watches.source-*' --json
