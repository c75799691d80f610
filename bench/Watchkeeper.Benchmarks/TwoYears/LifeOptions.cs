using System.Globalization;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>How much life is made; each can be given as <c>name=value</c>.</summary>
/// <param name="Host">The key <c>host:</c> of the configuration with which the database is read afterwards.</param>
/// <param name="RawDays">So many of the newest days have their samples every ten seconds; before them there is one every five minutes, and before half a year one an hour.</param>
internal sealed record LifeOptions(string File, string Host, int Days, int Canaries, int Events, int RawDays, int Seed)
{
    public static LifeOptions Parse(string file, IEnumerable<string> arguments)
    {
        var given = arguments.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
        int Number(string name, int otherwise) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        return new(
            file, given.GetValueOrDefault("host", "atlas"), Number("days", 730), Number("canaries", 1_000), Number("events", 100_000), Number("raw-days", 14), Number("seed", 1));
    }
}

/// <summary>The span that is filled, and the chance that rules in it: the same seed gives the same life, moved to the present.</summary>
internal sealed class LifeTime(LifeOptions options, HostClock clock)
{
    public LifeOptions Options => options;

    public Random Random { get; } = new(options.Seed);

    public Instant Now { get; } = clock.Now;

    public Instant From => Now - TimeSpan.FromDays(options.Days);

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>A past moment as the present boot would have seen it: before the boot its clock is negative.</summary>
    public Moment At(Instant wall) => new(wall, clock.Uptime - (Now - wall), Trusted: true);

    /// <summary>Spread as waiting times are: mostly short, now and then long.</summary>
    public TimeSpan Waiting(TimeSpan mean) => mean * -Math.Log(1 - Random.NextDouble());

    public Instant Sometime() => From + ((Now - From) * Random.NextDouble());

    public T Pick<T>(IReadOnlyList<T> of) => of[Random.Next(of.Count)];
}
