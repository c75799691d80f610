using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Imports;

/// <summary>Makes a canary of what another system's export says, or says why not.</summary>
internal static class Imported
{
    private const int LongestId = 64;

    /// <summary>Null where it cannot be a canary here, with the reason.</summary>
    public static ImportedCanary? Of(ImportedView? view, CanariesOptions options, out string? reason)
    {
        if (view?.Id is null || view.Name is null || view.Schedule is null)
        {
            reason = "each canary needs an id, a name and a schedule";
            return null;
        }

        if (view.Id.Length is 0 or > LongestId || !view.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            reason = $"its id is \"{view.Id}\"; an id is at most {LongestId} letters, digits and hyphens";
            return null;
        }

        if (view.Slug is { } slug && !Slug.IsOne(slug))
        {
            reason = $"its slug is \"{slug}\"; a slug is lower-case letters, digits, hyphens and underscores";
            return null;
        }

        var schedule = ScheduleReader.Read(view.Schedule, out var error);
        var lines = (view.Emails ?? []).Concat(view.Tags ?? []);
        if (schedule is null || lines.Any(text => text is null || text.AsSpan().IndexOfAnyInRange('\0', '\x1F') >= 0))
        {
            reason = schedule is null ? error!.Sentence : "one of its addresses or tags is not one line of text";
            return null;
        }

        if (view.Grace is { } grace && (grace < TimeSpan.Zero || grace > TimeSpan.FromDays(366)))
        {
            reason = "its grace is not between 0 and a year";
            return null;
        }

        reason = null;
        var settings = new CanaryRequest
        {
            Name = view.Name,
            Schedule = schedule,
            Description = view.Description,
            Emails = view.Emails,
            Tags = view.Tags,
            Grace = view.Grace ?? TimeSpan.Zero,
        }.ToSettings(options);
        var history = (view.History ?? []).OfType<ImportedEntryView>().Select(entry => ReadEntry(entry.Time, entry.Text ?? "")).ToList();
        settings = view.Slug is { Length: > 0 } given ? settings with { Slug = given } : settings;
        return new ImportedCanary(view.Id, settings, view.Paused, view.Late, view.Deadline, history);
    }

    /// <summary>Reads an entry of Coal Mine's history back from its words.</summary>
    private static Entry ReadEntry(Instant time, string text)
    {
        var parenthesis = text.IndexOf(" (", StringComparison.Ordinal);
        var (words, comment) = parenthesis > 0 && text[^1] == ')' ? (text[..parenthesis], text[(parenthesis + 2)..^1]) : (text, "");
        EntryKind? kind = words switch
        {
            "Canary created" => EntryKind.Created,
            "Triggered" => EntryKind.Success,
            "Paused" => EntryKind.Paused,
            "Unpaused" => EntryKind.Unpaused,
            "Started" => EntryKind.Start,
            "Failed" => EntryKind.Fail,
            _ => null,
        };
        var moment = new Moment(time, TimeSpan.Zero, Trusted: true);
        return kind is { } known ? new Entry(known, moment, comment) : new Entry(EntryKind.Log, moment, text);
    }
}
