#!/usr/bin/env bash
# Storage that fails, in a virtual machine of its own: a real Debian whose disks stand behind QEMU's blkdebug, with Watchkeeper installed in it as a service. One
# fault after the other is provoked, and then the events are compared with what was done. See vm.sh for what it needs.
# shellcheck source=vm.sh
. "$(dirname "$0")/vm.sh"
vm_make

sector=40000
vm_boot \
  -drive "$(vm_disk sata 64M $sector)",rerror=report,werror=report -device ide-hd,drive=sata,serial=sata,bus=ide.1 \
  -device virtio-scsi-pci,id=hba \
  -drive "$(vm_disk scsi 64M $sector)",rerror=report,werror=report -device scsi-hd,drive=scsi,serial=scsi,bus=hba.0 \
  -drive "$(vm_disk nvme 64M $sector)" -device nvme,drive=nvme,serial=nvme \
  -drive "$(vm_disk worn 64M)" -device nvme,drive=worn,serial=worn,smart_critical_warning=4 \
  -drive "$(vm_disk virtio 64M $sector)",rerror=report,werror=report -device virtio-blk-pci,drive=virtio,serial=virtio \
  -drive "$(vm_disk md1 64M)" -device virtio-blk-pci,drive=md1,serial=md1 \
  -drive "$(vm_disk md2 64M $sector write)",rerror=report,werror=report -device virtio-blk-pci,drive=md2,serial=md2 \
  -drive "$(vm_disk thin 128M)" -device virtio-blk-pci,drive=thin,serial=thin \
  -drive "$(vm_disk btrfs 256M)" -device virtio-blk-pci,drive=btrfs,serial=btrfs \
  -drive "$(vm_disk lun 1G)",file.locking=off -device scsi-hd,drive=lun,serial=lun,wwn=0x5000c500a1b2c3d4,share-rw=on,bus=hba.0 \
  -drive "$(vm_disk lun 1G | sed s/id=lun/id=lun2/)",file.locking=off -device scsi-hd,drive=lun2,serial=lun,wwn=0x5000c500a1b2c3d4,share-rw=on,bus=hba.0
vm_install 'listen: 127.0.0.1:8642
disks: { poll: [smart, nvme], poll_interval: 1m }'

# The faults. Each says with EXPECT what Watchkeeper must have told of it, and with MAY what else it leads to; expect.py says how exactly.
vm_run <<'SCRIPT' | tee "$work/faults"
set -u
exec 2>&1
disk() { basename "$(readlink -f /dev/disk/by-id/"$1")"; }
expect() { echo "EXPECT $1"; }
may() { echo "MAY $1"; }
fault() { sleep 2; echo "== $1"; echo "AT $(date +%s) $1"; echo "VM-TEST $1" >/dev/kmsg; sleep 2; }
unreadable() { dd if="/dev/$1" of=/dev/null bs=512 skip=40000 count=1 iflag=direct 2>/dev/null && echo "sector 40000 of $1 was read"; }

sata=$(disk ata-QEMU_HARDDISK_sata) scsi=$(disk scsi-0QEMU_QEMU_HARDDISK_scsi) virtio=$(disk virtio-virtio)
fault sata; unreadable "$sata"; expect "a SATA disk's bad sector|ata-error|$sata|error|"
fault scsi; unreadable "$scsi"; expect "a SCSI disk's bad sector|command-aborted|$scsi|error|"
before=$(ls /sys/block); modprobe scsi_debug opts=2 dev_size_mb=8; sleep 5; udevadm settle
medium=$(comm -13 <(echo "$before") <(ls /sys/block))
fault medium; dd if="/dev/$medium" of=/dev/null bs=512 skip=4660 count=1 iflag=direct 2>/dev/null && echo "sector 4660 of $medium was read"
expect "a medium error|medium-error|$medium|error|"
fault nvme; nvme=$(disk nvme-QEMU_NVMe_Ctrl_nvme) worn=$(disk nvme-QEMU_NVMe_Ctrl_worn)
unreadable "$nvme"; expect "an NVMe error|medium-error|$nvme|error|"
expect "an NVMe drive that says it is worn, when it is asked|smart-failing|$worn|critical|when=ever"
fault virtio; unreadable "$virtio"; expect "a virtio disk's bad sector|io-error|$virtio|error|"

fault md
md1=$(disk virtio-md1) md2=$(disk virtio-md2)
mdadm --create /dev/md0 --run --level=1 --raid-devices=2 --metadata=0.90 --assume-clean "/dev/$md1" "/dev/$md2"
dd if=/dev/zero of=/dev/md0 bs=1M oflag=direct status=none
cat /proc/mdstat
expect "a RAID member that cannot be written|raid-member-failed|$md2|error|holder=md0"

