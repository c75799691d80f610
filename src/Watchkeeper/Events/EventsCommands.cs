using System.CommandLine;
using System.Text;
using System.Text.Json;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Events;

/// <summary><c>watchkeeper events</c>: the journal, as it is or as it grows.</summary>
internal sealed class EventsCommands
{
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with events as they happen, until interrupted." };

    private readonly Option<string[]> _type = new("--type")
    {
        Description = "Only these types; * stands for any letters (disks.*). May be given several times.",
        HelpName = "GLOB",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _severity = new("--severity") { Description = "This severe or worse: emergency, alert, critical, error, warning, notice, info.", HelpName = "S" };

    private readonly Option<string?> _subject = new("--subject") { Description = "About this subject: a disk's wwid, a canary's slug, a watch's name.", HelpName = "TEXT" };

    private readonly Option<string?> _since = new("--since") { Description = "From this time on: 2026-11-20, '2026-11-20 08:00', yesterday, or so long ago (2h, 3d).", HelpName = "TIME" };

    private readonly Option<string?> _until = new("--until") { Description = "Up to this time.", HelpName = "TIME" };

    private readonly Option<int?> _limit = new("--limit", "-n") { Description = "At most so many, the newest ones (1000).", HelpName = "N" };

    private readonly Option<bool> _utc = new("--utc") { Description = "Times in UTC instead of the local time zone." };

    public static Command Make() => new EventsCommands().MakeVerb();

    private Verb MakeVerb()
    {
        var verb = new Verb("events", "Show the event journal: everything that happened, newest last.", RunAsync);
        foreach (var option in (Option[])[_follow, _type, _severity, _subject, _since, _until, _limit, _utc])
        {
            verb.Options.Add(option);
        }

        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        var limit = invocation.Get(_limit) ?? (invocation.Get(_follow) && invocation.Get(_since) is null ? 10 : EventFilter.DefaultLimit);
        var query = EventFilter.Read(
            invocation.Get(_type)!, invocation.Get(_severity), invocation.Get(_subject), null, invocation.Get(_since), invocation.Get(_until), limit,
            invocation.Get(_since) is null && invocation.Get(_until) is null ? default : invocation.Clock.Now, TimeZoneInfo.Local);
        var list = await invocation.GetAsync(
            "/api/v1/events" + Parameters(query), EventJson.Default.EventList, database => new EventList([.. database.Journal.Read(query).Select(EventView.Of)]));
        var once = new ToldOnce();
        Print(invocation, [.. list.Events.Where(entry => once.IsNews(entry.Id, entry.Stored is null))]);
        if (!invocation.Get(_follow))
        {
            return 0;
        }

        await invocation.Out.FlushAsync();
        var lasts = list.Events.Where(entry => entry.Seq is not null).GroupBy(entry => entry.Host).Select(host => $"{host.Key}:{host.Max(entry => entry.Seq)}");
        await FollowAsync(invocation, query, string.Join(',', lasts), once);
        return 0;
    }

    /// <summary>What came between the list and the stream is not lost: the stream begins behind the last event that was printed.</summary>
    private async Task FollowAsync(Invocation invocation, EventQuery query, string after, ToldOnce once)
    {
        var path = "/api/v1/events/stream" + Parameters(query with { Limit = null, Since = null, Until = null });
        if (after.Length > 0)
        {
            path += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "after=" + Uri.EscapeDataString(after);
        }

        await foreach (var (_, data) in invocation.Daemon.StreamAsync(path, invocation.Cancellation))
        {
            var entry = JsonSerializer.Deserialize(data, EventJson.Default.EventView)
                ?? throw new ProblemException(ProblemKind.Failed, "The daemon sent an event that is none.");
            if (once.IsNews(entry.Id, entry.Stored is null))
            {
                Print(invocation, [entry]);
            }

            await invocation.Out.FlushAsync();
        }
    }

    private void Print(Invocation invocation, IReadOnlyList<EventView> events)
    {
        var screen = invocation.Screen;
        var zone = invocation.Get(_utc) ? TimeZoneInfo.Utc : TimeZoneInfo.Local;
        foreach (var entry in events)
        {
            if (invocation.Json)
            {
                invocation.Out.WriteLine(JsonSerializer.Serialize(entry, EventJson.Default.EventView));
                continue;
            }

            var severity = Severities.Name(entry.Severity);
            var subject = entry.Subject.Length == 0 ? "" : $" {screen.Faint($"[{Screen.Clean(entry.Subject)}]")}";
            invocation.Out.WriteLine(
                $"{screen.Faint(Times.Format(entry.Time, zone))}{(entry.ClockTrusted ? " " : "?")} {screen.Paint(severity.PadRight(9), entry.Severity)} "
                + $"{screen.Bold(Screen.Clean(entry.Type))}{subject} {Screen.Clean(entry.Message)}{(entry.Stored is null ? "" : screen.Faint(" (not recorded yet)"))}");
        }
    }

    private static string Parameters(EventQuery query)
    {
        var text = new StringBuilder();
        void Add(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        foreach (var type in query.Types)
        {
            Add("type", type);
        }

        Add("severity", query.Severity is { } severity ? Severities.Name(severity) : null);
        Add("subject", query.Subject);
        Add("since", query.Since?.ToString());
        Add("until", query.Until?.ToString());
        Add("limit", query.Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
