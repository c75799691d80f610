"""Fills a daemon with canaries for the benchmarks: canaries_load.py import URL COUNT IDS_FILE [SECONDS_UNTIL_DEADLINE]"""
import datetime
import json
import random
import string
import sys
import urllib.request

BATCH = 4000


def main():
    _, _, url, count, ids_file, *rest = sys.argv
    lasts = float(rest[0]) if rest else 30 * 86400.0
    deadline = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=lasts)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    random.seed(1)
    ids = []
    for start in range(0, int(count), BATCH):
        canaries = []
        for i in range(start, min(start + BATCH, int(count))):
            ids.append("".join(random.choices(string.ascii_lowercase, k=8)))
            canaries.append({"id": ids[-1], "name": f"nightly job {i}", "schedule": "86400", "paused": False, "late": False, "deadline": deadline,
                             "emails": ["ops@example.org"], "history": []})
        request = urllib.request.Request(
            url + "/api/v1/canaries/import", json.dumps({"canaries": canaries}).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request).read()
    with open(ids_file, "w", encoding="ascii") as file:
        file.write("\n".join(ids) + "\n")


main()
