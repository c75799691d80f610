#!/usr/bin/env python3
"""CPU time of `watchkeeper uptime report` on many random flights, as a whole process, in three time zones; beside it the time of SQLite alone, and of the
plain Python report that the tests compare with.

usage: bench/uptime-report.py [PROGRAM] [FLIGHTS]
"""
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
program = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "../artifacts/bin/Watchkeeper/release/watchkeeper")
count = int(sys.argv[2]) if len(sys.argv) > 2 else 500_000
reference = os.path.join(here, "../tests/Watchkeeper.Tests/Uptime/Fixtures/reference_report.py")


def make(path):
    dice = random.Random(1)
    db = sqlite3.connect(path)
    db.executescript(
        """PRAGMA journal_mode=WAL;
        CREATE TABLE flight (id INTEGER PRIMARY KEY AUTOINCREMENT, duration REAL NOT NULL CHECK (duration >= 0), last_ts REAL NOT NULL);
        CREATE INDEX idx_flight_last_ts ON flight (last_ts);
        CREATE INDEX idx_flight_begin ON flight (last_ts - duration);"""
    )
    now, rows = 1.2e9, []
    for _ in range(count):
        now += dice.expovariate(1 / 1000)
        length = dice.expovariate(1 / 1200)
        rows.append((length, now + length))
    db.executemany("INSERT INTO flight (duration, last_ts) VALUES (?, ?)", rows)
    db.commit()
    db.close()


def cpu(arguments, zone, output):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(output, "wb") as out:
        subprocess.run(arguments, env={**os.environ, "TZ": zone}, stdout=out, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory() as folder:
    database = os.path.join(folder, "flight.db")
    make(database)
    for zone in ("UTC", "Europe/Paris", "America/St_Johns"):
        ours = [cpu([program, "uptime", "report", "--database", database], zone, f"{folder}/ours") for _ in range(5)]
        theirs = cpu([sys.executable, reference, "print", database], zone, f"{folder}/theirs")
        same = open(f"{folder}/ours", "rb").read() == open(f"{folder}/theirs", "rb").read()
        print(f"{zone:18} watchkeeper {min(ours):.2f} s (median {sorted(ours)[2]:.2f}); plain Python {theirs:.2f} s; same bytes: {same}")
    sql = "SELECT id, 1, last_ts - duration AS ts FROM flight UNION ALL SELECT id, 0, last_ts FROM flight ORDER BY ts"
    scan = f"import sqlite3\nfor row in sqlite3.connect({database!r}).execute({sql!r}): pass"
    print(f"the merged query alone, from Python: {cpu([sys.executable, '-c', scan], 'UTC', os.devnull):.2f} s")
