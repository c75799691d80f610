"""Runs a program at a real terminal and answers its questions; prints all that was on the screen, and ends as the program does.

usage: terminal.py STEPS PROGRAM ARGUMENT…
STEPS is JSON: [[what to wait for on the screen, what to type], …]
"""
import json
import os
import pty
import select
import sys
import termios
import time

LIMIT = 120
steps = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

screen = b""


def read(seconds):
    global screen
    if select.select([terminal], [], [], seconds)[0]:
        try:
            screen += os.read(terminal, 4096)
        except OSError:
            return False
    return True


def wait(what):
    end = time.monotonic() + LIMIT
    while not what():
        if time.monotonic() > end or not read(0.05):
            sys.exit(f"the screen does not come to show it:\n{screen.decode(errors='replace')}")


place = 0
for expected, typed in steps:
    wait(lambda: expected.encode() in screen[place:])
    place = screen.index(expected.encode(), place) + len(expected.encode())
    # What is typed before the program listens would be echoed by the kernel.
    wait(lambda: not termios.tcgetattr(terminal)[3] & termios.ECHO)
    os.write(terminal, typed.encode() + b"\r")

while read(LIMIT):
    pass
sys.stdout.buffer.write(screen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
