#!/usr/bin/env python3
"""What short verbs cost as whole processes, against a daemon that does nothing else; the last line is curl, as the peer.

usage: host-status.py PROGRAM [RUNS]
Prints the medians of wall and CPU time. CPU time is the figure to compare on a machine that others use too.
"""
import os, shutil, signal, statistics, subprocess, sys, tempfile, time

program, runs = os.path.realpath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 15
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

with tempfile.TemporaryDirectory() as folder:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WATCHKEEPER_")} | {
        "HOME": folder,
        "WATCHKEEPER_SOCKET": f"{folder}/w.sock",
        "WATCHKEEPER_DATABASE": f"sqlite:{folder}/w.db",
        "WATCHKEEPER_LISTEN": "127.0.0.1:0",
    }

    def measure(command):
        walls, works = [], []
        for _ in range(runs):
            began = time.perf_counter()
            process = subprocess.Popen(command, env=environment, **quiet)
            _, code, usage = os.wait4(process.pid, 0)
            walls.append(time.perf_counter() - began)
            works.append(usage.ru_utime + usage.ru_stime)
            assert code == 0, command
        print(f"{' '.join([os.path.basename(command[0])] + command[1:])[:60]:62}"
              f"wall {statistics.median(walls) * 1000:4.0f} ms (min {min(walls) * 1000:3.0f})   CPU {statistics.median(works) * 1000:3.0f} ms")

    daemon = subprocess.Popen([program, "run"], env=environment, **quiet)
    try:
        while subprocess.run([program, "status"], env=environment, **quiet).returncode:
            time.sleep(0.1)
        for verb in (["version"], ["status"], ["events"], ["uptime", "list"], ["--help"]):
            measure([program, *verb])
        if shutil.which("curl"):
            measure(["curl", "-s", "--unix-socket", f"{folder}/w.sock", "http://localhost/api/v1/status"])
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait()
