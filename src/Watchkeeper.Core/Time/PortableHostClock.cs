using System.Security.Cryptography;
using System.Text;

namespace Watchkeeper.Core.Time;

/// <summary>
/// The clocks of macOS and Windows, as far as .NET itself knows them: there is no boot id, so one is derived from the time of the boot, time suspended
/// is not told apart, and timers are the runtime's own. Steps are noticed within a second. Both systems keep the time by themselves, so it is trusted.
/// </summary>
internal sealed class PortableHostClock : HostClock, IDisposable
{
    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(100);

#pragma warning disable RS0030 // This is the clock that everybody else is told to take.
    private static readonly TimeProvider Runtime = System;
#pragma warning restore RS0030

    private readonly long _started = Runtime.GetTimestamp();
    private readonly TimeSpan _uptimeAtStart = TimeSpan.FromMilliseconds(Environment.TickCount64);
    private readonly ITimer _examinations;
    private TimeSpan _offset;

    public PortableHostClock()
    {
        _offset = Now - Instant.Epoch - Uptime;
        BootId = DeriveBootId(Instant.Epoch + _offset);
        _examinations = Runtime.CreateTimer(_ => Examine(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public override Guid BootId { get; }

    public override Instant Now => Instant.From(Runtime.GetUtcNow());

    public override TimeSpan Uptime => _uptimeAtStart + Runtime.GetElapsedTime(_started);

    public override TimeSpan AwakeTime => Uptime;

    public override bool IsTrusted => true;

    public override event Action<ClockStep>? Stepped;

    public override event Action<Moment>? BecameTrusted
    {
        add { }
        remove { }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Runtime.CreateTimer(callback, state, dueTime, period);

    public void Dispose() => _examinations.Dispose();

    /// <summary>The same for every program of a boot, unless the boot stands at the edge of two minutes.</summary>
    internal static Guid DeriveBootId(Instant booted)
    {
        var minute = Math.Round(booted.UnixSeconds / 120);
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName} {minute}")).AsSpan(0, 16));
    }

    private void Examine()
    {
        var now = Read();
        var delta = now.Wall - Instant.Epoch - now.SinceBoot - _offset;
        if (delta.Duration() >= SmallestStep)
        {
            _offset += delta;
            Stepped?.Invoke(new ClockStep(delta, now));
        }
    }
}
