using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>What a daemon opens its database with.</summary>
/// <param name="Url"><c>sqlite:PATH</c> or <c>postgres://user:password@host:port/name?sslmode=…</c>.</param>
/// <param name="Modules">Whose tables it holds; the core's own come first by themselves.</param>
public sealed record DatabaseOptions(string Url, HostClock Clock, HostIdentity Host, IReadOnlyList<Module> Modules)
{
    /// <summary>Who reacts to events in their transaction; asked for once, when the first event is appended.</summary>
    public Func<IEnumerable<IEventSubscriber>> Subscribers { get; init; } = static () => [];

    public ILogger Logger { get; init; } = NullLogger.Instance;

    public Counters Counters { get; init; } = new();
}
