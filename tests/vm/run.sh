#!/usr/bin/env bash
# make vm-test: what needs a system of its own to break. Every other script of this folder, one after the other.
set -u
cd "$(dirname "$0")" || exit 1
failed=0
for script in *.sh; do
  [ "$script" = run.sh ] && continue
  echo "== $script"
  bash "$script" || failed=1
done
exit $failed
