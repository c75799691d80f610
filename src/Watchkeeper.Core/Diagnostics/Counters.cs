using System.Collections.Concurrent;

namespace Watchkeeper.Core.Diagnostics;

/// <summary>Watchkeeper's figures about itself, for <c>/metrics</c>: each is made once by the part that counts, and read at any time.</summary>
public sealed class Counters
{
    private readonly ConcurrentDictionary<string, Counter> _all = new(StringComparer.Ordinal);

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<Counter> All => [.. _all.Values.OrderBy(counter => counter.Name, StringComparer.Ordinal)];

    /// <summary>The counter of this name, made if it is new.</summary>
    /// <param name="name">In Prometheus' form: <c>watchkeeper_database_writes_total</c>; a name that does not end in <c>_total</c> is a gauge.</param>
    /// <param name="help">One sentence for its HELP line.</param>
    public Counter Of(string name, string help) => _all.GetOrAdd(name, static (name, help) => new Counter(name, help), help);
}

/// <summary>A figure that any thread may raise or set.</summary>
public sealed class Counter
{
    private long _value;

    internal Counter(string name, string help) => (Name, Help) = (name, help);

    public string Name { get; }

    public string Help { get; }

    /// <summary>Whether it only rises; otherwise it is a gauge.</summary>
    public bool Rises => Name.EndsWith("_total", StringComparison.Ordinal);

    /// <summary>What it stands at; for a name in <c>_seconds_total</c>, microseconds are kept and seconds given.</summary>
    public double Value => Name.EndsWith("_seconds_total", StringComparison.Ordinal) ? Raw / 1e6 : Raw;

    /// <summary>The number kept.</summary>
    public long Raw => Interlocked.Read(ref _value);

    public void Add(long by = 1) => Interlocked.Add(ref _value, by);

    public void Set(long value) => Interlocked.Exchange(ref _value, value);
}
