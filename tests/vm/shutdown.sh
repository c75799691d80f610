#!/usr/bin/env bash
# A real systemd, in a container over a copy-on-write view of this host's own files, with Watchkeeper as a service in it: shut down, restarted, and killed
# from outside. What the daemon and its next start make of each is compared with what was done. Needs root and systemd-nspawn (Debian: systemd-container).
set -euo pipefail
program=$(cd "$(dirname "$0")/../.." && pwd)/artifacts/bin/Watchkeeper/${CONFIGURATION:-release}
[ -x "$program/watchkeeper" ] || { echo "build first: make build"; exit 1; }
[ "$(id -u)" = 0 ] && command -v systemd-nspawn >/dev/null || { echo "needs root and systemd-nspawn"; exit 1; }

work=$(mktemp -d)
data=$work/data
mkdir "$work/layer" "$data"
mount -t tmpfs tmpfs "$work/layer"
trap 'umount "$work/layer/root" 2>/dev/null; umount "$work/layer"; rm -rf "$work"' EXIT
mkdir "$work/layer/upper" "$work/layer/work" "$work/layer/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/layer/upper,workdir=$work/layer/work" "$work/layer/root"
units=$work/layer/root/etc/systemd/system
chmod 0777 "$data"
printf 'listen: 127.0.0.1:0\nsocket: /data/s\ndatabase: sqlite:/data/w.db\nuptime: {interval: 1s}\n' >"$data/w.yaml"

cat >"$units/watch.service" <<UNIT
[Unit]
After=dbus.service
[Service]
User=nobody
Environment=HOME=/data DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
ExecStart=/program/watchkeeper --config /data/w.yaml run
StandardError=null
UNIT
cat >"$units/watch.target" <<'UNIT'
[Unit]
Requires=basic.target dbus.service watch.service end.service
After=basic.target
UNIT

# live COMMAND: boots the container, waits until a flight is on record, and ends it by the command inside.
live() {
  rm -f "$data/s"
  cat >"$units/end.service" <<UNIT
[Service]
ExecStart=/bin/sh -c 'while [ ! -S /data/s ]; do sleep 0.2; done; sleep 3; $1'
UNIT
  timeout 120 systemd-nspawn -q -D "$work/layer/root" --register=no --keep-unit --bind="$data:/data" --bind-ro="$program:/program" \
    /lib/systemd/systemd --unit=watch.target >"$work/console" 2>&1 </dev/null || true
}

failed=0
expect() {
  local found
  found=$(python3 -c "import sqlite3; print(sqlite3.connect('$data/w.db').execute('SELECT landing FROM uptime_flights ORDER BY id DESC LIMIT 1').fetchone()[0])")
  if [ "$found" = "$2" ]; then echo "ok: $1: $found"; else echo "FAILED: $1: the last flight's landing is $found, not $2"; failed=1; fi
}

live "systemctl reboot"; expect "systemctl reboot" Reboot
live "systemctl poweroff"; expect "systemctl poweroff" PowerOff
live "systemctl stop watch.service; systemctl --force --force poweroff"; expect "the daemon stopped by hand" Stopped
live "kill -9 \$(pidof watchkeeper); systemctl --force --force poweroff"; expect "killed, and the power cut" None
exit $failed
