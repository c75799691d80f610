using System.Net;
using System.Net.Sockets;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Authentication;

/// <summary>
/// Slows down whoever guesses tokens: each wrong one from an address doubles the wait before its answer, from a quarter second up to eight. A right token
/// is never slowed, so nobody is locked out by a neighbour behind the same address.
/// </summary>
internal sealed class FailedAttempts(HostClock clock)
{
    private const int MostAddresses = 10_000;
    private const int MostWaiting = 64;
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (int Count, TimeSpan Last)> _failures = [];
    private int _waiting;

    /// <summary>Notes a failure and says how many there have been and how long its answer waits; null when so many wait that it is refused at once.</summary>
    public (int Count, TimeSpan? Wait) Note(IPAddress address)
    {
        var key = Network(address);
        var now = clock.Uptime;
        lock (_lock)
        {
            if (_failures.Count >= MostAddresses)
            {
                Forget(now);
            }

            var count = _failures.TryGetValue(key, out var known) && now - known.Last < ForgottenAfter ? known.Count + 1 : 1;
            _failures[key] = (count, now);
            return (count, _waiting >= MostWaiting ? null : TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(count - 1, 5))));
        }
    }

    public async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(wait, clock, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void Forget(TimeSpan now)
    {
        foreach (var (address, failure) in _failures)
        {
            if (now - failure.Last >= ForgottenAfter)
            {
                _failures.Remove(address);
            }
        }

        if (_failures.Count >= MostAddresses)
        {
            _failures.Clear();
        }
    }

    /// <summary>An IPv6 customer has a whole /64: it counts as one address.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
