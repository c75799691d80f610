"""Compares the events of disks.sh (one JSON object a line) with what the faults should have led to (lines EXPECT name|type|device|severity|fields)."""
import json
import sys

SEVERITIES = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"]


def fits(event, wanted):
    key, value = wanted.split("=")
    match key:
        case "mount":
            return value in event.get("mount_points", [])
        case "below":
            return any(device["name"] == value for device in event.get("below", []))
        case _:
            return event.get(key) == value


faults, events = sys.argv[1:]
told = [json.loads(line) for line in open(events) if line.startswith("{")]
failed = 0
for line in open(faults):
    if not line.startswith("EXPECT "):
        continue
    name, kind, device, severity, fields = line[7:].strip().split("|")
    found = [event for event in told if event["type"] == "disks." + kind and event["device"] == device
             and SEVERITIES.index(event["severity"]) <= SEVERITIES.index(severity) and all(fits(event, wanted) for wanted in fields.split())]
    print(f"ok: {name}: {found[0]['message']}" if found else f"FAILED: {name}: no event {kind} of {device} {fields}")
    failed += not found
if failed:
    print(f"{failed} faults without their event; the events were:")
    for event in told:
        print(f"  {event['severity']} {event['type']} {event['device']} {event.get('holder') or ''}: {event['message']}")
sys.exit(failed > 0)
