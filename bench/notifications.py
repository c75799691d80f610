#!/usr/bin/env python3
"""Notifications from a real daemon to a local HTTP receiver: latency, deliveries a second and their processor time, a storm, memory with a full outbox.

usage: notifications.py PROGRAM
"""
import asyncio
import datetime
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

program = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="watchkeeper-bench-")
database = f"{folder}/watchkeeper.db"
received = []


async def receive(reader, writer):
    """A receiver that keeps what came when, and says 200."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")).split(b":")[1])
            body = await reader.readexactly(length)
            received.append((time.time(), body))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def configure(port):
    with open(f"{folder}/watchkeeper.yaml", "w") as file:
        json.dump({
            "listen": "127.0.0.1:0", "socket": f"{folder}/watchkeeper.sock", "database": f"sqlite:{database}", "host": "bench",
            "notifications": {
                "channels": {
                    "each": {"webhook": {"url": f"http://127.0.0.1:{port}/"}, "pace": {"messages": 1_000_000}},
                    "paced": {"webhook": {"url": f"http://127.0.0.1:{port}/"}},
                },
                "routes": [{"events": "watchkeeper.token-created", "channels": ["each"]}, {"events": "canaries.late", "channels": ["paced"]}],
            }}, file)


async def start():
    daemon = subprocess.Popen([program, "--config", f"{folder}/watchkeeper.yaml", "run"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            if (await call("GET", "/healthz"))[0] == 200:
                return daemon
        except OSError:
            await asyncio.sleep(0.05)


async def call(method, path, body=None):
    reader, writer = await asyncio.open_unix_connection(f"{folder}/watchkeeper.sock")
    content = json.dumps(body).encode() if body is not None else b""
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
    answer = await reader.read()
    writer.close()
    return int(answer.split()[1]), answer.partition(b"\r\n\r\n")[2]


def processor(daemon):
    fields = open(f"/proc/{daemon.pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(daemon):
    return next(int(line.split()[1]) for line in open(f"/proc/{daemon.pid}/status") if line.startswith("RssAnon"))


def fill(count, due):
    """Rows as a failed attempt leaves them, or as an event makes them; all of the first event, which a channel does not mind."""
    outbox = sqlite3.connect(database, timeout=60)
    event, host = outbox.execute("SELECT event, host FROM notifications LIMIT 1").fetchone()
    now = int(time.time() * 1e6)
    outbox.executemany(
        "INSERT INTO notifications (event, host, target, state, attempts, due, expires, thread) VALUES (?, ?, 'each', 0, 0, ?, ?, ?)",
        ((event, host, now + due, now + 86_400_000_000, thread) for thread in range(count)))
    outbox.commit()
    outbox.close()


async def until(count, seconds=120):
    end = time.time() + seconds
    while len(received) < count and time.time() < end:
        await asyncio.sleep(0.02)


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


async def latency(events=200):
    for i in range(events):
        await call("POST", "/api/v1/tokens", {"name": f"token-{i}", "role": "ping"})
        await asyncio.sleep(0.1)
    await until(events)
    waits = sorted((at - moment(json.loads(body)["events"][0]["time"])) * 1000 for at, body in received)
    print(f"from the event to the receiver, {len(waits)} single events: median {waits[len(waits) // 2]:.0f} ms, 99 % {waits[int(len(waits) * 0.99)]:.0f} ms, longest {waits[-1]:.0f} ms")


async def throughput(daemon, rows=10_000):
    received.clear()
    before = processor(daemon)
    fill(rows, 0)
    await until(rows)
    await asyncio.sleep(1)
    took = received[-1][0] - received[0][0]
    spent = processor(daemon) - before
    print(f"{len(received)} deliveries in {took:.1f} s: {len(received) / took:.0f} /s, {spent / len(received) * 1e6:.0f} µs of the daemon's processor time each")


async def storm(daemon, canaries=1000):
    received.clear()
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=8)
    await call("POST", "/api/v1/canaries/import", {"canaries": [
        {"id": f"storm{part}x{i:06}", "name": f"storm {part} {i}", "schedule": "86400", "paused": False, "late": False, "history": [],
         "deadline": (soon + datetime.timedelta(seconds=20 * part)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        for part in range(3) for i in range(canaries)]})
    before = processor(daemon)
    await asyncio.sleep(100)
    print(f"3 × {canaries} canaries late 20 s apart, in 92 s: {len(received)} messages")
    for at, body in received:
        told = json.loads(body)
        print(f"  {at - soon.timestamp():5.1f} s after the first were due: {len(told['events'])} names, total {told['total']}")
    print(f"  {processor(daemon) - before:.2f} s of the daemon's processor time")


async def full(daemon, rows=100_000):
    await asyncio.sleep(5)
    before, spent = memory(daemon), processor(daemon)
    fill(rows, 3_600_000_000)
    await asyncio.sleep(20)
    print(f"{rows} rows waiting: memory {before / 1024:.1f} MB before, {memory(daemon) / 1024:.1f} MB with them; {processor(daemon) - spent:.2f} s of processor time in 20 s")


async def main():
    server = await asyncio.start_server(receive, "127.0.0.1", 0, family=socket.AF_INET)
    configure(server.sockets[0].getsockname()[1])
    daemon = await start()
    try:
        await latency()
        await throughput(daemon)
        await storm(daemon)
        await full(daemon)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait()
        subprocess.run(["rm", "-r", folder], check=False)


asyncio.run(main())
