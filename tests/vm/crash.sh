#!/usr/bin/env bash
# A kernel that panics (sysrq), and a machine whose power is then cut, each after a disk could not read a sector: the next boot must say what happened and
# what the disk did before, in the virtual machine of vm.sh. Its database is on a disk of its own that outlives the boots, and an ACPI ERST holds the kernel's
# last words (pstore), which systemd-pstore then moves.
# shellcheck source=vm.sh
. "$(dirname "$0")/vm.sh"
vm_make

mkdir "$work/empty"
mke2fs -q -t ext4 -d "$work/empty" "$work/data.img" 256M
# boot: the machine with its lasting disk, and Watchkeeper in it. The root is new each time, as after a fresh installation that kept its data.
boot() {
  vm_append="crashkernel=no" vm_boot -drive "if=none,id=data,file=$work/data.img,format=raw,cache=writethrough" -device virtio-blk-pci,drive=data,serial=data \
    -object "memory-backend-file,id=erst,mem-path=$work/erst,size=0x10000,share=on" -device acpi-erst,memdev=erst \
    -drive "$(vm_disk bad 64M 4096),rerror=report,werror=report" -device virtio-blk-pci,drive=bad,serial=bad
  vm_run <<'SCRIPT'
mkdir -p /data /var/lib/watchkeeper
mount /dev/disk/by-id/virtio-data /var/lib/watchkeeper
mountpoint -q /sys/fs/pstore || mount -t pstore pstore /sys/fs/pstore
systemctl restart systemd-pstore.service
echo 0123456789abcdef0123456789abcdef >/etc/machine-id
SCRIPT
  vm_install 'listen: 127.0.0.1:8642
uptime: { interval: 2s }'
  vm_run <<<'chown watchkeeper: /var/lib/watchkeeper; systemctl is-active -q watchkeeper || systemctl restart watchkeeper'
}

# Reads the sector that cannot be read, and gives Watchkeeper time to record it.
fault='dd if=/dev/disk/by-id/virtio-bad of=/dev/null bs=512 skip=4096 count=8 iflag=direct 2>/dev/null; sleep 20; sync; sleep 3'

# found NUMBER: waits for the report of that crash, and prints it.
found() {
  vm_run <<SCRIPT
for _ in \$(seq 60); do
  watchkeeper uptime crashes --json >/run/crashes 2>/run/error && grep -q '"id":$1[,}]' /run/crashes && { tail -1 /run/crashes; exit; }
  sleep 2
done
cat /run/error; exit 1
SCRIPT
}

judge() {
  python3 - "$@" <<'JUDGE'
import json, sys
what, line, died, cause = sys.argv[1:]
crash, died = json.loads(line), float(died)
first, last = crash["uptime"], crash["uptime"] + crash["uncertainty"]
before = sorted({event["type"] for event in crash["events"] if event["type"].startswith("disks.")})
good = crash["cause"] == cause and first - 0.5 <= died <= last + 0.5 and before
print(f"{'ok' if good else 'FAILED'}: {what}: {crash['cause']}; died {died:.1f} s after the start, reported {first:.1f} to {last:.1f}; before it {before}; {crash['reason']}")
sys.exit(not good)
JUDGE
}

failed=0
boot
vm_run <<<"$fault"'; cut -d" " -f1 /proc/uptime >/share/panics; sync; (sleep 1; echo c >/proc/sysrq-trigger) &'
vm_wait
boot
judge "a kernel panic" "$(found 1)" "$(python3 -c "print(float(open('$work/share/panics').read()) + 1)")" panic || failed=1
vm_run <<<"$fault"'; (while :; do cut -d" " -f1 /proc/uptime >/share/alive; sleep 0.5; done) >/dev/null 2>&1 & sleep 15'
vm_cut
boot
judge "a power cut" "$(found 2)" "$(cat "$work/share/alive")" unknown || failed=1
exit $failed
