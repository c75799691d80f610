#!/usr/bin/env python3
"""From a record in the kernel's ring to the event on the stream: how long it takes, on a real daemon. Needs root.

Usage: disks-latency.py PROGRAM [COUNT]
Writes COUNT lines (200) to /dev/kmsg, each about a device of its own, and reads the server-sent events; prints median, 99th percentile and maximum.
"""
import json, os, random, re, signal, string, subprocess, sys, tempfile, threading, time, urllib.request

program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
folder = tempfile.mkdtemp(prefix="watchkeeper-latency-")
configuration = os.path.join(folder, "watchkeeper.yaml")
with open(configuration, "w") as file:
    file.write(f"listen: 127.0.0.1:0\nsocket: {folder}/s.sock\ndatabase: sqlite:{folder}/w.db\ndisks: {{ sources: [kmsg], accept_program_lines: true, journal: never }}\n")

daemon = subprocess.Popen([program, "--config", configuration, "run"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
address = None
for line in daemon.stderr:
    if found := re.search(r"listens on .*?(http://127[^\s,;]+)", line):
        address = found.group(1)
        break
threading.Thread(target=lambda: [None for _ in daemon.stderr], daemon=True).start()
time.sleep(3)

arrived, written = {}, {}


def read():
    with urllib.request.urlopen(address + "/api/v1/events/stream?type=disks.medium-error") as stream:
        for line in stream:
            now = time.monotonic()
            if line.startswith(b"data: "):
                arrived[json.loads(line[6:])["fields"]["device"]] = now


threading.Thread(target=read, daemon=True).start()
time.sleep(1)
for _ in range(count + 20):
    name = "sd" + "".join(random.choices(string.ascii_lowercase[6:], k=7))
    kmsg = os.open("/dev/kmsg", os.O_WRONLY)
    written[name] = time.monotonic()
    os.write(kmsg, f"<3>critical medium error, dev {name}, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n".encode())
    os.close(kmsg)
    time.sleep(0.05)
time.sleep(3)
daemon.send_signal(signal.SIGTERM)
daemon.wait()

measured = [name for name in written][20:]
times = sorted((arrived[name] - written[name]) * 1000 for name in measured if name in arrived)
print(f"{len(times)} of {len(measured)} arrived; median {times[len(times) // 2]:.1f} ms, p99 {times[int(len(times) * 0.99) - 1]:.1f} ms, max {times[-1]:.1f} ms")
