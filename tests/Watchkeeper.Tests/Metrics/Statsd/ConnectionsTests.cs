using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Statsd;

namespace Watchkeeper.Tests.Metrics.Statsd;

/// <summary>Connections are bounded in number, and their lines in length.</summary>
public sealed class ConnectionsTests
{
    [Fact]
    public async Task Commands_come_in_pieces_and_one_without_end_ends_the_connection()
    {
        using var listener = Listen();
        using var client = await ConnectAsync(listener);
        using var served = await listener.AcceptAsync();
        var lines = new List<string>();
        var reading = Task.Run(async () =>
        {
            await foreach (var line in LineStreams.CommandsAsync(served, default))
            {
                lines.Add(line);
            }
        });
        await client.SendAsync("stats\r\ncoun"u8.ToArray());
        await client.SendAsync("ters\n\ngau"u8.ToArray());
        await client.SendAsync(new byte[100_000]);

        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["stats", "counters", ""], lines);
    }

    [Fact]
    public async Task The_last_command_may_lack_its_line_feed()
    {
        using var listener = Listen();
        using var client = await ConnectAsync(listener);
        using var served = await listener.AcceptAsync();
        await client.SendAsync("help"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);

        await foreach (var line in LineStreams.CommandsAsync(served, default))
        {
            Assert.Equal("help", line);
        }
    }

    [Fact]
    public async Task More_connections_than_are_served_are_closed_and_places_become_free_again()
    {
        using var clock = (IDisposable)HostClock.Open();
        using var listener = Listen();
        using var stop = new CancellationTokenSource();
        var accepting = new Connections(listener, "test", (HostClock)clock, NullLogger.Instance).AcceptAsync(
            static async (connection, cancellation) =>
            {
                await connection.SendAsync("hello"u8.ToArray(), cancellation);
                await connection.ReceiveAsync(new byte[1], cancellation);
            },
            stop.Token);
        var clients = new List<Socket>();
        for (var i = 0; i < Connections.Most; i++)
        {
            clients.Add(await ConnectAsync(listener));
            Assert.Equal("hello", await ReadAsync(clients[^1]));
        }

        using (var surplus = await ConnectAsync(listener))
        {
            Assert.Equal("", await ReadAsync(surplus));
        }

        clients[0].Dispose();
        var answer = "";
        for (var attempt = 0; answer.Length == 0 && attempt < 300; attempt++)
        {
            using var another = await ConnectAsync(listener);
            answer = await ReadAsync(another);
            await Task.Delay(answer.Length == 0 ? 100 : 0);
        }

        Assert.Equal("hello", answer);
        clients.ForEach(client => client.Dispose());
        await stop.CancelAsync();
        await accepting;
    }

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(300);
        return listener;
    }

    private static async Task<Socket> ConnectAsync(Socket listener)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        return client;
    }

    /// <summary>What comes first; nothing when the other end closed.</summary>
    private static async Task<string> ReadAsync(Socket client)
    {
        var buffer = new byte[16];
        try
        {
            return Encoding.UTF8.GetString(buffer, 0, await client.ReceiveAsync(buffer));
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
