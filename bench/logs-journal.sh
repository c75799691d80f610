#!/usr/bin/env bash
# How fast the backlog of a journal of 200 MB is read. The journal is made by systemd-journal-remote, of entries like those of a busy host.
# Usage: logs-journal.sh [PROGRAM]
set -eu
PATH=$PATH:/lib/systemd
here=$(cd "$(dirname "$0")/.." && pwd)
command -v systemd-journal-remote >/dev/null || { echo "needs systemd-journal-remote"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work/export" <<'ENTRIES'
import random, sys
random.seed(42)
programs = ["kernel", "sshd", "CRON", "systemd", "multipathd", "nginx", "postfix/smtpd", "dockerd"]
with open(sys.argv[1], "w") as file:
    for i in range(620_000):
        program, time = random.choice(programs), 1_780_000_000_000_000 + i * 1000
        transport = "kernel" if program == "kernel" else "syslog"
        file.write(f"__REALTIME_TIMESTAMP={time}\n__MONOTONIC_TIMESTAMP={i * 1000}\n_BOOT_ID=0123456789abcdef0123456789abcdef\n_TRANSPORT={transport}\nPRIORITY=6\n"
                   f"SYSLOG_IDENTIFIER={program}\n_PID={random.randint(2, 65000)}\nMESSAGE=request {random.getrandbits(64):x} of 198.51.100.{i % 250} took {random.randint(1, 9999)} ms\n\n")
ENTRIES
systemd-journal-remote -o "$work/backlog.journal" "$work/export" 2>/dev/null
"$here/artifacts/bin/Watchkeeper.Benchmarks/release/Watchkeeper.Benchmarks" journal-backlog "$work"/*.journal
