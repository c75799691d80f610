#!/usr/bin/env python3
"""Bytes a sample: Watchkeeper, Prometheus (promtool makes its blocks) and VictoriaMetrics hold the same ten series of 100,000 samples at 60 s.

Usage: bench/metrics-storage-peers.py      Needs the Release build, and Debian's prometheus and victoria-metrics.
Watchkeeper's figure is its whole file, the peers' are their whole folders.
"""
import os, shutil, signal, socket, subprocess, tempfile, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLES = 1_000_000


def folder_size(folder):
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def show(name, size, note=""):
    print(f"{name:34} {size:12,d} bytes {size / SAMPLES:8.3f} bytes a sample {note}", flush=True)


def prometheus(work):
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "--max-block-duration=744h", "openmetrics", f"{work}/ten.om", f"{work}/prometheus"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    chunks = sum(folder_size(os.path.join(work, "prometheus", block, "chunks")) for block in os.listdir(f"{work}/prometheus"))
    show("Prometheus", folder_size(f"{work}/prometheus"), f"({chunks / SAMPLES:.3f} in chunks alone)")


def victoria(work):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = subprocess.Popen(["victoria-metrics", f"-storageDataPath={work}/victoria", f"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=100y", "-loggerLevel=ERROR"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health").read()
                break
            except OSError:
                time.sleep(0.1)
        # Its import takes Prometheus' text with milliseconds.
        lines = [line.split() for line in open(f"{work}/ten.om") if not line.startswith("#")]
        for start in range(0, len(lines), 100_000):
            body = "".join(f"{name} {value} {stamp}000\n" for name, value, stamp in lines[start:start + 100_000])
            urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/import/prometheus", data=body.encode(), method="POST")).read()
        urllib.request.urlopen(f"http://127.0.0.1:{port}/internal/force_flush").read()
        urllib.request.urlopen(f"http://127.0.0.1:{port}/internal/force_merge").read()
        time.sleep(10)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    show("VictoriaMetrics", folder_size(f"{work}/victoria"), f"({folder_size(f'{work}/victoria/data') / SAMPLES:.3f} in data alone)")


def main():
    work = tempfile.mkdtemp(prefix="wk-storage-")
    try:
        subprocess.run([f"{ROOT}/artifacts/bin/Watchkeeper.Benchmarks/release/Watchkeeper.Benchmarks", "metrics-store", work], check=True, stdout=subprocess.DEVNULL)
        show("Watchkeeper", os.path.getsize(f"{work}/ten.db"))
        prometheus(work)
        victoria(work)
    finally:
        shutil.rmtree(work)


main()
