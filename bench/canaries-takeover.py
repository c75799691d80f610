"""Two daemons on one PostgreSQL, one of them killed: how late are the late events?

Usage: bench/canaries-takeover.py POSTGRES_URL [CANARIES] [ROUNDS]   (the database is one that may be filled, such as postgres:///bench)
Each round makes canaries at the one daemon, waits a moment that is different each time, kills it with SIGKILL, and reads from the journal of the other
how long after its deadline each late event was raised, and whether each was raised exactly once.
"""
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PROGRAM = os.path.join(ROOT, "artifacts/bin/Watchkeeper/release/watchkeeper")


def start(folder, name, url):
    config = os.path.join(folder, name + ".yaml")
    with open(config, "w", encoding="ascii") as file:
        file.write(f"host: {name}\nlisten: 127.0.0.1:0\nsocket: {folder}/{name}.sock\ndatabase: {url}\n")
    process = subprocess.Popen([PROGRAM, "run", "--config", config], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    for line in process.stderr:
        if " listens on " in line:
            address = next(word.strip(",;") for word in line.split() if word.startswith("http://127"))
            return process, address
    sys.exit(f"{name} did not start")


def get(address, path):
    with urllib.request.urlopen(address + path, timeout=30) as answer:
        return answer.read()


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def main():
    url, canaries, rounds = sys.argv[1], int((sys.argv + [0, 0, 0])[2] or 200), int((sys.argv + [0, 0, 0])[3] or 5)
    delays, duplicates, lost = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        stays, stays_at = start(folder, "stays", url)
        for number in range(rounds):
            dies, dies_at = start(folder, "dies", url)
            names = [f"round {os.getpid()} {number} {i}" for i in range(canaries)]
            for i, name in enumerate(names):
                get(dies_at, f"/coal-mine/v1/canary/create?name={name.replace(' ', '+')}&periodicity={4 + i * 4 / canaries:.3f}")
            time.sleep(0.3 * number)
            dies.send_signal(signal.SIGKILL)
            dies.wait()
            time.sleep(15)
            events = [event for event in json.loads(get(stays_at, "/api/v1/events?type=canaries.late&limit=100000"))["events"] if event["fields"]["name"] in names]
            found = [event["subject"] for event in events]
            duplicates += len(found) - len(set(found))
            lost += canaries - len(set(found))
            delays += [seconds(event["time"]) - seconds(event["fields"]["deadline"]) for event in events]
        stays.terminate()
        stays.wait()
    delays.sort()
    print(f"{len(delays)} late events of {rounds} kills: lost {lost}, twice {duplicates}; after the deadline: "
          f"median {delays[len(delays) // 2] * 1000:.1f} ms, 99 % {delays[len(delays) * 99 // 100] * 1000:.1f} ms, longest {delays[-1] * 1000:.1f} ms; "
          f"load average {os.getloadavg()[0]:.0f}")


main()
