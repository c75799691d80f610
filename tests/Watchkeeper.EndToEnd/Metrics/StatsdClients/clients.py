"""Sends with Debian's python3-statsd as a program would; usage: clients.py UDP-PORT TCP-PORT"""
import sys
import statsd

client = statsd.StatsClient("127.0.0.1", int(sys.argv[1]), prefix="py")
client.incr("hits")
client.incr("hits", 9)
client.decr("hits", 4)
client.timing("render", 320)
with client.timer("block"):
    pass
client.gauge("depth", 10)
client.gauge("depth", -3, delta=True)
client.set("users", "alice")
client.set("users", "bob")
with client.pipeline() as pipe:
    for _ in range(50):
        pipe.incr("piped")

stream = statsd.TCPStatsClient("127.0.0.1", int(sys.argv[2]), prefix="pystream")
for _ in range(100):
    stream.incr("lines")
stream.close()
