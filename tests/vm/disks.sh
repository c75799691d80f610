#!/usr/bin/env bash
# Filesystems that are damaged on purpose, on loop devices of this machine's own kernel, and what Watchkeeper makes of the lines that this kernel writes:
# ext4 with a cleared inode that is still referenced, XFS with a damaged header, btrfs with damaged data, and a filesystem larger than its device.
# Needs root, loop devices, e2fsprogs, xfsprogs and btrfs-progs.
set -euo pipefail
program=$(cd "$(dirname "$0")/../.." && pwd)/artifacts/bin/Watchkeeper/${CONFIGURATION:-release}/watchkeeper
[ -x "$program" ] || { echo "build first: make build"; exit 1; }
[ "$(id -u)" = 0 ] || { echo "needs root"; exit 1; }
for tool in mkfs.ext4 debugfs mkfs.xfs mkfs.btrfs losetup; do command -v $tool >/dev/null || { echo "needs $tool"; exit 1; }; done

work=$(mktemp -d)
loops=()
cleanup() {
  umount "$work"/mount-* 2>/dev/null || true
  for loop in "${loops[@]}"; do losetup -d "$loop" 2>/dev/null || true; done
  kill "${daemon:-}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
printf 'listen: 127.0.0.1:0\nsocket: %s/s\ndatabase: sqlite:%s/w.db\ndisks: {sources: [kmsg], journal: never}\n' "$work" "$work" >"$work/w.yaml"
"$program" --config "$work/w.yaml" run 2>"$work/log" & daemon=$!
for _ in $(seq 300); do [ -S "$work/s" ] && break; sleep 0.1; done
sleep 3

failed=0
attach() { loop=$(losetup -f --show "$work/$1.img"); loops+=("$loop"); mkdir -p "$work/mount-$1"; }
# expect NAME TYPE LOOP: an event of this type on this device, within ten seconds.
expect() {
  for _ in $(seq 50); do
    if "$program" --config "$work/w.yaml" disks events --type "$2" --device "$3" --only --json | grep -q "\"disks.$2\""; then
      echo "ok: $1: $2 on ${3#/dev/}"
      return
    fi
    sleep 0.2
  done
  echo "FAILED: $1: no event $2 on $3; the kernel said:"
  dmesg | grep "${3#/dev/}" | tail -5
  failed=1
}

truncate -s 64M "$work/ext4.img"
mkfs.ext4 -q -F -e remount-ro "$work/ext4.img"
attach ext4
mount "$loop" "$work/mount-ext4"
echo data >"$work/mount-ext4/file"
inode=$(stat -c %i "$work/mount-ext4/file")
umount "$work/mount-ext4"
debugfs -w -R "clri <$inode>" "$loop" 2>/dev/null
mount "$loop" "$work/mount-ext4"
cat "$work/mount-ext4/file" >/dev/null 2>&1 || true
expect "ext4 with a cleared inode" filesystem-error "$loop"
expect "ext4 with errors=remount-ro" filesystem-read-only "$loop"

truncate -s 320M "$work/xfs.img"
mkfs.xfs -q -f "$work/xfs.img"
dd if=/dev/urandom of="$work/xfs.img" bs=512 seek=2 count=1 conv=notrunc status=none
attach xfs
mount "$loop" "$work/mount-xfs" 2>/dev/null || true
expect "XFS with a damaged header" filesystem-error "$loop"

truncate -s 256M "$work/btrfs.img"
mkfs.btrfs -q -f -d single -m single "$work/btrfs.img" >/dev/null
attach btrfs
mount "$loop" "$work/mount-btrfs"
head -c 1M /dev/zero | tr '\0' 'W' >"$work/mount-btrfs/file"
umount "$work/mount-btrfs"
offset=$(python3 -c "print(open('$work/btrfs.img', 'rb').read().index(b'W' * 4096))")
printf 'damage' | dd of="$work/btrfs.img" bs=1 seek=$((offset / 4096 * 4096 + 8192)) conv=notrunc status=none
losetup -d "$loop"
attach btrfs
mount "$loop" "$work/mount-btrfs"
cat "$work/mount-btrfs/file" >/dev/null 2>&1 || true
expect "btrfs with damaged data" checksum-error "$loop"

truncate -s 32M "$work/short.img"
mkfs.ext4 -q -F "$work/short.img"
truncate -s 16M "$work/short.img"
attach short
mount "$loop" "$work/mount-short" 2>/dev/null || true
expect "a filesystem larger than its device" filesystem-error "$loop"
exit $failed
