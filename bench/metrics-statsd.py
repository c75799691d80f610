#!/usr/bin/env python3
"""statsd: CPU a metric and loss of Watchkeeper, collectd (Debian's collectd-core) and the Node reference (npm statsd) in one run, on loopback.

Usage: bench/metrics-statsd.py [SECONDS [SERVER [LOAD …]]]      bench/metrics-statsd.py 60 Watchkeeper 100000x1 20000x20
Needs gcc, the Release build, and what of the peers is to be compared (collectd, npm).
CPU is user and system time of the process, from /proc/PID/stat, so that other load on the machine matters little.
"""
import os, re, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ARGUMENTS = [word for word in sys.argv[1:] if not os.path.isfile(word)]
SECONDS = float(ARGUMENTS[0]) if ARGUMENTS else 10
SERVER = ARGUMENTS[1] if len(ARGUMENTS) > 1 else ""
LOADS = [tuple(map(int, load.split("x"))) for load in ARGUMENTS[2:]] or [(20_000, 1), (100_000, 1), (20_000, 20)]
TICK = os.sysconf("SC_CLK_TCK")


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def rss(pid):
    status = open(f"/proc/{pid}/status").read()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def drops(port):
    total = 0
    for line in open("/proc/net/udp").readlines()[1:]:
        words = line.split()
        if words[1].endswith(":%04X" % port):
            total += int(words[-1])
    return total


def watchkeeper(folder, port):
    http = free_port(socket.SOCK_STREAM)
    open(f"{folder}/w.yaml", "w").write(
        f"listen: 127.0.0.1:{http}\nsocket: {folder}/w.sock\ndatabase: sqlite:{folder}/w.db\nmetrics:\n  statsd:\n    enabled: true\n    udp: 127.0.0.1:{port}\n    tcp: []\n    admin: []\n")
    return subprocess.Popen([f"{ROOT}/artifacts/bin/Watchkeeper/release/watchkeeper", "run", "--config", f"{folder}/w.yaml"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "XDG_RUNTIME_DIR": folder})


def collectd(folder, port):
    open(f"{folder}/collectd.conf", "w").write(
        f'BaseDir "{folder}"\nPIDFile "{folder}/pid"\nInterval 10\nLoadPlugin statsd\n<Plugin statsd>\nHost "127.0.0.1"\nPort "{port}"\nTimerPercentile 90\n</Plugin>\n')
    return subprocess.Popen(["collectd", "-f", "-C", f"{folder}/collectd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def node(folder, port):
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--omit=optional", "statsd@0.9.0"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    admin = free_port(socket.SOCK_STREAM)
    open(f"{folder}/config.js", "w").write(f"{{ port: {port}, address: '127.0.0.1', mgmt_port: {admin}, backends: [], servers: [{{ server: './servers/udp', address: '127.0.0.1', port: {port} }}] }}")
    return subprocess.Popen(["node", "node_modules/statsd/stats.js", "config.js"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    work = tempfile.mkdtemp(prefix="wk-statsd-")
    sender = f"{work}/send"
    subprocess.run(["gcc", "-O2", "-o", sender, f"{ROOT}/bench/metrics-statsd-send.c"], check=True)
    print(f"{'server':12} {'packets/s':>10} {'a packet':>9} {'lost':>8} {'µs/packet':>10} {'µs/metric':>10} {'RSS MB':>7}")
    for name, start in (("Watchkeeper", watchkeeper), ("collectd", collectd), ("node statsd", node)):
        if not name.startswith(SERVER):
            continue
        folder = tempfile.mkdtemp(prefix="wk-statsd-")
        port = free_port()
        try:
            process = start(folder, port)
        except (OSError, subprocess.CalledProcessError) as problem:
            print(f"{name:12} cannot be run: {problem}")
            continue
        try:
            time.sleep(4)
            # Once at half a load, so that what compiles as it runs is compiled.
            subprocess.run([sender, str(port), "20000", "10", "4"], stdout=subprocess.DEVNULL)
            time.sleep(3)
            for rate, per in LOADS:
                time.sleep(1)
                before, lost_before = cpu(process.pid), drops(port)
                sent = int(subprocess.run([sender, str(port), str(rate), str(per), str(SECONDS)], capture_output=True, text=True).stdout.split()[0])
                time.sleep(1)
                used, lost = cpu(process.pid) - before, drops(port) - lost_before
                took = sent - lost
                print(f"{name:12} {rate:10} {per:9} {100 * lost / sent:7.2f}% {used / took * 1e6:10.2f} {used / took / per * 1e6:10.3f} {rss(process.pid):7.1f}", flush=True)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(work)


main()
