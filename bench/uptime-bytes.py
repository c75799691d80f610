#!/usr/bin/env python3
"""Bytes that the running daemon writes to its database for each update of its flight, checkpoints included, counted by strace.

usage: bench/uptime-bytes.py [PROGRAM] [SECONDS]
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
program = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "../artifacts/bin/Watchkeeper/release/watchkeeper")
seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 40

with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/w.yaml", "w") as out:
        out.write(
            f"listen: 127.0.0.1:0\nsocket: {folder}/s\ndatabase: sqlite:{folder}/w.db\n"
            "uptime: {interval: 1s}\nmetrics: {interval: 1h}\n"
        )
    daemon = subprocess.Popen([program, "--config", f"{folder}/w.yaml", "run"], stderr=subprocess.DEVNULL)
    time.sleep(8)  # past the schema, the first collection and the inquest
    trace = subprocess.Popen(
        ["strace", "-f", "-y", "-qq", "-e", "trace=pwrite64,fdatasync,fsync", "-o", f"{folder}/trace", "-p", str(daemon.pid)]
    )
    time.sleep(seconds)
    trace.send_signal(signal.SIGINT)
    trace.wait()
    daemon.terminate()
    daemon.wait()
    written = syncs = updates = 0
    for line in open(f"{folder}/trace"):
        call = re.search(r"pwrite64\(\d+<[^>]*w\.db(-wal)?>.* = (\d+)", line)
        if call:
            written += int(call.group(2))
            updates += int(call.group(2)) == 24 and call.group(1) is not None
        syncs += "sync(" in line
    print(f"{updates} pages written in {seconds} s at an interval of 1 s (other rooms' among them): {written / max(1, updates):.0f} bytes each; {syncs} syncs")
