#!/usr/bin/env python3
"""How long the daemon takes from the start of its process to its first HTTP 200, and what it weighs when idle.

usage: host-startup.py PROGRAM [RUNS] [IDLE_SECONDS]
Prints the median of the runs; then CPU, RSS and RssAnon of one daemon left alone for IDLE_SECONDS (default 60).
"""
import os, signal, socket, statistics, subprocess, sys, tempfile, time

program, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10
idle = float(sys.argv[3]) if len(sys.argv) > 3 else 60
tick = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder):
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WATCHKEEPER_")}
    environment |= {
        "WATCHKEEPER_LISTEN": f"127.0.0.1:{port}",
        "WATCHKEEPER_SOCKET": f"{folder}/watchkeeper.sock",
        "WATCHKEEPER_DATABASE": f"sqlite:{folder}/watchkeeper.db",
        "HOME": folder,
    }
    began = time.perf_counter()
    process = subprocess.Popen([program, "run"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if connection.recv(100).startswith(b"HTTP/1.1 200"):
                    return process, time.perf_counter() - began, cpu(process.pid)
        except OSError:
            pass
        time.sleep(0.002)


def cpu(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / tick


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return {line.split(":")[0]: int(line.split()[1]) for line in status if line.startswith(("VmRSS", "RssAnon"))}


def stop(process):
    process.send_signal(signal.SIGTERM)
    began = time.perf_counter()
    process.wait()
    return time.perf_counter() - began


with tempfile.TemporaryDirectory() as folder:
    waits, work, stops = [], [], []
    for _ in range(runs + 1):  # The first one makes the database and is not counted.
        process, wait, used = start(folder)
        waits.append(wait), work.append(used), stops.append(stop(process))
    print(f"first HTTP 200 after {statistics.median(waits[1:]) * 1000:.0f} ms "
          f"(min {min(waits[1:]) * 1000:.0f}, max {max(waits[1:]) * 1000:.0f}; CPU until then {statistics.median(work[1:]) * 1000:.0f} ms; {runs} runs; "
          f"on an empty folder {waits[0] * 1000:.0f} ms); stops in {statistics.median(stops) * 1000:.0f} ms")
    process, _, _ = start(folder)
    time.sleep(min(idle, 20))
    began, used = time.perf_counter(), cpu(process.pid)
    time.sleep(idle)
    share = (cpu(process.pid) - used) / (time.perf_counter() - began)
    weight = memory(process.pid)
    print(f"idle for {idle:.0f} s: {share * 100:.2f} % of a core, RSS {weight['VmRSS'] / 1024:.1f} MB, RssAnon {weight['RssAnon'] / 1024:.1f} MB")
    stop(process)
