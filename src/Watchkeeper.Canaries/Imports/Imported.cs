using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Imports;

/// <summary>Makes a canary of what another system's export says, or says why not.</summary>
internal static class Imported
{
    private const int LongestId = 64;

    /// <exception cref="ProblemException">It cannot be a canary here, with its name.</exception>
    public static ImportedCanary Of(ImportedView? view, CanariesOptions options)
    {
        if (view?.Id is null || view.Name is null || view.Schedule is null)
        {
            throw new ProblemException(ProblemKind.BadRequest, "Each canary needs an id, a name and a schedule.");
        }

        if (view.Id.Length is 0 or > LongestId || !view.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The canary \"{view.Name}\" has the id \"{view.Id}\"; an id is at most {LongestId} letters, digits and hyphens.");
        }

        var schedule = ScheduleReader.Read(view.Schedule, out var error)
            ?? throw new ProblemException(ProblemKind.BadRequest, $"The canary \"{view.Name}\" cannot be taken over: {error!.Sentence}");
        var settings = new CanaryRequest
        {
            Name = view.Name,
            Schedule = schedule,
            Description = view.Description,
            Emails = view.Emails?.OfType<string>().ToList(),
            Tags = view.Tags?.OfType<string>().ToList(),
            Grace = view.Grace ?? TimeSpan.Zero,
        }.ToSettings(options);
        var history = (view.History ?? []).OfType<ImportedEntryView>().Select(entry => ReadEntry(entry.Time, entry.Text ?? "")).ToList();
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
