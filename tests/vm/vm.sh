# A virtual machine to break: a real Debian under QEMU with Watchkeeper in it. Sourced by the scripts beside it, which then say:
#   vm_make                       builds the machine's root (kept in artifacts/vm for the next run) and puts the built program beside it
#   vm_boot [QEMU ARGUMENT…]      boots it on a copy-on-write view of that root, and waits until it takes scripts
#   vm_run [NAME] <<'SCRIPT'      runs a bash script in it as root: its output is printed, its exit code is the function's
#   vm_wait                       waits until it has ended by itself (a panic, a reboot)
#   vm_cut                        cuts its power
# $work is a temporary folder; $work/share is /share in the machine. The scripts travel through it, so nothing needs a network.
# Needs qemu-system-x86, mmdebstrap, e2fsprogs and root; VM_ACCEL=kvm is faster where KVM works.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=$repository/artifacts/bin/Watchkeeper/${CONFIGURATION:-release}
cache=${VM_CACHE:-$repository/artifacts/vm}
packages=systemd-sysv,udev,dbus,polkitd,kmod,linux-image-amd64,initramfs-tools,zstd,procps,iproute2,util-linux,libsqlite3-0,libsystemd0,libstdc++6
packages+=,dmsetup,lvm2,thin-provisioning-tools,xfsprogs,e2fsprogs,btrfs-progs,mdadm,multipath-tools,smartmontools,nvme-cli

