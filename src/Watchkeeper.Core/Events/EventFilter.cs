using Watchkeeper.Core.Text;

namespace Watchkeeper.Core.Events;

/// <summary>A query's conditions, asked of one event or one kind of event.</summary>
internal static class EventFilter
{
    public static bool Matches(this EventQuery query, EventKind kind) => Matches(query, kind.Host, kind.Type, kind.Severity);

    public static bool Matches(this EventQuery query, Event candidate) =>
        Matches(query, candidate.Host, candidate.Type, candidate.Severity)
        && (query.Subject is null || candidate.Subject == query.Subject)
        && (query.Since is not { } since || candidate.Time.Wall >= since)
        && (query.Until is not { } until || candidate.Time.Wall < until);

    private static bool Matches(EventQuery query, string host, string type, Severity severity) =>
        (query.Host is null || host == query.Host)
        && (query.Severity is not { } worst || severity <= worst)
        && (query.Types.Count == 0 || Glob.IsMatchAny(query.Types, type));
}
