#!/usr/bin/env bash
# A real systemd with a bus and polkit, in a container over a copy-on-write view of this host's own files. Watchkeeper runs in it as packaging/ installs it:
# as its own user, in the hardened unit with its drop-ins, authorised by watches.rules alone. What its watches then do to other units, and notice of them, is
# what units-inside.sh proves, which runs in the container. Needs root, systemd-nspawn (Debian: systemd-container) and polkit (polkitd, dbus).
set -euo pipefail
repository=$(cd "$(dirname "$0")/../.." && pwd)
program=$repository/artifacts/bin/Watchkeeper/${CONFIGURATION:-release}
[ -x "$program/watchkeeper" ] || { echo "build first: make build"; exit 1; }
[ "$(id -u)" = 0 ] && command -v systemd-nspawn >/dev/null || { echo "needs root and systemd-nspawn"; exit 1; }
[ -x /usr/lib/polkit-1/polkitd ] && command -v dbus-daemon >/dev/null || { echo "needs polkitd and dbus"; exit 1; }

work=$(mktemp -d)
mount -t tmpfs tmpfs "$work"
trap 'set +e; kill "${killer:-}" 2>/dev/null; umount "$work/root" 2>/dev/null; umount -l "$work"; rmdir "$work"' EXIT
mkdir "$work"/{upper,work,root,data}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
chmod 0755 "$work/root"
chmod 0777 "$work/data"

# What packaging/README.md says, with the paths of this build.
etc=$work/root/etc
mkdir -p "$etc/systemd/system/watchkeeper.service.d" "$etc/watchkeeper" "$etc/polkit-1/rules.d" "$work/root/usr/lib/sysusers.d"
rm -rf "$etc/systemd/system/multi-user.target.wants" "$etc/machine-id"
tr -d - </proc/sys/kernel/random/uuid >"$etc/machine-id"
cp -r "$program" "$work/root/usr/lib/watchkeeper"
ln -sf ../lib/watchkeeper/watchkeeper "$work/root/usr/bin/watchkeeper"
cp "$repository/packaging/watchkeeper.sysusers" "$work/root/usr/lib/sysusers.d/watchkeeper.conf"
cp "$repository/packaging/watchkeeper.tmpfiles" "$work/root/usr/lib/tmpfiles.d/watchkeeper.conf"
cp "$repository/packaging/watchkeeper.service" "$etc/systemd/system/"
cp "$repository"/packaging/{disks,journal,watches}.conf "$etc/systemd/system/watchkeeper.service.d/"
sed -e 's|// "nginx.service",|"site-server.service", "site-worker.service",|' -e 's/const commands = false/const commands = true/' \
  "$repository/packaging/watches.rules" >"$etc/polkit-1/rules.d/50-watchkeeper.rules"
printf '[Service]\nEnvironment=DOTNET_ROOT=/dotnet\nBindReadOnlyPaths=/dotnet\n' >"$etc/systemd/system/watchkeeper.service.d/build.conf"
cp "$(dirname "$0")/units/watchkeeper.yaml" "$etc/watchkeeper/"
cp "$(dirname "$0")"/units/*.service "$(dirname "$0")"/units/*.target "$etc/systemd/system/"
cp "$(dirname "$0")/units/inside.sh" "$work/data/"

# A real OOM kill, in a memory cgroup of this host, whose kernel the container shares.
kill_for_memory() {
  until [ -s "$work/data/wants-oom" ]; do sleep 0.2; done
  local greedy
  greedy=$work/$(cat "$work/data/wants-oom")
  cp /usr/bin/tail "$greedy"
  local memory=/sys/fs/cgroup/memory limit=memory.limit_in_bytes
  [ -d $memory ] || { memory=/sys/fs/cgroup limit=memory.max; }
  mkdir "$memory/watchkeeper-oom"
  echo 8M >"$memory/watchkeeper-oom/$limit"
  (echo $BASHPID >"$memory/watchkeeper-oom/cgroup.procs"; exec "$greedy" /dev/zero) || true
  rmdir "$memory/watchkeeper-oom"
}
kill_for_memory &
killer=$!

timeout 600 systemd-nspawn -q -D "$work/root" --register=no --keep-unit --bind="$work/data:/data" \
  --bind-ro="$(dirname "$(readlink -f "$(command -v dotnet)")"):/dotnet" --bind=/dev/kmsg --capability=CAP_SYSLOG \
  /lib/systemd/systemd --unit=units.target >"$work/console" 2>&1 </dev/null || true
if [ ! -s "$work/data/results" ]; then
  echo "FAILED: the container did not come up:"
  tail -40 "$work/console"
  exit 1
fi
cat "$work/data/results"
grep -q "^done$" "$work/data/results" || { echo "FAILED: it broke off"; tail -40 "$work/data/trace" 2>/dev/null; exit 1; }
! grep -q "^FAILED" "$work/data/results"