vm_needs() {
  local missing=()
  for tool in "$@"; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  [ ${#missing[@]} = 0 ] || { echo "needs ${missing[*]} (Debian: qemu-system-x86 mmdebstrap e2fsprogs)"; exit 1; }
  [ "$(id -u)" = 0 ] || { echo "needs root"; exit 1; }
  [ -x "$program/watchkeeper" ] || { echo "build first: make build"; exit 1; }
}

vm_needs qemu-system-x86_64 mmdebstrap mke2fs
work=$(mktemp -d)
mkdir "$work/share"
trap 'vm_cut; rm -rf "$work"' EXIT

# The root is made once. The machine runs what stands in /share/run, and says with /share/code that it is done.
vm_make() {
  mkdir -p "$cache"
  if [ ! -f "$cache/root.img" ]; then
    echo "Making a Debian (once) …"
    local root=$cache/root
    rm -rf "$root"
    mmdebstrap --quiet --variant=minbase --include=$packages --aptopt='APT::Install-Recommends "false"' bookworm "$root"
    cp "$root"/boot/vmlinuz-* "$cache/vmlinuz"
    cp "$root"/boot/initrd.img-* "$cache/initrd.img"
    cat >"$root/etc/systemd/system/vm.service" <<'UNIT'
[Unit]
Description=Runs the scripts of the host
After=multi-user.target
[Service]
ExecStartPre=/bin/sh -c 'modprobe 9pnet_virtio; mkdir -p /share; mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 share /share'
ExecStart=/bin/bash -c 'echo >/share/ready; while :; do if [ -f /share/run ]; then mv /share/run /share/running; bash /share/running >/share/out 2>&1; echo $? >/share/code.new; mv /share/code.new /share/code; else sleep 0.2; fi; done'
[Install]
WantedBy=multi-user.target
UNIT
    chroot "$root" systemctl -q enable vm.service
    chroot "$root" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer getty@tty1.service
    echo vm >"$root/etc/hostname"
    mke2fs -q -t ext4 -d "$root" "$cache/root.new" 3G
    mv "$cache/root.new" "$cache/root.img"
    rm -rf "$root"
  fi

  # The program as it is installed by hand (packaging/README.md), and the runtime that it needs.
  local runtime
  runtime=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mkdir -p "$work/program/dotnet/shared"
  cp -r "$program" "$work/program/dist"
  cp -r "$repository/packaging" "$work/program/packaging"
  cp -r "$runtime/host" "$runtime/dotnet" "$work/program/dotnet/"
  cp -r "$runtime"/shared/Microsoft.NETCore.App "$runtime"/shared/Microsoft.AspNetCore.App "$work/program/dotnet/shared/"
  mke2fs -q -t ext4 -d "$work/program" "$work/program.img" 400M
}

# vm_disk NAME SIZE [SECTOR [read|write]]: a disk's image in $work, for vm_boot; with a sector, QEMU's blkdebug makes that one fail.
vm_disk() {
  truncate -s "$2" "$work/$1.img"
  if [ -z "${3:-}" ]; then
    echo "if=none,id=$1,format=raw,file=$work/$1.img"
    return
  fi
  printf '[inject-error]\nevent = "none"\niotype = "%s"\nsector = "%s"\nerrno = "5"\nonce = "off"\n' "${4:-read}" "$3" >"$work/$1.conf"
  echo "if=none,id=$1,format=raw,file.driver=blkdebug,file.config=$work/$1.conf,file.image.driver=file,file.image.filename=$work/$1.img"
}

vm_boot() {
  rm -f "$work/share/ready" "$work/share/run" "$work/share/code"
  local kvm=()
  [ "${VM_ACCEL:-tcg}" = kvm ] && kvm=(-cpu host) || kvm=(-cpu max)
  nice -n "${VM_NICE:-10}" qemu-system-x86_64 -M q35 -accel "${VM_ACCEL:-tcg}" "${kvm[@]}" -smp "${VM_CORES:-1}" -m 2048 -nographic -no-reboot -monitor none -net none \
    -serial "file:$work/console" -kernel "$cache/vmlinuz" -initrd "$cache/initrd.img" \
    -append "root=/dev/vda rw console=ttyS0 loglevel=4 panic=1 systemd.show_status=0 net.ifnames=0 ${vm_append:-}" \
    -drive "if=none,id=root,file=$cache/root.img,format=raw,snapshot=on,cache=unsafe" -device virtio-blk-pci,drive=root,serial=root \
    -drive "if=none,id=program,file=$work/program.img,format=raw,snapshot=on,cache=unsafe" -device virtio-blk-pci,drive=program,serial=program \
    -virtfs "local,path=$work/share,mount_tag=share,security_model=none,multidevs=remap" "$@" >/dev/null 2>"$work/qemu" &
  vm=$!
  vm_await ready 600 || { echo "The machine does not come up:"; tail -5 "$work/qemu"; tail -20 "$work/console"; return 1; }
}

# vm_await FILE SECONDS: until it is in the share, or the machine has ended.
vm_await() {
  for _ in $(seq $(($2 * 5))); do
    [ -f "$work/share/$1" ] && return
    kill -0 "$vm" 2>/dev/null || return 1
    sleep 0.2
  done
  return 1
}

vm_run() {
  rm -f "$work/share/code" "$work/share/out"
  cat >"$work/share/run.new"
  mv "$work/share/run.new" "$work/share/run"
  local waited=0
  vm_await code "${VM_PATIENCE:-900}" || waited=1
  cat "$work/share/out" 2>/dev/null || true
  [ $waited = 0 ] || { echo "the script did not end"; return 1; }
  return "$(cat "$work/share/code")"
}

vm_wait() { wait "$vm" 2>/dev/null || true; vm=; }

vm_cut() {
  [ -n "${vm:-}" ] || return 0
  kill -9 "$vm" 2>/dev/null || true
  vm_wait
}

# vm_install [YAML]: installs Watchkeeper as packaging/README.md says, with its drop-ins, and starts it.
vm_install() {
  vm_run <<SCRIPT
set -e
mkdir -p /program && mount -o ro /dev/disk/by-id/virtio-program /program
ln -sfn /program/dotnet /usr/share/dotnet
install -d /usr/lib/watchkeeper && cp -r /program/dist/* /usr/lib/watchkeeper/ && ln -sf ../lib/watchkeeper/watchkeeper /usr/bin/watchkeeper
cp /program/packaging/watchkeeper.sysusers /usr/lib/sysusers.d/watchkeeper.conf && systemd-sysusers
cp /program/packaging/watchkeeper.service /etc/systemd/system/
mkdir -p /etc/systemd/system/watchkeeper.service.d /etc/watchkeeper
cp /program/packaging/*.conf /etc/systemd/system/watchkeeper.service.d/
cp /program/packaging/watches.rules /etc/polkit-1/rules.d/50-watchkeeper.rules
cat >/etc/watchkeeper/watchkeeper.yaml <<'YAML'
${1:-}
YAML
chmod 644 /etc/watchkeeper/watchkeeper.yaml
systemctl daemon-reload
systemctl enable -q --now watchkeeper
systemctl is-active watchkeeper
watchkeeper config check
SCRIPT
}
