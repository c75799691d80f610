#!/usr/bin/env bash
# make vm-test: what needs a system of its own to break. Every other script of this folder, one after the other; vm.sh is the machine that they share.
set -u
cd "$(dirname "$0")" || exit 1
failed=0
for script in *.sh; do
  case $script in run.sh | vm.sh) continue ;; esac
  echo "== $script"
  bash "$script" || failed=1
done
exit $failed