fault thin
thin=$(disk virtio-thin)
pvcreate -qy "/dev/$thin"; vgcreate -q pool "/dev/$thin"
lvcreate -qy --type thin-pool --monitor n -L 64M -n thin pool; lvchange -qy --errorwhenfull y pool/thin
lvcreate -qy -V 200M --thinpool pool/thin -n data --monitor n
dd if=/dev/zero of=/dev/pool/data bs=1M oflag=direct status=none
full=$(basename "$(readlink -f /dev/mapper/pool-thin-tpool)")
expect "a thin pool that fills|pool-full|$full|critical|"
data=$(disk dm-name-pool-data)
for each in out-of-space lost-write io-error; do may "$each|$data"; done

fault btrfs
btrfs=$(disk virtio-btrfs)
mkfs.btrfs -q -f -d single -m single "/dev/$btrfs"; mkdir -p /mnt/btrfs; mount "/dev/$btrfs" /mnt/btrfs
head -c 1M /dev/zero | tr '\0' 'W' >/mnt/btrfs/file; umount /mnt/btrfs
offset=$(grep -abo -m1 WWWWWWWWWWWWWWWW "/dev/$btrfs" | head -1 | cut -d: -f1)
printf damage | dd of="/dev/$btrfs" bs=1 seek=$((offset / 4096 * 4096 + 8192)) conv=notrunc status=none
sync; echo 3 >/proc/sys/vm/drop_caches
mount "/dev/$btrfs" /mnt/btrfs; cat /mnt/btrfs/file >/dev/null
expect "data with a wrong checksum|checksum-error|$btrfs|error|"

fault multipath
modprobe dm_multipath
printf 'defaults {\n  find_multipaths no\n  no_path_retry fail\n  user_friendly_names yes\n  polling_interval 2\n}\nblacklist {\n  wwid ".*"\n}\nblacklist_exceptions {\n  wwid "35000c500a1b2c3d4"\n}\n' >/etc/multipath.conf
systemctl restart multipathd; sleep 5; multipath -r >/dev/null; sleep 5
multipath -ll
map=$(multipath -l -v1 | head -1)
mapped=$(disk "dm-name-$map")
paths=$(ls "/sys/block/$mapped/slaves")
set -- $paths
pvcreate -qy "/dev/mapper/$map"; vgcreate -q high "/dev/mapper/$map"
lvcreate -qy -L 200M -n ext4 high; lvcreate -qy -L 350M -n xfs high
mkfs.ext4 -q -e remount-ro /dev/high/ext4; mkfs.xfs -q /dev/high/xfs
mkdir -p /mnt/ext4 /mnt/xfs; mount /dev/high/ext4 /mnt/ext4; mount /dev/high/xfs /mnt/xfs
ext4=$(disk dm-name-high-ext4) xfs=$(disk dm-name-high-xfs)
for each in ext4 xfs; do dd if=/dev/zero of=/mnt/$each/file bs=64k count=64 conv=fsync status=none; done
fault path-loss
echo offline >"/sys/block/$1/device/state"; dd if=/dev/urandom of=/mnt/ext4/other bs=1M count=20 oflag=direct status=none; sleep 8
expect "a path that is lost|path-failed|$1|warning|holder=$mapped"
fault path-return
echo running >"/sys/block/$1/device/state"; sleep 15
multipath -ll
expect "a path that returns|path-reinstated|$1|notice|"
fault all-paths
for path in "$@"; do echo offline >"/sys/block/$path/device/state"; done
for each in ext4 xfs; do dd if=/dev/urandom of=/mnt/$each/file bs=64k count=64 conv=notrunc,fsync status=none; done
sleep 10
for each in ext4 xfs; do touch /mnt/$each/again; done; sync
sleep 45
for path in "$@"; do for each in device-offline transport-error path-failed io-error; do may "$each|$path"; done; done
for each in all-paths-failed io-error lost-write; do may "$each|$mapped"; done
expect "ext4 over LVM over multipath that aborts|filesystem-read-only|$ext4|critical|mount=/mnt/ext4 below=$mapped"
expect "XFS over LVM over multipath that shuts down|filesystem-shutdown|$xfs|critical|mount=/mnt/xfs below=$mapped"
sleep 10
SCRIPT
vm_run >"$work/events" <<<'watchkeeper disks events --json --limit 10000'
vm_run >"$work/log" <<<'dmesg; journalctl -u watchkeeper -u multipathd -o cat --no-pager'
cp "$work/log" "$work/events" "${VM_KEEP:-$work}" 2>/dev/null || true
python3 "$(dirname "$0")/expect.py" "$work/faults" "$work/events"
