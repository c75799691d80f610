using System.Globalization;

namespace Watchkeeper.Core.Time;

/// <summary>A point on the UTC wall clock, in whole microseconds since 1970-01-01T00:00:00Z (the form in which it is stored).</summary>
public readonly record struct Instant(long Microseconds) : IComparable<Instant>
{
    /// <summary>1970-01-01T00:00:00Z.</summary>
    public static Instant Epoch => default;

    public static Instant From(DateTimeOffset time) => new((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>From Unix seconds; a half microsecond rounds to even.</summary>
    public static Instant FromUnixSeconds(double seconds) => new((long)Math.Round(seconds * 1e6, MidpointRounding.ToEven));

    public double UnixSeconds => Microseconds / 1e6;

    /// <summary>The time without its fraction of a second, as people read it.</summary>
    public Instant WholeSecond => new(Microseconds / 1_000_000 * 1_000_000);

    /// <exception cref="ArgumentOutOfRangeException">Before year 1 or after year 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(checked(Microseconds * TimeSpan.TicksPerMicrosecond));

    public static Instant operator +(Instant instant, TimeSpan span) => new(instant.Microseconds + (span.Ticks / TimeSpan.TicksPerMicrosecond));

    public static Instant operator -(Instant instant, TimeSpan span) => new(instant.Microseconds - (span.Ticks / TimeSpan.TicksPerMicrosecond));

    public static TimeSpan operator -(Instant left, Instant right) => TimeSpan.FromTicks((left.Microseconds - right.Microseconds) * TimeSpan.TicksPerMicrosecond);

    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;

    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>RFC 3339 in UTC; the fraction has three digits, or six where the microseconds need them, or none.</summary>
    public override string ToString() => ToDateTimeOffset().ToString(
        Microseconds % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'"
        : Microseconds % 1_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"
        : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
