using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Canaries;

/// <summary>What the journal is told of canaries: <c>canaries.late</c>, <c>failed</c>, <c>overran</c>, <c>still-late</c>, <c>recovered</c>.</summary>
internal static class CanaryEvents
{
    public static EventDraft Draft(Canary canary, Notice notice, Entry entry, IReadOnlyList<Entry> history)
    {
        var settings = canary.Settings;
        var fields = new JsonObject
        {
            ["canary"] = canary.Id,
            ["name"] = settings.Name,
            ["slug"] = settings.Slug,
            ["deadline"] = canary.Deadline?.Wall.ToString(),
            ["misses"] = canary.Misses,
        };
        if (settings.Description.Length > 0)
        {
            fields["description"] = settings.Description;
        }

        if (settings.Tags.Count > 0)
        {
            fields["tags"] = new JsonArray([.. settings.Tags.Select(tag => (JsonNode)tag)]);
        }

        if (entry.ExitStatus is { } status)
        {
            fields["exit_status"] = status;
        }

        if (notice == Notice.Recovered)
        {
            // Whoever was told that it is late by the default channel is told of the good end too.
            fields["resolves"] = true;
        }

        if (settings.Emails.Count > 0)
        {
            fields["mail"] = Mail.Write(canary, notice, entry, history);
        }

        return new EventDraft($"canaries.{Name(notice)}", Severity(notice), settings.Slug, Sentence(canary, notice, entry))
        {
            Fields = fields,
            Recipients = [.. settings.Emails.Select(address => $"mailto:{address}")],
            At = entry.Time,
        };
    }

    private static string Name(Notice notice) => notice switch
    {
        Notice.StillLate => "still-late",
        _ => notice.ToString().ToLowerInvariant(),
    };

    private static Severity Severity(Notice notice) => notice == Notice.Recovered ? Core.Events.Severity.Notice : Core.Events.Severity.Error;

    private static string Sentence(Canary canary, Notice notice, Entry entry)
    {
        var name = canary.Settings.Name;
        var comment = entry.Comment.Length > 0 && entry.Kind is EntryKind.Success or EntryKind.Fail ? $": {entry.Comment}" : "";
        return notice switch
        {
            Notice.Recovered => $"{name} is reporting again.",
            Notice.Failed when entry.Kind == EntryKind.Late => $"{name} failed during its snooze or maintenance window.",
            Notice.Failed => $"{name} failed{(entry.ExitStatus is { } status ? $" with exit status {status}" : "")}{comment}.",
            Notice.Overran => $"A run of {name} has not finished within {Durations.Format(canary.Settings.MaxDuration ?? TimeSpan.Zero)}.",
            Notice.StillLate => canary.Reason switch
            {
                Notice.Failed => $"{name} has not succeeded since it failed.",
                Notice.Overran => $"A run of {name} still has not finished.",
                _ => $"{name} still has not reported.",
            },
            _ => $"{name} has not reported.",
        };
    }
}
