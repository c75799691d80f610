#!/usr/bin/env python3
"""Pushes of 540,000 samples over HTTP into a real daemon, and durable pings of a canary beside them.

Usage: bench/metrics-push.py [PROGRAM]      (the Release build)
CPU is user and system time of the daemon, from /proc/PID/stat, so that other load on the machine matters little.
"""
import http.client, os, random, signal, subprocess, sys, tempfile, threading, time, shutil

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else f"{ROOT}/artifacts/bin/Watchkeeper/release/watchkeeper"
SAMPLES = 540_000
TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def status(pid):
    lines = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    return " ".join(f"{name} {int(lines[name].split()[0]) // 1024} MB" for name in ("RssAnon", "VmRSS", "VmHWM"))


def text(series, name):
    """As a scraper would have gathered it: all series at one time, then at the next."""
    rnd, per = random.Random(1), SAMPLES // series
    start = int(time.time() * 1000) - per * 10_000
    values = [rnd.random() * 100 for _ in range(series)]
    return "".join(
        f'{name}_{s % 90}{{host="h{s // 90}",job="x"}} {values[s] + (i * 7919 + s) % 1000 / 100:.2f} {start + i * 10_000}\n'
        for i in range(per) for s in range(series)).encode()


def request(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, {"Content-Type": "text/plain"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def main():
    folder = tempfile.mkdtemp(prefix="wk-push-")
    config = f"{folder}/w.yaml"
    open(config, "w").write(f"listen: 127.0.0.1:0\nsocket: {folder}/s\ndatabase: sqlite:{folder}/w.db\nmetrics: {{ series_limit: 100000 }}\ndisks: {{ sources: [] }}\n")
    log = open(f"{folder}/log", "w")
    daemon = subprocess.Popen([PROGRAM, "run", "--config", config], stderr=log, stdout=log)
    try:
        while "listens on" not in open(f"{folder}/log").read():
            time.sleep(0.1)
        port = int(open(f"{folder}/log").read().split("http://127.0.0.1:")[1].split(";")[0].split()[0])
        time.sleep(3)
        subprocess.run([PROGRAM, "canaries", "create", "--name", "probe", "--schedule", "1h", "--config", config], check=True, stdout=subprocess.DEVNULL)
        waits, stop = [], threading.Event()

        def ping():
            while not stop.is_set():
                since = time.monotonic()
                assert request(port, "GET", "/ping/probe")[0] == 200
                waits.append(time.monotonic() - since)
                time.sleep(0.02)

        for series in (10, 9000):
            for run in range(4):
                body = text(series, f"bulk{series}")
                waits.clear()
                stop.clear()
                pinger = threading.Thread(target=ping)
                pinger.start()
                used, since = cpu(daemon.pid), time.monotonic()
                answer = request(port, "POST", "/api/v1/metrics", body)
                wall, used = time.monotonic() - since, cpu(daemon.pid) - used
                stop.set()
                pinger.join()
                assert answer == (200, '{"samples":540000,"refused":0}'), answer
                print(f"{series:5} series, {len(body) / 1e6:.0f} MB: {wall:.2f} s, {used:.2f} s of CPU, {SAMPLES / wall / 1e6:.2f} M samples/s ({SAMPLES / used / 1e6:.2f} M a CPU second); "
                      f"{len(waits)} pings, longest {max(waits) * 1000:.0f} ms; {status(daemon.pid)}", flush=True)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait()
        shutil.rmtree(folder)


main()
