using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Waits for what another process does, with patience for a busy machine; and ports of one's own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Asks until the answer pleases, and returns it.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> pleases)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (pleases(answer))
            {
                return answer;
            }

            Assert.True(since.Elapsed < Patience, $"It did not come within a minute; the last answer was: {answer}");
            await Task.Delay(200);
        }
    }

    /// <summary>The values that an expression has in the daemon, once there are any.</summary>
    public static Task<string> ValuesAsync(Daemon daemon, string expression) => GetAsync(
        () => daemon.Http.GetStringAsync("/api/v1/query?query=" + Uri.EscapeDataString(expression)), answer => answer.Contains("\"value\":", StringComparison.Ordinal));

    /// <summary>A port for TCP and UDP that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)tcp.LocalEndPoint!).Port;
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Free for one of the two only: another one.
            }
        }
    }
}
