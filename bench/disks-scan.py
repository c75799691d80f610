#!/usr/bin/env python3
"""What `watchkeeper disks scan` costs where one device fails and where a thousand do: 100,000 lines each, processor time of the whole process.

Usage: disks-scan.py PROGRAM
"""
import os, subprocess, sys, tempfile

LINES = 100_000

for devices in 1, 1000:
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        for i in range(LINES):
            name = "sd" + "".join("abcdefghij"[i % devices // place % 10] for place in (100, 10, 1))
            log.write(f"[{60 + i / 1000:.6f}] I/O error, dev {name}, sector {i} op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n")
        log.flush()
        scan = subprocess.Popen([sys.argv[1], "disks", "scan", log.name, "--json"], stdout=subprocess.PIPE)
        events = sum(1 for _ in scan.stdout)
        _, status, used = os.wait4(scan.pid, 0)
    time = used.ru_utime + used.ru_stime
    print(f"{devices} devices: {events} events, {time:.2f} s of processor time, {LINES / time:,.0f} lines/s, {used.ru_maxrss // 1024} MiB")
