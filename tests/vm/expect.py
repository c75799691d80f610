"""Compares the events of disks.sh (one JSON object a line) with what the faults should have led to, exactly:

    AT SECONDS NAME                              a fault begins, at this time of the machine
    EXPECT name|type|device|severity|fields      it is told once, before the next fault begins, as just this (a lesser line of the same kind may
                                                 lead up to it); when=ever: whenever, and as often as it likes
    MAY type|device                              it may be told too, because the fault leads to it

Whatever else is told, of severity warning or worse, must be of an incident that was expected: one fault told as another, or of another device, fails.
"""
import datetime
import json
import sys

SERIOUS = ["emergency", "alert", "critical", "error", "warning"]


def fits(event, wanted):
    key, value = wanted.split("=")
    match key:
        case "when":
            return True
        case "mount":
            return value in event.get("mount_points", [])
        case "below":
            return any(device["name"] == value for device in event.get("below", []))
        case _:
            return event.get(key) == value


def rank(severity):
    return SERIOUS.index(severity) if severity in SERIOUS else len(SERIOUS)


def second(event):
    return datetime.datetime.fromisoformat(event["time"]).timestamp() if event.get("time") else None


def sections(lines):
    """The faults, each with its beginning, its end, what is expected of it and what it may lead to."""
    faults = [(0.0, [], [])]
    for line in lines:
        kind, _, rest = line.strip().partition(" ")
        if kind == "AT":
            faults.append((float(rest.split()[0]), [], []))
        elif kind == "EXPECT":
            faults[-1][1].append(rest.split("|"))
        elif kind == "MAY":
            faults[-1][2].append(tuple(rest.split("|")))
    ends = [begin for begin, _, _ in faults[1:]] + [float("inf")]
    return [(begin, end, expected, may) for (begin, expected, may), end in zip(faults, ends)]


def compare(faults, told):
    """What went well, and what did not."""
    good, bad, incidents, allowed = [], [], set(), set()
    for begin, end, expected, may in sections(faults):
        allowed.update(may)
        for name, kind, device, severity, fields in expected:
            ever = "when=ever" in fields.split()
            found = [event for event in told if (event["type"], event["device"]) == ("disks." + kind, device) and not event.get("repeat")
                     and (ever or (second(event) is not None and begin <= second(event) < end))]
            right = [event for event in found if event["severity"] == severity and all(fits(event, wanted) for wanted in fields.split())]
            of_these = {event["incident"] for event in right}
            found = [event for event in found if event["incident"] not in of_these or rank(event["severity"]) <= rank(severity)]
            if not found:
                bad.append(f"{name}: no event {kind} of {device}")
            elif found != right:
                bad.append(f"{name}: {kind} of {device} is told, but as {[event['severity'] for event in found]}, and not as {severity} with {fields or 'no fields'}")
            elif len(found) > 1 and not ever:
                bad.append(f"{name}: {kind} of {device} is told {len(found)} times")
            else:
                good.append(f"{name}: {found[0]['message']}")
            incidents.update(event["incident"] for event in right)
            allowed.update({(kind, device)} if ever else ())
    for event in told:
        if event["severity"] in SERIOUS and event["incident"] not in incidents and (event["type"].removeprefix("disks."), event["device"]) not in allowed:
            bad.append(f"nobody expected {event['severity']} {event['type']} of {event['device']}: {event['message']}")
    return good, bad


def main(faults, events):
    told = [json.loads(line) for line in open(events) if line.startswith("{")]
    good, bad = compare(open(faults), told)
    print("\n".join([f"ok: {line}" for line in good] + [f"FAILED: {line}" for line in bad]))
    if bad:
        print(f"{len(bad)} of {len(good) + len(bad)} are not as they should be; the events were:")
        for event in told:
            print(f"  {event.get('time')} {event['severity']} {event['type']} {event['device']} {event.get('holder') or ''}: {event['message']} ({event['incident']})")
    return len(bad) > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
