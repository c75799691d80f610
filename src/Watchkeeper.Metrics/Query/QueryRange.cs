using Watchkeeper.Core;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Query;

/// <summary>The time or the range that a query of the API or the command line asks for.</summary>
internal sealed record QueryRange(Instant From, Instant To, TimeSpan? Step)
{
    private const int DefaultSteps = 60;

    /// <summary>The steps people think in.</summary>
    private static readonly int[] RoundSeconds = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];

    /// <exception cref="ProblemException">A time or a duration is written wrongly.</exception>
    public static QueryRange Read(string? time, string? since, string? until, string? step, Instant now, TimeZoneInfo zone)
    {
        if (since is null && until is null && step is null)
        {
            var at = Time("time", time, now, now, zone);
            return new(at, at, null);
        }

        if (time is not null)
        {
            throw new ProblemException(ProblemKind.BadRequest, "One time and a range exclude each other: give time (--at), or since, until and step.");
        }

        var to = Time("until", until, now, now, zone);
        var from = Time("since", since, to - TimeSpan.FromHours(1), now, zone);
        if (step is not null)
        {
            return Durations.TryParse(step, out var given) && given > TimeSpan.Zero
                ? new(from, to, given)
                : throw new ProblemException(ProblemKind.BadRequest, $"The step “{step}” is not a duration; {Durations.Forms}.");
        }

        var wanted = (to - from).TotalSeconds / DefaultSteps;
        var seconds = Array.Find(RoundSeconds, seconds => seconds >= wanted);
        return new(from, to, TimeSpan.FromSeconds(seconds == 0 ? Math.Ceiling(wanted) : seconds));
    }

    public QueryAnswer Ask(MetricsQueries queries, string expression, CancellationToken cancellation = default) =>
        Step is { } step ? queries.Ask(expression, From, To, step, cancellation) : queries.Ask(expression, To, cancellation);

    private static Instant Time(string name, string? text, Instant fallback, Instant now, TimeZoneInfo zone) =>
        text is null ? fallback : Times.Parse(text, now, zone, name);
}
