#!/usr/bin/env bash
# A virtual machine whose kernel panics (sysrq), and whose power is then cut (QEMU is killed): each time the next boot must say what happened. The guest
# runs a Debian kernel on a copy-on-write view of this host's own files, a disk of its own for the data, and an ACPI ERST where pstore keeps the last words.
# Needs QEMU, busybox (static), cpio and e2fsprogs; ACCEL=kvm is faster where KVM works. KERNEL names a folder with boot/vmlinuz-* and lib/modules; else it is fetched.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
program=$(cd "$(dirname "$0")/../.." && pwd)/artifacts/bin/Watchkeeper/${CONFIGURATION:-release}
[ -x "$program/watchkeeper" ] || { echo "build first: make build"; exit 1; }
for tool in qemu-system-x86_64 busybox cpio mke2fs; do
  command -v $tool >/dev/null || { echo "needs $tool (Debian: qemu-system-x86 busybox-static cpio e2fsprogs)"; exit 1; }
done

work=$(mktemp -d)
trap '[ -z "${vm:-}" ] || kill -9 $vm 2>/dev/null || true; rm -rf "$work"' EXIT
kernel=${KERNEL:-$work/kernel}
if [ ! -d "$kernel/boot" ]; then
  package=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ { print $2; exit }')
  (cd "$work" && apt-get download -q "$package" && dpkg -x linux-image-*.deb kernel) >/dev/null 2>&1
fi
version=$(basename "$kernel"/lib/modules/*)

# The first programs: enough to mount the host's files and change into them.
initrd=$work/initrd
mkdir -p "$initrd"/{bin,proc,sys,dev,host,layer,new} "$initrd/lib/modules/$version"
cp "$(command -v busybox)" "$initrd/bin/busybox"
(cd "$kernel/lib/modules/$version" && find kernel/fs/{9p,netfs,fscache,overlayfs,ext4,jbd2} kernel/fs/mbcache.ko kernel/net/9p kernel/drivers/virtio \
  kernel/drivers/block/virtio_blk.ko kernel/lib kernel/crypto kernel/arch/x86/crypto -name '*.ko' 2>/dev/null \
  | cpio --quiet -pdm "$initrd/lib/modules/$version"; cp modules.order modules.builtin "$initrd/lib/modules/$version/")
busybox depmod -b "$initrd" "$version"
cat >"$initrd/init" <<'INIT'
#!/bin/busybox sh
busybox=/bin/busybox
$busybox mount -t proc proc /proc; $busybox mount -t sysfs sysfs /sys; $busybox mount -t devtmpfs dev /dev
for module in virtio_pci virtio_blk 9pnet_virtio 9p overlay crc32c_generic ext4; do $busybox modprobe $module; done
$busybox mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=1048576 host /host
$busybox mount -t tmpfs tmpfs /layer; $busybox mkdir /layer/upper /layer/work
$busybox mount -t overlay -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work overlay /new
$busybox mkdir -p /new/data
$busybox mount /dev/vda /new/data
for folder in proc sys dev; do $busybox mount --bind /$folder /new/$folder; done
$busybox mount -t pstore pstore /new/sys/fs/pstore
$busybox mount -t tmpfs tmpfs /new/run
exec $busybox chroot /new /bin/bash /data/act
INIT
chmod +x "$initrd/init"
(cd "$initrd" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/initrd.img"

# The disk: what the guest does is in it, and what it records.
mkdir "$work/data"
printf 'listen: 127.0.0.1:0\nsocket: /run/w.sock\ndatabase: sqlite:/data/w.db\nuptime: {interval: 2s}\n' >"$work/data/w.yaml"
cat >"$work/data/act" <<ACT
export HOME=/data DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")") PATH=/usr/sbin:/usr/bin:/sbin:/bin DOTNET_TieredCompilation=1
w="$program/watchkeeper --config /data/w.yaml"
ip link set lo up 2>/dev/null || busybox ifconfig lo up 2>/dev/null
\$w run 2>/data/log &
until [ -S /run/w.sock ]; do sleep 0.5; done
if grep -q act=panic /proc/cmdline; then
  sleep 20; sync; sleep 3
  echo "PANICS \$(cut -d' ' -f1 /proc/uptime)"; sleep 0.2; echo c >/proc/sysrq-trigger
fi
until \$w uptime crashes --json >/run/out 2>/dev/null && grep -q "\\"id\\":\$(grep -o 'crash=[0-9]*' /proc/cmdline | cut -d= -f2)[,}]" /run/out; do sleep 1; done
echo "FOUND \$(tail -1 /run/out)"
while :; do echo "ALIVE \$(cut -d' ' -f1 /proc/uptime)"; sleep 1; done
ACT
mke2fs -q -t ext4 -d "$work/data" "$work/disk.img" 256M

# boot NAME APPEND: starts the machine; its console goes to NAME.
boot() {
  qemu-system-x86_64 -M q35 -accel ${ACCEL:-tcg} -cpu max -smp 2 -m 1536 -nographic -no-reboot -monitor none -serial "file:$work/$1" \
    -object memory-backend-file,id=erst,mem-path="$work/erst",size=0x10000,share=on -device acpi-erst,memdev=erst \
    -kernel "$kernel"/boot/vmlinuz-* -initrd "$work/initrd.img" -append "console=ttyS0 loglevel=4 panic=1 $2" \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
    -drive if=none,id=data,file="$work/disk.img",format=raw,cache=writethrough -device virtio-blk-pci,drive=data >/dev/null 2>"$work/$1.err" &
  vm=$!
}

# await FILE PATTERN: the first line of the console that matches.
await() {
  for _ in $(seq 400); do
    if grep -a -m1 "$2" "$work/$1" 2>/dev/null | tr -d '\r'; then return 0; fi
    sleep 1
  done
  echo "FAILED: no $2 on the console:"; tail -20 "$work/$1"; cat "$work/$1.err"; return 1
}

judge() {
  python3 - "$@" <<'JUDGE'
import json, sys
what, line, died, cause = sys.argv[1:]
crash, died = json.loads(line.split(" ", 1)[1]), float(died.split()[1])
first, last = crash["uptime"], crash["uptime"] + crash["uncertainty"]
good = crash["cause"] == cause and first - 0.5 <= died <= last + 0.5
print(f"{'ok' if good else 'FAILED'}: {what}: {crash['cause']}; died {died:.1f} s after the start, reported {first:.1f} to {last:.1f}; {crash['reason']}")
sys.exit(not good)
JUDGE
}

failed=0
boot first act=panic
await first "^PANICS" >"$work/panics"
wait $vm || true
boot second crash=1
found=$(await second "^FOUND")
judge "a kernel panic" "$found" "$(cat "$work/panics")" panic || failed=1
await second "^ALIVE" >/dev/null; sleep 15
kill -9 $vm; wait $vm 2>/dev/null || true
died=$(grep -a "^ALIVE" "$work/second" | tail -1 | tr -d '\r')
boot third crash=2
found=$(await third "^FOUND")
judge "a power cut" "$found" "$died" unknown || failed=1
kill -9 $vm
exit $failed
