# A real journald in a mount namespace of its own, with a daemon that reads it and writes to it. Run by JournaldTests with unshare -m.
# Arguments: the program, the daemon's folder, a word that marks this run's lines.
set -eu
program=$1 folder=$2 mark=$3
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mkdir -p /run/systemd/journal /run/log/journal /run/systemd/journald.conf.d
printf '[Journal]\nStorage=volatile\nReadKMsg=yes\nRateLimitIntervalSec=0\n' >/run/systemd/journald.conf.d/test.conf
if [ ! -s /etc/machine-id ]; then
  tr -d - </proc/sys/kernel/random/uuid >/run/machine-id
  touch /etc/machine-id
  mount --bind /run/machine-id /etc/machine-id
fi
/lib/systemd/systemd-journald & journald=$!
trap 'kill $journald ${daemon:-} 2>/dev/null || true; wait' EXIT
for _ in $(seq 1200); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
"$program" --config "$folder/watchkeeper.yaml" run 2>"$folder/log" & daemon=$!
for _ in $(seq 1200); do [ -S "$folder/watchkeeper.sock" ] && break; sleep 0.1; done

# What a program writes so to the ring, journald takes for the kernel's; the second line comes as a daemon sends it. Reading begins with the next entry,
# whenever that is: what is said again belongs to the same incident, and is no further event.
for _ in $(seq 60); do
  printf '<3>kernel: XFS (%s1): Filesystem has been shut down due to log error (0x2).\n' "$mark" >/dev/kmsg
  logger --journald <<END
MESSAGE=mpath$mark: remaining active paths: 0
PRIORITY=2
SYSLOG_IDENTIFIER=multipathd
END
  sleep 2
  [ "$("$program" --config "$folder/watchkeeper.yaml" disks events --json | grep -c "$mark")" -ge 2 ] && break
done
"$program" --config "$folder/watchkeeper.yaml" disks events --json
sleep 0.5
journalctl -o json IS_PERIPETY=TRUE
