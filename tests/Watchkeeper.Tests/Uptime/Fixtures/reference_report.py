"""The report on a flight-recorder's database, computed another way: every flight is a pair of marks on one line of time.

usage: reference_report.py make FILE SEED COUNT    makes a database of random flights
       reference_report.py print FILE              prints its report in the local time zone
"""
import random
import sqlite3
import sys
from datetime import datetime, timedelta

BEGIN, END = 0, 1


def make(path, seed, count):
    dice = random.Random(seed)
    db = sqlite3.connect(path)
    db.executescript(
        """PRAGMA journal_mode=WAL;
        CREATE TABLE IF NOT EXISTS flight (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        duration REAL NOT NULL CONSTRAINT positive_duration CHECK (duration >= 0),
        last_ts REAL NOT NULL);
        CREATE INDEX IF NOT EXISTS idx_flight_last_ts
        ON flight (last_ts);
        CREATE INDEX IF NOT EXISTS idx_flight_begin
        ON flight (last_ts - duration);"""
    )
    now = dice.uniform(1.0e8, 1.7e9)
    for _ in range(count):
        kind = dice.random()
        if kind < 0.03:  # a boot in 1970
            end = dice.uniform(0, 5000)
            length = dice.uniform(0, end)
        elif kind < 0.08:  # a stale clock
            end = now - dice.uniform(0, 4e6)
            length = dice.uniform(0, 5e4)
        elif kind < 0.12:  # whole seconds, that touch the flight before
            length = float(dice.randrange(0, 200000))
            now = float(int(now))
            end = now + length
        elif kind < 0.15:  # a flight of no length
            end, length = now, 0.0
        else:
            end = now + dice.expovariate(1 / 90000)
            length = dice.choice([end - now, dice.expovariate(1 / 40000), 86399.9999996, 0.5])
        now = max(now, end) + dice.choice([0.0, dice.expovariate(1 / 20000), dice.expovariate(1 / 3000000)])
        db.execute("INSERT INTO flight (duration, last_ts) VALUES (?, ?)", (length, end))
    db.commit()
    db.close()


def show(path):
    db = sqlite3.connect(path)
    flights = db.execute("SELECT id, last_ts - duration, last_ts FROM flight").fetchall()
    marks = sorted([(begin, BEGIN, key) for key, begin, _ in flights] + [(end, END, key) for key, _, end in flights])
    span = {key: (begin, end) for key, begin, end in flights}
    groups, aloft = [], 0
    for _, what, key in marks:
        if what == BEGIN:
            if aloft == 0:
                groups.append([])
            aloft += 1
        else:
            groups[-1].append(key)
            aloft -= 1
    before = None
    for number, group in enumerate(groups, 1):
        first = min(span[key][0] for key in group)
        last = max(span[key][1] for key in group)
        if before is None:
            print(f"DOWNTIME #{number}: -INF => {clock(first)} (INF)")
        else:
            print(f"DOWNTIME #{number}: {clock(before)} => {clock(first)} ({timedelta(seconds=first - before)})")
        print()
        print(f"UPTIME #{number}: {clock(first)} => {clock(last)} ({timedelta(seconds=last - first)})")
        for key in group:
            begin, end = span[key]
            print(f"\tFLIGHT #{key}: {clock(begin)} => {clock(end)} ({timedelta(seconds=end - begin)})")
        before = last


def clock(seconds):
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        show(sys.argv[2])
