using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Events;

/// <summary>Makes a query of the texts of a URL or a command line.</summary>
internal static class EventFilter
{
    public const int DefaultLimit = 1000;
    public const int MostAtOnce = 100_000;

    /// <exception cref="ProblemException">A text is not understood.</exception>
    public static EventQuery Read(
        IReadOnlyList<string> types, string? severity, string? subject, string? host, string? since, string? until, int? limit, Instant now, TimeZoneInfo zone)
    {
        if (limit is < 1 or > MostAtOnce)
        {
            throw Wrong($"limit is from 1 to {MostAtOnce}.");
        }

        return new EventQuery
        {
            Types = types,
            Severity = severity is null ? null : Severities.TryParse(severity, out var known) ? known : throw Wrong($"'{severity}' is not a severity; {Severities.Forms}."),
            Subject = subject,
            Host = host,
            Since = Time(since, now, zone),
            Until = Time(until, now, zone),
            Limit = limit,
            AndWaiting = true,
        };
    }

    private static Instant? Time(string? text, Instant now, TimeZoneInfo zone) =>
        text is null ? null : Times.Parse(text, now, zone);

    private static ProblemException Wrong(string sentence) => new(ProblemKind.BadRequest, sentence);
}
