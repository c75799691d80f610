using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Watchkeeper.Hosting;

/// <summary>What the daemon is asked to do from outside; named as signal(7) names it.</summary>
internal enum Signal
{
    /// <summary>Read the configuration again.</summary>
    Reload,
    SIGTERM,
    SIGINT,
    SIGQUIT,
}

/// <summary>The signals that the process has received, in order.</summary>
internal sealed class Signals : IDisposable
{
    private readonly Channel<Signal> _received = Channel.CreateBounded<Signal>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Signals()
    {
        Listen(PosixSignal.SIGTERM, Signal.SIGTERM);
        Listen(PosixSignal.SIGINT, Signal.SIGINT);
        Listen(PosixSignal.SIGQUIT, Signal.SIGQUIT);
        Listen(PosixSignal.SIGHUP, Signal.Reload);
    }

    public Task<Signal> NextAsync() => _received.Reader.ReadAsync().AsTask();

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Listen(PosixSignal posix, Signal signal) => _registrations.Add(PosixSignalRegistration.Create(posix, context =>
    {
        context.Cancel = true;
        _received.Writer.TryWrite(signal);
    }));
}
