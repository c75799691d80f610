using System.Text;
using System.Text.Json.Nodes;
using Watchkeeper.Canaries.CoalMine;

namespace Watchkeeper.Canaries;

/// <summary>Coal Mine's mails, word for word; who sends them adds the headers that the original lacked.</summary>
internal static class Mail
{
    /// <summary>So many entries of the history stand in a mail.</summary>
    public const int Entries = 15;

    /// <summary>
    /// Words a mail. As in the original, what it read back from its database has whole milliseconds, and what was just made has microseconds: the entry that the
    /// mail is about, and a deadline that came of it.
    /// </summary>
    /// <param name="canary">As it stands after the change.</param>
    /// <param name="about">The entry that the mail is about.</param>
    /// <param name="history">Its newest entries, the newest first.</param>
    public static JsonObject Write(Canary canary, Notice notice, Entry about, IReadOnlyList<Entry> history)
    {
        var (name, id) = (OneLine(canary.Settings.Name), canary.Id);
        string TimeOf(Entry entry) => PythonText.Time(entry.Number == about.Number ? entry.Time.Wall : PythonText.Stored(entry.Time.Wall), ' ');
        var deadline = canary.Deadline is { } due ? PythonText.Time(about.Kind == EntryKind.Late ? PythonText.Stored(due.Wall) : due.Wall, ' ') : "(no deadline)";
        var text = new StringBuilder();
        switch (notice == Notice.StillLate ? canary.Reason : notice)
        {
            case Notice.Recovered:
                text.Append($"The canary {name} ({id}) is reporting again as of {(history.Count > 0 ? TimeOf(history[0]) : "now")}.\n\n");
                text.Append($"The next trigger for this canary is due before {deadline}.\n\n");
                break;
            case Notice.Failed:
                text.Append($"The canary {name} ({id}) reported a failure.\n\nThe next trigger for this canary is due before {deadline}.\n\n");
                break;
            case Notice.Overran:
                text.Append($"A run of the canary {name} ({id}) has not finished in time.\n\n");
                break;
            default:
                text.Append($"The canary {name} ({id}) was expected to report before {deadline}.\n\n");
                break;
        }

        text.Append("Recent events for this canary:\n\n");
        text.AppendJoin('\n', history.Take(Entries).Select(entry => $"{TimeOf(entry),-30} {OneLine(entry.Text)}"));
        return new JsonObject { ["subject"] = Subject(notice, canary.Reason, name), ["text"] = text.ToString() };
    }

    private static string Subject(Notice notice, Notice? reason, string name) => notice switch
    {
        Notice.Recovered => $"[RESUMED] {name} is reporting again",
        Notice.Failed => $"[FAILED] {name} reported a failure",
        Notice.Overran => $"[LATE] {name} has not finished",
        Notice.StillLate when reason == Notice.Failed => $"[FAILED] {name} has not succeeded since",
        Notice.StillLate when reason == Notice.Overran => $"[LATE] {name} still has not finished",
        Notice.StillLate => $"[LATE] {name} still has not reported",
        _ => $"[LATE] {name} has not reported",
    };

    // A name with a line break must not become a header of its own.
    private static string OneLine(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 ? text
        : string.Create(text.Length, text, static (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = source[i] < ' ' ? ' ' : source[i];
            }
        });
}
