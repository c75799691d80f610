#!/usr/bin/env python3
"""How late a late notice is: 1,000 canaries whose deadlines lie 10 ms apart; the event's time of recording less the deadline.

Usage: bench/canaries-lag.py URL DATABASE_FILE (of a running daemon on SQLite)
"""
import datetime
import json
import sqlite3
import sys
import time
import urllib.request

COUNT = 1000


def main():
    _, url, path = sys.argv
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=5)
    canaries = [
        {"id": f"lagtest{chr(97 + i % 26)}{i:04}", "name": f"lag {i}", "schedule": "86400", "paused": False, "late": False, "history": [],
         "deadline": (start + datetime.timedelta(milliseconds=10 * i)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        for i in range(COUNT)
    ]
    request = urllib.request.Request(url + "/api/v1/canaries/import", json.dumps({"canaries": canaries}).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request).read()
    time.sleep(5 + COUNT * 0.01 + 3)
    rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(
        "SELECT p.wall - c.deadline FROM canaries c JOIN canaries_pings p ON p.canary = c.key AND p.kind = 7 WHERE c.name LIKE 'lag %'").fetchall()
    lags = sorted(row[0] / 1000 for row in rows)
    print(f"{len(lags)} late notices; lag in ms: median {lags[len(lags) // 2]:.1f}, 99 % {lags[int(len(lags) * 0.99)]:.1f}, longest {lags[-1]:.1f}")


main()
